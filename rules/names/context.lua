-- What the words around a name say of it: its kind, and what the person is.

local stemma = require "stemma"
local gazetteer = require "names.gazetteer"
local set = require "words.set"

local context = {}

local speaking = {}
local verbs = stemma.lexicon "speech-verbs"
for i = 1, verbs:count() do
  local _, at = verbs:get(i)
  if at.kind ~= "act" and at.kind ~= "name" then
    for form in at.forms:gmatch "%S+" do speaking[form] = true end
  end
end

local openers = {}
local opening = stemma.lexicon "openers"
for i = 1, opening:count() do openers[opening:get(i)] = true end

local roles, before_role = gazetteer.roles, gazetteer.before_role
local definite = set "the a an"
local articles = set "a an the his her its their our my one"
local at_place = set "at in near from"
local after_place = set ", ( - – —"
local inside = set "in near outside around across"
local who = set "who whose"

-- "the transport minister" before i: "transport minister"; nil where no role stands there.
local function role_before(article, i)
  local words, shapes = article.words, article.shapes
  if not roles[words[i]] or shapes[i].capital then return nil end
  local from = i
  while i - from < 3 and not shapes[from].starts_sentence and shapes[from - 1].lower
    and not shapes[from - 1].possessive and not openers[words[from - 1]] do
    from = from - 1
  end
  return article:between(from, i).text:lower()
end

-- ", the leader of the opposition": "leader". The article or pronoun stands at i.
local function role_after(article, i)
  local words, shapes = article.words, article.shapes
  local word = words[i]
  if not (articles[word] or roles[word] or before_role[word]) then return nil end
  local from = articles[word] and i + 1 or i
  for k = from, i + 5 do
    local shape = shapes[k]
    if not shape or not shape.word and words[k] ~= "-" then return nil end
    if shape.possessive then from = k + 1 end
    if roles[words[k]] and not roles[words[k + 1]] then
      return article:between(from, k).text:lower()
    end
    if words[k] == "of" or shape.ends_sentence then return nil end
  end
  return nil
end

-- What a person's name is said to be, before it or after it.
local function title_of(article, first, last, before, after)
  local words, shapes = article.words, article.shapes
  local title = before and (roles[before] and role_before(article, first - 1)
    or before == "," and first < last and not shapes[first - 1].starts_sentence
    and role_before(article, first - 2))
  if title then return title end
  if after ~= "," or shapes[last + 1].ends_sentence then return nil end
  local at = last + 2
  if shapes[at].number and words[at + 1] == "," then at = at + 2 end
  return role_after(article, at)
end

local function has_age(article, last, after)
  local age = article.shapes[last + 2]
  return after == "," and age and age.number and #article.texts[last + 2] <= 2
end

local function is_who(article, last, after)
  return who[after == "," and article.words[last + 2] or after]
end

-- "HARWICK (AP) — …"
local function is_dateline(article, first, last, after)
  if not after_place[after] then return false end
  for i = first, last do
    if not article.shapes[i].upper then return false end
  end
  return true
end

---Gives a name of unknown kind the kind that its place in the sentence shows, and a person's title.
---@param name names.Name
function context.read(article, name)
  local words, shapes, first, last = article.words, article.shapes, name.first, name.last
  local before = not shapes[first].starts_sentence and words[first - 1] or nil
  local after = not shapes[last].ends_sentence and words[last + 1] or nil
  name.opens = not before or shapes[first - 1].quote
  name.bare = not name.opens and not articles[before]
  if name.kind and name.kind ~= "person" then return end
  local title = title_of(article, first, last, before, after)
  if name.kind then
    name.title = name.title or title
  elseif not before and is_dateline(article, first, last, after) then
    name.kind = "place"
  elseif not definite[before] and (title
    or is_who(article, last, after) and not at_place[before] and (first < last or not name.opens)
    or first < last and (has_age(article, last, after)
      or last - first < 3 and (speaking[after]
        or speaking[before] and before:find "[dse]$"))) then
    name.kind, name.title = "person", title
  elseif before == "the" and first == last and gazetteer.organisation[words[first]] then
    name.kind = "organisation"
  elseif inside[before] and last - first < 2 then
    name.kind = "place"
  end
end

return context
