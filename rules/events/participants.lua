-- Who takes part in an event, as far as its clause names them, and where it took place.

local clause = require "events.clause"
local grammar = require "events.grammar"

local participants = {}

local word_at = clause.word
local AT, CAPITAL = grammar.bit.at, grammar.bit.capital

-- Whether a verb of saying stands at a token, which has this letter.
local function is_saying(s, i, letter)
  local word = (letter == "D" or letter == "C" or letter == "E" or letter == "P" or letter == "v")
    and word_at(s, i)
  return word and word.forms and word.forms.say
end

-- Where the clause around a word begins: behind a verb of saying, behind "that", "when", ….
local function left_end(s, word)
  local letters = s.letters
  for j = word.first - 1, s.first, -1 do
    local letter = letters[j]
    if letter == "b" or letter == "w" or letter and is_saying(s, j, letter) then return j + 1 end
  end
  return s.first
end

-- Where it ends: before ", the White House said", before "that", "when", "as", ….
local function right_end(s, word)
  local letters, comma = s.letters, nil
  for j = word.last + 1, s.last do
    local letter = letters[j]
    if letter == "," then
      comma = j
    elseif letter == "b" or letter == "w" then
      return j - 1
    elseif letter and is_saying(s, j, letter) then
      return (comma or j) - 1
    end
  end
  return s.last
end

-- The names of a kind that stand in full from one token to another.
local function named(s, from, to, kind)
  local names, list, seen = s.names, {}, {}
  for k = names:from(from), #names.first do
    if names.first[k] > to then break end
    local entity = names.last[k] <= to and names.kind[k] == kind and names.entity[k]
    if entity and not seen[entity] then
      seen[entity] = true
      list[#list + 1] = entity
    end
  end
  return list
end

---The people around an event's word, or where none is named, the organisations.
function participants.of(s, word)
  local from, to = left_end(s, word), right_end(s, word)
  local list = named(s, from, to, "person")
  if #list == 0 then list = named(s, from, to, "organisation") end
  return list
end

---The subject of a verb: the last name before it in its clause, a ship's too.
function participants.subject(s, verb)
  local from = left_end(s, verb)
  for j = verb.first - 1, from, -1 do
    local word = word_at(s, j)
    if word and not word.auxiliary then break end
    local first = j + 1
    while first > from and s.is[first - 1] & CAPITAL ~= 0 and not s.timed[first - 1] do
      first = first - 1
    end
    if first < j or first == j and j > s.first then
      if s.folded[first] == "the" or s.folded[first] == "a" then first = first + 1 end
      if first <= j then return { s.article:text_of(first, j) } end
    end
  end
  return {}
end

-- Whether no comma, no "that" and no other verb or event stands between two places.
local function is_clear(s, from, to)
  for j = from, to do
    local letter = s.letters[j]
    if letter == "," or letter == "b" and s.folded[j] == "that" or word_at(s, j) then
      return false
    end
  end
  return true
end

-- The last person before a token, and the first one behind a token and up to another: the numbers
-- of their names; nil without one.
local function person_before(s, token)
  local names = s.names
  for k = names:from(token) - 1, 1, -1 do
    if names.first[k] < s.first then return nil end
    if names.last[k] < token and names.kind[k] == "person" then return k end
  end
end

local function person_behind(s, token, to)
  local names = s.names
  for k = names:from(token + 1), #names.first do
    if names.first[k] > to then return nil end
    if names.kind[k] == "person" then return k end
  end
end

---The person that a verb's subject is, and the person it is addressed to.
function participants.addressed(s, verb)
  local names = s.names
  local hearer = person_behind(s, verb.last, math.min(s.last, verb.last + 6))
  local speaker = hearer and person_before(s, verb.first)
  if not speaker or names.entity[speaker] == names.entity[hearer]
    or names.first[speaker] < left_end(s, verb)
    or not is_clear(s, verb.last + 1, names.first[hearer] - 1) then
    return nil
  end
  return { names.entity[speaker], names.entity[hearer] }
end

---Whether "on" and a person follow: an attack in words.
function participants.aimed_at_person(s, word)
  local on = word.last + 1
  return on <= s.last and s.folded[on] == "on"
    and person_behind(s, on, math.min(s.last, on + 3)) ~= nil
end

---Who says what a verb of saying reports: the name before it, or right behind it.
function participants.speaker(s, verb)
  local names, to, speaker = s.names, math.min(s.last, verb.last + 2), nil
  for k = names:from(s.first), #names.first do
    if names.first[k] > to then break end
    if names.kind[k] ~= "place" then speaker = names.entity[k] end
  end
  return { speaker }
end

---The place named with "in" or "at" behind an event's word, in its clause.
function participants.place(s, word)
  local names = s.names
  for k = names:from(word.last + 1), #names.first do
    local first, last = names.first[k], names.last[k]
    if first > s.last then return nil end
    if names.kind[k] == "place" and s.is[first - 1] & AT ~= 0
      and (last == s.last or s.folded[last + 1] ~= "'s") then
      return last <= right_end(s, word) and names.entity[k] or nil
    end
  end
end

return participants
