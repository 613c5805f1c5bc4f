-- An annotation's field as a Lua value: the same for extract functions and for comparisons, but for
-- spans and references, which each makes in its own way.

local interval = require "stemma.interval"

local field = {}

local function interval_of(_, _, _, value, low, high, hedge)
  return interval.new { value = value, low = low, high = high, hedge = hedge }
end

-- Natively a list is one of all parts of all values: of spans and references two each. No
-- annotation has several intervals.
local function list_of(make)
  return function(owner, name, _, parts)
    local list = {}
    for k = 1, #parts // 2 do list[k] = make(owner, name, k, parts[2 * k - 1], parts[2 * k]) end
    return list
  end
end

---What makes values of their native parts, by type; values of other types are what authors get.
---Spans and references are made with the annotation, the field's name, in a list their number, and
---where the span begins and stops or the layer and the number in it.
---@param span fun(owner: table, name: string, k: integer|nil, begin: integer, stop: integer): any
---@param ref fun(owner: table, name: string, k: integer|nil, layer: string, i: integer): any
function field.makers(span, ref)
  return { span = span, spans = list_of(span), ref = ref, refs = list_of(ref),
    interval = interval_of }
end

---What `article:read` gave, as a value.
---@param makers table
---@param owner table   the annotation
---@param name string   the field
---@param type string   its type
function field.value(makers, owner, name, type, a, b, c, d)
  local make = makers[type]
  if make then return make(owner, name, nil, a, b, c, d) end
  return a
end

return field
