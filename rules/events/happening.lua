-- What kind of event a word tells of where it stands, and who takes part.

local clause = require "events.clause"
local grammar = require "events.grammar"
local participants = require "events.participants"
local set = require "words.set"

local happening = {}

local word_at = clause.word

local bit = grammar.bit
local ARTICLE, BILL, BY_PHONE, CAPITAL = bit.article, bit.bill, bit.by_phone, bit.capital
local CHAMBER, PEOPLE, PUBLIC = bit.chamber, bit.people, bit.public

-- Whether a word of a set stands within so many tokens of a verb.
local function near(s, word, one, distance)
  for i = math.max(s.first, word.first - distance), math.min(s.last, word.last + distance) do
    if s.is[i] & one ~= 0 then return true end
  end
  return false
end

local kinds = {}

-- "spoke by telephone", "spoke on the phone"; without it, "spoke with Putin" is a contact.
function kinds.speak(s, word)
  for i = word.last + 1, math.min(s.last, word.last + 8) do
    local other = word_at(s, i)
    if other and other.forms then break end
    if s.is[i] & BY_PHONE ~= 0 then
      if i <= word.last + 3 then word.last = i end
      return "call", participants.of(s, word)
    end
  end
  local after = word.last < s.last and s.folded[word.last + 1]
  if after ~= "with" and after ~= "to" then return nil end
  local who = participants.addressed(s, word)
  if who then return "contact", who end
end

-- "urged Putin", but not in front of the press.
function kinds.contact(s, word)
  local who = participants.addressed(s, word)
  if who and not near(s, word, PUBLIC, s.last - s.first) then return "contact", who end
end

-- "met on Friday", "met Putin", not "met the target".
function kinds.meet(s, word)
  local i = word.last + 1
  if i > s.last then return "meeting", participants.of(s, word) end
  local k = s.is[i] & ARTICLE ~= 0 and i + 1 or i
  local fits = k <= s.last and s.is[k] & PEOPLE ~= 0 or s.is[i] & CAPITAL ~= 0 or s.timed[i]
  if fits then return "meeting", participants.of(s, word) end
end

-- "passed the budget", "passed the Assembly".
function kinds.pass(s, word)
  if near(s, word, BILL, 8) and near(s, word, CHAMBER, 8) or word.last < s.last
    and near(s, { first = word.first, last = word.first }, BILL, 4) then return "vote" end
end

function kinds.accident(s, word) return "accident", participants.subject(s, word) end
function kinds.attack(s, word) return "attack", participants.subject(s, word) end
function kinds.call(s, word) return "call", participants.of(s, word) end
function kinds.vote() return "vote" end

local with_people = set "call meeting statement"

---The kind of an event that a word tells of, and its participants; nil where it tells of none.
---A statement is an event where it is dated.
---@return string|nil kind    "contact" where one person addresses another
---@return string[]|nil who
function happening.kind(s, word, time)
  if word.noun == "statement" and not time then return nil end
  if word.noun == "attack" and participants.aimed_at_person(s, word) then return nil end
  if word.noun then
    return word.noun, with_people[word.noun] and participants.of(s, word) or nil
  end
  local kind = type(word.forms.verb) == "string" and kinds[word.forms.verb]
  if kind then return kind(s, word) end
  if time and word.forms.say then return "statement", participants.speaker(s, word) end
end

---What the article calls the contact of two people: a call or a meeting. One leader told, urged or
---warned the other in it.
function happening.contact(events)
  local counts = { call = 0, meeting = 0 }
  for _, event in ipairs(events) do
    if counts[event.kind] and not event.word.bare then
      counts[event.kind] = counts[event.kind] + 1
    end
  end
  if counts.call > 0 then return "call" end
  return counts.meeting > 0 and "meeting" or nil
end

return happening
