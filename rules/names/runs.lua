-- Runs of capitalised words in a sentence: where names are looked for.

local gazetteer = require "names.gazetteer"

local runs = {}

---@class names.Run
---@field tokens table          the shapes and texts of the sentence's, the number before it
---@field first integer         into tokens
---@field last integer
---@field words string[]        their texts, and those in lower case as `low`

local particles = { de = true, del = true, della = true, der = true, van = true, von = true,
  la = true, le = true, al = true, el = true, bin = true, ibn = true, den = true, ["du"] = true }
local before_of = { secretary = true, speaker = true, chief = true, house = true, state = true,
  republic = true, bank = true, ministry = true, director = true, minister = true }
local juniors = { ["jr."] = true, ["jr"] = true, ["sr."] = true, ["sr"] = true }

local function is_name(token)
  return token ~= nil and token.capital and not token.quote and not token.possessive
end

local function is_tight(tokens, i)
  local shape = tokens.shape
  return shape[i + 1] ~= nil and not shape[i].spaced and not shape[i + 1].spaced
end

-- How far the capitals from i on reach.
local function stretch(tokens, i)
  while is_name(tokens.shape[i + 1]) do i = i + 1 end
  return i
end

local function is_organisation(tokens, i) return gazetteer.organisation[tokens.low[i]] end

-- "the Depot and Drivers Union": one name, where an organisation's word closes it.
local function joins_and(tokens, first, j)
  local definite = tokens.low[first - 1] == "the" or tokens.text[first] == "The"
  if not definite then return nil end
  if not is_name(tokens.shape[j + 2]) then return nil end
  if first ~= j and tokens.text[first] ~= "The" then return nil end
  local last = stretch(tokens, j + 2)
  return is_organisation(tokens, last) and last or nil
end

-- "Ministry of Health", "Secretary of State", "Institute for the Arts".
local function joins_of(tokens, j)
  if not (is_organisation(tokens, j) or before_of[tokens.low[j]]) then return nil end
  local k = j + 2
  if tokens.text[k] == "the" then k = k + 1 end
  return is_name(tokens.shape[k]) and k or nil
end

-- The last of the tokens that go on with a run whose last is j so far; nil where it ends.
local function continue(tokens, first, j)
  local text = tokens.text[j + 1]
  if not text then return nil end
  if is_name(tokens.shape[j + 1]) then return j + 1 end
  if text == "&" or (text == "-" or text == "‑") and is_tight(tokens, j + 1) then
    return is_name(tokens.shape[j + 2]) and j + 2 or nil
  elseif text == "," then
    return juniors[tokens.low[j + 2]] and j + 2 or nil
  elseif particles[text] then
    local k = particles[tokens.text[j + 2]] and j + 3 or j + 2
    return is_name(tokens.shape[k]) and not is_name(tokens.shape[j + 1]) and k or nil
  elseif text == "of" or text == "for" then
    return joins_of(tokens, j)
  elseif text == "and" then
    return joins_and(tokens, first, j)
  end
  return nil
end

-- "The", "In" and the like at the head of a sentence belong to no name.
local function skip_openers(tokens, first, last)
  while first <= last and gazetteer.openers[tokens.low[first]]
    and not tokens.shape[first].upper or tokens.text[first] == "A" and first < last do
    first = first + 1
    if first > last then return nil end
    if not is_name(tokens.shape[first]) then return nil end
  end
  return first
end

-- In a word with figures: "G7", not "9WBUR".
local capital = "%f[%w\xc3-\xf4][%u\xc3-\xf4]"

---The runs of a sentence, in order.
---@param sentence stemma.span
---@return names.Run[]
function runs.of(sentence)
  local list, done = {}, 0
  local tokens = { shape = sentence:shapes(), text = sentence:texts(), low = sentence:texts "lower",
    before = sentence.first - 1 }
  for i = 1, #tokens.shape do
    local shape = tokens.shape[i]
    if shape.capital and i > done and is_name(shape)
      and not (shape.digit and not tokens.text[i]:find(capital)) then
      local last = i
      local further = continue(tokens, i, last)
      while further do
        last = further
        further = continue(tokens, i, last)
      end
      local first = skip_openers(tokens, i, last)
      if first then
        local words = table.move(tokens.text, first, last, 1, {})
        words.low = table.move(tokens.low, first, last, 1, {})
        list[#list + 1] = { tokens = tokens, first = first, last = last, words = words }
      end
      done = last
    end
  end
  return list
end

return runs
