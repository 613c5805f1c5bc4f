-- Who takes part in an event, as far as its clause names them, and where it took place.

local set = require "words.set"

local participants = {}

-- Where the clause around a word begins: behind a verb of saying, behind "that", "when", ….
local function left_end(s, word)
  local marks, words = s.marks, s.words
  for j = word.first - 1, s.first, -1 do
    local mark, other = marks[j], words[j]
    if mark and mark ~= "," and mark ~= "o"
      or other and other.forms and other.forms.say then return j + 1 end
  end
  return s.first
end

-- Where it ends: before ", the White House said", before "that", "when", "as", ….
local function right_end(s, word)
  local marks, words, comma = s.marks, s.words, nil
  for j = word.last + 1, s.last do
    local mark, other = marks[j], words[j]
    if mark == "," then
      comma = j
    elseif mark and mark ~= "o" then
      return j - 1
    elseif other and other.forms and other.forms.say then
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
    if s.words[j] and not s.words[j].auxiliary then break end
    local first = j + 1
    while first > from and s.tokens[first - 1].capital and not s.timed[first - 1] do
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
    if s.words[j] or s.marks[j] and (s.marks[j] == "," or s.folded[j] == "that") then
      return false
    end
  end
  return true
end

---The person that a verb's subject is, and the person it is addressed to.
function participants.addressed(s, verb)
  local names, speaker, hearer = s.names, nil, nil
  for k = names:from(left_end(s, verb)), #names.first do
    if names.first[k] >= verb.first then break end
    if names.last[k] < verb.first and names.kind[k] == "person" then speaker = names.entity[k] end
  end
  if not speaker then return nil end
  local to = math.min(s.last, verb.last + 6)
  for k = names:from(verb.last + 1), #names.first do
    local first = names.first[k]
    if hearer or first > to then break end
    if names.kind[k] == "person" and is_clear(s, verb.last + 1, first - 1) then
      hearer = names.entity[k]
    end
  end
  if hearer and speaker ~= hearer then return { speaker, hearer } end
end

---Whether "on" and a person follow: an attack in words.
function participants.aimed_at_person(s, word)
  local on = word.last + 1
  if on > s.last or s.folded[on] ~= "on" then return false end
  local names, to = s.names, math.min(s.last, on + 3)
  for k = names:from(on + 1), #names.first do
    if names.first[k] > to then break end
    if names.kind[k] == "person" then return true end
  end
  return false
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

local at = set "in at near off"

---The place named with "in" or "at" behind an event's word, in its clause.
function participants.place(s, word)
  local names, to = s.names, right_end(s, word)
  for k = names:from(word.last + 1), #names.first do
    local first, last = names.first[k], names.last[k]
    if first > to then break end
    if last <= to and names.kind[k] == "place" and at[s.folded[first - 1]]
      and (last == s.last or s.folded[last + 1] ~= "'s") then
      return names.entity[k]
    end
  end
end

return participants
