-- The article as an extract function sees it: its metadata, and its sentences, blocks, quotations
-- and tokens of the roles that the rule sees.

local core = require "stemma.core"
local source = require "stemma.base.source"
local span = require "stemma.read.span"
local suggest = require "stemma.base.suggest"
local types = require "stemma.load.types"

local article = {}

---The article that an extract function is given. Offsets are bytes from 0, half-open; tokens,
---sentences and blocks count from 1. Only blocks of the roles that the rule sees are gone through.
---@class stemma.article
---@field text string        all of it
---@field outlet string|nil  from its metadata
---@field date string|nil    the day it was published, "2021-04-13"
---@field title string|nil   from its metadata
---@field url string|nil     from its metadata
---@field author string|nil  from its metadata
---By token: the folded word in lower case. These three lists are made where they are read: the
---cheapest way to look around a place.
---@field words string[]
---@field texts string[]     by token: its text as written
---@field shapes stemma.shape[]  by token: what is yes or no of it (`article.shapes[i].capital`)
local methods = {}

local prose = { headline = true, standfirst = true, subhead = true, body = true }

local metadata = { outlet = true, date = true, title = true, url = true, author = true }

local lists = { words = true, texts = true, shapes = true }

local meta = { __metatable = "article" }

function meta.__index(self, key)
  local method = methods[key]
  if method then return method end
  if metadata[key] then return self.native[key](self.native) end
  if key == "text" then
    self.text = self.native:sub(0, self.native:length())
    return rawget(self, "text")
  end
  if lists[key] then
    self[key] = span.list(self, key)
    return rawget(self, key)
  end
  local beyond = rawget(self, "beyond")
  if beyond then return beyond(self, key) end
  local known = { text = true }
  for _, names in ipairs { methods, metadata, lists } do
    for name in pairs(names) do known[name] = true end
  end
  source.fail("an article has no '%s'%s", tostring(key), suggest.text(key, known))
end

---Wraps a native article for a rule. Who shows it elsewhere than to rules may set `beyond`, a
---function that is asked for what it has not. `recorder` (trace.lua): told what is read, for
---explanations.
function article.open(rule, native, recorder)
  return setmetatable({
    native = native, rule = rule, roles = rule.roles or prose, layers = {}, blocks_made = {},
    places_made = {},
    recorder = recorder or false,
  }, meta)
end

function article.is(value) return debug.getmetatable(value) == meta end

---A stretch of the text, by byte offsets from 0, half-open.
---@param begin integer
---@param stop integer
---@return stemma.span
function methods:span(begin, stop)
  local length = self.native:length()
  if math.type(begin) ~= "integer" or math.type(stop) ~= "integer" or begin < 0 or stop < begin
    or stop > length then
    source.fail("no span [%s, %s) in a text of %d bytes", tostring(begin), tostring(stop), length)
  end
  return span.of("span", { article = self, begin = begin, stop = stop })
end

---The stretch from one token to another, by their numbers.
---@param first integer
---@param last integer
---@return stemma.span
function methods:between(first, last)
  local begin, stop
  if math.type(first) == "integer" and math.type(last) == "integer" then
    begin, stop = self.native:stretch(first, last)
  end
  if not begin then
    source.fail("no tokens %s to %s in an article of %d", tostring(first), tostring(last),
      self.native:tokens())
  end
  return span.of("span", { article = self, begin = begin, stop = stop, first = first, last = last })
end

---The i-th token, from 1 on; nil where there is none.
---@param i integer
---@return stemma.token|nil
function methods:token(i)
  if math.type(i) ~= "integer" or i < 1 or i > self.native:tokens() then return nil end
  return span.token(self, i)
end

---The token that holds a byte, or the next; nil where none follows.
---@param offset integer
---@return stemma.token|nil
function methods:token_at(offset)
  local i = self.native:token_at(offset)
  return i and self:token(i)
end

---The sentence that holds a token, as numbers: its first and last token, its number, its block's.
---@param token integer
---@return integer|nil first, integer last, integer sentence, integer block
methods.bounds_of = core.bounds.bounds_of

---The sentences of the roles that the rule sees, as numbers: of each its number, its first and its
---last token, its block's number. Far cheaper than spans.
---@return fun(): integer|nil, integer, integer, integer
methods.bounds = core.bounds.bounds

---The text from one token to another, without a span.
---@param first integer
---@param last integer
---@return string
methods.text_of = core.bounds.text_of

---Where the first of some tokens begins and the last one stops: byte offsets from 0.
---@param first integer
---@param last integer
---@return integer begin, integer stop
methods.bytes_of = core.bounds.bytes_of

---The quotations of the roles that the rule sees, as numbers: of each its first and its last token,
---marks included; how deep it lies (0 for the outermost); whether a mark closes it; whether it goes
---on from the paragraph before.
---@return fun(): integer|nil, integer, integer, boolean, boolean
methods.quote_bounds = core.bounds.quote_bounds

