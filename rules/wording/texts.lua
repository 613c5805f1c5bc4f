-- Texts that may give one statement: those that share runs of words, found without looking at all.

local stemma = require "stemma"
local reading = require "wording.reading"

local texts = {}

---@class wording.Text     a quotation, or a sentence where the statement may stand without marks
---@field words wording.Words
---@field article integer
---@field outlet string
---@field marked boolean
---@field part stemma.part|nil     of a quotation, what stands between its marks
---@field parts stemma.part[]|nil  where that is several parts, the one of each word
---@field sentence stemma.claim|nil

-- Runs of three words, but for those in which all three say little.
local size, least_worth = 3, 3 * reading.worth_of_little + 1

local index = {}
index.__index = index

---Texts by the runs of words in them. One reader (wording/reading) has read them all.
---@param all wording.Text[]
function texts.index(all)
  local runs, by_number, seen, known = stemma.text.runs(size, least_worth), {}, {}, {}
  for _, text in ipairs(all) do
    by_number[runs:add(text.words)] = text
    for _, word in ipairs(text.words) do
      if not seen[word.key] then reading.note_spellings(word.key, known) end
      seen[word.key] = true
    end
  end
  return setmetatable({ runs = runs, by_number = by_number, known = known }, index)
end

---Whether a text that was not read yet may share at least `least` runs with one of these: most do
---not, and are seen not to at little cost.
---@param text string
---@param least integer
---@return boolean
function index:may_be_near(text, least)
  return reading.hides_words(text)
    or stemma.text.most_runs(text, self.known, size, least_worth) >= least
end

---The texts that share at least `least` runs with these words, those that share most first.
---@param words wording.Words
---@param least integer
---@return wording.Text[]
function index:near(words, least)
  local found = self.runs:near(words, least)
  for i, number in ipairs(found) do found[i] = self.by_number[number] end
  return found
end

---The keys of a text's words as one string: equal where two texts say the same.
---@param text wording.Text
function texts.key(text)
  local words = text.words
  if not words.key then
    local keys = {}
    for i, word in ipairs(words) do keys[i] = word.key end
    words.key = table.concat(keys, " ")
  end
  return words.key
end

---The part of a quotation that a word is in; nil of a sentence.
function texts.part_at(text, i) return text.parts and text.parts[i] or text.part end

return texts
