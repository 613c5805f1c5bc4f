-- What an author holds: a tree with operators and methods.
--
--   a * b   then          p^n    n or more        -p   not here      p:as "field"
--   a + b   or            p^-n   up to n          #p   ahead         p:is "value"
--   a - b   a, not b      p:times(n)  exactly n

local pack = require "stemma.load.pack"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local tree = require "stemma.match.tree"
local describe = require "stemma.match.describe"
local unused = require "stemma.match.unused"

local pattern = {}

---A pattern over tokens or over characters: a value that is joined with others and never changes.
---@class stemma.pattern
---@operator mul(stemma.pattern): stemma.pattern  `a`, then `b`
---@operator add(stemma.pattern): stemma.pattern  `a` or `b`: the first that lets the whole match
---@operator sub(stemma.pattern): stemma.pattern  `a`, but not where `b` matches
---`p^0` any number, `p^1` one or more, `p^-2` at most two: all it can, giving back where needed.
---@operator pow(integer): stemma.pattern
---@operator unm: stemma.pattern  nothing, where `p` does not match
---@operator len: stemma.pattern  nothing, where `p` matches
---Of `t.layer` and `t.lexicon`: only with these fields or attributes, each a value or a list.
---@operator call(table<string, any>): stemma.pattern
local methods = {}
local meta = { __metatable = "pattern" }

---Wraps a node. `alphabet` is "token" or "char"; `with` makes a node of attributes, for a call.
function pattern.new(node, alphabet, with)
  local made = setmetatable({ tree = node, alphabet = alphabet, with = with or false }, meta)
  if node.place then unused.made(made, node.place) end
  return made
end

---The tree of a pattern that becomes part of another, or of a rule.
function pattern.taken(p)
  unused.taken(p)
  return p.tree
end
local taken = pattern.taken

---Whether a value is a pattern (of that alphabet).
function pattern.is(value, alphabet)
  return debug.getmetatable(value) == meta and (not alphabet or value.alphabet == alphabet)
end

local adopted = function() return nil end

---Says how a value of another kind (raw.lua) is taken as a part of a character pattern: its tree,
---or nil.
function pattern.adopt(tree_of) adopted = tree_of end

---A value as a character pattern; nil where it is none.
---@return stemma.pattern|nil
function pattern.of_chars(value)
  if pattern.is(value, "char") then return value end
  local node = adopted(value)
  return node and pattern.new(node, "char")
end

local hints = {
  token = 'a bare string; write t.word %q',
  char = 'a bare string; write c.text %q',
}

-- The operand's tree; anything but a pattern is an error in the author's words.
local function operand(value, alphabet, operator)
  if pattern.is(value, alphabet) then return taken(value) end
  local other = alphabet == "char" and adopted(value)
  if other then return other end
  if type(value) == "string" then source.fail(hints[alphabet], value) end
  if value == nil then
    source.fail("an operand of `%s` is nil; is a name misspelt or missing?", operator)
  end
  if pattern.is(value) then
    source.fail("a token pattern and a character pattern under one `%s`; "
      .. "t.match(c…) tests the characters of one token", operator)
  end
  source.fail("`%s` joins patterns; one operand is a %s", operator, type(value))
end

local function binary(operator, build)
  return function(a, b)
    local alphabet = (pattern.is(a) and a or b).alphabet
    local left, right = operand(a, alphabet, operator), operand(b, alphabet, operator)
    return pattern.new(build(left, right), alphabet)
  end
end

meta.__mul = binary("*", tree.seq)
meta.__add = binary("+", tree.alt)
meta.__sub = binary("-", function(a, b) return tree.seq(tree.neg(b), a) end)

function meta.__unm(p) return pattern.new(tree.neg(taken(p)), p.alphabet) end
function meta.__len(p) return pattern.new(tree.look(taken(p)), p.alphabet) end

function meta.__pow(p, n)
  if not pattern.is(p) or math.type(n) ~= "integer" then
    source.fail("p^n takes a whole number: p^0 any number, p^1 one or more, p^-1 at most one")
  end
  local node = n >= 0 and tree.rep(taken(p), n, false) or tree.rep(taken(p), 0, -n)
  return pattern.new(node, p.alphabet)
end

function meta.__call(p, attributes)
  if not p.with then
    source.fail("%s takes no attributes", describe.short(p.tree))
  end
  unused.taken(p)
  return p.with(attributes)
end

local instead = {
  __concat = "`..` does not join patterns; write `*` for one after the other",
  __band = "`&` is no pattern operator; write `*` for one after the other",
  __bor = "`|` is no pattern operator; write `+` for one or the other",
  __div = "`/` is no pattern operator; name what you want with :as \"field\"",
  __mod = "`%` is no pattern operator",
  __bnot = "`~` is no pattern operator; write `-p` for not here",
}
for event, message in pairs(instead) do
  meta[event] = function() source.fail_at(source.here(), message) end