---Where the sentences of the roles that the rule sees stand, in three lists: of each its first
---token, its last, and its block's number. For rules that go to few of them, and back and forth.
---@return integer[] first, integer[] last, integer[] block
function methods:sentence_tokens() return self.native:sentence_tokens(self.rule.roles) end

---Where the outermost quotations of the roles that the rule sees stand, but for those with nothing
---between their marks, in five lists: of each its first token and its last, marks included; whether
---a mark closes it; whether it goes on from the paragraph before; the sentence that it begins in,
---as `sentence_tokens` counts them.
---@return integer[] first, integer[] last, boolean[] closed, boolean[] continues, integer[] at
function methods:quote_tokens() return self.native:quote_tokens(self.rule.roles) end

---By token the number of the quotation that it is in, as `quote_tokens` counts them; nil where it
---is in none.
---@return table<integer, integer>
function methods:quote_of() return self.native:quote_of(self.rule.roles) end

---How many tokens there are.
---@return integer
function methods:token_count() return self.native:tokens() end

---The i-th block, whatever its role.
---@param i integer
---@return stemma.block
function methods:block(i)
  local known = self.blocks_made[i]
  if known then return known end
  local begin, stop, tag, first, last, role = self.native:block(i)
  local data = { index = i, tag = tag, role = role or "body" }
  if last >= first then data.first, data.last = first, last end
  known = span.make("block", self, begin, stop, data)
  self.blocks_made[i] = known
  return known
end

---The i-th sentence.
---@param i integer
---@return stemma.sentence
function methods:sentence(i)
  local first, last, block = self.native:sentence(i)
  local begin, stop = self.native:stretch(first, last)
  return span.of("sentence", { article = self, begin = begin, stop = stop, index = i,
    first = first, last = last, block_index = block })
end

-- An iterator over what `make` gives for 1 to n, where `sees` holds.
local function each(n, make, sees)
  local i = 0
  return function()
    while i < n do
      i = i + 1
      local value = make(i)
      if sees(value) then return value end
    end
  end
end

---The blocks of the roles that the rule sees: `for block in article:blocks() do`.
---@return fun(): stemma.block|nil
function methods:blocks()
  return each(self.native:blocks(), function(i) return self:block(i) end,
    function(block) return self.roles[block.role] end)
end

---The sentences of these blocks: `for sentence in article:sentences() do`.
---@return fun(): stemma.sentence|nil
function methods:sentences()
  return each(self.native:sentences(), function(i) return self:sentence(i) end,
    function(sentence) return self.roles[self:block(sentence.block_index).role] end)
end

local function quote(self, i)
  local open, close, depth, continues = self.native:quote(i)
  local begin = self.native:token(open)
  local last = close or self:block(self.native:block_of(open)).last
  local _, stop = self.native:token(last)
  return span.make("quote", self, begin, stop, { index = i, depth = depth, continues = continues,
    first = open, last = last, closed = close ~= nil })
end

---The stretches between quotation marks, with their marks.
---@return fun(): stemma.quote|nil
function methods:quotes()
  return each(self.native:quotes(), function(i) return quote(self, i) end,
    function(one) return self.roles[one.role or "body"] end)
end

local function annotation(self, name, fields, i)
  local begin, stop, rule = self.native:annotation(name, i)
  if self.recorder then self.recorder:read(name, i, begin, stop) end
  return span.of("annotation", { article = self, begin = begin, stop = stop, index = i,
    layer_name = name, fields = fields, rule = rule })
end

---A layer's annotations, in order. The rule names the layer in `reads`.
---@param name string
---@return stemma.annotation[]
function methods:layer(name)
  if type(name) ~= "string" then source.fail ":layer takes a layer's name" end
  if self.layers[name] then return self.layers[name] end
  local n, fields = self.native:count(name), self.native:fields(name)
  local list = setmetatable({}, {
    __len = function() return n end,
    __index = function(made, i)
      if math.type(i) ~= "integer" or i < 1 or i > n then return nil end
      local one = annotation(self, name, fields, i)
      rawset(made, i, one)
      return one
    end,
    __metatable = "layer",
  })
  self.layers[name] = list
  return list
end

---Where a layer's annotations stand, in two lists: of each its first token, of each its last;
---false where it has none.
---@param name string
---@return integer[] first, integer[] last
function methods:layer_tokens(name) return self.native:layer_tokens(name) end

---By token the number of the layer's annotation that it is in; nil where it is in none. The
---cheapest way to look around a place for what is there.
---@param name string
---@return table<integer, integer>
function methods:layer_of(name) return self.native:layer_of(name) end

-- The list for who wants to know which annotations were looked at.
local function told(self, name, values)
  return setmetatable({}, {
    __index = function(_, i)
      if values[i] ~= nil then
        self.recorder:read(name, i, self.native:annotation(name, i))
      end
      return values[i]
    end,
    __len = function() return #values end,
  })
end

