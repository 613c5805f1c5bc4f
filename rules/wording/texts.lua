-- Texts that may give one statement: those that share runs of words, found without looking at all.

local stemma = require "stemma"
local reading = require "wording.reading"
local spelling = require "wording.spelling"

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

-- "percent" is one word, and "per cent".
local same = { percent = "per cent" }
for word, other in pairs(spelling.unlike) do same[word] = other end

---Texts that were not read, by the runs that they may share: as many as when they are read, or
---more.
---@return stemma.rough_runs
function texts.rough() return stemma.text.rough_runs(size, same) end

local index = {}
index.__index = index

---Texts by the runs of words in them. One reader (wording/reading) has read them all.
---@param all wording.Text[]
function texts.index(all)
  local runs, by_number = stemma.text.runs(size, least_worth), {}
  for _, text in ipairs(all) do by_number[runs:add(text.words)] = text end
  return setmetatable({ runs = runs, by_number = by_number }, index)
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

---The part of a quotation that a word is in; nil of a sentence.
function texts.part_at(text, i) return text.parts and text.parts[i] or text.part end

return texts
