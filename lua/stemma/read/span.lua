-- Spans as authors in plain Lua see them: stretches of an article, and what is more than that:
-- sentences, blocks, tokens, quotations between marks, annotations.
--
-- All are made when asked for, and what is asked of them is looked up then.

local core = require "stemma.core"
local field = require "stemma.read.field"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local yesno = require "stemma.read.yesno"

local span = {}

---A stretch of an article. Spans are equal where they cover the same bytes of the same article.
---@class stemma.span
---@operator len: integer    how many bytes it has
---@field article stemma.article  the one it is in
---@field begin integer      byte offset from 0
---@field stop integer       byte offset behind the last
---@field text string        exactly the bytes [begin, stop)
---@field first integer|nil  its first token's number; nil where it has none
---@field last integer|nil   its last token's number
---Its block's: headline, standfirst, byline, dateline, subhead, body, caption, link, embed or
---furniture.
---@field role string|nil
local methods = {}

---What is computed when asked for, by kind of span: "span" of all, then of the kind.
local getters = {
  span = {}, sentence = {}, block = {}, token = {}, quote = {}, annotation = {}, match = {},
}
local metas = {}

-- Of tokens: what is a yes or no, and the flag that says so.
local shapes = {}

---A sentence.
---@class stemma.sentence: stemma.span
---@field index integer      its number in the article

---A line or paragraph with a role.
---@class stemma.block: stemma.span
---@field index integer      its number in the article
---@field tag string         what it was in the file: line, p, h1, li, …

---A word, a number or a mark.
---@class stemma.token: stemma.span
---@field index integer      its number in the article
---@field folded string      the form under which t.word looks it up
---@field word boolean       it has a letter or a digit
---@field number boolean     digits with their separators
---@field digit boolean      it has a digit: also "7th", "G7"
---@field punct boolean      it is punctuation
---@field capital boolean    its first letter is upper case
---@field upper boolean      all its letters are upper case
---@field lower boolean      all its letters are lower case
---@field possessive boolean  `'s`, or the apostrophe after a plural
---@field stop boolean       it ends a sentence
---@field quote boolean      a quotation mark
---@field open boolean       a mark that opens
---@field close boolean      a mark that closes
---@field quoted boolean     it stands between quotation marks
---@field spaced boolean     white space stands before it
---@field starts_sentence boolean  it is the first of a sentence
---@field ends_sentence boolean  it is the last of a sentence

---What stands between quotation marks, with the marks.
---@class stemma.quote: stemma.span
---@field index integer      its number in the article
---@field content stemma.span  what stands between the marks
---@field open stemma.token  the mark that opens it
---@field close stemma.token|false  the mark that closes it; false where the block ends first
---@field closed boolean     a mark closes it
---@field depth integer      0 for the outermost
---@field continues boolean  a quotation that goes on from the paragraph before

---What a rule found: a span whose fields are its keys. A span field is a span, an interval a
---`stemma.interval`, a ref the annotation, a list a list.
---@class stemma.annotation: stemma.span
---@field index integer      its number in the layer
---@field rule string        the rule that found it: "extract/number"
---@field [string] any       a field of its layer

---What is yes or no of a token, and nothing else: `word number digit punct capital upper lower
---possessive stop quote open close quoted spaced starts_sentence ends_sentence`.
---@class stemma.shape
---@field [string] boolean

---Makes a span of a kind. `data` holds what is known already.
function span.make(kind, article, begin, stop, data)
  data = data or {}
  data.article, data.begin, data.stop = article, begin, stop
  return setmetatable(data, metas[kind])
end

---The same of a table that has article, begin and stop.
function span.of(kind, data) return setmetatable(data, metas[kind]) end

function span.is(value)
  local meta = debug.getmetatable(value)
  return meta ~= nil and meta.kind ~= nil and metas[meta.kind] == meta
end

-- Names that a span of this kind has of its own: an annotation's fields, a match's captures.
local function own_names(self) return rawget(self, "fields") or {} end

local function unknown(self, kind, key)
  local known = {}
  local more = kind == "token" and shapes or {}
  for _, names in ipairs { methods, getters.span, getters[kind], own_names(self), more } do
    for name in pairs(names) do known[name] = true end
  end
  local what = kind
  if kind == "annotation" then what = ("annotation of '%s'"):format(self.layer_name) end
  source.fail("%s %s has no '%s'%s", kind == "annotation" and "an" or "a", what, tostring(key),
    suggest.text(key, known))
end

for kind in pairs(getters) do
  local meta = { kind = kind, __metatable = "span" }
  function meta.__newindex(_, key)
    source.fail("a span cannot be changed; '%s' would be set", tostring(key))
  end
  function meta.__eq(a, b)
    return span.is(a) and span.is(b) and a.begin == b.begin and a.stop == b.stop
      and rawequal(a.article, b.article)
  end
  function meta.__tostring(self) return self.text end
  function meta.__len(self) return self.stop - self.begin end
  metas[kind] = meta
  core.mark_span(meta)
