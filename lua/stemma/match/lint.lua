-- What a whole pattern must not have, each mistake named at its line: a branch that nothing can
-- reach, a field named twice, a value that goes nowhere.

local describe = require "stemma.match.describe"
local facts = require "stemma.match.facts"
local predicate = require "stemma.match.predicate"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local tree = require "stemma.match.tree"
local types = require "stemma.load.types"

local lint = {}

local stripped, same = facts.stripped, facts.same

-- The parts of a sequence, without the names on them.
local function parts_of(node)
  local parts = {}
  node = stripped(node)
  for i, item in ipairs(node.kind == "seq" and node.items or { node }) do
    parts[i] = stripped(item)
  end
  return parts
end

-- Whether `a` matches, and ends at the same place, wherever `b` does.
local function covers(a, b)
  a, b = stripped(a), stripped(b)
  if a.kind == "one" and b.kind == "one" then return predicate.within(b.pred, a.pred) end
  if a.kind == "alt" then
    for _, item in ipairs(a.items) do
      if covers(item, b) then return true end
    end
  end
  return same(a, b)
end

-- Whether `a` matches at the start of all that `b` matches.
local function is_prefix(a, b)
  local left, right = parts_of(a), parts_of(b)
  if #left > #right then return false end
  for i, part in ipairs(left) do
    if not covers(part, right[i]) then return false end
  end
  return true
end

local function unreachable(choice, later, earlier, reason)
  local line = (earlier.place or choice.place).line
  source.fail_at(later.place or choice.place, "%s is never reached: %s (line %d) %s",
    describe.short(later), describe.short(earlier), line, reason)
end

-- `tail`: nothing follows the choice, so the first branch that matches is taken for good.
local function check_branches(node, tail)
  for j = 2, #node.items do
    for i = 1, j - 1 do
      local earlier, later = node.items[i], node.items[j]
      if covers(earlier, later) then
        unreachable(node, later, earlier, "matches all that it would")
      elseif tail and tree.always(earlier) then
        unreachable(node, later, earlier, "can match nothing and so always does")
      elseif tail and is_prefix(earlier, later) then
        unreachable(node, later, earlier, "matches first; put the longer before it")
      end
    end
  end
end

