-- The cues of a sentence, each with its source: "said", "according to", "made clear".

local stemma = require "stemma"
local grammar = require "speech.grammar"
local set = require "words.set"
local source = require "speech.source"
local subjects = require "speech.subject"
local verbs = require "speech.verbs"

local cues = {}

local bit, is_adverb = grammar.bit, grammar.is_adverb
local CAPITAL, CONJUNCTION, DETERMINER = bit.capital, bit.conjunction, bit.determiner
local MODAL, POSSESSIVE, PREPOSITION = bit.modal, bit.possessive, bit.preposition
local SAID, SPEAKS = bit.said, CAPITAL | DETERMINER | bit.pronoun | bit.role

---@class speech.Cue
---@field first integer      tokens of the cue
---@field last integer
---@field source table|nil   { first, last }
---@field from integer       where cue and source begin
---@field to integer         where they end
---@field side string        "left": the source stands before the verb; "right"
---@field stance string
---@field verb string
---@field kind string|nil
---@field shared boolean     its source is that of a verb before
---@field heard speech.Speaker|false|nil    who the source is, once the sentence was listened to
---@field speaker speech.Speaker|false|nil  the same, or found when all of it was known

local function shared_subject(page, sentence, list, before)
  for k = #list, 1, -1 do
    if list[k].source and list[k].verb ~= "according to" then
      return list[k].source.first, list[k].source.last
    end
  end
  return subjects.main(page, sentence, before)
end

local quantity = set "that all both many some others"

local function is_noun(page, i, form)
  local before = page.low[i - 1]
  if not before or page.quote[i - 1] then return false end
  if form.third and page.low[i + 1] == "of" then return true end
  if form.ing then return before == "the" or before == "a" or before == "his" or before == "her" end
  if page.is[i - 1] & POSSESSIVE ~= 0 then return true end
  local is = page.is[i - 1]
  if is & DETERMINER ~= 0 and not quantity[before] then return true end
  return is & PREPOSITION ~= 0 and before ~= "to" and not page.name[i - 1]
end

local several = set "they we i you who and people police men women others"

local byte = string.byte
local s = byte "s"

-- One s, as most plurals do: "reports", not "press".
local function ends_in_s(word)
  return #word > 1 and byte(word, -1) == s and byte(word, -2) ~= s
end

-- "say" is a report only behind a modal, a plural or "to".
local function base_fits(page, i)
  local before = page.low[i - 1]
  if not before or page.quote[i - 1] then return false end
  return page.is[i - 1] & MODAL ~= 0 or several[before] or ends_in_s(before)
    or is_adverb(page, i - 1)
end

local function starts_reply(page, sentence, i)
  if i == sentence.first or page.quote[i - 1] then return true end
  local before = page.low[i - 1]
  return before == "," and page.quote[i - 2] or before == "—" or before == "―"
    or is_adverb(page, i - 1)
end

-- "told reporters", "told Putin": behind the one who is told.
function cues.after_listener(page, i, stop)
  local last = source.after(page, i, stop)
  return last and last + 1 or i
end

-- `from` and `to`: the tokens of its source, where it has one.
local function make(verb, first, last, from, to, side)
  return { first = first, last = last, side = side, stance = verb.stance, verb = verb.verb,
    kind = verb.kind, ing = verb.ing, noun = verb.is_noun, shared = false, heard = false,
    speaker = false,
    source = from and { first = from, last = to } or nil,
    from = from and from < first and from or first, to = to and to > last and to or last }
end

local function right_subject(page, sentence, i)
  if not starts_reply(page, sentence, i) then return nil end
  local last = source.after(page, i + 1, sentence.last)
  if not last then return nil end
  local first = i + 1
  local fits = page.is[first] & SPEAKS ~= 0
  for k = first, last do fits = fits or page.name[k] end
  if fits then return first, last end
  return nil
end

local calls = set "on for upon"

