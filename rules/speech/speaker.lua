-- Whom the words of a source mean: the entity, within the article.

local grammar = require "speech.grammar"
local memory = require "speech.memory"

local speaker = {}

local bit = grammar.bit
local DETERMINER, DOCUMENT, POSSESSIVE = bit.determiner, bit.document, bit.possessive
local PREPOSITION, ROLE = bit.preposition, bit.role
local PRONOUN = bit.pronoun | bit.male | bit.female

local gendered = { man = "m", woman = "f", father = "m", mother = "f", king = "m", queen = "f",
  brother = "m", sister = "f", son = "m", daughter = "f", husband = "m", wife = "f" }

-- The last word of the phrase itself, before "of", "for" and the like.
local function head_of(page, first, last)
  for i = first + 1, last do
    if page.low[i] == "," or page.is[i] & PREPOSITION ~= 0 and not page.name[i] then
      return i - 1
    end
  end
  return last
end

local function person_named(page, first, last)
  local names, best = page.names, nil
  for i = first, last do
    local name = page.name[i]
    if name and names.first[name] == i and names.kind[name] == "person" then
      local stop = names.last[name]
      if not (stop < last and page.is[stop + 1] & POSSESSIVE ~= 0)
        and page.is[i - 1] & PREPOSITION == 0 then best = name end
    end
  end
  return best
end

local function any_name(page, first, last)
  local names, place = page.names, nil
  for i = first, last do
    local name = page.name[i]
    if name and names.first[name] >= first and names.kind[name] ~= "place" then return name end
    place = place or name
  end
  return place
end

local function human(gender) return { human = true, gender = gender } end

-- A phrase without a person's name: by its head.
local function by_head(heard, first, last, at)
  local page = heard.page
  local head = head_of(page, first, last)
  local word, is, name = page.low[head], page.is[head], page.name[head]
  if name then return memory.of_name(page, name) end
  local named = any_name(page, first, last)
  local gender = gendered[word] or word:find "woman$" and "f" or word:find "man$" and "m" or nil
  if is & (bit.issued_for | DOCUMENT) ~= 0 then
    if named and page.names.kind[named] ~= "place" then
      local one = memory.of_name(page, named)
      if gender then one.human, one.gender = true, gender end
      return one
    end
    local issuer = heard:issuer(named and page.names.entity[named], at)
    if is & DOCUMENT ~= 0 then return issuer end
    if word == "side" or word == "government" then
      return named and memory.of_name(page, named)
    end
    return gender and { entity = issuer and issuer.entity, kind = issuer and issuer.kind,
      human = true, gender = gender } or issuer
  end
  local definite = page.is[first] & DETERMINER ~= 0 and page.low[first] ~= "a"
    and page.low[first] ~= "an"
  if is & ROLE ~= 0 and definite then
    local from = math.max(first + 1, head - 1)
    return heard:holder(table.concat(page.low, " ", from, head), first)
      or heard:holder(word, first) or page.low[first] == "the" and heard:person(at, first, gender)
      or human(gender)
  elseif is & (bit.organisation | bit.company) ~= 0 then
    if definite or named then return heard:body(head, first) end
  end
  if gender or is & ROLE ~= 0 then return human(gender) end
  return nil
end

---Who the words from token `first` to `last` mean, in the sentence numbered `at`.
---@param heard speech.memory
---@return speech.Speaker|nil
function speaker.resolve(heard, first, last, at)
  local page = heard.page
  if first == last and (page.is[first] & PRONOUN ~= 0 or page.low[first] == "its") then
    return heard:pronoun(at, first)
  end
  local name = person_named(page, first, last)
  if name then return memory.of_name(page, name) end
  return by_head(heard, first, last, at)
end

return speaker
