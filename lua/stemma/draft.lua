-- stemma.draft: a rule that is being tried at the prompt. What a rule's file must have and a draft
-- need not is filled in: the fields from the names in its pattern, what it reads from the layers
-- that the pattern asks for.

local lint = require "stemma.lint"
local pattern = require "stemma.pattern"
local rule = require "stemma.rule"
local sort = require "stemma.sort"

local draft = {}

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
function draft.fields_of(tree)
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
function draft.reads_of(tree) return sort.keys(layers_of(tree, {})) end

---An extraction rule with what is missing filled in.
function draft.extract(spec)
  if type(spec) ~= "table" then return rule.extract(spec) end
  local whole = { api = 1, about = "A rule that is being tried.", writes = "draft",
    examples = { { "Not looked at." } } }
  if pattern.is(spec.pattern, "token") then
    whole.fields = draft.fields_of(spec.pattern.tree)
    whole.reads = draft.reads_of(spec.pattern.tree)
  end
  for key, value in pairs(spec) do whole[key] = value end
  return rule.extract(whole)
end

return draft
