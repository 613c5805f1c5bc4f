-- What of a sentence is reported: from where to where, and whether all of it stands in marks.

local cues = require "speech.cues"
local grammar = require "speech.grammar"
local set = require "words.set"

local content = {}

local bit = grammar.bit
local CAPITAL, LOWER, PUNCT, TIME = bit.capital, bit.lower, bit.punct, bit.time

local listeners = set "tell remind inform assure ask warn urge advise encourage"

local byte = string.byte
local stop_mark = byte "."

-- Whether a comma or a stop closes the words to a token, and no dots that stand for more words.
local function is_closed(page, first, last)
  local text = page.words[last]
  if text == "," then return true end
  if byte(text, -1) ~= stop_mark then return false end
  if text == "." then return first == last or byte(page.words[last - 1], -1) ~= stop_mark end
  return byte(text, -2) ~= stop_mark
end

---Where the words from one token to another begin and stop, without the comma or stop that closes
---them.
---@return integer begin, integer stop
function content.trim(page, first, last)
  local begin, stop = page.bytes_of(page.article, first, last)
  if not is_closed(page, first, last) then return begin, stop end
  if #page.words[last] > 1 then return begin, stop - 1 end                      -- "the U.S."
  if first == last then return begin, stop end
  return page.bytes_of(page.article, first, last - 1)
end
local trim = content.trim

---The same of what stands between marks.
---@param quote speech.Quote
function content.within(page, quote)
  return trim(page, quote.first + 1, quote.last - (quote.closed and 1 or 0))
end

-- Behind the cue, the one who was told, the day, and "that".
local function from_cue(page, cue, stop)
  local k = cue.to + 1
  local before = page.low[stop - 1]
  if (before == "," or before == ":") and page.is[stop + 1] & CAPITAL ~= 0 then return stop end
  if cue.source and cue.source.first > cue.last then k = cue.source.last + 1 end
  if k >= stop then return stop end
  for i = k, math.min(k + 12, stop - 1) do
    if page.low[i] == "that" then return i + 1 end
    if page.quote[i] then break end
  end
  if listeners[cue.verb] then k = math.min(cues.after_listener(page, k, stop - 1), stop) end
  while k < stop and (page.is[k] & TIME ~= 0 or page.low[k] == "," or page.low[k] == ":"
    or page.low[k] == "on" and page.is[k + 1] & TIME ~= 0) do
    k = k + 1
  end
  return k
end

local function last_word(page, from, to)
  while to > from and page.is[to] & PUNCT ~= 0 and not page.quote[to] do to = to - 1 end
  return to
end

-- Where a report ends: with the sentence, or before the next one who reports.
local function report_end(page, sentence, quote, list)
  local low, stop, quotes, behind = page.low, sentence.last, sentence.quotes, quote.last
  for k = 1, #list do
    local from = list[k].from
    if from > behind and from <= stop
      and (low[from - 1] == "," or low[from - 1] == "and" or page.quote[from - 1]) then
      stop = from - 1
      if low[stop] == "and" or low[stop] == "but" then stop = stop - 1 end
    end
  end
  for k = 1, #quotes do
    local other = quotes[k]
    if other.first > behind and other.first <= stop and other.last > stop then stop = other.last end
  end
  stop = last_word(page, sentence.first, stop)
  return stop > behind and stop or behind
end

-- Whether all is in marks, but for a cue between two parts.
local function is_whole(page, first, last, quotes, cue)
  local part, i = 1, first
  while i <= last do
    local quote, following = page.quotes[page.quote[i]], quotes[part + 1]
    local between = following and i > quotes[part].last and i < following.first
    if between and cue.first >= quotes[part].last and cue.last <= following.first then
      i = following.first
    elseif quote and not between then
      if quote == following then part = part + 1 end
      i = quote.last + 1
    elseif page.is[i] & PUNCT ~= 0 then
      i = i + 1
    else
      return false
    end
  end
  return true
end

-- "They had, he said, 'flu'": a part of a sentence that begins before the cue.
local function is_inserted(page, sentence, quote, cue)
  local goes_on = page.is[quote.first + 1] & LOWER ~= 0
  if cue.verb == ":" then return goes_on end
  return cue.from > sentence.first + 1 and page.low[cue.from - 1] == ","
    and page.low[cue.to + 1] == "," and cue.to + 2 == quote.first and goes_on
    and not page.quote[cue.from - 2]
end

-- A comma behind the last words in marks ends most reports: "it was 'a mess,' a plan that …".
local function comma_after(page, last, stop)
  if page.low[last - 1] == "," then return last end
  for i = last + 1, stop do
    if page.low[i] == "," then return i - 1 end
  end
  return stop
end

local openers = set "but and so"

---The tokens of a report: first, last, form.
---@param quotes table[]  the quotations of one cue, in one sentence
---@param list speech.Cue[]
function content.of(page, sentence, quotes, found, list)
  local cue, begin, last = found.cue, quotes[1].first, quotes[#quotes].last
  local before, first = found.place == "before", sentence.first
  if before then
    first = math.min(from_cue(page, cue, begin), begin)
  else
    while first < begin and (page.is[first] & PUNCT ~= 0 or openers[page.low[first]]) do
      first = first + 1
    end
  end
  if last <= sentence.last then
    local stop = comma_after(page, last, report_end(page, sentence, quotes[#quotes], list))
    if stop > last and (stop < cue.first or last > cue.last) then last = stop end
  end
  local whole = is_whole(page, first, last, quotes, cue)
    and not (before and is_inserted(page, sentence, quotes[1], cue))
  return first, last, whole and "direct" or "mixed"
end

return content
