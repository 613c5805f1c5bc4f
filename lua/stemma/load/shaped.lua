-- What a pattern says of the rule that it is to be: its fields, by its names, and what it reads, by
-- the layers it asks for.

local lint = require "stemma.match.lint"
local pack = require "stemma.load.pack"
local sort = require "stemma.sort"
local types = require "stemma.load.types"

local shaped = {}

-- The type of what :get asks for: as the layer's file says it; any other is given as text.
local function type_asked(node)
  if node.asked.type ~= "layer" then return "string" end
  local fields = require("stemma.load.rule").shared_layer(node.asked.name) -- which requires this
  for _, field in ipairs(fields or {}) do
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

local function has_value(node)
  if node.kind == "cap" then return false end
  for _, item in ipairs(node.items or { node.item }) do
    if has_value(item) then return true end
  end
  return node.kind == "val"
end

local looks = { cap = true, val = true, neg = true, look = true, behind = true }

-- The annotations that the name around a part may take its value from, each { layer, get }: the
-- first in each way through it. Where :is gives the value, none.
local function taken_by(node, list, get)
  if node.kind == "run" and node.pred.type == "layer" then
    list[#list + 1] = { layer = node.pred.name, get = get }
  elseif node.kind == "get" then
    local inner = node.item
    while inner.item do inner = inner.item end
    taken_by(inner, list, node.name)
  elseif node.kind == "seq" then
    if has_value(node) then return list end
    for _, item in ipairs(node.items) do
      local before = #list
      taken_by(item, list)
      if #list > before and not item.nullable then return list end
    end
  elseif not looks[node.kind] then
    for _, item in ipairs(node.items or { node.item }) do taken_by(item, list) end
  end
  return list
end

-- Words alone make these.
local of_words = { string = true, span = true, ref = true }

---Notes what the names of a pattern take from layers: whether these can give it is known once all
---rules are.
---@param type_of table<string, string>  the rule's fields
function shaped.note_taken(node, type_of)
  if node.kind == "cap" then
    for _, from in ipairs(taken_by(node.item, {})) do
      local type_name = type_of[node.name]
      if from.get or not of_words[types.base(type_name)] then
        pack.takes(from.layer, from.get, node.name, type_name, node.place)
      end
    end
  end
  for _, item in ipairs(node.items or { node.item }) do shaped.note_taken(item, type_of) end
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
