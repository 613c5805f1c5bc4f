-- What rule authors require: `local stemma = require "stemma"`. See README.md.

local pack = require "stemma.pack"
local rule = require "stemma.rule"
local source = require "stemma.source"
local suggest = require "stemma.suggest"

---@class stemma
local stemma = {}

---An extraction rule: finds annotations in one article.
stemma.extract = rule.extract

---A comparison rule: reports findings about the articles of a story.
stemma.compare = rule.compare

---A layer's fields and overlap, where several rules write it: in rules/layer/NAME.lua.
stemma.layer = rule.layer

---A lexicon of rules/lexicon: `:get(id)` gives an entry's name and attributes, `:count()` how many.
---@param name string
function stemma.lexicon(name) return pack.lexicon(name) end

---Patterns over tokens.
---@type stemma.token
stemma.token = require "stemma.token"

local lazy = {
  char = "stemma.char", interval = "stemma.interval", fold = "stemma.fold", text = "stemma.text",
  try = "stemma.try",
}

---Sorts a list in place, stable and by bytes; `key` gives what to sort by.
stemma.sort = require("stemma.sort").by

---The keys of a table, sorted: for loops that do the same in every run.
stemma.keys = require("stemma.sort").keys

return setmetatable(stemma, {
  __index = function(self, key)
    if lazy[key] then
      local module = require(lazy[key])
      rawset(self, key, module)
      return module
    end
    local known = {}
    for _, names in ipairs { self, lazy } do
      for name in pairs(names) do known[name] = true end
    end
    source.fail("no stemma.%s%s", tostring(key), suggest.text(key, known))
  end,
})
