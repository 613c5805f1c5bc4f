-- What the words around a name say of it: its kind, and what the person is.

local context = {}

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
  local shapes, is = page.shapes, page.is
  if not is[i] or not (is[i].article or is[i].roles or is[i].before_role) then return nil end
  local from = is[i].article and i + 1 or i
  for k = from, i + 5 do
    local shape = shapes[k]
    if not shape or not shape.word and page.texts[k] ~= "-" then return nil end
    if shape.possessive then from = k + 1 end
    if is[k].roles and not (is[k + 1] and is[k + 1].roles) then
      return page.article:text_of(from, k):lower()
    end
    if shape.ends_sentence or page.texts[k] == "of" then return nil end
  end
  return nil
end

-- What a person's name is said to be, before it or after it.
local function title_of(page, first, last, before, after)
  local shapes = page.shapes
  local title = before and (before.roles and role_before(page, first - 1)
    or before.comma and first < last and not shapes[first - 1].starts_sentence
    and role_before(page, first - 2))
  if title then return title end
  if not (after and after.comma) or shapes[last + 1].ends_sentence then return nil end
  local at = last + 2
  if shapes[at].number and page.is[at + 1] and page.is[at + 1].comma then at = at + 2 end
  return role_after(page, at)
end

local function has_age(page, last)
  local age = page.shapes[last + 2]
  return age and age.number and #page.texts[last + 2] <= 2
end

-- "HARWICK (AP) — …"
local function is_dateline(page, first, last)
  for i = first, last do
    if not page.shapes[i].upper then return false end
  end
  return true
end

-- "said Jen Psaki", but not "saying Jen Psaki".
local function says(page, before, i)
  return before.saying and page.texts[i]:find "[dse]$"
end

-- Whether a name of unknown kind is a person's by the word behind it, or the one before it.
local function is_person(page, name, before, after)
  local first, last = name.first, name.last
  local follows = after and (after.comma and page.is[last + 2] or after)
  return follows and follows.who and not (before and before.at_place)
    and (first < last or not name.opens)
    or first < last and (after and after.comma and has_age(page, last)
      or last - first < 3 and (after and after.saying or before and says(page, before, first - 1)))
end

-- The kind of a name that its words leave open, and a person's title.
local function read_unknown(page, name, before, after)
  local first, last = name.first, name.last
  if not before and after and after.after_place and is_dateline(page, first, last) then
    return "place"
  end
  if not (before and before.definite) then
    local title = title_of(page, first, last, before, after)
    if title or is_person(page, name, before, after) then return "person", title end
  end
  return before and before.inside and last - first < 2 and "place" or nil
end

---Gives a name of unknown kind the kind that its place in the sentence shows, and a person's title.
---@param page names.Page
---@param name names.Name
function context.read(page, name)
  local kind, first, last = name.kind, name.first, name.last
  local shapes, is = page.shapes, page.is
  local before = not shapes[first].starts_sentence and is[first - 1] or nil
  if not kind then
    name.opens = not before or shapes[first - 1].quote or nil
    name.bare = not name.opens and not before.article or nil
    if first == last and is[first].organisation and before and before.definite
      and page.words[first - 1] == "the" then
      name.kind = "organisation"
    end
  elseif kind ~= "person" then
    return
  end
  local after = not shapes[last].ends_sentence and is[last + 1] or nil
  if not (before and before.hint or after and after.hint) then return end
  if kind then
    name.title = name.title or title_of(page, first, last, before, after)
  elseif not name.kind then
    name.kind, name.title = read_unknown(page, name, before, after)
  end
end

return context
