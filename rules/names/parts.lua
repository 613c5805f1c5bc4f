-- The names in a run of capitalised words: "White House Press Secretary Jen Psaki" is an
-- organisation, a title and a person.

local gazetteer = require "names.gazetteer"

local parts = {}

---@class names.Part
---@field from integer      words of the run
---@field to integer
---@field words names.Word[]  the run's
---@field kind string|nil
---@field entity string|nil
---@field title string|nil  in lower case
---@field gender string|nil

local function has_role(words, from, to)
  for i = from, to do
    if words[i].is.roles then return true end
  end
  return false
end

local function is_initial(word)
  return #word.text <= 4 and (word.text:find "^%u%.$" or word.text:find "^%u%.%u%.$")
end

-- "Russian Defense Ministry", "Port Authority of Harwick": the whole rest names a body.
local function is_organisation(words, i)
  local head = #words
  for k = i, #words do
    if words[k].text == "of" or words[k].text == "for" then
      head = k - 1
      break
    end
  end
  return words[head].is.organisation and (head > i or head < #words)
    and not (words[i].is.first and head == i + 1 and head == #words
      and not words[head].text:find "s$")
    and not has_role(words, i, head - 1)
end

local function is_plural_role(word)
  return word.text:find "s$" and gazetteer.roles[word.low:sub(1, -2)]
end

-- The last word of a title that begins at i: of the list, or modifiers and a role.
local function title_end(words, i)
  local title, last = gazetteer.title(words, i)
  if title then return last, title.gender end
  if words[i].is.first then return nil end
  for k = math.min(#words, i + 4), i, -1 do
    if words[k].is.roles then
      local _, longer = gazetteer.title(words, k)
      return longer or k, nil
    end
    if is_plural_role(words[k]) then return k, nil end
  end
  return nil
end

local function ends_segment(words, j)
  local entry, last = gazetteer.find(words, j)
  if entry and (last > j or entry.sort == "demonym" or entry.sort == "country") then return true end
  return gazetteer.title(words, j) ~= nil
end

local function kind_of(words, from, to)
  local first, last = words[from], words[to]
  if from == to then
    return #first.text <= 6 and first.text:find "^%u%u%u+$" and "organisation" or nil
  end
  if last.is.organisation then return "organisation" end
  if first.is.place_first or last.is.place_last then return "place" end
  if (first.is.first or is_initial(first)) and not last.text:find "^%u%u" then return "person" end
  return words[from + 1].text == "&" and "organisation" or nil
end

-- A name that begins at i: as far as no other name, and no title, begins.
local function segment(words, i, title, gender)
  local to = i
  while to < #words and to < i + 5 and not ends_segment(words, to + 1) do to = to + 1 end
  if not title and to > i and words[to].is.roles then to = to - 1 end
  local kind = kind_of(words, i, to)
  if title and to > i and kind == "organisation" then title = nil
  elseif title then kind = "person"
  end
  local first = words[i].is.first
  if kind == "person" and not gender and to > i and first then gender = first.gender end
  return { from = i, to = to, kind = kind, title = title, gender = gender }
end

-- A first name that is a place's too ("Jordan Fabian") begins a person where a surname follows.
local function is_person_instead(words, i, last)
  local surname = words[i + 1]
  return last == i and surname and words[i].is.first and surname.text:find "^%u%l"
    and not gazetteer.find(words, i + 1) and not surname.is.roles and not surname.is.organisation
end

-- "Arla Chief Executive": the last word of what stands before the title and is no part of it.
local function name_before_title(words, i, stop)
  local k = i
  while k < stop and not words[k].is.before_role and not words[k].is.roles
    and not gazetteer.title(words, k) do
    k = k + 1
  end
  return k > i and k - 1 or nil
end

local function title_text(words, from, to)
  local low = {}
  for k = from, to do low[#low + 1] = words[k].low end
  return table.concat(low, " ")
end

local function next_part(words, i)
  local entry, last = gazetteer.find(words, i)
  if not (entry and last == #words and last > i) and is_organisation(words, i) then
    return { from = i, to = #words, kind = "organisation" }
  end
  if entry and not is_person_instead(words, i, last) then
    return { from = i, to = last, kind = entry.kind, entity = entry.entity, known = true }
  end
  local stop, gender = title_end(words, i)
  local own = stop and name_before_title(words, i, stop)
  if own then return { from = i, to = own, kind = "organisation" } end
  if stop and stop < #words then
    return segment(words, stop + 1, title_text(words, i, stop), gender)
  elseif stop then
    return nil, stop
  end
  return segment(words, i)
end

---The names in a run of words.
---@param words names.Word[]
---@return names.Part[]
function parts.of(words)
  local list, i = {}, 1
  while words[i] and words[i].text:find "^%d" do i = i + 1 end      -- "9WBUR" begins no name
  while i <= #words do
    local part, stop = next_part(words, i)
    if part and not (part.from == part.to and not part.title
      and gazetteer.is_none(words[part.from])) then
      part.words = words
      list[#list + 1] = part
    end
    i = math.max(part and part.to or stop, i) + 1
  end
  return list
end

return parts
