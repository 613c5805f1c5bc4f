-- One string for all mentions of a person, an organisation or a place in an article.

local gazetteer = require "names.gazetteer"

local entities = {}

---@class names.Name
---@field words string[]
---@field text string
---@field kind string|nil
---@field entity string|nil
---@field gender string|nil
---@field starts boolean|nil   stands where any word has a capital

local juniors = { ["jr."] = true, jr = true, ["sr."] = true, sr = true, ii = true, iii = true,
  iv = true, [","] = true }

local function surname(words)
  local i = #words
  while i > 1 and juniors[words[i]:lower()] do i = i - 1 end
  return words[i]:lower()
end

local function full_form(first)
  local known = gazetteer.first[first]
  return known and known.of and known.of:lower() or first
end

-- "Joe", "Joseph" and "J." can be one first name.
local function same_first(a, b)
  a, b = a:lower(), b:lower()
  if a:find "^.%." or b:find "^.%." then return a:sub(1, 1) == b:sub(1, 1) end
  return full_form(a) == full_form(b)
end

local function gender_fits(a, b) return not a or not b or a == b end

local function length_of(words)
  local n = #words
  while n > 1 and juniors[words[n]:lower()] do n = n - 1 end
  return n
end

local function person_of(people, name)
  for _, person in ipairs(people[surname(name.words)] or {}) do
    if same_first(person.first, name.words[1]) then return person end
  end
  return nil
end

local function add_person(people, name)
  local last = surname(name.words)
  local person = { first = name.words[1], entity = name.text, length = #name.words,
    gender = name.gender, at = name.at }
  people[last] = people[last] or {}
  table.insert(people[last], person)
  return person
end

-- Everybody with a first name and a surname; the fullest form names the person.
local function gather_people(names)
  local people, by_first = {}, {}
  for _, name in ipairs(names) do
    if name.kind == "person" and length_of(name.words) > 1 then
      local person = person_of(people, name) or add_person(people, name)
      if #name.words > person.length then person.entity, person.length = name.text, #name.words end
      person.gender = person.gender or name.gender
      name.person = person
      local first = name.words[1]:lower()
      if by_first[first] and by_first[first] ~= person then by_first[first] = false
      elseif by_first[first] == nil then by_first[first] = person
      end
    end
  end
  return people, by_first
end

-- "Biden": of those called so the one named last before, else the first one named after.
local function by_surname(people, name)
  local best
  for _, person in ipairs(people[surname(name.words)] or {}) do
    if gender_fits(person.gender, name.gender) then
      local before, best_before = person.at <= name.at, best and best.at <= name.at
      if not best or before and (not best_before or person.at > best.at) then best = person end
    end
  end
  return best
end

local function give_person(name, person)
  name.kind, name.entity, name.person = "person", person.entity, person
  person.at = name.at
  person.gender = person.gender or name.gender
end

local function resolve_person(people, by_first, name)
  local known = name.person
  if not known and length_of(name.words) == 1 then
    known = by_surname(people, name) or not name.title and by_first[name.words[1]:lower()] or nil
  elseif not known then
    known = person_of(people, name)
  end
  if known then return give_person(name, known) end
  if name.kind == "person" then
    give_person(name, add_person(people, name))
  end
end

local function bare(text) return (text:gsub("^[Tt]he ", "")) end

-- Whether one name's words begin another's, or its letters are the other's initials.
local function shortens(words, full)
  if #words == 1 and words[1]:find "^%u%u+$" then
    local initials = ""
    for _, word in ipairs(full) do
      if word:find "^%u" then initials = initials .. word:sub(1, 1) end
    end
    if initials == words[1] then return true end
  end
  if #words >= #full then return false end
  for i, word in ipairs(words) do
    if word ~= full[i] then return false end
  end
  return true
end

local function gather_organisations(names)
  local list, seen = {}, {}
  for _, name in ipairs(names) do
    if name.kind == "organisation" and not name.known and #name.words > 1
      and not seen[bare(name.text)] then
      seen[bare(name.text)] = true
      list[#list + 1] = name
    end
  end
  return list
end

local function resolve_organisation(list, name)
  for _, full in ipairs(list) do
    if shortens(name.words, full.words) then
      name.kind, name.entity = "organisation", bare(full.text)
      return
    end
  end
  if name.kind then name.entity = bare(name.text) end
end

-- What stands elsewhere with a kind has it here too.
local function spread(names)
  local kinds = {}
  for _, name in ipairs(names) do
    if name.entity and not kinds[name.text] then kinds[name.text] = name end
  end
  for _, name in ipairs(names) do
    local like = kinds[name.text]
    if not name.entity and like then name.kind, name.entity = like.kind, like.entity end
  end
end

-- A name without any hint, said more than once and never with an article, is a company's as a rule.
local function guess(names)
  local counts = {}
  for _, name in ipairs(names) do
    if not name.entity then
      counts[name.text] = (counts[name.text] or 0) + (name.bare and 1 or name.opens and 0 or -1)
    end
  end
  for _, name in ipairs(names) do
    if not name.entity and counts[name.text] > 1 then
      name.kind, name.entity = "organisation", name.text
    end
  end
end

---Gives all names of an article their entities; those that stay unknown get none.
---@param names names.Name[]  in order
function entities.resolve(names)
  local people, by_first = gather_people(names)
  local organisations = gather_organisations(names)
  for at, name in ipairs(names) do
    name.at = at
  end
  for _, list in pairs(people) do
    for _, person in ipairs(list) do person.at = math.huge end
  end
  for at = #names, 1, -1 do
    if names[at].person then names[at].person.at = at end
  end
  for _, name in ipairs(names) do
    if not name.known and (not name.kind or name.kind == "person") then
      resolve_person(people, by_first, name)
    end
    if not name.entity then resolve_organisation(organisations, name) end
  end
  guess(names)
  spread(names)
end

return entities
