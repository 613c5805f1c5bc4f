-- Patterns over tokens: `local t = stemma.token`.

local core = require "stemma.core"
local describe = require "stemma.match.describe"
local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local predicate = require "stemma.match.predicate"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local tree = require "stemma.match.tree"

local keys = require("stemma.sort").keys
local flags = core.flags

---Patterns over tokens. Words fold case, curly quotes and the stops of abbreviations: "U.S." is
---"US", and neither is "us". Quotation marks are left out of what a pattern sees, unless it has one
---of `t.quote`, `t.open`, `t.close`; other punctuation is a token.
---@class stemma.lib.token
local token = {}

local function one(pred, label, extra)
  local node = extra or {}
  node.kind, node.pred, node.label = "one", pred, label
  return tree.leaf(node)
end

local function run(pred, label)
  return tree.leaf { kind = "run", pred = pred, label = label }
end

local function new(node, with) return pattern.new(node, "token", with) end

-- What is made here once, for all, stands at no author's line.
local function constant(node, with)
  node.place = nil
  return new(node, with)
end

local function is_entry(key, word)
  return math.type(key) == "integer" and type(word) == "string" and word:find "%S"
end

-- Names the first that is none, in an order that is the same in each run.
local function refuse(constructor, words)
  for _, key in ipairs(keys(words)) do
    if math.type(key) ~= "integer" then
      source.fail("%s takes a list; '%s' is a key", constructor, tostring(key))
    elseif not is_entry(key, words[key]) then
      source.fail("%s: entry %d is no word", constructor, key)
    end
  end
end

-- The words of a constructor's argument, each checked.
local function words_of(constructor, words)
  if type(words) == "string" then words = { words } end
  if type(words) ~= "table" or pattern.is(words) then
    source.fail("%s takes a word or a list of words, here a %s", constructor,
      pattern.is(words) and "pattern" or type(words))
  end
  if #words == 0 then source.fail("%s without words never matches", constructor) end
  for key, word in pairs(words) do
    if not is_entry(key, word) then refuse(constructor, words) end
  end
  return words
end

-- A set of single tokens is one predicate, a bit; one with entries of several is a lexicon.
local folds = { word = core.fold_word, stem = core.stem, exact = function(word) return word end }

local function word_set(constructor, words, fold)
  words = words_of(constructor, words)
  pack.at_loading("a pattern of words is made")
  local label = describe.words(constructor, words)
  for _, word in ipairs(words) do
    if #core.split(word) ~= 1 then
      return run(predicate.phrases(words, fold), label)
    end
  end
  return one(predicate.words(words, fold, folds[fold]), label)
end

---One of these words, folded; an entry may be several words, the longest that fits is taken. Alone,
---any word.
---```lua
---t.word "said"
---t.word { "said", "says", "prime minister" }
---```
---@type stemma.pattern
---@overload fun(words: string|string[]): stemma.pattern
token.word = constant(one(predicate.flags(flags.WORD), "t.word"), function(words)
  return new(word_set("t.word", words, "word"))
end)

---One of these words as they are written: `t.exact "us"` is not "US".
---@param words string|string[]
---@return stemma.pattern
function token.exact(words) return new(word_set("t.exact", words, "exact")) end

---Words that share a stem with one of these, as English forms them: promised, promises and
---promising with "promise". Endings are cut off, nothing more: "gave" is not `t.stem "give"`, and
---"universe" has the stem of "university".
---```lua
---t.stem "promise"
---t.stem { "pledge", "call for" }
---```
---@param words string|string[]
---@return stemma.pattern
function token.stem(words) return new(word_set("t.stem", words, "stem")) end

local function shape(label, all, none, extra)
  return constant(one(predicate.flags(all, none), label, extra))
end

---@type stemma.pattern  any token
token.any = constant(one(predicate.any, "t.any"))
---@type stemma.pattern  its first letter is upper case
token.capital = shape("t.capital", flags.CAPITAL)
---@type stemma.pattern  all its letters are upper case
token.upper = shape("t.upper", flags.UPPER)
---@type stemma.pattern  all its letters are lower case
token.lower = shape("t.lower", flags.LOWER)
---@type stemma.pattern  digits with their separators
token.number = shape("t.number", flags.NUMBER)
---@type stemma.pattern  has a digit: also "7th", "G7"
token.digit = shape("t.digit", flags.DIGIT)
---@type stemma.pattern  `'s`, or the apostrophe after a plural
token.possessive = shape("t.possessive", flags.POSSESSIVE)
---@type stemma.pattern  no white space stands before it: the parts of "Coca-Cola" but the first
token.tight = shape("t.tight", 0, flags.SPACE)
---@type stemma.pattern  stands between quotation marks
token.quoted = shape("t.quoted", flags.QUOTED)
---@type stemma.pattern  a quotation mark; a pattern with this, open or close sees marks as tokens
token.quote = shape("t.quote", flags.QUOTE, 0, { quotes = true })
---@type stemma.pattern  a mark that opens
token.open = shape("t.open", flags.OPEN, 0, { quotes = true })
---@type stemma.pattern  a mark that closes
token.close = shape("t.close", flags.CLOSE, 0, { quotes = true })

local function marks(list)
  local node = word_set("t.punct", list, "word")
  if node.kind ~= "one" then source.fail "t.punct takes single marks" end
  node.quotes = node.pred.set['"'] or node.pred.set["'"] or false
  return new(node)
end

---Punctuation; called, only these marks.
---```lua
---t.punct ","
---t.punct { ",", ";" }
---```
---@type stemma.pattern
---@overload fun(marks: string|string[]): stemma.pattern
token.punct = constant(one(predicate.flags(flags.PUNCT), "t.punct"), marks)

