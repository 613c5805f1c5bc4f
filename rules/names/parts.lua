-- The names in a run of capitalised words: "White House Press Secretary Jen Psaki" is an
-- organisation, a title and a person.
--
-- `i` is where a name may begin, `last` where the run ends, both tokens of the article.

local gazetteer = require "names.gazetteer"

local find_name, find_title = gazetteer.find, gazetteer.title

local parts = {}

---@class names.Page
---@field article stemma.article
---@field texts string[]   by token, as are all
---@field words string[]
---@field shapes table[]
---@field is table[]       what a word is in names: roles, first, organisation, …
---@field forms table<string, names.Form>   by text

local function has_role(is, from, to)
  for k = from, to do
    if is[k].roles then return true end
  end
  return false
end

local function is_initial(text)
  return #text <= 4 and (text:find "^%u%.$" or text:find "^%u%.%u%.$")
end

-- "Russian Defense Ministry", "Port Authority of Harwick": the whole rest names a body.
local function is_organisation(page, i, last)
  local texts, is, head = page.texts, page.is, last
  for k = i + 1, last - 1 do
    if texts[k] == "of" or texts[k] == "for" then
      head = k - 1
      break
    end
  end
  return is[head].organisation and i < last
    and not (is[i].first and head == i + 1 and head == last and not texts[head]:find "s$")
    and not has_role(is, i, head - 1)
end

-- The last word of a title that begins at i: of the list, or modifiers and a role.
local function title_end(page, i, last)
  local is = page.is
  local title, stop = find_title(page, i, last)
  if title then return stop, title.gender end
  if is[i].first then return nil end
  for k = math.min(last, i + 4), i, -1 do
    if is[k].roles then
      local longer, further = find_title(page, k, last)
      return longer and further or k, nil
    end
    if is[k].plural_role then return k, nil end
  end
  return nil
end

local function ends_segment(page, k, last)
  local entry, stop = find_name(page, k, last)
  return entry and (stop > k or entry.sort == "demonym" or entry.sort == "country")
    or find_title(page, k, last) ~= nil
end

local function kind_of(page, from, to)
  local texts, first, last = page.texts, page.is[from], page.is[to]
  if from == to then
    return page.shapes[from].upper and texts[from]:find "^%u%u%u+$" and #texts[from] <= 6
      and "organisation" or nil
  end
  if last.organisation then return "organisation" end
  if first.place_first or last.place_last then return "place" end
  if (first.first or is_initial(texts[from])) and not texts[to]:find "^%u%u" then
    return "person"
  end
  return texts[from + 1] == "&" and "organisation" or nil
end

-- A name that begins at i: as far as no other name, and no title, begins.
local function segment(page, i, last, title, gender)
  local to = i
  while to < last and to < i + 5 and not ends_segment(page, to + 1, last) do to = to + 1 end
  if not title and to > i and page.is[to].roles then to = to - 1 end
  local kind = kind_of(page, i, to)
  if title and not (to > i and kind == "organisation") then kind = "person" else title = nil end
  if kind == "person" and not gender and to > i and page.is[i].first then
    gender = gazetteer.first[page.words[i]].gender
  end
  return i, to, kind, title, gender
end

-- A first name that is a place's too ("Jordan Fabian") begins a person where a surname follows.
local function is_person_instead(page, i, last)
  local surname = i < last and page.is[i].first and page.is[i + 1]
  return surname and page.texts[i + 1]:find "^%u%l" and not find_name(page, i + 1, last)
    and not find_title(page, i + 1, last) and not surname.roles and not surname.organisation
end

-- "Arla Chief Executive": the last word of what stands before the title and is no part of it.
local function name_before_title(page, i, stop, last)
  local k = i
  while k < stop and not page.is[k].before_role and not page.is[k].roles
    and not find_title(page, k, last) do
    k = k + 1
  end
  return k > i and k - 1 or nil
end

local function title_text(page, from, to)
  local words = {}
  for k = from, to do words[#words + 1] = page.texts[k]:lower() end
  return table.concat(words, " ")
end

---The name that begins at token i: its first and last token, its kind, title and gender as far as
---its words tell them, and the lexicon's entry of one that is known. Without a first token what
---ends at the last one is no name.
---@param page names.Page
---@return integer|nil first, integer last
---@return string|nil kind, string|nil title, string|nil gender
---@return table|nil known
function parts.next(page, i, last)
  if i == last and not page.is[i].part then return i, i, kind_of(page, i, i) end
  local known, stop = find_name(page, i, last)
  if not (known and stop == last and last > i) and is_organisation(page, i, last) then
    return i, last, "organisation"
  end
  if known and (stop > i or not is_person_instead(page, i, last)) then
    return i, stop, known.kind, nil, nil, known
  end
  local titled, gender = title_end(page, i, last)
  if not titled then return segment(page, i, last) end
  local own = name_before_title(page, i, titled, last)
  if own then return i, own, "organisation" end
  if titled == last then return nil, last end
  return segment(page, titled + 1, last, title_text(page, i, titled), gender)
end

return parts
