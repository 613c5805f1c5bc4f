-- The names in a run of capitalised words: "White House Press Secretary Jen Psaki" is an
-- organisation, a title and a person.

local gazetteer = require "names.gazetteer"

local parts = {}

---@class names.Part
---@field from integer    words of the run
---@field to integer
---@field kind string|nil
---@field entity string|nil
---@field known table|nil   the gazetteer's entry
---@field title string|nil  in lower case
---@field gender string|nil

local function has_role(words, from, to)
  for i = from, to do
    if gazetteer.roles[words.low[i]] then return true end
  end
  return false
end

local function is_initial(word) return word:find "^%u%.$" or word:find "^%u%.%u%.$" end

local function first_name(words, i) return gazetteer.first[words.low[i]] end

-- "Russian Defense Ministry", "Port Authority of Harwick": the whole rest names a body.
local function as_organisation(words, i)
  local head = #words
  for k = i, #words do
    if words[k] == "of" or words[k] == "for" then
      head = k - 1
      break
    end
  end
  if gazetteer.organisation[words.low[head]] and (head > i or head < #words)
    and not (first_name(words, i) and head == i + 1 and head == #words
      and not words[head]:find "s$")
    and not has_role(words, i, head - 1) then
    return { from = i, to = #words, kind = "organisation" }
  end
  return nil
end

-- The last word of a title that begins at i: of the list, or modifiers and a role.
local function title_end(words, i)
  local title, last = gazetteer.title(words, i)
  if title then return last, title.gender end
  if first_name(words, i) then return nil end
  for k = math.min(#words, i + 4), i, -1 do
    if gazetteer.roles[words.low[k]] then
      local _, longer = gazetteer.title(words, k)
      return longer or k, nil
    end
    if gazetteer.roles[words.low[k]:gsub("s$", "")] and words[k]:find "s$" then return k, nil end
  end
  return nil
end

local function ends_segment(words, j)
  local entry, last = gazetteer.find(words, j)
  if entry and (last > j or entry.sort == "demonym" or entry.sort == "country") then return true end
  return gazetteer.title(words, j) ~= nil
end

local function kind_of(words, from, to)
  local n = to - from + 1
  if n > 1 and gazetteer.organisation[words.low[to]] then return "organisation" end
  if n > 1 and (gazetteer.place_first[words.low[from]]
    or gazetteer.place_last[words.low[to]]) then
    return "place"
  end
  if n > 1 and (is_initial(words[from]) or first_name(words, from))
    and not words[to]:find "^%u%u" then
    return "person"
  end
  if n > 1 and words[from + 1] == "&" then return "organisation" end
  if n == 1 and words[from]:find "^%u%u%u+$" and #words[from] <= 6 then return "organisation" end
  return nil
end

-- A name that begins at i: as far as no other name, and no title, begins.
local function segment(words, i, title, gender)
  local to = i
  while to < #words and to < i + 5 and not ends_segment(words, to + 1) do to = to + 1 end
  if not title and to > i and has_role(words, to, to) then to = to - 1 end
  local kind = title and "person" or kind_of(words, i, to)
  if title and to > i and kind_of(words, i, to) == "organisation" then
    kind, title = "organisation", nil
  end
  local first = first_name(words, i)
  if kind == "person" and not gender and to > i and first then gender = first.gender end
  return { from = i, to = to, kind = kind, title = title, gender = gender }
end

-- A first name that is a place's too ("Jordan Fabian") begins a person where a surname follows.
local function is_person_instead(words, i, last)
  return last == i and first_name(words, i) and words[i + 1] and words[i + 1]:find "^%u%l"
    and not gazetteer.find(words, i + 1) and not gazetteer.roles[words.low[i + 1]]
    and not gazetteer.organisation[words.low[i + 1]]
end

-- "Arla Chief Executive": the last word of what stands before the title and is no part of it.
local function name_before_title(words, i, stop)
  local k = i
  while k < stop and not gazetteer.before_role[words.low[k]]
    and not gazetteer.roles[words.low[k]] and not gazetteer.title(words, k) do
    k = k + 1
  end
  return k > i and k - 1 or nil
end

local function next_part(words, i)
  local entry, last = gazetteer.find(words, i)
  local whole = as_organisation(words, i)
  if whole and not (entry and last == #words and last > i) then return whole end
  if entry and not is_person_instead(words, i, last) then
    return { from = i, to = last, kind = entry.kind, entity = entry.entity, known = entry }
  end
  local stop, gender = title_end(words, i)
  local own = stop and name_before_title(words, i, stop)
  if own then return { from = i, to = own, kind = "organisation" } end
  if stop and stop < #words then
    return segment(words, stop + 1, table.concat(words, " ", i, stop):lower(), gender)
  elseif stop then
    return { from = #words + 1, to = stop }
  end
  return segment(words, i)
end

---@param words string[]  with `low`, the same in lower case
---@return names.Part[]
function parts.of(words)
  local list, i = {}, 1
  while i <= #words do
    local part = next_part(words, i)
    if part.from <= #words and not (part.from == part.to and not part.title
      and gazetteer.none[gazetteer.key(words, part.from, part.to)]) then
      list[#list + 1] = part
    end
    i = math.max(part.to, i) + 1
  end
  return list
end

return parts
