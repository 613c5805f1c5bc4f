-- The names in stretches of capitalised words: "White House Press Secretary Jen Psaki" is an
-- organisation, a title and a person.
--
-- `i` is where a name may begin, `last` where the stretch ends, both tokens of the article.

local entities = require "names.entities"
local gazetteer = require "names.gazetteer"
local runs = require "names.runs"

local find_name, find_title, is_none = gazetteer.find, gazetteer.title, gazetteer.is_none
local form_of, form_of_one, stretches_of = entities.form_of, entities.form_of_one, runs.stretches
local first_names, is = gazetteer.first, gazetteer.bit
local a_part, a_role, a_plural_role, a_first = is.part, is.roles, is.plural_role, is.first
local an_organisation, before_role = is.organisation, is.before_role
local place_first, place_last, role_or_organisation = is.place_first, is.place_last,
  is.roles | is.organisation
local any_role, of = is.roles | is.plural_role, is.of

-- What most words of names are not: where all are not, the words are one name.
local special = is.names | is.titles | any_role | is.organisation

local find, byte = string.find, string.byte

local parts = {}

---@class names.Page
---@field article stemma.article
---@field texts string[]   by token, as are all
---@field words string[]
---@field shapes table[]
---@field is integer[]     what a word is in names (gazetteer.bit): roles, first, organisation, …
---@field formed table<string, string>      forms of words, by text
---@field forms table<string, names.Form>   by text
---@field parts table<string, names.Part|false>  by a cluster's text (runs.lua)
---@field stretches table<string, integer[]>     by its letters
---@field exact table<string, integer[]>         by its letters as runs.lua reads them there

---@class names.Part       one name of a cluster
---@field from integer     how far from the cluster's first token its own first stands
---@field to integer       … and its last
---@field kind string|nil
---@field title string|nil
---@field gender string|nil
---@field entity string|nil    what the lexicons know it as
---@field form names.Form|nil  of one that they do not know
---@field next names.Part|nil

local function has_role(page, from, to)
  for k = from, to do
    if page.is[k] & a_role ~= 0 then return true end
  end
  return false
end

local function is_initial(text)
  return #text <= 4 and (text:find "^%u%.$" or text:find "^%u%.%u%.$")
end

-- "Russian Defense Ministry", "Port Authority of Harwick": the whole rest names a body.
local function is_organisation(page, i, last)
  local texts, kinds, head = page.texts, page.is, last
  for k = i + 1, last - 1 do
    if kinds[k] & of ~= 0 and find(texts[k], "^[of]") then
      head = k - 1
      break
    end
  end
  return kinds[head] & an_organisation ~= 0 and i < last
    and not (kinds[i] & a_first ~= 0 and head == i + 1 and head == last
      and not texts[head]:find "s$")
    and not has_role(page, i, head - 1)
end

-- The last word of a title that begins at i: of the list, or modifiers and a role.
local function title_end(page, i, last)
  local kinds = page.is
  local title, stop = find_title(page, i, last)
  if title then return stop, title.gender end
  if kinds[i] & a_first ~= 0 then return nil end
  for k = math.min(last, i + 4), i, -1 do
    if kinds[k] & a_role ~= 0 then
      local longer, further = find_title(page, k, last)
      return longer and further or k, nil
    end
    if kinds[k] & a_plural_role ~= 0 then return k, nil end
  end
  return nil
end

local function ends_segment(page, k, last)
  local entry, stop = find_name(page, k, last)
  return entry and (stop > k or entry.sort == "demonym" or entry.sort == "country")
    or find_title(page, k, last) ~= nil
end

local function kind_of(page, from, to)
  local texts = page.texts
  local text = texts[from]
  if from == to then return #text <= 6 and find(text, "^%u%u%u+$") and "organisation" or nil end
  local first, last = page.is[from], page.is[to]
  if last & an_organisation ~= 0 then return "organisation" end
  if first & place_first ~= 0 or last & place_last ~= 0 then return "place" end
  if (first & a_first ~= 0 or is_initial(text)) and not texts[to]:find "^%u%u" then
    return "person"
  end
  return texts[from + 1] == "&" and "organisation" or nil
end

-- A name that begins at i: as far as no other name, and no title, begins.
local function segment(page, i, last, title, gender)
  local kinds, to = page.is, i
  while to < last and to < i + 5 and not ends_segment(page, to + 1, last) do to = to + 1 end
  if not title and to > i and kinds[to] & a_role ~= 0 then to = to - 1 end
  local kind = kind_of(page, i, to)
  if title and not (to > i and kind == "organisation") then kind = "person" else title = nil end
  if kind == "person" and not gender and to > i and kinds[i] & a_first ~= 0 then
    gender = first_names[page.words[i]].gender
  end
  return i, to, kind, title, gender