local function walk_branches(node, tail)
  if node.kind == "alt" then check_branches(node, tail) end
  if node.item then walk_branches(node.item, tail and node.kind ~= "rep") end
  local items = node.items or {}
  for i, item in ipairs(items) do
    walk_branches(item, tail and (node.kind == "alt" or i == #items))
  end
end

-- What is only looked at gives nothing, so that a part with a value may be used there too.
local function check_values(node, named)
  if node.kind == "neg" or node.kind == "look" or node.kind == "behind" then return end
  if (node.kind == "val" or node.kind == "get") and not named then
    local hint = 'add :as "field"'
    if node.item.kind == "cap" then
      hint = ('the :as that takes it comes behind it, as in :%s %q:as "field"')
        :format(node.kind == "get" and "get" or "is", node.name or node.value)
    end
    source.fail_at(node.place, "%s gives a value that no field takes; %s", describe.short(node),
      hint)
  end
  local inside = named or node.kind == "cap"
  if node.item then check_values(node.item, inside) end
  for _, item in ipairs(node.items or {}) do check_values(item, inside) end
end

---Checks the shape of a pattern: reachable branches, values that are taken, something to match.
function lint.shape(node)
  if node.nullable then
    source.fail_at(node.place, "this pattern can match nothing; one part must always be there")
  end
  walk_branches(node, true)
  check_values(node, false)
end

local function sum(a, b) return a + b end

-- How often each name can be given to one annotation: 1, or 2 for more than once. Of the :focus()
-- parts only the one that is `part.left` parts ahead counts: the others' names are other
-- annotations'. The same part may stand in several places, so places are counted and not nodes.
local function counts(node, part)
  if node.kind == "focus" then
    if not part then return {} end
    part.left = part.left - 1
    if part.left ~= 0 then return {} end
  end
  local found = {}
  local join = node.kind == "alt" and math.max or sum
  for _, item in ipairs(node.items or { node.item }) do
    for name, count in pairs(counts(item, part)) do
      found[name] = math.min(2, join(found[name] or 0, count))
    end
  end
  if node.kind == "rep" and node.max ~= 1 then
    for name in pairs(counts(node.item)) do found[name] = 2 end
  end
  if node.kind == "cap" then found[node.name] = 1 end
  return found
end

-- The counts of every kind of annotation that the pattern can give: one of the whole match, and one
-- a :focus() part.
local function counts_of_each(node)
  local list = { counts(node) }
  local part
  repeat
    part = { left = #list }
    list[#list + 1] = counts(node, part)
  until part.left > 0
  return list
end

local function last_named(node, name, place)
  if node.kind == "cap" and node.name == name then place = node.place end
  if node.item then place = last_named(node.item, name, place) end
  for _, item in ipairs(node.items or {}) do place = last_named(item, name, place) end
  return place
end

---Names that one annotation can be given more than once.
function lint.repeated(node)
  local several = {}
  for _, found in ipairs(counts_of_each(node)) do
    for name, count in pairs(found) do
      if count > 1 then several[name] = true end
    end
  end
  return several
end

local function check_count(node, fields)
  local several = lint.repeated(node)
  for _, field in ipairs(fields) do
    if several[field.name] and not types.is_list(field.type) then
      source.fail_at(last_named(node, field.name),
        "field '%s' is %s, but one match can name it twice or in a repetition; %s", field.name,
        types.words(field.type), field.type == "interval" and "name it once (one interval at most)"
          or ("make it a list (%s) or name it once"):format(types.list_of(field.type)))
    end
  end
end

-- Types that words alone cannot give.
local function check_source(cap, type_name)
  local base = types.base(type_name)
  if base ~= "interval" and base ~= "ref" and base ~= "time" then return end
  local gives = facts.any(cap, function(node)
    return node.kind == "run" and node.pred.type == "layer" or node.kind == "get"
      or node.kind == "val" and base == "time"
  end)
  if not gives then
    source.fail_at(cap.place, "field '%s' is of type %s, which comes from an annotation: "
      .. "name a t.layer", cap.name, type_name)
  end
end

-- Whether a part gives a value in whatever way it matches: words as they are written are none.
local function gives(node)
  if node.kind == "val" or node.kind == "get" then return true end
  if node.kind == "cap" or node.kind == "rep" and node.min == 0 then return false end
  for _, item in ipairs(node.items or { node.item }) do
    if gives(item) == (node.kind ~= "alt") then return node.kind ~= "alt" end
  end
  return node.kind == "alt"
end

local function check_given(node, name, allowed)
  if node.kind == "val" and not allowed[node.value] then
    source.fail_at(node.place, "'%s' is never '%s'%s", name, node.value,
      suggest.text(node.value, allowed))
  end
  for _, item in ipairs(node.items or { node.item }) do
    if item.kind ~= "cap" then check_given(item, name, allowed) end
  end
end

-- A name whose field may be only some texts.
local function check_allowed(cap, values)
  if not values then return end
  local allowed = types.set_of(values)
  if not gives(cap.item) then
    source.fail_at(cap.place, "field '%s' is one of %s, and words may be written otherwise: "
      .. "give each its value, as in t.word \"…\":is %q", cap.name, table.concat(values, ", "),
      values[1])
  end
  check_given(cap.item, cap.name, allowed)
end

---Checks a rule's pattern against its fields, a list of { name, type, values }.
function lint.fields(node, fields, place_of_field)
  local known, caps, values = {}, {}, {}
  for _, field in ipairs(fields) do
    known[field.name], values[field.name] = field.type, field.values
  end
  local function walk(inner)
    if inner.kind == "cap" then
      caps[inner.name] = true
      if not known[inner.name] then
        source.fail_at(inner.place, "no field '%s'%s", inner.name,
          suggest.text(inner.name, known))
      end
      check_source(inner, known[inner.name])
      check_allowed(inner, values[inner.name])
    end
    if inner.item then walk(inner.item) end
    for _, item in ipairs(inner.items or {}) do walk(item) end
  end
  walk(node)
  check_count(node, fields)
  if not place_of_field then return end
  for _, field in ipairs(fields) do
    if not caps[field.name] then
      source.fail_at(place_of_field(field.name),
        "field '%s' is never set: the pattern has no :as %q", field.name, field.name)
    end
  end
end

return lint
