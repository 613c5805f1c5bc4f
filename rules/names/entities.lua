-- One string for all mentions of a person, an organisation or a place in an article.

local gazetteer = require "names.gazetteer"
local set = require "words.set"

local entities = {}

---@class names.Name
---@field first integer        tokens of the article
---@field last integer
---@field part names.Part      what its words say, the same wherever they stand
---@field kind string|nil
---@field entity string|nil
---@field title string|nil
---@field gender string|nil
---@field person table|nil     who it is
---@field opens boolean|nil    stands where any word has a capital
---@field bare boolean|nil     … or stands without an article

local juniors = set "jr. jr sr. sr ii iii iv ,"

local function full_form(first)
  local known = gazetteer.first[first]
  return known and known.of and known.of:lower() or first
end

-- "Joe", "Joseph" and "J." can be one first name.
local function same_first(a, b)
  if a == b then return true end
  if a:find "^.%." or b:find "^.%." then return a:sub(1, 1) == b:sub(1, 1) end
  return full_form(a) == full_form(b)
end

local function gender_fits(a, b) return not a or not b or a == b end

---What the words of a part say of any name that has them.
---@param part names.Part
function entities.prepare(part)
  local words, last = part.words, part.to
  while last > part.from and juniors[words[last].low] do last = last - 1 end
  part.surname, part.first = words[last].low, words[part.from].low
  part.length, part.several = part.to - part.from + 1, last > part.from
end

-- The person of this surname whose first name can be the part's.
local function person_of(people, part)
  local list = people[part.surname]
  for i = 1, list and #list or 0 do
    if same_first(list[i].first, part.first) then return list[i] end
  end
  return nil
end

local function add_person(people, name)
  local part = name.part
  local person = { first = part.first, entity = part.text, length = part.length,
    gender = name.gender, at = name.first }
  local list = people[part.surname]
  if list then list[#list + 1] = person else people[part.surname] = { person } end
  return person
end

-- Everybody with a first name and a surname; the fullest form names the person.
local function gather_people(names)
  local people, by_first = {}, {}
  for i = 1, #names do
    local name = names[i]
    local part = name.part
    if name.kind == "person" and part.several then
      local person = person_of(people, part) or add_person(people, name)
      if part.length > person.length then person.entity, person.length = part.text, part.length end
      person.gender = person.gender or name.gender
      name.person = person
      local known = by_first[part.first]
      if known == nil then by_first[part.first] = person
      elseif known ~= person then by_first[part.first] = false
      end
    end
  end
  return people, by_first
end

-- "Biden": of those called so the one named last before, else the first one named after.
local function by_surname(people, name)
  local best
  local list = people[name.part.surname]
  for i = 1, list and #list or 0 do
    local person = list[i]
    if gender_fits(person.gender, name.gender) then
      local before, best_before = person.at <= name.first, best and best.at <= name.first
      if not best or before and (not best_before or person.at > best.at) then best = person end
    end
  end
  return best
end

local function give_person(name, person)
  name.kind, name.entity, name.person = "person", person.entity, person
  person.at = name.first
  person.gender = person.gender or name.gender
end

local function resolve_person(people, by_first, name)
  local part, known = name.part, name.person
  if not known and part.several then known = person_of(people, part)
  elseif not known then
    known = by_surname(people, name) or not name.title and by_first[part.first] or nil
  end
  if not known and name.kind == "person" then known = add_person(people, name) end
  if known then give_person(name, known) end
end

local function bare(text) return (text:gsub("^[Tt]he ", "")) end

-- "OECD" for "Organisation for Economic Co-operation and Development".
local function are_initials(text, full)
  if not text:find "^%u%u+$" then return false end
  local initials = ""
  for k = full.from, full.to do initials = initials .. full.words[k].text:match "^%u?" end
  return initials == text
end

-- Whether one name's words begin another's, or its letters are the other's initials.
local function shortens(part, full)
  if part.length == 1 and are_initials(part.text, full) then return true end
  return part.length < full.length and full.text:sub(1, #part.text) == part.text
    and full.words[full.from + part.length - 1].text == part.words[part.to].text
end

local function gather_organisations(names)
  local list, seen = {}, {}
  for i = 1, #names do
    local part = names[i].part
    if names[i].kind == "organisation" and part.length > 1 and not seen[part.text] then
      seen[part.text] = true
      list[#list + 1] = part
    end
  end
  return list
end

-- The organisation whose name the part's words are, or shorten.
local function full_name(organisations, part)
  for _, full in ipairs(organisations) do
    if shortens(part, full) then return bare(full.text) end
  end
  return false
end

local function resolve_organisation(organisations, name)
  local part = name.part
  if part.full == nil then part.full = full_name(organisations, part) end
  if part.full then name.kind, name.entity = "organisation", part.full
  elseif name.kind then name.entity = bare(part.text)
  end
end

-- What stands elsewhere with a kind has it here too.
local function spread(names, known)
  local like = {}
  for i = 1, #names do
    local text = names[i].part.text
    if names[i].entity and not like[text] then like[text] = names[i] end
  end
  for i = 1, #names do
    local name = names[i]
    if not name.entity then
      local one = known[name.part.text] or like[name.part.text]
      if one then name.kind, name.entity = one.kind, one.entity end
    end
  end
end

-- A name without any hint, said more than once and never with an article, is a company's as a rule.
local function guess(names)
  local counts = {}
  for i = 1, #names do
    local name = names[i]
    if not name.entity then
      local text = name.part.text
      counts[text] = (counts[text] or 0) + (name.bare and 1 or name.opens and 0 or -1)
    end
  end
  for i = 1, #names do
    local name = names[i]
    if not name.entity and counts[name.part.text] > 1 then
      name.kind, name.entity = "organisation", name.part.text
    end
  end
end

-- Where each person is named first.
local function set_first_places(people_names)
  for i = 1, #people_names do
    local person = people_names[i].person
    if person then person.at = math.huge end
  end
  for i = #people_names, 1, -1 do
    local person = people_names[i].person
    if person then person.at = people_names[i].first end
  end
end

---Gives all names of an article their entities; those that stay unknown get none.
---@param names names.Name[]             in order
---@param known table<string, names.Part>  by text: what the lexicons know
function entities.resolve(names, known)
  local people, by_first = gather_people(names)
  local organisations = gather_organisations(names)
  set_first_places(names)
  for i = 1, #names do
    local name = names[i]
    if not name.kind or name.kind == "person" then resolve_person(people, by_first, name) end
    if not name.entity then resolve_organisation(organisations, name) end
  end
  guess(names)
  spread(names, known)
end

return entities
