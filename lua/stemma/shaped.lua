-- What a pattern says of the rule that it is to be: its fields, by its names, and what it reads, by
-- the layers it asks for.

local lint = require "stemma.lint"
local rule = require "stemma.rule"
local sort = require "stemma.sort"
local types = require "stemma.types"

local shaped = {}

-- The type of what :get asks for: as the layer's file says it; any other is given as text.
local function type_asked(node)
  local fields = node.asked.type == "layer" and rule.shared_layer(node.asked.name) or {}
  for _, field in ipairs(fields) do
    if field.name == node.name then return types.base(field.type) end
  end
  return "string"
end

-- A name on words is a span; where :is says something else for them, a string; where :get asks for
-- a field, what that is.
local function type_given(node)
  if node.kind == "val" then return "string" end
  if node.kind == "get" then return type_asked(node) end
  local found
  for _, item in ipairs(node.items or { node.item }) do
    local given = item.kind ~= "cap" and type_given(item) or nil
    if given then found = (found == nil or found == given) and given or "string" end
  end
  return found
end

local function types_of(node, found)
  if node.kind == "cap" then
    local given = type_given(node.item) or "span"
    found[node.name] = (found[node.name] or given) == given and given or "string"
  end
  if node.item then types_of(node.item, found) end
  for _, item in ipairs(node.items or {}) do types_of(item, found) end
  return found
end

---The fields that a pattern names: name -> type.
function shaped.fields_of(tree)
  local fields, repeated = types_of(tree, {}), lint.repeated(tree)
  for name, type_name in pairs(fields) do
    if repeated[name] then fields[name] = types.list_of(type_name) end
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
