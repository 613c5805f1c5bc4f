-- Folds: named ways to count two texts as equal. `stemma.fold "case"` is a value; folds are joined
-- with `+`, and called on a text.
--
--   case    capitals as small letters          marks   accents dropped
--   quotes  curly quotes and dashes as straight   stops   "U.S." as "US"
--   space   runs of white space as one blank

local core = require "stemma.core"
local sort = require "stemma.sort"
local source = require "stemma.source"
local suggest = require "stemma.suggest"

local fold = {}

---@class stemma.fold
---@operator add(stemma.fold): stemma.fold
---@operator call(string): string
local meta = { __metatable = "fold" }
meta.__index = fold

local known = { case = true, marks = true, quotes = true, stops = true, space = true }

local function new(names)
  return setmetatable({ names = sort.keys(names) }, meta)
end

---A fold of one or more names.
function fold.of(...)
  local names = {}
  for _, name in ipairs { ... } do
    if not known[name] then
      source.fail("no fold '%s'%s", tostring(name), suggest.text(name, known))
    end
    names[name] = true
  end
  return new(names)
end

function meta.__add(a, b)
  local names = {}
  for _, each in ipairs { a, b } do
    if debug.getmetatable(each) ~= meta then source.fail "a fold is joined with another fold" end
    for _, name in ipairs(each.names) do names[name] = true end
  end
  return new(names)
end

---The text under the fold.
function meta.__call(self, text)
  if type(text) ~= "string" then source.fail("a fold takes a string, here a %s", type(text)) end
  return core.fold(text, table.unpack(self.names))
end

function meta.__tostring(self) return table.concat(self.names, "+") end

---Whether two texts are equal under the fold.
function fold:equal(a, b) return self(a) == self(b) end

---The form under which t.word looks a word up.
---@param word string
---@return string
function fold.word(word) return core.fold_word(word) end

---The tokens of a text.
---@param text string
---@return string[]
function fold.split(text) return core.split(text) end

return setmetatable({ of = fold.of, word = fold.word, split = fold.split }, {
  __call = function(_, ...) return fold.of(...) end,
  __index = function(_, key)
    source.fail("no stemma.fold.%s%s", tostring(key), suggest.text(key, { "of", "word", "split" }))
  end,
})
