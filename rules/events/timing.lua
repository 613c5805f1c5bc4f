-- Which of a sentence's events a time dates.
--
-- A time goes with the nearest event noun or verb before it in its clause ("told Putin in a call on
-- Tuesday": the call; "said on Tuesday that they had met": the saying), and where its clause has
-- none before it, with the verb behind it ("Biden on Tuesday called on …"). What a dated verb tells
-- of happened in the event that it names with "in", "during" or "at".

local clause = require "events.clause"
local grammar = require "events.grammar"

local timing = {}

local word_at, main_verb = clause.word, clause.main_verb

local bit = grammar.bit
local BOUND, INSIDE, LEAD = bit.bound, bit.inside, bit.lead
local PREPOSITION, RELATIVE = bit.preposition, bit.relative

-- Where the words of a time begin, "on" included; nil where the preposition bounds something.
local function beginning(s, first)
  local is, start = s.is, first
  while start > s.first and is[start - 1] & LEAD ~= 0 do start = start - 1 end
  if start == first and start > s.first and is[start - 1] & BOUND ~= 0 then return nil end
  return start
end

-- Whether a noun is what a verb of proposing proposes: "proposed a meeting on Tuesday".
local function proposal(s, noun)
  for j = noun.first - 1, math.max(s.first, noun.first - 5), -1 do
    local word = word_at(s, j)
    if word and word.forms then return word.forms.unreal and word end
    if s.is[j] & PREPOSITION ~= 0 or s.letters[j] == "," then return nil end
  end
end

local function before(s, start)
  local letters = s.letters
  for j = start - 1, s.first, -1 do
    local letter, leads = letters[j], letters[j - 1]
    local word = (letter or leads == "t" or leads == "m") and word_at(s, j)
    if word then
      if word.noun then return proposal(s, word) or word end
      return main_verb(s, word)
    end
    -- "before midnight on Monday" ends no clause.
    if (letter == "b" or letter == "w" or letter == "o") and not s.timed[j + 1] then return nil end
  end
end

-- The next verb; clauses that hang on a noun (", who was in Brussels,") are stepped over.
local function behind(s, stop)
  local i, letters, last = stop + 1, s.letters, s.last
  while i <= last do
    local letter = letters[i]
    if (letter == "b" or letter == "w" or letter == "o") and s.is[i] & RELATIVE ~= 0 then
      repeat i = i + 1 until i > last or letters[i] == ","
    end
    letter = letters[i]
    local leads = letters[i - 1]
    local word = i <= last and (letter or leads == "t" or leads == "m") and word_at(s, i)
    if word and word.forms then return main_verb(s, word) end
    if letter == "b" and s.folded[i] == ";" then return nil end
    i = i + 1
  end
end

-- "The Kremlin said Biden on Tuesday told …": a subject stands before the time, its verb behind it.
local function split_subject(s, start, stop, word)
  local after = stop < s.last and word_at(s, stop + 1)
  return after and after.forms and not after.bare and word.forms and start - word.last > 1
    and after
end

-- The word that a time goes with.
local function head(s, last, start)
  local from, to = last + 1, last + 1
  if s.folded[from] == "'s" then from, to = from + 1, from + 3 end
  for j = from, math.min(s.last, to) do
    local word = word_at(s, j)
    if word and word.noun then return word end
  end
  local word = before(s, start)
  if not word then return behind(s, last) end
  local after = split_subject(s, start, last, word)
  return after and main_verb(s, after) or word
end

-- The noun that a light verb says something of: its object ("held talks"), else its subject.
local function carried(s, verb)
  for j = verb.last + 1, s.last do
    local word = word_at(s, j)
    if word and word.noun then return word end
    if word or s.is[j] & PREPOSITION ~= 0 or s.letters[j] == "," then break end
  end
  for j = verb.first - 1, s.first, -1 do
    local word = word_at(s, j)
    if word and word.noun then return word end
    if word and not word.auxiliary then return nil end
  end
end

-- Whether "in", "during" or "at" stands before a noun that is behind a verb.
local function is_setting(s, verb, j)
  for k = j - 1, math.max(verb.last + 1, j - 4), -1 do
    if s.is[k] & INSIDE ~= 0 then return true end
    if s.is[k] & PREPOSITION ~= 0 or word_at(s, k) then return false end
  end
  return false
end

-- What is dated with a verb, in a list: the event noun behind it that it happened in ("called on
-- Russia … in his phone call with Putin", "injured on May 14 in the collision"), and the verb of
-- the clause with "when" ("… died yesterday when the ferry sank").
local function add_company(s, verb, list)
  local letters, setting, alone = s.letters, nil, true
  for j = verb.last + 1, s.last do
    local letter, leads = letters[j], letters[j - 1]
    if letter == "w" and alone then list[#list + 1] = behind(s, j) end
    if letter == "b" or letter == "w" or letter == "o" then return end
    local word = (letter or leads == "t" or leads == "m") and word_at(s, j)
    if word and word.forms then
      if not word.bare then return end
      alone = false
    elseif word and not setting and is_setting(s, verb, j) then
      setting = word
      list[#list + 1] = word
    end
  end
end

---What a time dates: a list of words, and where its own words begin; nil for nothing.
---@param s clause.page
---@param first integer  the time's tokens
---@param last integer
function timing.dated(s, first, last)
  local start = beginning(s, first)
  local word = start and head(s, last, start)
  if not word then return nil end
  local list = { word }
  if word.forms then
    if word.forms.light then list[2] = carried(s, word) end
    add_company(s, word, list)
  end
  return list, start
end

return timing