local function verb_cue(page, sentence, list, i, form)
  if page.is[i] & CAPITAL ~= 0 and i > sentence.first and not page.quote[i - 1] then return nil end
  if is_noun(page, i, form) or form.base and not base_fits(page, i)
    or form.base and form.verb == "continue" then
    return nil
  end
  local last = i
  if form.verb == "point out" then
    if page.low[i + 1] ~= "out" then return nil end
    last = i + 1
  end
  local from, to, passive
  if form.ing and (i == sentence.first or page.low[i - 1] == "," or page.quote[i - 1]
    or page.is[i - 1] & (CONJUNCTION | PREPOSITION) ~= 0) then
    from = "shared"
  else
    from, to, passive = subjects.before(page, sentence.first, i)
    if form.third and from and from ~= "shared" and page.low[from - 1] == "of" then
      return nil
    end
  end
  if passive and not form.ing then
    if page.low[i + 1] ~= "by" then return nil end
    local stop = source.after(page, i + 2, sentence.last)
    return stop and make(form, i, i, i + 2, stop, "right")
  end
  if from == "shared" then
    local cue = make(form, i, last, nil, nil, "left")
    from, to = shared_subject(page, sentence, list, i)
    cue.source, cue.shared = from and { first = from, last = to }, true
    return cue
  end
  if from then
    local cue = make(form, i, last, from, to, "left")
    if form.verb == "call" and calls[page.low[i + 1]] then cue.kind = "act" end
    return cue
  end
  from, to = right_subject(page, sentence, i)
  return from and make(form, i, last, from, to, "right")
end

local clear = set "made makes making"
local according = { verb = "according to", stance = "neutral" }
local make_clear = { verb = "make clear", stance = "insist" }
local put_it = { verb = "put it", stance = "neutral" }

local whose = set "his her their its"

-- "Trump's claim that there were …".
local function noun_cue(page, sentence, i)
  if i == sentence.first or page.quote[i - 1] then return nil end
  local of_name = page.is[i - 1] & POSSESSIVE ~= 0
  local possessor = of_name and i - 2 or whose[page.low[i - 1]] and i - 1
  if not possessor or possessor < sentence.first or page.quote[possessor] then return nil end
  local first = of_name and source.before(page, sentence.first, possessor) or possessor
  local said = { verb = page.low[i], stance = "neutral", kind = "act", is_noun = true }
  return first and make(said, i, i, first, possessor, "left")
end

local function other_cue(page, sentence, i)
  local word, following = page.low[i], page.low[i + 1]
  if word == "according" and following == "to" then
    local last = source.after(page, i + 2, sentence.last)
    return last and make(according, i, i + 1, i + 2, last, "right")
  elseif clear[word]
    and (following == "clear" or following == "it" and page.low[i + 2] == "clear") then
    local from, to = subjects.before(page, sentence.first, i)
    if not to then from, to = subjects.main(page, sentence, i) end
    return make(make_clear, i, following == "clear" and i + 1 or i + 2, from, to, "left")
  elseif (word == "put" or word == "puts") and following == "it" then
    local from, to = subjects.before(page, sentence.first, i)
    return from and to and make(put_it, i, i + 1, from, to, "left")
  end
  if page.is[i] & SAID ~= 0 then return noun_cue(page, sentence, i) end
  return nil
end

-- Words that a cue can begin with, most words are none: v a verb of saying, s what somebody has
-- said, b both, o any other.
local function alphabet()
  local of, lists = {}, { b = {}, o = {}, s = {}, v = {} }
  for word in pairs(verbs) do of[word] = "v" end
  for word in pairs(grammar.sets.said) do of[word] = of[word] and "b" or "s" end
  for _, others in ipairs { clear, set "according put puts" } do
    for word in pairs(others) do of[word] = "o" end
  end
  for _, word in ipairs(stemma.keys(of)) do table.insert(lists[of[word]], word) end
  local entries = {}
  for _, letter in ipairs(stemma.keys(lists)) do
    entries[#entries + 1] = { letter, table.concat(lists[letter], " ") }
  end
  return stemma.letters(entries)
end
cues.alphabet = alphabet()

---The cues of a sentence by its number.
---@param page speech.Page
---@param at integer
---@return speech.Cue[]
function cues.of(page, at)
  local places, quote, name, sentence, list = page.places, page.quote, page.name, nil, {}
  for k = places.before[at] + 1, places.before[at + 1] do
    local i = places.tokens[k]
    if not quote[i] and not name[i] then
      sentence = sentence or { first = page.first[at], last = page.last[at] }
      local cue = places.letters[k] ~= "v" and other_cue(page, sentence, i)
      if not cue then
        local form = verbs[page.low[i]]
        cue = form and verb_cue(page, sentence, list, i, form)
      end
      if cue then list[#list + 1] = cue end
    end
  end
  return list
end

---The places of an article where a cue may begin, by sentence: most have none.
---@param article stemma.article
---@return table  tokens, letters, before: as article:lettered_sentences gives them
function cues.places(article)
  local tokens, letters, before = article:lettered_sentences(cues.alphabet)
  return { tokens = tokens, letters = letters, before = before }
end

return cues
