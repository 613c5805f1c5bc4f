-- An annotation's field as a Lua value: the same for extract functions and for comparisons, but for
-- spans and references, which each makes in its own way.

local interval = require "stemma.interval"
local types = require "stemma.load.types"

local field = {}

-- Types whose native value is what authors get.
local plain = { string = true, time = true, entity = true, number = true }

local function one(makers, base, owner, name, k, value, ...)
  if value == nil and select("#", ...) == 0 then return nil end
  if base == "interval" then
    local low, high, hedge = ...
    return interval.new { value = value, low = low, high = high, hedge = hedge }
  elseif base == "span" or base == "ref" then
    return makers[base](owner, name, k, value, ...)
  end
  return value
end

---@param native userdata  the article
---@param layer string
---@param i integer
---@param name string      the field
---@param kind string      its type
---@param makers { span: function, ref: function }  called with the owner, the field's name, k and
---the native values
---@param owner table      the annotation
function field.read(native, layer, i, name, kind, makers, owner)
  if plain[kind] then return (native:value(layer, i, name)) end
  local base = types.base(kind)
  if not types.is_list(kind) then
    return one(makers, base, owner, name, nil, native:value(layer, i, name))
  end
  local list = {}
  for k = 1, native:values(layer, i, name) do
    list[k] = one(makers, base, owner, name, k, native:value(layer, i, name, k))
  end
  return list
end

return field