end

local token_meta = metas.token

---Makes the i-th token.
function span.token(article, i)
  local begin, stop, flags = article.native:token(i)
  return setmetatable(
    { article = article, begin = begin, stop = stop, index = i, flags = flags }, token_meta)
end

---Whether a capture may have this name in a match: no method or property of spans has it.
function span.free_name(name)
  return not methods[name] and not getters.span[name] and name ~= "begin" and name ~= "stop"
    and name ~= "article" and name ~= "fields" and name ~= "captures"
end

-- The native article behind a span.
local function native(self) return self.article.native end

function getters.span:text() return native(self):sub(self.begin, self.stop) end
function getters.span:role()
  local block = self:block()
  return block and block.role
end

function getters.span:first()
  local first, last = native(self):tokens_in(self.begin, self.stop)
  rawset(self, "last", last)
  return first
end

function getters.span:last() return self.first and rawget(self, "last") end

function getters.quote:open() return self.article:token(self.first) end
function getters.quote:close() return self.closed and self.article:token(self.last) end
function getters.quote:content()
  local begin, stop = self.open.stop, self.closed and self.close.begin or self.stop
  return self.article:span(begin, math.max(begin, stop))
end

function getters.token:folded() return self.article.native:folded(self.index) end
function getters.token:text() return self.article.native:sub(self.begin, self.stop) end
function getters.token:first() return self.index end
function getters.token:last() return self.index end
for shape, flag in pairs {
  word = "WORD", number = "NUMBER", digit = "DIGIT", punct = "PUNCT", capital = "CAPITAL",
  upper = "UPPER", lower = "LOWER", possessive = "POSSESSIVE", stop = "STOP", quote = "QUOTE",
  open = "OPEN", close = "CLOSE", quoted = "QUOTED", starts_sentence = "FIRST",
  ends_sentence = "LAST", spaced = "SPACE",
} do
  shapes[shape] = core.flags[flag]
end

local makers = field.makers(
  function(self, _, _, begin, stop) return self.article:span(begin, stop) end,
  function(self, _, _, layer, i) return self.article:layer(layer)[i] end)

-- A field of an annotation.
local function field_of(self, name)
  return field.value(makers, self, name, native(self):read(self.layer_name, self.index, name))
end

---The sentence that holds its first token.
---@return stemma.sentence|nil
function methods:sentence()
  local i = self.first and native(self):sentence_of(self.first)
  return i and self.article:sentence(i)
end

---The block that holds its first token.
---@return stemma.block|nil
function methods:block()
  local i = self.first and native(self):block_of(self.first)
  return i and self.article:block(i)
end

local function how_many(method, n)
  if n ~= nil and (math.type(n) ~= "integer" or n < 1) then
    source.fail(":%s takes a number of tokens from 1 on, here %s", method, tostring(n))
  end
end

---Up to n tokens before it (default: all), within its block. Nil where there are none.
---@param n? integer
---@return stemma.span|nil
function methods:before(n)
  how_many("before", n)
  local block = self:block()
  if not block or self.first <= block.first then return nil end
  return self.article:between(math.max(block.first, n and self.first - n or 1), self.first - 1)
end

---Up to n tokens after it (default: all), within its block. Nil where there are none.
---@param n? integer
---@return stemma.span|nil
function methods:after(n)
  how_many("after", n)
  local block = self:block()
  if not block or self.last >= block.last then return nil end
  local last = n and math.min(block.last, self.last + n) or block.last
  return self.article:between(self.last + 1, last)
end

---Of a match: the annotation that the `t.layer` of a name matched.
---@param name string
---@return stemma.annotation|nil
function methods:annotation(name)
  local runs = rawget(self, "runs")
  return runs and runs[name]
end

local function other_span(method, value)
  if not span.is(value) then
    source.fail(":%s takes a span, here %s", method, value == nil and "nil" or "a " .. type(value))
  end
  return value
end

---Whether it lies inside the other.
---@param other stemma.span
---@return boolean
function methods:within(other)
  other_span("within", other)
  return other.begin <= self.begin and self.stop <= other.stop
end

---Whether the other lies inside it.
---@param other stemma.span
---@return boolean
function methods:covers(other) return other_span("covers", other):within(self) end

---Whether they share a byte.
---@param other stemma.span
---@return boolean
function methods:overlaps(other)
  other_span("overlaps", other)
  return self.begin < other.stop and other.begin < self.stop
end

---From its begin to the other's end.
---@param other stemma.span
---@return stemma.span
function methods:to(other) return self.article:span(self.begin, other_span("to", other).stop) end

