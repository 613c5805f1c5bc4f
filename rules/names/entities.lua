-- One string for all mentions of a person, an organisation or a place in an article.

local context = require "names.context"
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

---@class names.Form           what a name's words say, the same wherever they stand
---@field text string
---@field first string         its first word, in lower case
---@field surname string       its last word but for "Jr.", in lower case
---@field length integer       how many words
---@field several boolean      more than one, "Jr." not counted
---@field full string|false|nil  the organisation whose name it shortens
---@field like names.Name|nil  the first name of these words of which the kind is known
---@field gathered boolean|nil it is among the organisations
---@field bare string|nil      its words without "The"

local opens, has_article = context.opens, context.has_article
local find, lower, byte = string.find, string.lower, string.byte

local juniors = set "jr sr ii iii iv ,"

---What the words of a name say, made once for each text.
---@param page names.Page
---@param first integer   tokens
---@param last integer
---@return names.Form
function entities.form_of(page, first, last)
  local text = page.text_of(page.article, first, last)
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

local function add_person(people, name)
  local form = name.form
  local person = { first = form.first, entity = form.text, length = form.length,
    gender = name.part.gender, at = name.first }
  local list = people[form.surname]
  if list then list[#list + 1] = person else people[form.surname] = { person } end
  return person
end

-- Notes somebody with a first name and a surname; the fullest form names the person.
local function gather_person(people, by_first, name)
  local form = name.form
  local person = person_of(people, form) or add_person(people, name)
  if form.length > person.length then person.entity, person.length = form.text, form.length end
  person.gender = person.gender or name.part.gender
  name.person = person
  local known = by_first[form.first]
  if known == nil then by_first[form.first] = person
  elseif known ~= person then by_first[form.first] = false
  end
end

local function gender_fits(a, b) return not a or not b or a == b end

-- "Biden": of those called so the one named last before, else the first one named after.
local function by_surname(list, name)
  local best
  for i = 1, #list do
    local person = list[i]
    if gender_fits(person.gender, name.part.gender) then
      local before, best_before = person.at <= name.first, best and best.at <= name.first
      if not best or before and (not best_before or person.at > best.at) then best = person end
    end
  end
  return best
end

-- The person that a name of one is, of those of its surname or else of its first name.
local function find_person(people, by_first, name)
  local form = name.form
  local list = people[form.surname]
  if form.several then return list and person_of(people, form) end
  return list and by_surname(list, name)
    or not name.title and not name.part.title and by_first[form.first]
end

local function resolve_person(people, by_first, name)
  local person = name.person or find_person(people, by_first, name)
  if not person and name.kind == "person" then person = add_person(people, name) end
  if not person then return end
  name.kind, name.entity, name.person = "person", person.entity, person
  person.at = name.first
  person.gender = person.gender or name.part.gender
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
  local found = form.length == 1 and find(form.text, "^%u%u+$")
    and organisations.by_initials[form.text]
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

local function resolve_organisation(organisations, name)
  local form = name.form
  local full = form.full
  if full == nil then
    full = full_name(organisations, form)
    form.full = full
  end
  if full then name.kind, name.entity = "organisation", full
  elseif name.kind then
    form.bare = form.bare or bare(form.text)
    name.entity = form.bare
  end
end

-- A name without any hint, said more than once and never with an article, is a company's as a rule.
local function guess(page, unknown)
  local counts = {}
  for i = 1, #unknown do
    local form, first = unknown[i].form, unknown[i].first
    local by = opens(page, first) and 0 or has_article(page, first) and -1 or 1
    counts[form] = (counts[form] or 0) + by
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

-- Who and what is named in full, before anything is said of what shortens it.
local function gather(names)
  local people, by_first = {}, {}
  local organisations = { count = 0, by_letter = {}, by_initials = {} }
  for i = 1, #names do
    local name = names[i]
    local kind = name.kind
    if kind and name.form.length > 1 then
      if kind == "organisation" then gather_organisation(organisations, name.form)
      elseif kind == "person" and name.form.several then gather_person(people, by_first, name)
      end
    end
  end
  return people, by_first, organisations
end

---Gives all names of an article their entities; those that stay unknown get none.
---@param page names.Page
---@param names names.Name[]  in order
function entities.resolve(page, names)
  local people, by_first, organisations = gather(names)
  local unknown = {}
  for i = 1, #names do
    local name = names[i]
    local kind, form = name.kind, name.form
    if kind == "person" or not kind and (people[form.surname] or by_first[form.first]) then
      resolve_person(people, by_first, name)
    end
    if not name.entity then resolve_organisation(organisations, name) end
    if not name.entity then unknown[#unknown + 1] = name
    elseif not form.like then form.like = name
    end
  end
  guess(page, unknown)
  spread(unknown)
end

return entities
