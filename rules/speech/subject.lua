-- Who a verb is said of: the noun phrase before it, over what stands between the two.

local gazetteer = require "names.gazetteer"
local grammar = require "speech.grammar"
local set = require "words.set"
local source = require "speech.source"

local subject = {}

local is_adverb, before, apposition = grammar.is_adverb, source.before, source.apposition

local bit = grammar.bit
local AUXILIARY, BE, CAPITAL, POSSESSIVE = bit.auxiliary, bit.be, bit.capital, bit.possessive
local PREPOSITION, PRONOUN, TIME = bit.preposition, bit.pronoun, bit.time
-- "Lee, 44,", "Lee, CEO of …,", "Lee, mayor of …,".
local TOLD = bit.number | bit.upper | bit.role

local parenthesis = set [[who which whose a an the his her its their one now speaking himself
  herself both of]]

-- "Mica (R-Fla.)": the token before the bracket that closes at i.
local function before_brackets(page, from, i)
  for k = i, math.max(from, i - 12), -1 do
    if page.low[k] == "(" then return k - 1 end
  end
  return i
end

-- ", who has served here for 22 years," and the like, that ends at the comma i: the comma before.
local function parenthesis_before(page, from, i)
  for k = i - 1, from + 1, -1 do
    if page.low[k] == "," and not page.quote[k] then
      local word, is = page.low[k + 1], page.is
      if parenthesis[word] or is[k + 1] & TOLD ~= 0 or page.name[k - 1] or page.name[k + 1]
        or is[k - 1] & (CAPITAL | TIME) == CAPITAL or word:find "ed$"
        or gazetteer.is_title(page.words[k + 1]) then
        return k
      end
      if k < i - 25 then return nil end
    end
  end
  return nil
end

-- "The minister in a speech said": what stands between subject and verb.
local aside = { ["in"] = true, on = true, at = true, during = true, after = true, over = true }

---The subject before a verb: its first and its last token; "shared" where it is that of a verb
---before; nil without one. And whether the verb is passive.
---@return integer|string|nil, integer|nil, boolean passive
function subject.before(page, from, verb)
  local is, name, quote, low = page.is, page.name, page.quote, page.low
  local i, passive = verb - 1, false
  while i >= from and not quote[i] and not name[i] do
    if is[i] & AUXILIARY == 0 and not is_adverb(page, i) then break end
    passive = passive or is[i] & BE ~= 0
    i = i - 1
  end
  if low[i] == ")" then i = before_brackets(page, from, i) end
  if i < from or quote[i] then return nil, nil, passive end
  local word = low[i]
  if word == "," then
    local k = parenthesis_before(page, from, i)
    if not k then return nil, nil, passive end
    if low[k - 1] == ")" then k = before_brackets(page, from, k - 1) + 1 end
    local first = before(page, from, k - 1)
    if first and apposition(page, k - 1, i) == i - 1 then return first, i - 1, passive end
    return first, first and k - 1, passive
  elseif word == "and" or word == "but" or word == "or" then
    return "shared", nil, passive
  elseif word == "who" or word == "which" or word == "that" then
    i = low[i - 1] == "," and i - 2 or i - 1
  end
  local first = before(page, from, i)
  for _ = 1, 2 do
    local word_before = first and first > from + 1 and low[first - 1]
    if not word_before or not aside[word_before] or name[first - 1] then break end
    local further = before(page, from, first - 2)
    if not further then break end
    first, i = further, first - 2
  end
  return first, first and i, passive
end

---The first noun phrase of the sentence that can be its subject: its first and its last token, or
---nil.
---@return integer|nil, integer|nil
function subject.main(page, sentence, stop)
  local is, quote, names, from = page.is, page.quote, page.names, sentence.first
  for i = from, stop - 1 do
    if not quote[i] then
      if is[i] & PRONOUN ~= 0 and (i == from or is[i - 1] & PREPOSITION == 0) then return i, i end
      local name = page.name[i]
      local last = name and names.last[name]
      if name and names.first[name] == i and page.is[last + 1] & POSSESSIVE == 0 then
        local first = before(page, from, last) or i
        if first == from or is[first - 1] & PREPOSITION == 0 then return first, last end
      end
    end
  end
  local last = source.after(page, from, stop - 1)
  if last then return from, last end
  return nil
end

return subject
