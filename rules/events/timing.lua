-- Which of a sentence's events a time dates.
--
-- A time goes with the nearest event noun or verb before it in its clause ("told Putin in a call on
-- Tuesday": the call; "said on Tuesday that they had met": the saying), and where its clause has
-- none before it, with the verb behind it ("Biden on Tuesday called on …"). What a dated verb tells
-- of happened in the event that it names with "in", "during" or "at".

local clause = require "events.clause"
local set = require "words.set"

local timing = {}

local inside = set "in during at over"
local prepositions = set "in during at on of for with by to from after before over between about"
-- Before a time, these say that something lasts or is bounded by it, not that it happened then.
local bounds = set "since until till by from to before after through for than and"
local lead = set "on in at of early late earlier later only just"
local relative = set "who which whose where when"

-- Where the words of a time begin, "on" included; nil where the preposition bounds something.
local function beginning(s, time)
  local start = time.first
  while start > s.first and lead[s.folded[start - 1]] do start = start - 1 end
  if start == time.first and start > s.first and bounds[s.folded[start - 1]] then return nil end
  return start
end

-- Whether a noun is what a verb of proposing proposes: "proposed a meeting on Tuesday".
local function proposal(s, noun)
  for j = noun.first - 1, math.max(s.first, noun.first - 5), -1 do
    local word = s.words[j]
    if word and word.forms then return word.forms.unreal and word end
    if prepositions[s.folded[j]] or s.folded[j] == "," then return nil end
  end
end

local function before(s, start)
  for j = start - 1, s.first, -1 do
    local word = s.words[j]
    if word then
      if word.noun then return proposal(s, word) or word end
      return clause.main_verb(s, word)
    end
    -- "before midnight on Monday" ends no clause.
    local mark = s.marks[j]
    if mark and mark ~= "," and not s.timed[j + 1] then return nil end
  end
end

-- The next verb; clauses that hang on a noun (", who was in Brussels,") are stepped over.
local function behind(s, stop)
  local i, marks, words = stop + 1, s.marks, s.words
  while i <= s.last do
    if marks[i] and relative[s.folded[i]] then
      while i <= s.last and marks[i] ~= "," do i = i + 1 end
    end
    local word = i <= s.last and words[i]
    if word and word.forms then return clause.main_verb(s, word) end
    if marks[i] and s.folded[i] == ";" then return nil end
    i = i + 1
  end
end

-- "The Kremlin said Biden on Tuesday told …": a subject stands before the time, its verb behind it.
local function split_subject(s, start, stop, word)
  local after = stop < s.last and s.words[stop + 1]
  return after and after.forms and not after.bare and word.forms and start - word.last > 1
    and after
end

-- The word that a time goes with.
local function head(s, time, start)
  local behind_it, stop = time.last + 1, time.last + 1
  if s.folded[behind_it] == "'s" then behind_it, stop = behind_it + 1, behind_it + 3 end
  for j = behind_it, math.min(s.last, stop) do
    if s.words[j] and s.words[j].noun then return s.words[j] end
  end
  local word = before(s, start)
  if not word then return behind(s, time.last) end
  local after = split_subject(s, start, time.last, word)
  return after and clause.main_verb(s, after) or word
end

-- The noun that a light verb says something of: its object ("held talks"), else its subject.
local function carried(s, verb)
  for j = verb.last + 1, s.last do
    local word = s.words[j]
    if word and word.noun then return word end
    if word or prepositions[s.folded[j]] or s.folded[j] == "," then break end
  end
  for j = verb.first - 1, s.first, -1 do
    local word = s.words[j]
    if word and word.noun then return word end
    if word and not word.auxiliary then return nil end
  end
end

-- The event noun behind a verb with "in", "during" or "at" before it: "called on Russia … in his
-- phone call with Putin", "injured on May 14 in the collision".
local function setting(s, verb)
  local marks, words = s.marks, s.words
  for j = verb.last + 1, s.last do
    local word, mark = words[j], marks[j]
    if mark and mark ~= "," or word and word.forms and not word.bare then return nil end
    if word and word.noun then
      for k = j - 1, math.max(verb.last + 1, j - 4), -1 do
        if inside[s.folded[k]] then return word end
        if prepositions[s.folded[k]] or s.words[k] then break end
      end
    end
  end
end

-- "… died yesterday when the ferry sank": the verb of the clause with "when".
local function meanwhile(s, verb)
  local marks, words = s.marks, s.words
  for j = verb.last + 1, s.last do
    local mark, word = marks[j], words[j]
    if mark == "w" then return behind(s, j) end
    if mark and mark ~= "," or word and word.forms then return nil end
  end
end

---What a time dates: a list of words, and where its own words begin; nil for nothing.
---@param s clause.sentence
---@param time table   first, last
function timing.dated(s, time)
  local start = beginning(s, time)
  local word = start and head(s, time, start)
  if not word then return nil end
  local list = { word }
  if word.forms then
    if word.forms.light then list[#list + 1] = carried(s, word) end
    list[#list + 1] = setting(s, word)
    list[#list + 1] = meanwhile(s, word)
  end
  return list, start
end

return timing
