-- Folds: named ways to count two texts as equal. `stemma.fold "case"` is a value; folds are joined
-- with `+`, and called on a text.
--
--   case    capitals as small letters          marks   accents dropped
--   quotes  curly quotes and dashes as straight   stops   "U.S." as "US"
--   space   runs of white space as one blank

local core = require "stemma.core"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

---Named ways to count two texts as equal. `stemma.fold "case"` is one; the names are case (capitals
---as small letters), marks (accents dropped), quotes (curly quotes and dashes as straight), stops
---("U.S." as "US") and space (runs of white space as one blank).
---@class stemma.lib.fold
---@overload fun(...: string): stemma.fold
local fold = {}

---A fold: called on a text it gives what the text is under it.
---```lua
---local loose = stemma.fold "case" + stemma.fold("marks", "space")
---loose "Orbán" == loose "orban"
---```
---@class stemma.fold
---@operator add(stemma.fold): stemma.fold  both, one after the other
---@operator call(string): string  the text under the fold
local methods = {}
local meta = { __metatable = "fold" }

local known = { case = true, marks = true, quotes = true, stops = true, space = true }

local function new(names)
  return setmetatable({ names = sort.keys(names) }, meta)
end

---A fold of one or more names; `stemma.fold(…)` is the same.
---@param ... "case"|"marks"|"quotes"|"stops"|"space"
---@return stemma.fold
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

function meta.__index(_, key)
  return methods[key] or source.fail("a fold has no '%s'%s", tostring(key),
    suggest.text(key, methods))
end

function meta.__call(self, text)
  if type(text) ~= "string" then source.fail("a fold takes a string, here a %s", type(text)) end
  return core.fold(text, table.unpack(self.names))
end

function meta.__tostring(self) return table.concat(self.names, "+") end

---Whether two texts are equal under the fold.
---@param a string
---@param b string
---@return boolean
function methods:equal(a, b) return self(a) == self(b) end

---The form under which `t.word` looks a word up.
---@param word string
---@return string
function fold.word(word) return core.fold_word(word) end

---The form under which t.stem looks a word up.
---@param word string
---@return string
function fold.stem(word) return core.stem(word) end

---The words of a text by their consonants: "hrbr" for harbour and harbor, "sv" for Kyiv and Kiev.
---Other words have the same too, as best and based. Hyphens inside a word belong to it, an
---apostrophe parts two; d counts as t, and c, k, q and z as s.
---@param text string
---@return string
function fold.consonants(text) return core.consonants(text) end

---The tokens of a text, as they are written.
---@param text string
---@return string[]
function fold.split(text) return core.split(text) end

return setmetatable(fold, {
  __call = function(_, ...) return fold.of(...) end,
  __index = function(_, key)
    source.fail("no stemma.fold.%s%s", tostring(key), suggest.text(key, fold))
  end,
})