---What a layer's annotations have in a field, or as their `text`, `role` or `rule`: a list, with
---false where it is unset. Of a span it has the words, of a list a list; not for intervals and
---references.
---@param name string
---@param field string
---@return (string|number|string[]|number[]|false)[]
function methods:layer_values(name, field)
  local values = self.native:layer_values(name, field)
  if not values then
    source.fail("article:layer_values: '%s' of layer '%s' is %s; see article:layer", field, name,
      types.words(self.native:fields(name)[field]))
  end
  return self.recorder and told(self, name, values) or values
end

local function alphabet_of(method, alphabet)
  if type(alphabet) ~= "userdata" then
    source.fail("article:%s takes an alphabet, which stemma.letters makes", method)
  end
  return alphabet
end

---The blocks of the roles that the rule sees, as numbers: of each its number, its first and last
---token (the last is less where it has none), where it begins and stops, and its tag; with an
---alphabet also the letters of its tokens as one string, where `.` is a token that has none.
---@param alphabet? stemma.alphabet
---@return fun(): integer|nil, integer, integer, integer, integer, string, string|nil
function methods:outline(alphabet)
  return core.bounds.outline(self, alphabet and alphabet_of("outline", alphabet))
end

---The same in lists, for rules that go back and forth: where each block begins, where it stops, its
---tag; with an alphabet also the letters of its tokens.
---@param alphabet? stemma.alphabet
---@return integer[] begin, integer[] stop, string[] tag, string[]|nil letters
function methods:outline_lists(alphabet)
  return core.bounds.outline_lists(self, alphabet and alphabet_of("outline_lists", alphabet))
end

---By token its letter in an alphabet that `stemma.letters` made; false where it has none. The list
---is filled where it is read.
---@param alphabet stemma.alphabet
---@return (string|false)[]
function methods:letters(alphabet)
  return self.native:letters(alphabet_of("letters", alphabet), self.rule.roles)
end

---The tokens that have one of some letters: `for i, first, last in article:places(alphabet, "WM")`
---gives each with the first and the last token of its sentence, and with its letter.
---@param alphabet stemma.alphabet
---@param letters string
---@return fun(): integer, integer, integer, string
function methods:places(alphabet, letters)
  return self.native:places(alphabet_of("places", alphabet), self.rule.roles, letters)
end

---The runs of tokens that all have letters, where one has one of `letters`: of each its first and
---its last token, its letters as a list, and the first and the last token of its sentence, which it
---does not go over. `for first, last, letters in article:runs(alphabet, "M") do`.
---@param alphabet stemma.alphabet
---@param letters string
---@return fun(): integer, integer, string[], integer, integer
function methods:runs(alphabet, letters)
  return self.native:runs(alphabet_of("runs", alphabet), self.rule.roles, letters)
end

---The runs without what stands before the first and behind the last token that has one of
---`letters`: what lies between these is let through. Where capitals are wanted and "of" is let
---through, "of the Ministry of Health of" is one cluster, "Ministry of Health". Four lists: of each
---its first token, its last, its letters as one string, its text. With `needed`, only of those that
---have one of these letters.
---@param alphabet stemma.alphabet
---@param letters string
---@param needed? string
---@return integer[] first, integer[] last, string[] letters, string[] texts
function methods:clusters(alphabet, letters, needed)
  return self.native:clusters(alphabet_of("clusters", alphabet), self.rule.roles, letters,
    needed or letters)
end

---The article in an alphabet's letters, to look for forms in: `written:forms`. Letters may be
---changed before: a word that is none here, several tokens that are one number.
---@param alphabet stemma.alphabet
---@return stemma.written
function methods:written(alphabet)
  return self.native:written(alphabet_of("written", alphabet), self.rule.roles, span.known_words)
end

---The tokens from one to another that have a letter, as a list, and their letters as another.
---@param alphabet stemma.alphabet
---@param first integer
---@param last integer
---@return integer[] tokens, string[] letters
function methods:lettered(alphabet, first, last)
  return self.native:lettered(alphabet_of("lettered", alphabet), self.rule.roles, first, last)
end

---All tokens that have a letter, for rules that go to few sentences: a list of them, one of their
---letters, and by sentence, as `sentence_tokens` counts them, how many stand before it. Those of
---the s-th sentence are the tokens from `before[s] + 1` to `before[s + 1]`.
---@param alphabet stemma.alphabet
---@return integer[] tokens, string[] letters, integer[] before
function methods:lettered_sentences(alphabet)
  return self.native:lettered_sentences(alphabet_of("lettered_sentences", alphabet),
    self.rule.roles)
end

---Line and column (code points), both from 1, of a byte offset.
---@param offset integer
---@return integer line, integer column
function methods:place(offset) return self.native:place(offset) end

---The first match of a token pattern; nil where there is none.
---@param p stemma.pattern
---@return stemma.match|nil
function methods:find(p) return require("stemma.match.find").first(p, self) end

---All matches of a token pattern, each within a sentence: `for match in article:each(p) do`.
---@param p stemma.pattern
---@return fun(): stemma.match|nil
function methods:each(p) return require("stemma.match.find").each(p, self) end

return article
