-- The types of fields, and whether a Lua value is one.

local types = {}

local plurals = {
  string = "strings", span = "spans", number = "numbers", interval = "intervals",
  time = "times", entity = "entities", ref = "refs",
}
local singular = {}
for one, many in pairs(plurals) do singular[many] = one end

---All names, for "did you mean".
types.names = {}
for one, many in pairs(plurals) do
  types.names[one], types.names[many] = true, true
end

---Names that the output keeps for itself.
types.reserved = {
  v = true, doc = true, layer = true, begin = true, ["end"] = true, line = true, column = true,
  text = true, rule = true, decoded = true,
}

---The texts that a field may be as a set; nil where it may be any.
function types.set_of(values)
  if not values then return nil end
  local set = {}
  for _, value in ipairs(values) do set[value] = true end
  return set
end

function types.is_list(name) return singular[name] ~= nil end
function types.base(name) return singular[name] or name end
function types.list_of(name) return plurals[name] or name end

---Words for a type in a message: "a list of strings".
function types.words(name)
  if singular[name] then return "a list of " .. name end
  return (name:find "^[aei]" and "an " or "a ") .. name
end

return types
