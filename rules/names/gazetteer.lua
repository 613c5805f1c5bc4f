-- What is known of names before an article is read: the lexicons, by the form that they are looked
-- up in.

local stemma = require "stemma"

---@class names.Gazetteer
local gazetteer = { names = {}, first = {}, roles = {}, titles = {}, organisation = {},
  place_first = {}, place_last = {}, none = {}, before_role = {} }

-- By the form of a first word: how many words the longest name and title have that begin so.
local reach = { names = {}, titles = {} }

-- By word in lower case: all that it is in names. Most words of an article are nothing.
local kinds, nothing = {}, {}

-- Capitals tell "US" and "WHO" from "us" and "who"; a longer word in capitals is one of a headline.
local function form(word)
  if word:find "[.\xe2]" then word = word:gsub("(.)%.", "%1"):gsub("’", "'") end
  if #word <= 5 and #word > 1 and not word:find "%l" then return word end
  return word:lower()
end

---The form of a list of words: what two spellings of one name share.
---@param words string[]
function gazetteer.key(words, from, to)
  if from and from == to then return form(words[from]) end
  local key, n = {}, 0
  for i = from or 1, to or #words do
    n = n + 1
    key[n] = form(words[i])
  end
  return table.concat(key, " ", 1, n)
end

local function split(text)
  local words = {}
  for word in text:gsub("[-&,]", " %0 "):gmatch "%S+" do words[#words + 1] = word end
  return words
end

local function each(name, call)
  local lexicon = stemma.lexicon(name)
  for i = 1, lexicon:count() do call(lexicon:get(i)) end
end

local function add(name, entry)
  local words = split(name)
  local key, first = gazetteer.key(words), form(words[1])
  if not gazetteer.names[key] then gazetteer.names[key] = entry end
  reach.names[first] = math.max(reach.names[first] or 0, #words)
end

local function add_title(name, at)
  local words = split(name)
  local first = form(words[1])
  gazetteer.titles[gazetteer.key(words)] = at
  reach.titles[first] = math.max(reach.titles[first] or 0, #words)
end

local function add_all(list, entry)
  for name in (list or ""):gmatch "[^;]+" do add(name, entry) end
end

each("places", function(name, at)
  add(name, { kind = "place", entity = name, sort = at.sort })
  add_all(at.also, { kind = "place", entity = name, sort = at.sort })
  add_all(at.demonym, { kind = "place", entity = name, sort = "demonym" })
end)
each("institutions", function(name, at)
  local entry = { kind = "organisation", entity = name, sort = at.sort, country = at.country }
  add(name, entry)
  add_all(at.also, entry)
end)
-- A set of single words, in lower case, and what such a word is.
local function add_word(what, name, value)
  local word = name:lower()
  gazetteer[what][word] = value
  kinds[word] = kinds[word] or {}
  kinds[word][what] = value
end

each("first-names", function(name, at) add_word("first", name, at) end)
each("titles", add_title)
each("roles", function(name) add_word("roles", name, true) end)
each("role-words", function(name) add_word("before_role", name, true) end)
each("organisation-words", function(name) add_word("organisation", name, true) end)
each("place-words", function(name, at) add_word("place_" .. at.at, name, true) end)
each("not-names", function(name) gazetteer.none[gazetteer.key { name }] = true end)

---@class names.Word
---@field text string     as it is written
---@field low string      in lower case
---@field form string     as it is looked up
---@field is table        what it is in names: roles, first, organisation, …

---Words of an article by their texts, each made where it is first asked for.
---@return table<string, names.Word>
function gazetteer.words()
  return setmetatable({}, { __index = function(words, text)
    local low = text:lower()
    local word = { text = text, low = low, form = form(text), is = kinds[low] or nothing }
    words[text] = word
    return word
  end })
end

-- The longest entry that begins at words[i], where one begins so at all.
local function longest(what, words, i)
  local key = words[i].form
  local length = reach[what][key]
  if not length then return nil end
  local entries, found, last = gazetteer[what], nil, nil
  for k = i, math.min(#words, i - 1 + length) do
    if k > i then key = key .. " " .. words[k].form end
    local entry = entries[key]
    if entry then found, last = entry, k end
  end
  return found, last
end

---The longest name that begins at words[i]: its entry, and its last word. Nil without one.
---@param words names.Word[]
function gazetteer.find(words, i) return longest("names", words, i) end

---The longest title that begins at words[i], and its last word.
---@param words names.Word[]
function gazetteer.title(words, i) return longest("titles", words, i) end

---Whether a word alone is a title: "Mr.".
---@param text string
function gazetteer.is_title(text) return gazetteer.titles[form(text)] ~= nil end

---Whether a word alone is written with a capital and no name.
---@param word names.Word
function gazetteer.is_none(word) return gazetteer.none[word.form] ~= nil end

---What is known of a body or a place by its whole name, in one string.
function gazetteer.known(name) return gazetteer.names[gazetteer.key(split(name))] end

return gazetteer
