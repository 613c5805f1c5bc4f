-- One string for all mentions of a person, an organisation or a place in an article.

local context = require "names.context"
local gazetteer = require "names.gazetteer"
local set = require "words.set"

local entities = {}

---@class names.Names          names of an article, as lists by their numbers
---@field count integer
---@field first (integer|false)[]  tokens
---@field last integer[]
---@field kind (string|false)[]
---@field entity (string|false)[]
---@field form names.Form[]
---@field title table<integer, string>
---@field gender table<integer, string>
---@field person table<integer, names.Person>  who it is
---@field resolved integer[]    the numbers of those that are people
---@field people table<string, names.Person[]>  by surname
---@field by_first table<string, names.Person|false>  by first name; false: of several
---@field organisations table

---@class names.Person
---@field first string          first name, in lower case
---@field entity string         the fullest form
---@field length integer        … and how many words it has
---@field gender string|nil
---@field at integer            the token at which they were named last

---@class names.Form           what a name's words say, the same wherever they stand
---@field text string
---@field first string         its first word, in lower case
---@field surname string       its last word but for "Jr.", in lower case
---@field length integer       how many words
---@field several boolean      more than one, "Jr." not counted
---@field full string|false|nil  the organisation whose name it shortens
---@field like integer|nil     the first name of these words that has an entity
---@field gathered boolean|nil it is among the organisations
---@field bare string|nil      its words without "The"
---@field open integer|nil     how often it stands without any hint
---@field alone integer|nil    … without an article, less how often with one

local opens, has_article = context.opens, context.has_article
local find, lower, byte = string.find, string.lower, string.byte

local juniors = set "jr sr ii iii iv ,"

---What the words of a name say, made once for each text.
---@param page names.Page
---@param first integer   tokens
---@param last integer
---@param text? string    where it is known
---@return names.Form
function entities.form_of(page, first, last, text)
  text = text or page.text_of(page.article, first, last)
  local form = page.forms[text]
  if not form then
    local words = page.words
    local stop = last
    while stop > first and juniors[words[stop]] do stop = stop - 1 end
    form = { text = text, first = lower(page.texts[first]), surname = words[stop],
      length = last - first + 1, several = stop > first }
    page.forms[text] = form
  end
  return form
end

---The same of a name of one word.
---@param page names.Page
---@param i integer      token
---@param text string
---@return names.Form
function entities.form_of_one(page, i, text)
  local form = page.forms[text]
  if not form then
    form = { text = text, first = lower(text), surname = page.words[i], length = 1,
      several = false }
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

