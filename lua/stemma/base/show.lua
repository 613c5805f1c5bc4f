-- Plain values as text, for messages: the same in every run.

local sort = require "stemma.sort"

local function show(value, depth)
  depth = depth or 0
  if type(value) == "string" then return '"' .. value:gsub("\n", "\\n") .. '"' end
  if type(value) == "number" then
    return math.tointeger(value) and ("%d"):format(value) or ("%.14g"):format(value)
  end
  if type(value) ~= "table" then return value == nil and "unset" or tostring(value) end
  if depth > 3 then return "{…}" end
  local parts = {}
  for i, item in ipairs(value) do parts[i] = show(item, depth + 1) end
  for _, key in ipairs(sort.keys(value)) do
    if type(key) == "string" then
      parts[#parts + 1] = key .. " = " .. show(value[key], depth + 1)
    end
  end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

return show
