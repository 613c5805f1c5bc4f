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

local public = { government = true, party = true, media = true }

---Opens an article for finding out who speaks. A sentence is listened to when somebody asks who
---spoke there: most are not asked.
---@param page speech.Page
---@param cues_of fun(sentence: speech.Sentence): speech.Cue[]
---@param resolve function  speaker.resolve
function memory.open(page, cues_of, resolve)
  return setmetatable({ page = page, cues_of = cues_of, resolve = resolve, said = {} }, memory)
end

---The cues of a sentence, and who speaks by each.
---@return speech.Cue[], table<speech.Cue, speech.Speaker>
function memory:listen(at)
  local sentence = self.page.sentences[at]
  if sentence.cues then return sentence.cues, sentence.spoken end
  local said, spoken = {}, {}
  sentence.cues, sentence.spoken, self.said[at] = self.cues_of(sentence), spoken, said
  for _, cue in ipairs(sentence.cues) do
    if cue.source then
      local one = self:resolve(cue.source.first, cue.source.last, at)
      spoken[cue], said[#said + 1] = one, one
    end
  end
  return sentence.cues, spoken
end

-- Who has spoken in a sentence (so far, where it is being listened to).
function memory:heard_in(at)
  if not self.said[at] then self:listen(at) end
  return self.said[at]
end

---A name of the article as one who speaks.
---@return speech.Speaker
function memory.of_name(name)
  return { entity = name.entity, kind = name.kind, gender = name.gender,
    human = name.kind == "person" }
end

local function fits(gender, wanted) return not wanted or not gender or gender == wanted end

-- Not "in a call with Putin", not "Putin's plan".
local function is_subject(page, name)
  if page.tokens[name.last + 1] and page.tokens[name.last + 1].possessive then return false end
  local i = name.first - 1
  while page.tokens[i] and (page.tokens[i].capital or gazetteer.roles[page.low[i]]
    or grammar.determiner[page.low[i]] or page.name[i]) and not page.quote[i] do
    i = i - 1
  end
  return not (page.low[i] and grammar.preposition[page.low[i]])
end

local function persons_in(page, sentence, before, wanted, any)
  for i = sentence.first, math.min(sentence.last, before - 1) do
    local name = page.name[i]
    if name and name.first == i and name.kind == "person" and not page.quote[i]
      and fits(name.gender, wanted) and (any or is_subject(page, name)) then
      return memory.of_name(name)
    end
  end
  return nil
end

local function heard(said, wanted)
  local nameless
  for _, one in ipairs(said) do
    if one.human and fits(one.gender, wanted) then
      if one.entity then return one end
      nameless = nameless or one
    end
  end
  return nameless
end

-- "he", "she": who is the subject here, or who spoke or was the subject in the sentences before.
function memory:person(at, token, wanted)
  local page = self.page
  local sentences = page.sentences
  local found = persons_in(page, sentences[at], token, wanted)
  for k = at - 1, math.max(1, at - 8), -1 do
    if found then return found end
    found = heard(self:heard_in(k), wanted) or persons_in(page, sentences[k], math.huge, wanted)
      or k == at - 1 and persons_in(page, sentences[k], math.huge, wanted, true)
  end
  return found or nil
end

-- Those with a name who have spoken, the last one first.
function memory:speakers(at)
  local k, list = at, self:heard_in(at)
  local i = #list + 1
  return function()
    while k > 0 do
      i = i - 1
      if i == 0 then
        k = k - 1
        list = k > 0 and self:heard_in(k) or {}
        i = #list + 1
      elseif list[i].entity then
        return list[i]
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

-- "the ministry", "the company": the organisation named last that is one.
function memory:body(noun, token)
  local page = self.page
  local best
  for k = #page.names, 1, -1 do
    local name = page.names[k]
    if name.kind == "organisation" and (name.first < token or not best) then
      local entry = gazetteer.known(name.entity)
      local named = (" " .. name.entity:lower() .. " "):find(" " .. noun .. " ", 1, true)
      if named or grammar.company[noun] and not (entry and public[entry.sort])
        and not name.entity:find "Union" and not name.entity:find "Party"
        and not name.entity:find "Ministry" then
        best = name
        if name.first < token then break end
      end
    end
  end
  return best and memory.of_name(best)
end

-- "the prime minister": who has this title.
function memory:holder(words, token)
  local best
  for _, name in ipairs(self.page.names) do
    local title = name.title
    if name.kind == "person" and title and title:sub(-#words) == words
      and (not best or name.first < token) then
      best = name
    end
  end
  return best and memory.of_name(best)
end

local function body_said(said)
  for k = #said, 1, -1 do
    if said[k].entity and not said[k].human then return said[k] end
  end
  return nil
end

-- "it": the body that spoke last, or that a sentence since has begun with.
function memory:thing(at, token)
  local page = self.page
  for k = at, math.max(1, at - 8), -1 do
    local sentence = page.sentences[k]
    local found = body_said(self:heard_in(k))
    local name = page.name[sentence.first + 1] or page.name[sentence.first]
    if not found and name and name.first < token and name.kind == "organisation"
      and is_subject(page, name) then
      found = memory.of_name(name)
    end
    if found then return found end
  end
  return nil
end

function memory:pronoun(word, at, token)
  if grammar.male[word] then return self:person(at, token, "m") end
  if grammar.female[word] then return self:person(at, token, "f") end
  if word == "its" then word = "it" end
  if word == "it" then
    return self:thing(at, token)
  elseif word == "they" then
    local last = self:speakers(at)()
    return last and last.kind == "organisation" and last or nil
  end
  return nil
end

return memory
