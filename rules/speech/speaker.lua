-- Whom the words of a source mean: the entity, within the article.

local gazetteer = require "names.gazetteer"
local grammar = require "speech.grammar"

local speaker = {}
speaker.__index = speaker

---@class speech.Speaker
---@field entity string|nil   nil: somebody without a name
---@field kind string|nil
---@field gender string|nil
---@field human boolean|nil

local company = { company = true, firm = true, carrier = true, airline = true, automaker = true,
  group = true, bank = true, network = true, maker = true, retailer = true, manufacturer = true }
local public = { government = true, party = true, media = true }
local gendered = { man = "m", woman = "f", father = "m", mother = "f", king = "m", queen = "f",
  brother = "m", sister = "f", son = "m", daughter = "f", husband = "m", wife = "f" }

---Opens an article for finding out who speaks; sentences are to be given in order.
---@param page speech.Page
function speaker.open(page)
  return setmetatable({ page = page, said = {}, sources = {} }, speaker)
end

local function of_name(name)
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
      return of_name(name)
    end
  end
  return nil
end

local function heard(said, wanted)
  local nameless
  for _, one in ipairs(said or {}) do
    if one.human and fits(one.gender, wanted) then
      if one.entity then return one end
      nameless = nameless or one
    end
  end
  return nameless
end

-- "he", "she": who is the subject here, or who spoke or was the subject in the sentences before.
function speaker:person(at, token, wanted)
  local page = self.page
  local sentences = page.sentences
  local found = persons_in(page, sentences[at], token, wanted)
  for k = at - 1, math.max(1, at - 8), -1 do
    if found then return found end
    found = heard(self.said[k], wanted) or persons_in(page, sentences[k], math.huge, wanted)
      or k == at - 1 and persons_in(page, sentences[k], math.huge, wanted, true)
  end
  return found or nil
end

local function known(entity)
  local words = {}
  for word in entity:gmatch "%S+" do words[#words + 1] = word end
  return gazetteer.names[gazetteer.key(words)]
end

-- The body that spoke last: one of that country, where the words name it.
function speaker:issuer(country)
  local fallback
  for k = #self.sources, 1, -1 do
    local one = self.sources[k]
    if one.kind == "organisation" then
      local entry = known(one.entity)
      if not country or entry and entry.country == country then return one end
      fallback = fallback or one
    end
  end
  return fallback or self.sources[#self.sources]
end

-- "the ministry", "the company": the organisation named last that is one.
function speaker:body(noun, token)
  local page = self.page
  local best
  for k = #page.names, 1, -1 do
    local name = page.names[k]
    if name.kind == "organisation" and (name.first < token or not best) then
      local entry = known(name.entity)
      local named = (" " .. name.entity:lower() .. " "):find(" " .. noun .. " ", 1, true)
      if named or company[noun] and not (entry and public[entry.sort])
        and not name.entity:find "Union" and not name.entity:find "Party"
        and not name.entity:find "Ministry" then
        best = name
        if name.first < token then break end
      end
    end
  end
  return best and of_name(best)
end

-- "the prime minister": who has this title.
function speaker:holder(words, token)
  local best
  for _, name in ipairs(self.page.names) do
    local title = name.title
    if name.kind == "person" and title and title:sub(-#words) == words
      and (not best or name.first < token) then
      best = name
    end
  end
  return best and of_name(best)
end

local function body_said(said)
  for k = #(said or {}), 1, -1 do
    if said[k].entity and not said[k].human then return said[k] end
  end
  return nil
end

-- "it": the body that spoke last, or that a sentence since has begun with.
function speaker:thing(at, token)
  local page = self.page
  for k = at, math.max(1, at - 8), -1 do
    local sentence = page.sentences[k]
    local found = body_said(self.said[k])
    local name = page.name[sentence.first + 1] or page.name[sentence.first]
    if not found and name and name.first < token and name.kind == "organisation"
      and is_subject(page, name) then
      found = of_name(name)
    end
    if found then return found end
  end
  return nil
end

function speaker:pronoun(word, at, token)
  if grammar.male[word] then return self:person(at, token, "m") end
  if grammar.female[word] then return self:person(at, token, "f") end
  if word == "its" then word = "it" end
  if word == "it" then
    return self:thing(at, token)
  elseif word == "they" then
    local last = self.sources[#self.sources]
    return last and last.kind == "organisation" and last or nil
  end
  return nil
end

-- The last word of the phrase itself, before "of", "for" and the like.
local function head_of(page, first, last)
  for i = first, last do
    if page.low[i] == "," and i > first then return i - 1 end
    if grammar.preposition[page.low[i]] and i > first and not page.name[i] then return i - 1 end
  end
  return last
end

local function person_named(page, first, last)
  local best
  for i = first, last do
    local name = page.name[i]
    if name and name.first == i and name.kind == "person"
      and not (page.tokens[name.last + 1] and page.tokens[name.last + 1].possessive
      and name.last < last) and not grammar.preposition[page.low[i - 1] or ""] then
      best = name
    end
  end
  return best
end

local function any_name(page, first, last)
  local place
  for i = first, last do
    local name = page.name[i]
    if name and name.first >= first and name.kind ~= "place" then return name end
    if name and not place then place = name end
  end
  return place
end

local function human(gender) return { human = true, gender = gender } end

-- A phrase without a person's name: by its head.
function speaker:by_head(first, last, at)
  local page = self.page
  local head = head_of(page, first, last)
  local word, name = page.low[head], page.name[head]
  if name then return of_name(name) end
  local named = any_name(page, first, last)
  local gender = gendered[word] or word:find "woman$" and "f" or word:find "man$" and "m" or nil
  if grammar.issued_for[word] or grammar.document[word] then
    if named and named.kind ~= "place" then
      local one = of_name(named)
      if gender then one.human, one.gender = true, gender end
      return one
    end
    local issuer = self:issuer(named and named.entity)
    if grammar.document[word] then return issuer end
    if word == "side" or word == "government" then return named and of_name(named) end
    return gender and { entity = issuer and issuer.entity, kind = issuer and issuer.kind,
      human = true, gender = gender } or issuer
  end
  local definite = grammar.determiner[page.low[first]] and page.low[first] ~= "a"
    and page.low[first] ~= "an"
  if gazetteer.roles[word] and definite then
    local from = math.max(first + 1, head - 1)
    return self:holder(table.concat(page.low, " ", from, head), first)
      or self:holder(word, first) or page.low[first] == "the" and self:person(at, first, gender)
      or human(gender)
  elseif gazetteer.organisation[word] or company[word] then
    if definite or named then return self:body(word, first) end
  end
  if gender or gazetteer.roles[word] then return human(gender) end
  return nil
end

---Who the words from token `first` to `last` mean, in the sentence numbered `at`.
---@return speech.Speaker|nil
function speaker:resolve(first, last, at)
  local page = self.page
  if first == last and (grammar.pronoun[page.low[first]] or grammar.male[page.low[first]]
    or grammar.female[page.low[first]] or page.low[first] == "its") then
    return self:pronoun(page.low[first], at, first)
  end
  local name = person_named(page, first, last)
  if name then return of_name(name) end
  return self:by_head(first, last, at)
end

---Remembers who spoke in a sentence.
function speaker:remember(at, one)
  if not one then return end
  self.said[at] = self.said[at] or {}
  table.insert(self.said[at], one)
  if one.entity then self.sources[#self.sources + 1] = one end
end

return speaker