---@type stemma.pattern  nothing, at a sentence's start
token.first = constant(tree.leaf({ kind = "edge", side = "first" }, true))
---@type stemma.pattern  nothing, at a sentence's end
token.last = constant(tree.leaf({ kind = "edge", side = "last" }, true))

-- Attributes as { field = value or list of values }, each checked.
local function attributes_of(constructor, attributes)
  if type(attributes) ~= "table" or pattern.is(attributes) then
    source.fail("%s takes { field = value }, here a %s", constructor, type(attributes))
  end
  for name, value in pairs(attributes) do
    if type(name) ~= "string" then
      source.fail("%s takes { field = value }; a value stands without its field", constructor)
    end
    for _, each in ipairs(type(value) == "table" and value or { value }) do
      if type(each) ~= "string" and type(each) ~= "number" then
        source.fail("%s: '%s' takes a string, a number or a list of these", constructor, name)
      end
    end
  end
  return next(attributes) and attributes or nil
end

local function in_words(constructor, attributes)
  local names = {}
  for _, name in ipairs(require("stemma.sort").keys(attributes or {})) do
    local value = attributes[name]
    if type(value) == "table" then value = ("{%s}"):format(table.concat(value, ", ")) end
    names[#names + 1] = ("%s = %s"):format(name, value)
  end
  return #names == 0 and constructor or ("%s {%s}"):format(constructor, table.concat(names, ", "))
end

-- An annotation of a layer or an entry of a lexicon: a pattern, and callable with attributes.
local function of_several(label, make, check)
  return new(run(make(nil), label), function(attributes)
    attributes = attributes_of(label, attributes)
    for name, value in pairs(attributes or {}) do check(name, value) end
    return new(run(make(attributes), in_words(label, attributes)))
  end)
end

---All tokens of one annotation of a layer, with these fields where some are named. The rule names
---the layer in `reads`.
---```lua
---t.layer "number"
---t.layer "number" { kind = { "count", "money" } }
---```
---@param name string
---@return stemma.pattern
function token.layer(name)
  if type(name) ~= "string" then source.fail("t.layer takes a layer's name") end
  pack.uses(name)
  return of_several(("t.layer %q"):format(name),
    function(attributes) return predicate.layer(name, attributes) end,
    function(field, value)
      for _, each in ipairs(type(value) == "table" and value or { value }) do
        pack.uses(name, field, tostring(each))
      end
    end)
end

---One entry of a lexicon, the longest; with attributes, one that has them. A field of type entity
---takes the entry's name, :get an attribute. Its words are looked up as t.word does, unless the
---list says otherwise (`# fold: stem` at its head), or `fold` does.
---```lua
---t.lexicon "places" { sort = { "city", "country" } }
---t.lexicon("verbs", "stem")
---```
---@param name string  of rules/lexicon/NAME.txt or NAME.tsv
---@param fold? string|stemma.fold  "word", "stem", "exact", or folds of stemma.fold: "case+marks"
---@return stemma.pattern
function token.lexicon(name, fold)
  local key = pack.fold_key(fold)
  pack.lexicon(name, key)
  return of_several(("t.lexicon %q"):format(name),
    function(attributes) return predicate.lexicon(name, attributes, key) end,
    function(attribute, value) pack.check_values(name, key, attribute, value) end)
end

---A token whose whole text a character pattern matches, or a function accepts.
---```lua
---t.match(c.digit^1 * c.text "th")
---```
---@param chars stemma.pattern|fun(text: string): boolean
---@return stemma.pattern
function token.match(chars)
  local match, of_chars = chars, pattern.of_chars(chars)
  if of_chars then
    pattern.taken(of_chars)
    match = require("stemma.match.chars").whole(of_chars)
  elseif type(chars) ~= "function" then
    source.fail("t.match takes a character pattern (stemma.char) or a function of the token's text")
  end
  return new(one(predicate.match(match), "t.match(…)"))
end

---Up to n tokens, as few as it takes. With a pattern, up to the first that it matches and with
---that, at most n tokens away: what lies between is never what it matches.
---```lua
---t.word "killed" * t.upto(4) * t.layer "mention"
---t.word "killed" * t.upto(t.layer "mention":as "where", 4)
---```
---@overload fun(p: stemma.pattern, n: integer): stemma.pattern
---@param n integer
---@return stemma.pattern
function token.upto(n, within)
  local p = pattern.is(n, "token") and n or nil
  if p then n = within end
  if math.type(n) ~= "integer" or n < 1 then
    source.fail "t.upto takes a whole number from 1 on: t.upto(4), or t.upto(p, 4)"
  end
  if not p then return new(tree.rep(token.any.tree, 0, n, true)) end
  if p.tree.nullable then source.fail "t.upto(p, n): the pattern can match nothing" end
  local other = tree.seq(tree.neg(tree.unnamed(pattern.taken(p))), token.any.tree)
  return new(tree.seq(tree.rep(other, 0, n), p.tree))
end

---Nothing, where what stands before is what p matches, a pattern that is always the same number of
---tokens long, 31 at most. `-t.after(p)`: where it is not.
---```lua
---t.after(t.word "mr") * t.capital
---t.after(t.word "did" * t.word "not") * t.word "agree"
---```
---@param p stemma.pattern
---@return stemma.pattern
function token.after(p)
  if not pattern.is(p, "token") then source.fail("t.after takes a token pattern") end
  return new(tree.behind(pattern.taken(p)))
end

return setmetatable(token, {
  __index = function(_, key)
    source.fail("no t.%s%s", tostring(key), suggest.text(key, token))
  end,
})