end

function meta.__tostring(p) return describe.long(p.tree) end

---A pattern in words, cut to fit into a line.
function pattern.shorten(p) return describe.short(p.tree) end

function meta.__index(_, key)
  local method = methods[key]
  if method then return method end
  source.fail("a pattern has no method '%s'%s", tostring(key), suggest.text(key, methods))
end

function meta.__newindex(_, key)
  source.fail("a pattern cannot be changed; '%s' would be set", tostring(key))
end

local function name_of(method, name)
  if type(name) ~= "string" or not name:find "^[%a_][%w_]*$" then
    source.fail(':%s takes a name of letters, digits and "_"', method)
  end
  return name
end

---Names the field that takes what this part matches; in a repetition the field is a list. What a
---field takes of `t.layer` goes by its type: a span the span, a string the words, a ref the
---annotation, any other the annotation's field of that type.
---```lua
---t.capital:as "who" * t.word "said"
---```
---@param name string
---@return stemma.pattern
function methods:as(name)
  return pattern.new(tree.cap(taken(self), name_of("as", name)), self.alphabet)
end

---Gives the field this value instead of the words.
---```lua
---(t.word { "killed", "dead" }:is "killed" + t.word "hurt":is "injured"):as "fate"
---```
---@param value string|number
---@return stemma.pattern
function methods:is(value)
  if type(value) ~= "string" and type(value) ~= "number" then
    source.fail(":is takes a string or a number, here a %s", type(value))
  end
  return pattern.new(tree.val(taken(self), value), self.alphabet)
end

---The `:as` behind it takes, instead of the words, what the annotation (`t.layer`) has in that
---field, or the entry (`t.lexicon`) in that attribute. Several may follow each other. Of a field
---that is an interval one of type number takes the number that stands there, without its hedge.
---```lua
---t.layer "number":get "unit":as "unit"
---t.layer "mention":as "who":get "title":as "post"
---```
---@param name string
---@return stemma.pattern
function methods:get(name)
  local node = tree.get(taken(self), name_of("get", name))
  pack.asks(node.asked, name)
  return pattern.new(node, self.alphabet)
end

---The annotation spans only this part; the rest of the pattern is context, and may be context of
---the next match too. A match with several such parts gives several annotations: each has the
---fields named inside its part, and all have those named outside.
---```lua
---t.word "by" * (t.capital^1):focus()
---```
---@return stemma.pattern
function methods:focus()
  return pattern.new(tree.focus(taken(self)), self.alphabet)
end

---Exactly n, or from n to m.
---```lua
---t.capital:times(2, 4)
---```
---@param n integer
---@param m? integer
---@return stemma.pattern
function methods:times(n, m)
  m = m or n
  if math.type(n) ~= "integer" or math.type(m) ~= "integer" or n < 0 or m < n or m == 0 then
    source.fail(":times(n) or :times(n, m) takes whole numbers, the smaller first")
  end
  return pattern.new(tree.rep(taken(self), n, m), self.alphabet)
end

---Of a repetition: as few as it takes.
---```lua
---t.word "from" * (t.any^0):lazy() * t.word "to"
---```
---@return stemma.pattern
function methods:lazy()
  local node = taken(self)
  if node.kind ~= "rep" then source.fail(":lazy() goes on a repetition: (p^0):lazy()") end
  return pattern.new(tree.rep(node.item, node.min, node.max, true), self.alphabet)
end

---The first match in a span or an article, for rules in plain Lua; nil where there is none.
---@param where stemma.span|stemma.article
---@return stemma.match|nil
function methods:find(where)
  return require("stemma.match.find").first(self, where)
end

---The tokens at which a match can begin, in a span or an article: a list of their numbers. For a
---pattern of one token that is where it matches. Of t.layer, t.lexicon and words of several tokens
---there are two more lists: the last token of each, and its number in the layer or the lexicon.
---@param where stemma.span|stemma.article
---@return integer[] tokens, integer[]|nil last, integer[]|nil numbers
function methods:places(where)
  return require("stemma.match.find").places(self, where)
end

---Where it matches in the article: a list of first tokens and one of last tokens, by number. The
---cheapest way to find all there is, for no object is made. Where the pattern has a :focus(), the
---stretches are those parts, and what is looked for next begins behind the whole match.
---```lua
---local function each_name(article, emit)
---  local first, last = (t.capital^1):stretches(article)
---  for i = 1, #first do emit { first = first[i], last = last[i] } end
---end
---```
---@param article stemma.article
---@return integer[] first, integer[] last
function methods:stretches(article)
  return require("stemma.match.find").stretches(self, article)
end

---All matches in a span or an article, one after the other: `for match in p:each(span) do`.
---@param where stemma.span|stemma.article
---@return fun(): stemma.match|nil
function methods:each(where)
  return require("stemma.match.find").each(self, where)
end

return pattern
