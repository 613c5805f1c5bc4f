-- Who has been named and heard in an article so far, and whom "he", "it", "the ministry" and "the
-- statement" stand for.

local gazetteer = require "names.gazetteer"
local grammar = require "speech.grammar"

local memory = {}
memory.__index = memory

---@class speech.Speaker
---@field entity string|nil   nil: somebody without a name
---@field kind string|nil
---@field gender string|nil
---@field human boolean|nil

local bit = grammar.bit
local COMPANY, FEMALE, MALE = bit.company, bit.female, bit.male
local POSSESSIVE, PREPOSITION = bit.possessive, bit.preposition
-- What may stand before a name in its phrase.
local LEADS = bit.capital | bit.role | bit.determiner

local public = { government = true, party = true, media = true }

---Opens an article for finding out who speaks. A sentence is listened to when somebody asks who
---spoke there: most are not asked.
---@param page speech.Page
---@param cues table        speech.cues
---@param resolve function  speaker.resolve
function memory.open(page, cues, resolve)
  page.places = cues.places(page.article)
  return setmetatable({ page = page, cues_of = cues.of, before = page.places.before,
    resolve = resolve, said = {} }, memory)
end

local nobody = {}

---The cues of a sentence, each with who speaks by it (so far, where it is being listened to).
---@return speech.Cue[]
function memory:listen(at)
  local list = self.said[at]
  if list then return list end
  if self.before[at] == self.before[at + 1] then return nobody end
  list = self.cues_of(self.page, at)
  self.said[at] = list
  for k = 1, #list do
    local cue = list[k]
    local source = cue.source
    if source then
      local one = self:resolve(source.first, source.last, at) or false
      cue.heard, cue.speaker = one, one
    end
  end
  return list
end

---A name of the article as one who speaks.
---@param page speech.Page
---@param name integer
---@return speech.Speaker
function memory.of_name(page, name)
  local names = page.names
  local kind = names.kind[name]
  return { entity = names.entity[name], kind = kind, gender = names.gender[name],
    human = kind == "person" }
end

local function fits(gender, wanted) return not wanted or not gender or gender == wanted end

-- Not "in a call with Putin", not "Putin's plan".
local function is_subject(page, name)
  local is = page.is
  if is[page.names.last[name] + 1] & POSSESSIVE ~= 0 then return false end
  local i = page.names.first[name] - 1
  while i > 0 and (page.name[i] or is[i] & LEADS ~= 0) and not page.quote[i] do
    i = i - 1
  end
  return is[i] & PREPOSITION == 0
end

local function persons_in(page, at, before, wanted, any)
  local names = page.names
  local first, kind, stop = names.first, names.kind, math.min(page.last[at], before - 1)
  for name = names:from(page.first[at]), #first do
    local i = first[name]
    if i > stop then return nil end
    if kind[name] == "person" and not page.quote[i] and fits(names.gender[name], wanted)
      and (any or is_subject(page, name)) then
      return memory.of_name(page, name)
    end
  end
  return nil
end

local function heard(said, wanted)
  local nameless
  for k = 1, #said do
    local one = said[k].heard
    if one and one.human and fits(one.gender, wanted) then
      if one.entity then return one end
      nameless = nameless or one
    end
  end
  return nameless
end

-- "he", "she": who is the subject here, or who spoke or was the subject in the sentences before.
function memory:person(at, token, wanted)
  local page = self.page
  local found = persons_in(page, at, token, wanted)
  for k = at - 1, math.max(1, at - 8), -1 do
    if found then return found end
    found = heard(self:listen(k), wanted) or persons_in(page, k, math.huge, wanted)
      or k == at - 1 and persons_in(page, k, math.huge, wanted, true)
  end
  return found or nil
end

-- Those with a name who have spoken, the last one first.
function memory:speakers(at)
  local k, list = at, self:listen(at)
  local i = #list + 1
  return function()
    while k > 0 do
      i = i - 1
      if i == 0 then
        k = k - 1
        list = k > 0 and self:listen(k) or nobody
        i = #list + 1
      else
        local one = list[i].heard
        if one and one.entity then return one end
      end
    end
  end
end

-- The body that spoke last: one of that country, where the words name it.
function memory:issuer(country, at)
  local fallback, last
  for one in self:speakers(at) do
    last = last or one
    if one.kind == "organisation" then
      local entry = gazetteer.known(one.entity)
      if not country or entry and entry.country == country then return one end
      fallback = fallback or one
    end
  end
  return fallback or last
end

-- Whether an organisation is a "ministry", by its name, or a "company", as most are.
local function is_body(page, entity, noun)
  local word = " " .. page.low[noun] .. " "
  if (" " .. entity:lower() .. " "):find(word, 1, true) then return true end
  if page.is[noun] & COMPANY == 0 then return false end
  local entry = gazetteer.known(entity)
  return not (entry and public[entry.sort]) and not entity:find "Union"
    and not entity:find "Party" and not entity:find "Ministry"
end

---"the ministry", "the company": the organisation named last that is one.
---@param noun integer  the token that says what it is
function memory:body(noun, token)
  local page, names = self.page, self.page.names
  local best
  for name = #names.first, 1, -1 do
    if names.kind[name] == "organisation" and (names.first[name] < token or not best)
      and is_body(page, names.entity[name], noun) then
      best = name
      if names.first[name] < token then break end
    end
  end
  return best and memory.of_name(page, best)
end

-- "the prime minister": who has this title.
function memory:holder(words, token)
  local names, best = self.page.names, nil
  for name, title in ipairs(names.title) do
    if title and names.kind[name] == "person" and title:sub(-#words) == words
      and (not best or names.first[name] < token) then
      best = name
    end
  end
  return best and memory.of_name(self.page, best)
end

local function body_said(said)
  for k = #said, 1, -1 do
    local one = said[k].heard
    if one and one.entity and not one.human then return one end
  end
  return nil
end

-- "it": the body that spoke last, or that a sentence since has begun with.
function memory:thing(at, token)
  local page = self.page
  for k = at, math.max(1, at - 8), -1 do
    local first = page.first[k]
    local found = body_said(self:listen(k))
    local name = page.name[first + 1] or page.name[first]
    if not found and name and page.names.first[name] < token
      and page.names.kind[name] == "organisation" and is_subject(page, name) then
      found = memory.of_name(page, name)
    end
    if found then return found end
  end
  return nil
end

function memory:pronoun(at, token)
  local is, word = self.page.is[token], self.page.low[token]
  if is & MALE ~= 0 then return self:person(at, token, "m") end
  if is & FEMALE ~= 0 then return self:person(at, token, "f") end
  if word == "it" or word == "its" then
    return self:thing(at, token)
  elseif word == "they" then
    local last = self:speakers(at)()
    return last and last.kind == "organisation" and last or nil
  end
  return nil
end

return memory