---Its tokens, one after the other: `for token in span:tokens() do`.
---@return fun(): stemma.token|nil
function methods:tokens()
  local article, i, last = self.article, (self.first or 1) - 1, self.last or 0
  return function()
    i = i + 1
    if i <= last then return span.token(article, i) end
  end
end

-- The forms of words by their numbers in the vocabulary.
local known_words = {}

---The folded forms of its tokens, all in lower case: a list, far cheaper than the tokens.
---@return string[]
function methods:words()
  if not self.first then return {} end
  return native(self):words(self.first, self.last, known_words)
end

---Its tokens' texts: a list, as they are written or in lower case.
---@param how? "lower"
---@return string[]
function methods:texts(how)
  if not self.first then return {} end
  return native(self):texts(self.first, self.last, how == "lower")
end

-- By flags: the yes and no of all tokens that have these.
local known_shapes = {}

local make_shape = yesno.maker("a token's shape", shapes)

---Its tokens' shapes: a list of what is yes or no of each (`shapes[i].capital`). All tokens that
---look alike share one.
---@return stemma.shape[]
function methods:shapes()
  if not self.first then return {} end
  return native(self):shapes(self.first, self.last, known_shapes, make_shape)
end

---Folded words by their numbers, for the core: what one rule asked for, the next finds made.
span.known_words = known_words

local list_arguments = {
  words = { known_words }, shapes = { known_shapes, make_shape }, texts = {},
}

---What all tokens of an article have, by index, as a list that is filled where it is read.
---@param what "words"|"shapes"|"texts"
function span.list(article, what)
  return article.native:list(what, table.unpack(list_arguments[what]))
end

---Its tokens as a list that makes each only when it is asked for.
---@return table<integer, stemma.token>
function methods:lazy_tokens()
  local owner, first, last = self.article, self.first or 1, self.last or 0
  return setmetatable({}, {
    __len = function() return last - first + 1 end,
    __index = function(list, i)
      if math.type(i) ~= "integer" or i < 1 or i > last - first + 1 then return nil end
      local token = owner:token(first + i - 1)
      rawset(list, i, token)
      return token
    end,
  })
end

---The annotations of a layer that lie inside it. The rule names the layer in `reads`.
---@param name string
---@return stemma.annotation[]
function methods:layer(name)
  local all, list = self.article:layer(name), {}
  local from = native(self):annotation_at(name, self.begin)
  for i = from, native(self):annotation_at(name, self.stop) - 1 do
    if all[i].stop <= self.stop then list[#list + 1] = all[i] end
  end
  return list
end

---The first match of a token pattern in it, within a block; `p:find(span)` is the same.
---@param p stemma.pattern
---@return stemma.match|nil
function methods:find(p) return require("stemma.match.find").first(p, self) end

---All matches of a token pattern in it.
---@param p stemma.pattern
---@return fun(): stemma.match|nil
function methods:each(p) return require("stemma.match.find").each(p, self) end

local function index_of(kind)
  local known = setmetatable({}, { __index = getters[kind] })
  for key, getter in pairs(getters.span) do known[key] = getters[kind][key] or getter end
  return function(self, key)
    local method = methods[key]
    if method then return method end
    local getter = known[key]
    if not getter then return unknown(self, kind, key) end
    local value = getter(self)
    rawset(self, key, value)
    return value
  end
end

-- Shapes are not kept: asking for one costs less than the room for it.
local function token_index()
  local others = index_of "token"
  return function(self, key)
    local flag = shapes[key]
    if flag then return self.flags & flag ~= 0 end
    return others(self, key)
  end
end

-- Fields of an annotation and names in a pattern come before what every span has.
local function index_with_names(kind, read)
  local others = index_of(kind)
  return function(self, key)
    if not self.fields[key] then return others(self, key) end
    local value = read(self, key)
    if value ~= nil then rawset(self, key, value) end
    return value
  end
end

for kind, meta in pairs(metas) do meta.__index = index_of(kind) end
metas.token.__index = token_index()
metas.annotation.__index = index_with_names("annotation", field_of)
metas.match.__index = index_with_names("match", function(self, name)
  return self.captures[name]
end)

---Adds properties that all spans have, for who shows them elsewhere than to rules.
---@param more table<string, fun(self: stemma.span): any>
function span.add_getters(more)
  for _, of_kind in pairs(getters) do
    for name, getter in pairs(more) do of_kind[name] = of_kind[name] or getter end
  end
end

---Whether a span has a property of this name, a field or a name in a pattern aside.
function span.knows(self, name)
  local kind = debug.getmetatable(self).kind
  return methods[name] ~= nil or getters.span[name] ~= nil or getters[kind][name] ~= nil
    or name == "begin" or name == "stop" or name == "article"
    or (kind == "token" and shapes[name] ~= nil)
end

---Spans sorted by begin, then end; the list itself.
function span.sort(list)
  return sort.by(list, function(each) return { each.begin, each.stop } end)
end

return span
