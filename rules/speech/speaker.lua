-- Whom the words of a source mean: the entity, within the article.

local gazetteer = require "names.gazetteer"
local grammar = require "speech.grammar"
local memory = require "speech.memory"

local speaker = {}

local gendered = { man = "m", woman = "f", father = "m", mother = "f", king = "m", queen = "f",
  brother = "m", sister = "f", son = "m", daughter = "f", husband = "m", wife = "f" }

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
local function by_head(heard, first, last, at)
  local page = heard.page
  local head = head_of(page, first, last)
  local word, name = page.low[head], page.name[head]
  if name then return memory.of_name(name) end
  local named = any_name(page, first, last)
  local gender = gendered[word] or word:find "woman$" and "f" or word:find "man$" and "m" or nil
  if grammar.issued_for[word] or grammar.document[word] then
    if named and named.kind ~= "place" then
      local one = memory.of_name(named)
      if gender then one.human, one.gender = true, gender end
      return one
    end
    local issuer = heard:issuer(named and named.entity, at)
    if grammar.document[word] then return issuer end
    if word == "side" or word == "government" then return named and memory.of_name(named) end
    return gender and { entity = issuer and issuer.entity, kind = issuer and issuer.kind,
      human = true, gender = gender } or issuer
  end
  local definite = grammar.determiner[page.low[first]] and page.low[first] ~= "a"
    and page.low[first] ~= "an"
  if gazetteer.roles[word] and definite then
    local from = math.max(first + 1, head - 1)
    return heard:holder(table.concat(page.low, " ", from, head), first)
      or heard:holder(word, first) or page.low[first] == "the" and heard:person(at, first, gender)
      or human(gender)
  elseif gazetteer.organisation[word] or grammar.company[word] then
    if definite or named then return heard:body(word, first) end
  end
  if gender or gazetteer.roles[word] then return human(gender) end
  return nil
end

---Who the words from token `first` to `last` mean, in the sentence numbered `at`.
---@param heard speech.memory
---@return speech.Speaker|nil
function speaker.resolve(heard, first, last, at)
  local page = heard.page
  if first == last and (grammar.pronoun[page.low[first]] or grammar.male[page.low[first]]
    or grammar.female[page.low[first]] or page.low[first] == "its") then
    return heard:pronoun(page.low[first], at, first)
  end
  local name = person_named(page, first, last)
  if name then return memory.of_name(name) end
  return by_head(heard, first, last, at)
end

return speaker
