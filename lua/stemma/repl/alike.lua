-- Whether two lists of words say the same, nearly word for word, one perhaps less of it.

local text = require "stemma.text"

local ENOUGH, FEW = 0.6, 4

local function equal(a, b)
  if #a ~= #b then return false end
  for i = 1, #a do
    if a[i] ~= b[i] then return false end
  end
  return true
end

---@param a string[]
---@param b string[]
---@return boolean
return function(a, b)
  if #a == 0 or #b == 0 then return false end
  if #a < FEW or #b < FEW then return equal(a, b) end
  return math.max(text.containment(a, b), text.containment(b, a)) >= ENOUGH
end