local function add_person(names, i)
  local form, people = names.form[i], names.people
  local person = { first = form.first, entity = form.text, length = form.length,
    gender = names.gender[i], at = names.first[i] }
  local list = people[form.surname]
  if list then list[#list + 1] = person else people[form.surname] = { person } end
  return person
end

-- Notes somebody with a first name and a surname; the fullest form names the person.
local function gather_person(names, i)
  local form, by_first = names.form[i], names.by_first
  local person = person_of(names.people, form) or add_person(names, i)
  if form.length > person.length then person.entity, person.length = form.text, form.length end
  person.gender = person.gender or names.gender[i]
  names.person[i] = person
  local known = by_first[form.first]
  if known == nil then by_first[form.first] = person
  elseif known ~= person then by_first[form.first] = false
  end
end

local function gender_fits(a, b) return not a or not b or a == b end

-- "Biden": of those called so the one named last before, else the first one named after.
local function by_surname(list, at, gender)
  local best
  for i = 1, #list do
    local person = list[i]
    if gender_fits(person.gender, gender) then
      local before, best_before = person.at <= at, best and best.at <= at
      if not best or before and (not best_before or person.at > best.at) then best = person end
    end
  end
  return best
end

-- The person that a name of one is, of those of its surname or else of its first name.
local function find_person(names, i)
  local form = names.form[i]
  local list = names.people[form.surname]
  if form.several then return list and person_of(names.people, form) end
  return list and by_surname(list, names.first[i], names.gender[i])
    or not names.title[i] and names.by_first[form.first]
end

local function resolve_person(names, i)
  local person = names.person[i] or find_person(names, i)
  if not person and names.kind[i] == "person" then person = add_person(names, i) end
  if not person then return nil end
  names.kind[i], names.person[i] = "person", person
  names.resolved[#names.resolved + 1] = i
  person.at = names.first[i]
  person.gender = person.gender or names.gender[i]
  return person.entity
end

local function bare(text) return (text:gsub("^[Tt]he ", "")) end

-- "OECD" of "Organisation for Economic Co-operation and Development".
local function initials_of(text)
  local initials = ""
  for letter in (" " .. text):gmatch "[ &-](%u)" do initials = initials .. letter end
  return initials
end

-- Notes an organisation of several words by its first letter, and by its initials.
local function gather_organisation(organisations, form)
  if form.gathered then return end
  form.gathered = true
  organisations.count = organisations.count + 1
  local known = { at = organisations.count, form = form }
  local letter, initials = form.text:byte(), initials_of(form.text)
  local others = organisations.by_letter[letter]
  if others then others[#others + 1] = known else organisations.by_letter[letter] = { known } end
  organisations.by_initials[initials] = organisations.by_initials[initials] or known
end

-- Whether one name's words begin another's.
local function begins(form, full)
  local n = #form.text
  return form.length < full.length and full.text:sub(1, n) == form.text
    and not full.text:find("^[%w\x80-\xff]", n + 1)
end

-- The organisation whose name a form shortens: the first that it begins, or has the initials of.
local function full_name(organisations, form)
  local found = form.length == 1 and organisations.by_initials[form.text]
  if found and not find(form.text, "^%u%u+$") then found = nil end
  local alike = organisations.by_letter[byte(form.text)]
  for i = 1, alike and #alike or 0 do
    if found and found.at < alike[i].at then break end
    if begins(form, alike[i].form) then
      found = alike[i]
      break
    end
  end
  return found and bare(found.form.text) or false
end

local function resolve_organisation(names, i)
  local form = names.form[i]
  local full = form.full
  if full == nil then
    full = full_name(names.organisations, form)
    form.full = full
  end
  if full then
    names.kind[i] = "organisation"
    return full
  elseif names.kind[i] then
    form.bare = form.bare or bare(form.text)
    return form.bare
  end
  return nil
end

-- Counts how often what is said more than once without any hint stands alone.
local function weigh(page, names, unknown)
  for k = 1, #unknown do
    local form, first = names.form[unknown[k]], names.first[unknown[k]]
    if form.open > 1 then
      local by = opens(page, first) and 0 or has_article(page, first) and -1 or 1
      form.alone = (form.alone or 0) + by
    end
  end
end

-- A name without any hint, said more than once and never with an article, is a company's as a rule;
-- what stands elsewhere with a kind has it here too.
local function guess(page, names, unknown)
  weigh(page, names, unknown)
  local kind, entity = names.kind, names.entity
  for k = 1, #unknown do
    local i = unknown[k]
    local form = names.form[i]
    if (form.alone or 0) > 1 then kind[i], entity[i] = "organisation", form.text
    elseif form.like then kind[i], entity[i] = kind[form.like], entity[form.like]
    else names.first[i] = false
    end
  end
end

-- The gender that one mention tells is that of all.
local function share_gender(names)
  local gender, persons, resolved = names.gender, names.person, names.resolved
  for k = 1, #resolved do
    local i = resolved[k]
    gender[i] = gender[i] or persons[i].gender
  end
end

---Lists for the names of an article.
---@return names.Names
function entities.open()
  return { count = 0, first = {}, last = {}, kind = {}, entity = {}, form = {}, title = {},
    gender = {}, person = {}, resolved = {}, people = {}, by_first = {},
    organisations = { count = 0, by_letter = {}, by_initials = {} } }
end

---Notes a name of several words: who and what is named in full has to be known before anything is
---said of what shortens it.
---@param names names.Names
---@param i integer
function entities.gather(names, i)
  local kind = names.kind[i]
  if kind == "organisation" then gather_organisation(names.organisations, names.form[i])
  elseif kind == "person" and names.form[i].several then gather_person(names, i)
  end
end

---Gives all names of an article their entities; of those that stay unknown `first` is false.
---@param page names.Page
---@param names names.Names  in order
function entities.resolve(page, names)
  local people, by_first, kinds, entity = names.people, names.by_first, names.kind, names.entity
  local forms, unknown = names.form, {}
  for i = 1, #forms do
    local form, kind, found = forms[i], kinds[i], nil
    if kind == "person" or not kind and (people[form.surname] or by_first[form.first]) then
      found = resolve_person(names, i)
    end
    found = found or resolve_organisation(names, i)
    entity[i] = found or false
    if not found then
      form.open = (form.open or 0) + 1
      unknown[#unknown + 1] = i
    elseif not form.like then form.like = i
    end
  end
  guess(page, names, unknown)
  share_gender(names)
end

return entities
