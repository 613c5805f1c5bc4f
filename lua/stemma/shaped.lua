-- What a pattern says of the rule that it is to be: its fields, by its names, and what it reads, by
-- the layers it asks for.

local lint = require "stemma.lint"
local sort = require "stemma.sort"

local shaped = {}

local function gives_value(node)
  if node.kind == "val" then return true end
  if node.item and gives_value(node.item) then return true end
  for _, item in ipairs(node.items or {}) do
    if gives_value(item) then return true end
  end
  return false
end

-- A name on words is a span; where :is says something else for them, a string.
local function types_of(node, found)
  if node.kind == "cap" then
    found[node.name] = (found[node.name] == "string" or gives_value(node)) and "string" or "span"
  end
  if node.item then types_of(node.item, found) end
  for _, item in ipairs(node.items or {}) do types_of(item, found) end
  return found
end

---The fields that a pattern names: name -> type.
function shaped.fields_of(tree)
  local fields, repeated = types_of(tree, {}), lint.repeated(tree)
  for name, type_name in pairs(fields) do
    if repeated[name] then fields[name] = type_name .. "s" end
  end
  return fields
end

local function layers_of(node, found)
  if node.pred and node.pred.type == "layer" then found[node.pred.name] = true end
  if node.item then layers_of(node.item, found) end
  for _, item in ipairs(node.items or {}) do layers_of(item, found) end
  return found
end

---The layers that a pattern asks for, sorted.
function shaped.reads_of(tree) return sort.keys(layers_of(tree, {})) end

return shaped
