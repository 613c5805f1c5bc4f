-- Who takes part in an event, as far as its clause names them, and where it took place.

local clause = require "words.clause"

local participants = {}

local boundary = clause.boundary

-- Where the clause around a word begins: behind a verb of saying, behind "that", "when", ….
local function left_end(s, word)
  for j = word.first - 1, 1, -1 do
    local other = s.words[j]
    if boundary[s.folded[j]] and s.folded[j] ~= "who"
      or other and other.forms and other.forms.say then return j + 1 end
  end
  return 1
end

-- Where it ends: before ", the White House said", before "that", "when", "as", ….
local function right_end(s, word)
  local comma
  for j = word.last + 1, #s.folded do
    local other = s.words[j]
    if s.folded[j] == "," then comma = j end
    if other and other.forms and other.forms.say then return (comma or j) - 1 end
    if boundary[s.folded[j]] and s.folded[j] ~= "who" then return j - 1 end
  end
  return #s.folded
end

local function named(s, from, to, kind)
  local list, seen = {}, {}
  for _, mention in ipairs(s.mentions) do
    if mention.first >= from and mention.last <= to and mention.kind == kind
      and not seen[mention.entity] then
      seen[mention.entity] = true
      list[#list + 1] = mention.entity
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

local function text(s, first, last)
  return s.article:between(s.before + first, s.before + last).text
end

---The subject of a verb: the last name before it in its clause, a ship's too.
function participants.subject(s, verb)
  local from = left_end(s, verb)
  for j = verb.first - 1, from, -1 do
    if s.words[j] and not s.words[j].auxiliary then break end
    local first = j
    while first >= from and s.tokens[first].capital and not s.timed[first] do first = first - 1 end
    if first < j and (first + 1 > 1 or j - first > 1) then
      if s.folded[first + 1] == "the" or s.folded[first + 1] == "a" then first = first + 1 end
      if first < j then return { text(s, first + 1, j) } end
    end
  end
  return {}
end

---The person that a verb's subject is, and the person it is addressed to.
function participants.addressed(s, verb)
  local from, speaker, hearer = left_end(s, verb), nil, nil
  for _, mention in ipairs(s.mentions) do
    if mention.kind == "person" then
      if mention.first >= from and mention.last < verb.first then speaker = mention.entity end
      if mention.first > verb.last and mention.first <= verb.last + 6 and not hearer then
        local clear = true
        for j = verb.last + 1, mention.first - 1 do
          clear = clear and not s.words[j] and s.folded[j] ~= "," and s.folded[j] ~= "that"
        end
        hearer = clear and mention.entity
      end
    end
  end
  if speaker and hearer and speaker ~= hearer then return { speaker, hearer } end
end

---Whether "on" and a person follow: an attack in words.
function participants.aimed_at_person(s, word)
  local on = word.last + 1
  if s.folded[on] ~= "on" then return false end
  for _, mention in ipairs(s.mentions) do
    if mention.kind == "person" and mention.first > on and mention.first <= on + 3 then
      return true
    end
  end
  return false
end

---Who says what a verb of saying reports: the name before it, or right behind it.
function participants.speaker(s, verb)
  local speaker
  for _, mention in ipairs(s.mentions) do
    local near = mention.last < verb.first or mention.first <= verb.last + 2
    if near and mention.kind ~= "place" then speaker = mention.entity end
  end
  return { speaker }
end

local at = { ["in"] = true, at = true, near = true, off = true }

---The place named with "in" or "at" behind an event's word, in its clause.
function participants.place(s, word)
  local to = right_end(s, word)
  for _, mention in ipairs(s.mentions) do
    if mention.kind == "place" and mention.first > word.last and mention.last <= to
      and at[s.folded[mention.first - 1]] and s.folded[mention.last + 1] ~= "'s" then
      return mention.entity
    end
  end
end

return participants
