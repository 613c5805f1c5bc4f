-- The rule that `stemma try 'PATTERN' PATH…` makes of a pattern: what it names becomes fields, what
-- it asks of layers becomes what the rule reads.

local lint = require "stemma.lint"
local pack = require "stemma.pack"
local pattern = require "stemma.pattern"
local rule = require "stemma.rule"
local sort = require "stemma.sort"
local source = require "stemma.source"

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

local function fields_of(tree)
  local fields, repeated = types_of(tree, {}), lint.repeated(tree)
  for name, type_name in pairs(fields) do
    if repeated[name] then fields[name] = type_name .. "s" end
  end
  return fields
end

local function reads()
  local layers = {}
  for _, use in ipairs(pack.current().uses) do layers[use.layer] = true end
  return sort.keys(layers)
end

---@param given stemma.pattern
return function(given)
  if not pattern.is(given, "token") then
    source.fail("a token pattern is wanted, here a %s; words are t.word { \"said\" }",
      pattern.is(given) and "character pattern" or type(given))
  end
  return rule.extract {
    api = 1, about = "A pattern that is being tried.", writes = "try", reads = reads(),
    fields = fields_of(given.tree), pattern = given, examples = { { "Not looked at." } },
  }
end
