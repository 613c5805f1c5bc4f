-- Texts that may give one statement: those that share runs of words, found without looking at all.

local stemma = require "stemma"

local texts = {}

---@class wording.Text     a quotation, or a sentence where the statement may stand without marks
---@field words wording.Word[]
---@field all string      their keys
---@field article integer
---@field marked boolean
---@field order integer  for a stable order

---Completes a text: its words' keys as one string.
---@return wording.Text
function texts.new(text)
  local keys = {}
  for i, word in ipairs(text.words) do keys[i] = word.key end
  text.all = table.concat(keys, " ")
  return text
end

-- Runs of three words as numbers, but for those in which all three say little.
local function shingles(words)
  local list, a, b = {}, words[1], words[2]
  for i = 3, #words do
    local c = words[i]
    if a.content or b.content or c.content then
      list[#list + 1] = a.number << 40 | b.number << 20 | c.number
    end
    a, b = b, c
  end
  return list
end

local index = {}
index.__index = index

---Texts by the runs of three words in them. One reader (wording/reading) has read them all.
---@param all wording.Text[]
function texts.index(all)
  local by = {}
  for _, text in ipairs(all) do
    for _, run in ipairs(shingles(text.words)) do
      local list = by[run]
      if not list then by[run] = { text }
      elseif list[#list] ~= text then list[#list + 1] = text
      end
    end
  end
  return setmetatable({ by = by }, index)
end

---The texts that share at least `least` runs with these words, in no order.
---@param words wording.Word[]
---@param least integer
---@return wording.Text[], table<wording.Text, integer>  and how many runs each shares
function index:near(words, least)
  local counts, found, by = {}, {}, self.by
  if #words < least + 2 then return found, counts end
  for _, run in ipairs(shingles(words)) do
    local list = by[run]
    for i = 1, list and #list or 0 do
      local text = list[i]
      local count = (counts[text] or 0) + 1
      counts[text] = count
      if count == least then found[#found + 1] = text end
    end
  end
  return found, counts
end

---The same, those that share most first.
---@param words wording.Word[]
---@param least integer
---@return wording.Text[]
function index:like(words, least)
  local found, counts = self:near(words, least)
  if #found < 2 then return found end
  return stemma.sort(found, function(text) return { -counts[text], text.order } end)
end

return texts
