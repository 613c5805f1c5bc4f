-- Runs of capitalised words in a sentence: where names are looked for.

local gazetteer = require "names.gazetteer"

local runs = {}

---@class names.Run
---@field tokens stemma.span[]  the sentence's
---@field first integer         into tokens
---@field last integer
---@field words string[]        their texts

local particles = { de = true, del = true, della = true, der = true, van = true, von = true,
  la = true, le = true, al = true, el = true, bin = true, ibn = true, den = true, ["du"] = true }
local before_of = { secretary = true, speaker = true, chief = true, house = true, state = true,
  republic = true, bank = true, ministry = true, director = true, minister = true }
local juniors = { ["jr."] = true, ["jr"] = true, ["sr."] = true, ["sr"] = true }

local function is_name(token)
  return token ~= nil and token.capital and not token.quote and not token.possessive
end

local function is_tight(tokens, i)
  return tokens[i + 1] ~= nil and not tokens[i].spaced and not tokens[i + 1].spaced
end

-- How far the capitals from i on reach.
local function stretch(tokens, i)
  while is_name(tokens[i + 1]) do i = i + 1 end
  return i
end

local function is_organisation(token) return gazetteer.organisation[token.text:lower()] end

-- "the Depot and Drivers Union": one name, where an organisation's word closes it.
local function joins_and(tokens, first, j)
  local before = tokens[first - 1]
  local definite = before and before.text:lower() == "the" or tokens[first].text == "The"
  if not definite then return nil end
  if not is_name(tokens[j + 2]) or first ~= j and tokens[first].text ~= "The" then return nil end
  local last = stretch(tokens, j + 2)
  return is_organisation(tokens[last]) and last or nil
end

-- "Ministry of Health", "Secretary of State", "Institute for the Arts".
local function joins_of(tokens, j)
  if not (is_organisation(tokens[j]) or before_of[tokens[j].text:lower()]) then return nil end
  local k = j + 2
  if tokens[k] and tokens[k].text == "the" then k = k + 1 end
  return is_name(tokens[k]) and k or nil
end

-- The last of the tokens that go on with a run whose last is j so far; nil where it ends.
local function continue(tokens, first, j)
  local token = tokens[j + 1]
  if not token then return nil end
  if is_name(token) then return j + 1 end
  local text = token.text
  if text == "&" or (text == "-" or text == "‑") and is_tight(tokens, j + 1) then
    return is_name(tokens[j + 2]) and j + 2 or nil
  elseif text == "," then
    local after = tokens[j + 2]
    return after and juniors[after.text:lower()] and j + 2 or nil
  elseif particles[text] then
    local k = tokens[j + 2] and particles[tokens[j + 2].text] and j + 3 or j + 2
    return is_name(tokens[k]) and not is_name(tokens[j + 1]) and k or nil
  elseif text == "of" or text == "for" then
    return joins_of(tokens, j)
  elseif text == "and" then
    return joins_and(tokens, first, j)
  end
  return nil
end

-- "The", "In" and the like at the head of a sentence belong to no name.
local function skip_openers(tokens, first, last)
  while first <= last and gazetteer.openers[tokens[first].text:lower()]
    and not tokens[first].upper or tokens[first].text == "A" and first < last do
    first = first + 1
    if first > last then return nil end
    if not is_name(tokens[first]) then return nil end
  end
  return first
end

-- The places of the words that may have a capital: all others need no look.
local function capitals(sentence)
  local list, stop, article = {}, -1, sentence.article
  for at in sentence.text:gmatch "()%f[%w\xc3-\xf4][%u\xc3-\xf4]" do
    local offset = sentence.begin + at - 1
    if offset >= stop then
      local token = article:token_at(offset)
      list[#list + 1], stop = token.index - sentence.first + 1, token.stop
    end
  end
  return list
end

---The runs of a sentence, in order.
---@param sentence stemma.span
---@return names.Run[]
function runs.of(sentence)
  local list, tokens, done = {}, sentence:lazy_tokens(), 0
  for _, i in ipairs(capitals(sentence)) do
    if i > done and is_name(tokens[i]) then
      local last = i
      local further = continue(tokens, i, last)
      while further do
        last = further
        further = continue(tokens, i, last)
      end
      local first = skip_openers(tokens, i, last)
      if first then
        local words = {}
        for k = first, last do words[#words + 1] = tokens[k].text end
        list[#list + 1] = { tokens = tokens, first = first, last = last, words = words }
      end
      done = last
    end
  end
  return list
end

return runs
