-- Texts that may give one statement: those that share runs of words, found without looking at all.

local stemma = require "stemma"

local texts = {}

---@class words.Text     a quotation, or a sentence where the statement may stand without marks
---@field words words.Word[]
---@field all string      their keys
---@field article integer
---@field marked boolean
---@field order integer  for a stable order

---Completes a text: its words' keys as one string.
---@return words.Text
function texts.new(text)
  local keys = {}
  for i, word in ipairs(text.words) do keys[i] = word.key end
  text.all = table.concat(keys, " ")
  return text
end

-- Calls back with each run of three words, unless all three say little.
local function each_shingle(words, call)
  local a, b = words[1], words[2]
  for i = 3, #words do
    local c = words[i]
    if a.content or b.content or c.content then call(a.key .. " " .. b.key .. " " .. c.key) end
    a, b = b, c
  end
end

local index = {}
index.__index = index

---Texts by the runs of three words in them.
---@param all words.Text[]
function texts.index(all)
  local by = {}
  for _, text in ipairs(all) do
    each_shingle(text.words, function(key)
      local list = by[key]
      if not list then by[key] = { text }
      elseif list[#list] ~= text then list[#list + 1] = text
      end
    end)
  end
  return setmetatable({ by = by }, index)
end

---The texts that share at least `least` runs with these words, those that share most first.
---@param words words.Word[]
---@param least integer
---@return words.Text[]
function index:like(words, least)
  local counts, found, by = {}, {}, self.by
  each_shingle(words, function(key)
    local list = by[key]
    for i = 1, list and #list or 0 do
      local text = list[i]
      local count = (counts[text] or 0) + 1
      counts[text] = count
      if count == least then found[#found + 1] = text end
    end
  end)
  return stemma.sort(found, function(text) return { -counts[text], text.order } end)
end

return texts
