-- What the words around a name say of it: its kind, and what the person is.

local stemma = require "stemma"
local set = require "words.set"

local context = {}

local saying = {}
local verbs = stemma.lexicon "speech-verbs"
for i = 1, verbs:count() do
  local _, at = verbs:get(i)
  if at.kind ~= "act" and at.kind ~= "name" then
    for form in at.forms:gmatch "%S+" do saying[form] = true end
  end
end

local definite = set "the a an"
local articles = set "a an the his her its their our my one"
local at_place = set "at in near from"
local after_place = set ", ( - – —"
local inside = set "in near outside around across"
local who = set "who whose"

-- "the transport minister" before i: "transport minister"; nil where no role stands there.
local function role_before(page, i)
  local shapes, is = page.shapes, page.is
  if not is[i].roles or shapes[i].capital then return nil end
  local from = i
  while i - from < 3 and not shapes[from].starts_sentence and shapes[from - 1].lower
    and not shapes[from - 1].possessive and not is[from - 1].opener do
    from = from - 1
  end
  return page.article:text_of(from, i):lower()
end

-- ", the leader of the opposition": "leader". The article or pronoun stands at i.
local function role_after(page, i)
  local words, shapes, is = page.words, page.shapes, page.is
  local article = articles[words[i]]
  if not article and not is[i].roles and not is[i].before_role then return nil end
  local from = article and i + 1 or i
  for k = from, i + 5 do
    local shape = shapes[k]
    if not shape or not shape.word and words[k] ~= "-" then return nil end
    if shape.possessive then from = k + 1 end
    if is[k].roles and not (is[k + 1] and is[k + 1].roles) then
      return page.article:text_of(from, k):lower()
    end
    if words[k] == "of" or shape.ends_sentence then return nil end
  end
  return nil
end

-- What a person's name is said to be, before it or after it.
local function title_of(page, first, last, before, after)
  local shapes = page.shapes
  local title = before and (page.is[first - 1].roles and role_before(page, first - 1)
    or before == "," and first < last and not shapes[first - 1].starts_sentence
    and role_before(page, first - 2))
  if title then return title end
  if after ~= "," or shapes[last + 1].ends_sentence then return nil end
  local at = last + 2
  if shapes[at].number and page.words[at + 1] == "," then at = at + 2 end
  return role_after(page, at)
end

local function has_age(page, last, after)
  local age = after == "," and page.shapes[last + 2]
  return age and age.number and #page.texts[last + 2] <= 2
end

local function is_who(page, last, after)
  return who[after == "," and page.words[last + 2] or after]
end

-- "HARWICK (AP) — …"
local function is_dateline(page, first, last, after)
  if not after_place[after] then return false end
  for i = first, last do
    if not page.shapes[i].upper then return false end
  end
  return true
end

local function is_person(page, name, before, after)
  local first, last = name.first, name.last
  return is_who(page, last, after) and not at_place[before] and (first < last or not name.opens)
    or first < last and (has_age(page, last, after)
      or last - first < 3 and (saying[after] or saying[before] and before:find "[dse]$"))
end

---Gives a name of unknown kind the kind that its place in the sentence shows, and a person's title.
---@param page names.Page
---@param name names.Name
function context.read(page, name)
  local kind, first, last = name.kind, name.first, name.last
  local words, shapes = page.words, page.shapes
  local before = not shapes[first].starts_sentence and words[first - 1] or nil
  if not kind then
    name.opens = not before or shapes[first - 1].quote
    name.bare = not name.opens and not articles[before]
  elseif kind ~= "person" then
    return
  end
  local after = not shapes[last].ends_sentence and words[last + 1] or nil
  local title = title_of(page, first, last, before, after)
  if kind then
    name.title = name.title or title
  elseif not before and is_dateline(page, first, last, after) then
    name.kind = "place"
  elseif not definite[before] and (title or is_person(page, name, before, after)) then
    name.kind, name.title = "person", title
  elseif before == "the" and first == last and page.is[first].organisation then
    name.kind = "organisation"
  elseif inside[before] and last - first < 2 then
    name.kind = "place"
  end
end

return context
