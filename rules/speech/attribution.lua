-- Which cue of its sentence a quotation belongs to, and which of them stand around that one.

local grammar = require "speech.grammar"
local set = require "words.set"
local source = require "speech.source"
local subject = require "speech.subject"

local attribution = {}

---@class speech.Attribution
---@field cue speech.Cue
---@field place string         "before": the cue stands before the quotation; "after"
---@field close boolean        nothing of weight stands between
---@field outer speech.Cue[]|nil  who reports the one who reports, outermost first

local bit, is_adverb = grammar.bit, grammar.is_adverb
local CAPITAL, DOCUMENT, LOWER, PUNCT = bit.capital, bit.document, bit.lower, bit.punct
local SMALL = bit.punct | bit.slight

local function only_small(page, from, to)
  local is = page.is
  for i = from, to do
    if is[i] & SMALL == 0 and not is_adverb(page, i) then
      return false
    end
  end
  return true
end

local dashes = set "― — – -"
local between = set ", ― — – -"

-- Between the quotation and a cue behind it stands a comma, a dash or nothing.
local function follows(page, quote, cue)
  if cue.shared or cue.from <= quote.last then return false end
  for i = quote.last + 1, cue.from - 1 do
    local word = page.low[i]
    if not between[word] and not (i == quote.last + 1 and word == ";") then return false end
  end
  return true
end

-- Behind a comma, with nothing left to report: ", the White House said."
local function trails(page, quote, cue)
  return cue.from > quote.last and page.low[cue.from - 1] == "," and not cue.shared
    and page.low[cue.to + 1] ~= "that" and not cue.ing
end

-- "his claim that …": for what follows at once.
local function noun_reaches(page, cue, quote)
  if quote.first - cue.last > 12 then return false end
  for i = cue.last + 1, quote.first - 1 do
    if page.low[i] == "," then return false end
  end
  return true
end

local function nearest_before(page, quote, list)
  local first = quote.first
  for k = #list, 1, -1 do
    local cue = list[k]
    if cue.to < first and (not cue.noun or noun_reaches(page, cue, quote)) then return cue end
  end
  return nil
end

local leads = set ", : that and — –"

-- A cue that closes another quotation reaches the next one only from close by.
local function reaches(page, sentence, cue, quote)
  local quotes = sentence.quotes
  for k = 1, #quotes do
    local other = quotes[k]
    if other.last < cue.from and follows(page, other, cue) then
      local before = page.low[quote.first - 1]
      return quote.first - cue.to <= (before == "," and 30 or 12)
        and (leads[before] or only_small(page, cue.to + 1, quote.first - 1))
    end
  end
  return true
end

-- The other cues whose report holds this one's: "A said B told C that …, D said".
local function around(page, cue, quote, list)
  local outer
  for k = #list, 1, -1 do
    local other = list[k]
    if other.from > quote.last and other ~= cue
      and (trails(page, quote, other) or page.low[other.from - 1] == ",") then
      outer = outer or {}
      outer[#outer + 1] = other
    end
  end
  for k = 1, #list do
    local other = list[k]
    if other.to < cue.from and other.side == "left" and not cue.shared and not other.ing then
      outer = outer or {}
      outer[#outer + 1] = other
    end
  end
  return outer
end

local function first_after(page, quote, list, test)
  local last = quote.last
  for k = 1, #list do
    local cue = list[k]
    if cue.from > last and test(page, quote, cue) then return cue end
  end
  return nil
end

local function is_near(page, cue, quote)
  return quote.first - cue.to <= 1 or only_small(page, cue.to + 1, quote.first - 1)
    or page.low[quote.first - 1] == ":"
end

local function begins(page, sentence, quote)
  return only_small(page, sentence.first, quote.first - 1)
    or quote.first - sentence.first <= 1
end

-- "It is in the statement: '…'", "The senator had an answer: '…'".
local function by_colon(page, sentence, quote)
  local colon
  for i = math.max(sentence.first + 1, quote.first - 5), quote.first - 1 do
    if page.low[i] == ":" then colon = i end
  end
  local capital = page.is[quote.first + 1] & CAPITAL ~= 0
  if not colon or page.quote[colon] then return nil end
  local part
  for i = colon - 1, sentence.first, -1 do
    if page.is[i] & DOCUMENT ~= 0 and not page.quote[i] then
      local first = source.before(page, sentence.first, i)
      part = first and { first = first, last = i }
      break
    end
  end
  if not part and (not capital or colon < quote.first - 1) then return nil end
  if not part then
    local first, last = subject.main(page, sentence, colon)
    part = first and { first = first, last = last }
  end
  return part and { place = "before", close = true, cue = { first = colon, last = colon,
    from = colon, to = colon, source = part, side = "left", stance = "neutral", verb = ":" } }
end

-- "'It was fun.' — Hanne Olt": the dash and a name close the block.
local function by_dash(page, quote)
  local dash = quote.last + 1
  local first, last = dash + 1, quote.last
  if not dashes[page.low[dash]] or page.quote[dash] then return nil end
  local block = page.article:token(quote.first):block()
  while last < block.last and last - dash < 10 do last = last + 1 end
  if last ~= block.last or last < first or page.is[first] & CAPITAL == 0 then return nil end
  local stop = last
  for i = first, last do
    if page.low[i] == "," then
      stop = i - 1
      break
    end
    if page.is[i] & PUNCT ~= 0 and i == last then stop = i - 1
    elseif page.is[i] & LOWER ~= 0 and not page.name[i] then return nil
    end
  end
  if stop < first then return nil end
  return { place = "after", close = true, cue = { first = dash, last = dash,
    from = dash, to = stop, source = { first = first, last = stop }, side = "right",
    stance = "neutral", verb = "—" } }
end

---@param list speech.Cue[]
---@return speech.Attribution|nil
function attribution.of(page, sentence, quote, list)
  if #list == 0 then return by_dash(page, quote) or by_colon(page, sentence, quote) end
  local before = nearest_before(page, quote, list)
  if before and not reaches(page, sentence, before, quote) then before = nil end
  local near = before and is_near(page, before, quote)
  local after = first_after(page, quote, list, follows)
  if before and after and not near then
    if page.is[quote.first + 1] & CAPITAL ~= 0 or begins(page, sentence, quote) then
      before = nil
    end
  end
  if before then
    return { cue = before, place = "before", close = near,
      outer = around(page, before, quote, list) }
  end
  local cue = after or first_after(page, quote, list, trails)
  if not cue then return by_dash(page, quote) or by_colon(page, sentence, quote) end
  return { cue = cue, place = "after", close = cue == after and begins(page, sentence, quote),
    outer = around(page, cue, quote, list) }
end

return attribution
