-- The quotations of an article: stretches between marks put together, each with its cue, its
-- source and its speaker.

local attribution = require "speech.attribution"
local content = require "speech.content"
local cues = require "speech.cues"
local grammar = require "speech.grammar"
local memory = require "speech.memory"
local page = require "speech.page"
local set = require "words.set"
local speaker = require "speech.speaker"

local reports = {}

local bit = grammar.bit
local CAPITAL, NUMBER, POSSESSIVE = bit.capital, bit.number, bit.possessive
local PUNCT, WORD = bit.punct, bit.word

---@class speech.Report
---@field quotes speech.Quote[]
---@field sentence speech.Sentence  the last that it stands in
---@field at integer                its number
---@field first integer
---@field last integer
---@field form string
---@field cue speech.Cue|nil
---@field speaker speech.Speaker|nil
---@field chain string[]|nil

local small = set "a an the of and to in for on with at or by"

-- "Gate 4", "Drive With Us": the name of a film or a campaign, not what somebody says.
local function is_title(self, quote, alone)
  local words = 0
  for i = quote.first + 1, quote.last - (quote.closed and 1 or 0) do
    local is = self.is[i]
    if is & (WORD | NUMBER) ~= 0 then
      words = words + 1
      if is & (CAPITAL | NUMBER) == 0 and not (small[self.low[i]] and words > 1) then
        return false
      end
    elseif not alone and is & PUNCT ~= 0 and self.words[i]:find "[.?!]" then
      return false
    end
  end
  return words > (alone and 2 or 0) and words <= 8
end

local function is_sentence(self, quote)
  local last = self.words[quote.last - (quote.closed and 1 or 0)]
  return self.is[quote.first + 1] & (CAPITAL | NUMBER | PUNCT) ~= 0
    and (last:find "[.?!…]" ~= nil or not quote.closed)
end

-- The quotation, or several, are all that the sentence is.
local function stands_alone(self, sentence)
  local quote, i = self.quote, sentence.first
  while i <= sentence.last do
    local around = quote[i]
    if around then i = self.quotes[around].last
    elseif self.is[i] & PUNCT == 0 then return false
    end
    i = i + 1
  end
  return true
end

local definite = set "the his her its"

-- "the senator's doctor", not "everybody" or "some".
local function is_definite(self, part)
  if not part then return false end
  if part.first == part.last then
    local word = self.low[part.first]
    return word == "he" or word == "she" or self.name[part.first] ~= nil
  end
  for i = part.first, part.last do
    if self.name[i] or self.is[i] & POSSESSIVE ~= 0 then return true end
  end
  return definite[self.low[part.first]] and not self.low[part.last]:find "[^s]s$"
end

-- What something is called counts as speech where it is known who calls it so.
local function is_speech(self, quote, found, one)
  if found.cue.kind == "name" then
    if quote.first - found.cue.last > 8 and is_title(self, quote) then return false end
    if not (one and one.entity or is_definite(self, found.cue.source)) then return false end
  elseif not found.close and is_title(self, quote) then
    return false
  end
  return found.cue.kind ~= "act" or found.cue.source ~= nil
end

-- Who reports whom, outermost first; nil where nobody reports another.
local function chain_of(found, inner)
  if not found.outer then return nil end
  local chain, seen = {}, {}
  for _, cue in ipairs(found.outer) do
    local one = cue.speaker
    if one and one.entity and not seen[one.entity] then
      chain[#chain + 1], seen[one.entity] = one.entity, true
    end
  end
  if inner and inner.entity and not seen[inner.entity] then chain[#chain + 1] = inner.entity end
  return #chain > 1 and chain or nil
end

-- Who speaks: the source nearest to the words, or who reports that one.
local function speaker_of(found)
  local one, outer = found.cue.speaker, found.outer
  if one and one.entity or not outer then return one or nil end
  for k = #outer, 1, -1 do
    local other = outer[k].speaker
    if other and other.entity and not (one and one.human and found.cue.kind ~= "act") then
      return other
    end
  end
  return one or nil
end

-- A sentence that is nothing but a quotation goes on with the one before it.
local function continue(self, list, sentence, at)
  local before = list[#list]
  if not before then return false end
  local quote = sentence.quotes[1]
  local last = before.quotes[#before.quotes]
  local near = at - before.at == 1 and sentence.block == before.sentence.block
  if last.continues and not last.closed or near and is_sentence(self, quote) then
    for _, one in ipairs(sentence.quotes) do before.quotes[#before.quotes + 1] = one end
    before.last, before.at = sentence.quotes[#sentence.quotes].last, at
    before.sentence = sentence
    return true
  end
  return false
end

-- A paragraph that is a quotation, without a cue: of the one who spoke, or was asked, before.
local function carry_on(self, list, sentence, at, voices)
  local quotes = sentence.quotes
  if at == 1 or not is_sentence(self, quotes[1]) or is_title(self, quotes[1], true) then return end
  local one = voices:person(at, sentence.first, nil)
  if not one then return end
  list[#list + 1] = { quotes = quotes, first = quotes[1].first, last = quotes[#quotes].last,
    form = "direct", speaker = one, sentence = sentence, at = at }
end

-- The report that a quotation begins or goes on with, by the cue that it belongs to; nil without.
local function report_of(self, sentence, quote, all, at, voices)
  local found = attribution.of(self, sentence, quote, all)
  if not found then return nil end
  local cue = found.cue
  if not cue.speaker and cue.source then
    cue.speaker = speaker.resolve(voices, cue.source.first, cue.source.last, at)
  end
  local one = speaker_of(found)
  if not is_speech(self, quote, found, one) then return nil end
  if cue.report then
    table.insert(cue.report.quotes, quote)
    return nil
  end
  cue.report = { quotes = { quote }, found = found, cue = cue, speaker = one, at = at,
    sentence = sentence, chain = chain_of(found, one), first = 0, last = 0, form = "" }
  return cue.report
end

local function read_sentence(self, list, sentence, voices)
  local at, quotes, before = sentence.at, sentence.quotes, #list
  local all = voices:listen(at)
  for k = 1, #quotes do
    list[#list + 1] = report_of(self, sentence, quotes[k], all, at, voices)
  end
  for k = before + 1, #list do
    local one = list[k]
    one.first, one.last, one.form = content.of(self, sentence, one.quotes, one.found, all)
  end
  if #list == before and stands_alone(self, sentence)
    and not continue(self, list, sentence, at) then
    carry_on(self, list, sentence, at, voices)
  end
end

---@return speech.Report[]
---@return speech.Page|nil   nil where there are none
function reports.of(article)
  local self = page.read(article)
  if not self then return {} end
  local voices, list = memory.open(self, cues, speaker.resolve), {}
  local sentences = page.with_quotes(self)
  for k = 1, #sentences do read_sentence(self, list, sentences[k], voices) end
  return list, self
end

return reports
