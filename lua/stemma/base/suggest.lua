-- "Did you mean": the name nearest to one that is unknown.

local sort = require "stemma.sort"

local suggest = {}

-- Edits between two names; a swap of neighbours is one.
local function distance(a, b)
  local before, row, n = {}, {}, #b
  for j = 0, n do row[j] = j end
  for i = 1, #a do
    local last = row
    row = { [0] = i }
    for j = 1, n do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      row[j] = math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        row[j] = math.min(row[j], before[j - 2] + 1)
      end
    end
    before = last
  end
  return row[n]
end
suggest.distance = distance

---The known name nearest to `name`, if one is near enough to be meant.
---@param name string
---@param known string[]|table<string, any>  a list of names, or a table with names as keys
---@return string|nil
function suggest.nearest(name, known)
  local names = #known > 0 and known or sort.keys(known)
  local best, least = nil, math.max(1, #name // 3) + 1
  for _, candidate in ipairs(names) do
    if type(candidate) == "string" and math.abs(#candidate - #name) < least then
      local d = distance(name:lower(), candidate:lower())
      if d < least then best, least = candidate, d end
    end
  end
  return best
end

---"; did you mean 'within'?", or the list of what there is where nothing is near.
function suggest.text(name, known)
  local near = suggest.nearest(tostring(name), known)
  if near then return ("; did you mean '%s'?"):format(near) end
  local names = #known > 0 and known or sort.keys(known)
  if #names == 0 or #names > 12 then return "" end
  return "; there are " .. table.concat(names, ", ")
end

return suggest
