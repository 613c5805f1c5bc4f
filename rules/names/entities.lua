-- One string for all mentions of a person, an organisation or a place in an article.

local gazetteer = require "names.gazetteer"
local set = require "words.set"

local entities = {}

---@class names.Name
---@field first integer        tokens of the article
---@field last integer
---@field kind string|nil
---@field entity string|nil
---@field title string|nil
---@field gender string|nil
---@field form names.Form
---@field person table|nil     who it is
---@field opens boolean|nil    stands where any word has a capital
---@field bare boolean|nil     … or stands without an article

---@class names.Form           what a name's words say, the same wherever they stand
---@field text string
---@field first string         its first word, in lower case
---@field surname string       its last word but for "Jr.", in lower case
---@field length integer       how many words
---@field several boolean      more than one, "Jr." not counted
---@field full string|false|nil  the organisation whose name it shortens
---@field like names.Name|nil  the first name of these words of which the kind is known

local juniors = set "jr sr ii iii iv ,"

---What the words of a name say, made once for each text.
---@param page names.Page
---@param first integer   tokens
---@param last integer
---@return names.Form
function entities.form_of(page, first, last)
  local text = first == last and page.texts[first] or page.article:text_of(first, last)
  local form = page.forms[text]
  if not form then
    local words = page.words
    local stop = last
    while stop > first and juniors[words[stop]] do stop = stop - 1 end
    form = { text = text, first = page.texts[first]:lower(), surname = words[stop],
      length = last - first + 1, several = stop > first, full = nil, like = nil }
    page.forms[text] = form
  end
  return form
end

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

-- The person of this surname whose first name can be the form's.
local function person_of(people, form)
  local list = people[form.surname]
  for i = 1, list and #list or 0 do
    if same_first(list[i].first, form.first) then return list[i] end
  end
  return nil
end

local function add_person(people, name)
  local form = name.form
  local person = { first = form.first, entity = form.text, length = form.length,
    gender = name.gender, at = name.first }
  local list = people[form.surname]
  if list then list[#list + 1] = person else people[form.surname] = { person } end
  return person
end

-- Everybody with a first name and a surname; the fullest form names the person.
local function gather_people(names)
  local people, by_first = {}, {}
  for i = 1, #names do
    local name = names[i]
    local form = name.form
    if name.kind == "person" and form.several then
      local person = person_of(people, form) or add_person(people, name)
      if form.length > person.length then person.entity, person.length = form.text, form.length end
      person.gender = person.gender or name.gender
      name.person = person
      local known = by_first[form.first]
      if known == nil then by_first[form.first] = person
      elseif known ~= person then by_first[form.first] = false
      end
    end
  end
  return people, by_first
end

-- From here on the place of each person is where they were named last; at first, where first.
local function set_first_places(names)
  for i = #names, 1, -1 do
    local person = names[i].person
    if person then person.at = names[i].first end
  end
end

local function gender_fits(a, b) return not a or not b or a == b end

-- "Biden": of those called so the one named last before, else the first one named after.
local function by_surname(people, name)
  local best
  local list = people[name.form.surname]
  for i = 1, list and #list or 0 do
    local person = list[i]
    if gender_fits(person.gender, name.gender) then
      local before, best_before = person.at <= name.first, best and best.at <= name.first
      if not best or before and (not best_before or person.at > best.at) then best = person end
    end
  end
  return best
end

local function resolve_person(people, by_first, name)
  local form, person = name.form, name.person
  if not person and form.several then person = person_of(people, form)
  elseif not person then
    person = by_surname(people, name) or not name.title and by_first[form.first] or nil
  end
  if not person and name.kind == "person" then person = add_person(people, name) end
  if not person then return end
  name.kind, name.entity, name.person = "person", person.entity, person
  person.at = name.first
  person.gender = person.gender or name.gender
end

local function bare(text) return (text:gsub("^[Tt]he ", "")) end

local function gather_organisations(names)
  local list, seen = {}, {}
  for i = 1, #names do
    local form = names[i].form
    if names[i].kind == "organisation" and form.length > 1 and not seen[form] then
      seen[form] = true
      list[#list + 1] = form
    end
  end
  return list
end

-- "OECD" for "Organisation for Economic Co-operation and Development".
local function are_initials(text, full)
  local initials = ""
  for letter in (" " .. full):gmatch "[ &-](%u)" do initials = initials .. letter end
  return initials == text
end

-- Whether one name's words begin another's, or its letters are the other's initials.
local function shortens(form, full)
  local n = #form.text
  if form.length < full.length and full.text:sub(1, n) == form.text
    and not full.text:find("^[%w\x80-\xff]", n + 1) then
    return true
  end
  return form.length == 1 and form.text:find "^%u%u+$" and are_initials(form.text, full.text)
end

-- The organisation whose name a form shortens.
local function full_name(organisations, form)
  for _, full in ipairs(organisations) do
    if shortens(form, full) then return bare(full.text) end
  end
  return false
end

local function resolve_organisation(organisations, name)
  local form = name.form
  if form.full == nil then form.full = full_name(organisations, form) end
  if form.full then name.kind, name.entity = "organisation", form.full
  elseif name.kind then name.entity = bare(form.text)
  end
end

-- A name without any hint, said more than once and never with an article, is a company's as a rule.
local function guess(unknown)
  local counts = {}
  for i = 1, #unknown do
    local name = unknown[i]
    local by = name.bare and 1 or name.opens and 0 or -1
    counts[name.form] = (counts[name.form] or 0) + by
  end
  for i = 1, #unknown do
    local name = unknown[i]
    if counts[name.form] > 1 then name.kind, name.entity = "organisation", name.form.text end
  end
end

-- What stands elsewhere with a kind has it here too.
local function spread(unknown)
  for i = 1, #unknown do
    local name = unknown[i]
    local one = not name.entity and name.form.like
    if one then name.kind, name.entity = one.kind, one.entity end
  end
end

---Gives all names of an article their entities; those that stay unknown get none.
---@param names names.Name[]  in order
function entities.resolve(names)
  local people, by_first = gather_people(names)
  local organisations = gather_organisations(names)
  set_first_places(names)
  local unknown = {}
  for i = 1, #names do
    local name = names[i]
    if not name.kind or name.kind == "person" then resolve_person(people, by_first, name) end
    if not name.entity then resolve_organisation(organisations, name) end
    if not name.entity then unknown[#unknown + 1] = name
    elseif not name.form.like then name.form.like = name
    end
  end
  guess(unknown)
  spread(unknown)
end

return entities
