-- What is known of names before an article is read: the lexicons, by the form that they are looked
-- up in.

local stemma = require "stemma"

local gazetteer = { names = {}, first = {}, roles = {}, titles = {}, organisation = {},
  place_first = {}, place_last = {}, none = {}, before_role = {}, openers = {} }

-- By the form of a first word: how many words the longest name and title have that begin so.
local reach = { names = {}, titles = {} }

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
each("first-names", function(name, at) gazetteer.first[name:lower()] = at end)
each("titles", add_title)
each("roles", function(name) gazetteer.roles[name] = true end)
each("role-words", function(name) gazetteer.before_role[name] = true end)
each("organisation-words", function(name) gazetteer.organisation[name:lower()] = true end)
each("place-words", function(name, at) gazetteer["place_" .. at.at][name:lower()] = true end)
each("not-names", function(name) gazetteer.none[gazetteer.key { name }] = true end)
each("openers", function(name) gazetteer.openers[name] = true end)

local function longest(what, words, i)
  local length = reach[what][form(words[i])]
  for last = length and math.min(#words, i - 1 + length) or 0, i, -1 do
    local entry = gazetteer[what][gazetteer.key(words, i, last)]
    if entry then return entry, last end
  end
  return nil
end

---The longest name that begins at words[i]: its entry, and its last word. Nil without one.
function gazetteer.find(words, i) return longest("names", words, i) end

---The longest title that begins at words[i], and its last word.
function gazetteer.title(words, i) return longest("titles", words, i) end

return gazetteer
