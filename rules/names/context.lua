-- What the words around a name say of it: its kind, and what the person is.

local is = require("names.gazetteer").bit

local role, opener, article = is.roles, is.opener, is.article
local comma, saying, who, at_place = is.comma, is.saying, is.who, is.at_place
local after_place, inside, definite, hint = is.after_place, is.inside, is.definite, is.hint
local an_organisation, begins_role = is.organisation, is.article | is.roles | is.before_role

local context = {}

---The words that tell something, before a name or behind it.
context.tells = hint | definite

-- "the transport minister" before i: "transport minister"; nil where no role stands there.
local function role_before(page, i)
  local shapes, kinds = page.shapes, page.is
  if kinds[i] & role == 0 or shapes[i].capital then return nil end
  local from = i
  while i - from < 3 and not shapes[from].starts_sentence and shapes[from - 1].lower
    and not shapes[from - 1].possessive and kinds[from - 1] & opener == 0 do
    from = from - 1
  end
  return page.article:text_of(from, i):lower()
end

-- ", the leader of the opposition": "leader". The article or pronoun stands at i.
local function role_after(page, i)
  local shapes, kinds = page.shapes, page.is
  if (kinds[i] or 0) & begins_role == 0 then return nil end
  local from = kinds[i] & article ~= 0 and i + 1 or i
  for k = from, i + 5 do
    local shape = shapes[k]
    if not shape or not shape.word and page.texts[k] ~= "-" then return nil end
    if shape.possessive then from = k + 1 end
    if kinds[k] & role ~= 0 and kinds[k + 1] & role == 0 then
      return page.article:text_of(from, k):lower()
    end
    if shape.ends_sentence or page.texts[k] == "of" then return nil end
  end
  return nil
end

-- What a person's name is said to be, before it or after it.
local function title_of(page, first, last, before, after)
  local shapes = page.shapes
  local title = before & role ~= 0 and role_before(page, first - 1)
    or before & comma ~= 0 and first < last and not shapes[first - 1].starts_sentence
    and role_before(page, first - 2)
  if title then return title end
  if after & comma == 0 or shapes[last + 1].ends_sentence then return nil end
  local at = last + 2
  if shapes[at].number and page.is[at + 1] & comma ~= 0 then at = at + 2 end
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
  return before & saying ~= 0 and page.texts[i]:find "[dse]$"
end

-- Whether a name of unknown kind is a person's by the word behind it, or the one before it.
local function is_person(page, first, last, before, after)
  local follows = after & comma ~= 0 and page.is[last + 2] or after
  return follows & who ~= 0 and before & at_place == 0
    and (first < last or not context.opens(page, first))
    or first < last and (after & comma ~= 0 and has_age(page, last)
      or last - first < 3 and (after & saying ~= 0 or says(page, before, first - 1)))
end

-- The kind of a name that its words leave open, and a person's title.
local function read_unknown(page, first, last, before, after)
  if after & after_place ~= 0 and page.shapes[first].starts_sentence
    and is_dateline(page, first, last) then
    return "place"
  end
  if before & definite == 0 then
    local title = title_of(page, first, last, before, after)
    if title or is_person(page, first, last, before, after) then return "person", title end
  end
  return before & inside ~= 0 and last - first < 2 and "place" or nil
end

---Whether a name stands where any word has a capital: at the head of a sentence or a quotation.
---@param page names.Page
---@param first integer  its first token
function context.opens(page, first)
  local shapes = page.shapes
  return shapes[first].starts_sentence or shapes[first - 1].quote
end

---Whether an article or the like stands before it.
---@param page names.Page
---@param first integer
function context.has_article(page, first) return page.is[first - 1] & article ~= 0 end

---What the place of a name in its sentence says: its kind, where its words leave that open, and a
---person's title.
---@param page names.Page
---@param part names.Part  what its words say
---@param first integer    tokens
---@param last integer
---@return string|nil kind, string|nil title
function context.read(page, part, first, last)
  local kind, title, kinds, shapes = part.kind, part.title, page.is, page.shapes
  if kind and kind ~= "person" then return kind, title end
  local before, after = kinds[first - 1], kinds[last + 1]
  if before ~= 0 and shapes[first].starts_sentence then before = 0 end
  if after ~= 0 and shapes[last].ends_sentence then after = 0 end
  if not kind and before & definite ~= 0 and first == last and kinds[first] & an_organisation ~= 0
    and page.words[first - 1] == "the" then
    return "organisation", title
  elseif (before | after) & hint == 0 then
    return kind, title
  elseif kind then
    return kind, title or title_of(page, first, last, before, after)
  end
  return read_unknown(page, first, last, before, after)
end

return context