end

-- A first name that is a place's too ("Jordan Fabian") begins a person where a surname follows.
local function is_person_instead(page, i, last)
  return i < last and page.is[i] & a_first ~= 0 and page.texts[i + 1]:find "^%u%l"
    and not find_name(page, i + 1, last) and not find_title(page, i + 1, last)
    and page.is[i + 1] & role_or_organisation == 0
end

-- "Arla Chief Executive": the last word of what stands before the title and is no part of it.
local function name_before_title(page, i, stop, last)
  local k = i
  while k < stop and page.is[k] & (before_role | a_role) == 0 and not find_title(page, k, last) do
    k = k + 1
  end
  return k > i and k - 1 or nil
end

local function title_text(page, from, to)
  local words = {}
  for k = from, to do words[#words + 1] = page.texts[k]:lower() end
  return table.concat(words, " ")
end

-- The name that begins at token i: its first and last token, its kind, title and gender as far as
-- its words tell them, and the lexicon's entry of one that is known. Without a first token what
-- ends at the last one is no name.
local function next_part(page, i, last)
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

local function starts_with_digit(text)
  local code = byte(text)
  return code >= 48 and code <= 57
end

-- Whether a stretch can be nothing but one name.
local function is_plain(page, first, last)
  local kinds, all = page.is, 0
  for k = first, last do all = all | kinds[k] end
  return all & special == 0 and last - first <= 5
end

-- The part that such a stretch is.
local function plain(page, zero, first, last, text)
  local part = { from = first - zero, to = last - zero, kind = kind_of(page, first, last),
    form = form_of(page, first, last, text) }
  if part.kind == "person" and first < last and page.is[first] & a_first ~= 0 then
    part.gender = first_names[page.words[first]].gender
  end
  return part
end

-- Adds the names of a stretch behind the part `tail`; the last of them. `text` is the stretch's,
-- where it is known.
local function add_stretch(page, tail, zero, i, last, text)
  while i <= last and starts_with_digit(text or page.texts[i]) do i, text = i + 1, nil end
  if i < last and is_plain(page, i, last) then
    tail.next = plain(page, zero, i, last, text)
    return tail.next
  end
  while i <= last do
    local first, stop, kind, title, gender, known = next_part(page, i, last)
    if first and (first < stop or title or not is_none(page, first)) then
      local part = { from = first - zero, to = stop - zero, kind = kind,
        entity = known and known.entity, form = not known and form_of(page, first, stop) or nil }
      if title then part.title = title end
      if gender then part.gender = gender end
      tail.next = part
      tail = part
    end
    i = stop + 1
  end
  return tail
end

local function of_several(page, first, letters, text)
  local stretches, depends = stretches_of(page, first, letters)
  local head = { next = false }
  local tail = head
  for k = 1, #stretches, 2 do
    local from, to = stretches[k], stretches[k + 1]
    local is_whole = from == 0 and to == #letters - 1
    tail = add_stretch(page, tail, first, first + from, first + to, is_whole and text or nil)
  end
  return head.next, depends
end

-- The same of one token, which most clusters have.
local function of_one(page, i, letter, text)
  local kinds = page.is[i]
  if letter == "P" or letter == "T" or text == "A" or starts_with_digit(text) then return false end
  if kinds & a_part ~= 0 then
    local known = find_name(page, i, i)
    if known then
      return not is_none(page, i) and { from = 0, to = 0, kind = known.kind, entity = known.entity }
    end
    if find_title(page, i, i) or kinds & any_role ~= 0 and kinds & a_first == 0
      or is_none(page, i) then
      return false
    end
  end
  return { from = 0, to = 0, kind = letter ~= "N" and kind_of(page, i, i) or nil,
    form = form_of_one(page, i, text) }
end

---The names in a cluster, one behind the other; false where there are none.
---@param page names.Page
---@param first integer   token
---@param letters string  as runs.alphabet writes it
---@param text string
---@return names.Part|false
function parts.of(page, first, letters, text)
  local list, depends
  if #letters == 1 then list = of_one(page, first, letters, text)
  else list, depends = of_several(page, first, letters, text)
  end
  if not depends then page.parts[text] = list end
  return list
end

return parts
