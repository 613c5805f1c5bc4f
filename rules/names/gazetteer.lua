-- What is known of names before an article is read: the lexicons, by the form that they are looked
-- up in.

local stemma = require "stemma"
local set = require "words.set"

---@class names.Gazetteer
---@field first table<string, table>   first names in lower case: gender, and whose short form it is
---@field names table<string, table>   places and institutions by their forms
---@field titles table<string, table>  titles by their forms
local gazetteer = { names = {}, first = {}, titles = {}, roles = {}, plural_role = {},
  organisation = {} }

-- What single words are, for any token of an article.
local sets = { names = {}, titles = {}, first = gazetteer.first, roles = gazetteer.roles,
  plural_role = gazetteer.plural_role, organisation = gazetteer.organisation, before_role = {},
  place_first = {}, place_last = {}, opener = {}, none = {} }

-- Capitals tell "US" and "WHO" from "us" and "who"; a longer word in capitals is one of a headline.
local function form(word)
  if word:find "[.\xe2]" then word = word:gsub("(.)%.", "%1"):gsub("’", "'") end
  if #word <= 5 and #word > 1 and not word:find "%l" then return word end
  return word:lower()
end

-- How many words the longest name, or title, has that begins with this one.
local reach = { names = {}, titles = {} }

-- The form that two spellings of a name share, its first word, and how many there are.
local function split(name)
  if not name:find "[-&,%s]" then return form(name), name, 1 end
  local key, first, n
  for word in name:gsub("[-&,]", " %0 "):gmatch "%S+" do
    if not key then key, first, n = form(word), word, 1
    else key, n = key .. " " .. form(word), n + 1
    end
  end
  return key, first, n
end

local function each(name, call)
  local lexicon = stemma.lexicon(name)
  for i = 1, lexicon:count() do call(lexicon:get(i)) end
end

-- Names as they are spelled, and the forms of their words.
local spelled, formed = {}, {}

local function add(what, name, entry)
  if what == "names" then spelled[#spelled + 1] = name end
  for word in name:gmatch "[^-&,%s]+" do formed[word] = form(word) end
  local key, first, n = split(name)
  local head = form(first)
  reach[what][head] = math.max(reach[what][head] or 1, n)
  gazetteer[what][key] = gazetteer[what][key] or entry
  sets[what][first:match "^[^'’]+"] = true
end

local function add_all(list, entry)
  for name in (list or ""):gmatch "[^;]+" do add("names", name, entry) end
end

local function add_word(what, word, value)
  if not word:find " " then sets[what][word:lower()] = value or true end
end

each("places", function(name, at)
  local entry = { kind = "place", entity = name, sort = at.sort }
  add("names", name, entry)
  add_all(at.also, entry)
  add_all(at.demonym, { kind = "place", entity = name, sort = "demonym" })
end)
each("institutions", function(name, at)
  local entry = { kind = "organisation", entity = name, sort = at.sort, country = at.country }
  add("names", name, entry)
  add_all(at.also, entry)
end)
each("titles", function(name, at) add("titles", name, at) end)
each("first-names", function(name, at) add_word("first", name, at) end)
each("roles", function(name)
  add_word("roles", name)
  add_word("plural_role", name .. "s")
end)
each("role-words", function(name) add_word("before_role", name) end)
each("organisation-words", function(name) add_word("organisation", name) end)
each("place-words", function(name, at) add_word("place_" .. at.at, name) end)
each("openers", function(name) add_word("opener", name) end)

local none = {}
each("not-names", function(name)
  add_word("none", name)
  none[form(name)] = true
end)

-- Words around a name that say something of it.
sets.definite = set "the a an"
sets.article = set "a an the his her its their our my one"
sets.at_place = set "at in near from"
sets.after_place = set ", ( - – —"
sets.inside = set "in near outside around across"
sets.who = set "who whose"
sets.of = set "of for"
sets.comma = set ","
sets.saying = {}
each("speech-verbs", function(_, at)
  if at.kind == "act" or at.kind == "name" then return end
  for word in at.forms:gmatch "%S+" do sets.saying[word] = true end
end)

local function union(names)
  local all = {}
  for name in names:gmatch "%S+" do
    for word in pairs(sets[name]) do all[word] = true end
  end
  return all
end

-- What most words are not, and then need no further look: a part of names, a hint beside one.
sets.part = union [[ names titles first roles organisation plural_role before_role place_first
  place_last none ]]
sets.hint = union "roles before_role after_place inside who saying"

local names, titles = gazetteer.names, gazetteer.titles
local reach_of_names, reach_of_titles = reach.names, reach.titles

-- A word that is all of a cluster is one of a few as a rule, spelled as in the lexicons: a part
-- (parts.lua), or false where it is no name.
local ones = {}

local function add_one(word, is_other)
  if word:find "[-&,'’%s]" then return end
  local key = form(word)
  local entry = not none[key] and names[key]
  if entry then
    ones[word] = { from = 0, to = 0, kind = entry.kind, entity = entry.entity }
  elseif is_other then ones[word] = false
  end
end

for i = 1, #spelled do add_one(spelled[i], false) end
local function add_other(word) add_one(word:gsub("^%l", string.upper), true) end
each("titles", add_other)
each("not-names", add_other)
each("roles", function(word)
  if not gazetteer.first[word] then add_other(word) end
end)

---The forms of the words in names and titles, by their spelling.
gazetteer.formed = formed

---What a word is that is all of a cluster, by its spelling: nil where the lexicons do not tell.
gazetteer.ones = ones

local _, bits_of, bit = stemma.sets(sets)

---What each token is in names: a list of numbers, in which each of the sets above has its bit.
gazetteer.bits_of = bits_of

---The bits by the names of the sets.
gazetteer.bit = bit

local a_name, a_title, no_name = bit.names, bit.titles, bit.none

local function form_at(page, k)
  local text = page.texts[k]
  local known = page.formed[text]
  if not known then
    known = form(text)
    page.formed[text] = known
  end
  return known
end

-- The longest entry that begins at token i, and its last token.
local function find(entries, most, page, i, last)
  local key = form_at(page, i)
  local found, stop = entries[key], i
  for k = i + 1, math.min(last, i + (most[key] or 1) - 1) do
    key = key .. " " .. form_at(page, k)
    local entry = entries[key]
    if entry then found, stop = entry, k end
  end
  return found, stop
end

---The longest name that begins at token i and ends at `last` or before: its entry and last token.
---@param page names.Page
function gazetteer.find(page, i, last)
  if page.is[i] & a_name ~= 0 then return find(names, reach_of_names, page, i, last) end
  return nil
end

---The longest title that begins at token i, likewise.
---@param page names.Page
function gazetteer.title(page, i, last)
  if page.is[i] & a_title ~= 0 then return find(titles, reach_of_titles, page, i, last) end
  return nil
end

---Whether a word alone is a title: "Mr.".
function gazetteer.is_title(text) return gazetteer.titles[form(text)] ~= nil end

---Whether token i alone is written with a capital and no name.
---@param page names.Page
function gazetteer.is_none(page, i) return page.is[i] & no_name ~= 0 and none[form_at(page, i)] end

---What is known of a body or a place by its whole name, in one string.
function gazetteer.known(name) return gazetteer.names[(split(name))] end

return gazetteer
