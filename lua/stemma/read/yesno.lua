-- What is yes or no of a token, as a value of its own: `shape.capital`, `kinds.modal`. One value
-- for all tokens that are alike; it cannot be changed, and says so where a name is misspelt.

local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local yesno = {}

local function refuse(_, key)
  source.fail("what is said of a token cannot be changed; '%s' would be set", tostring(key))
end

---A function that makes such a value of bits.
---@param what string                   "a token's shape"
---@param bits table<string, integer>   by name
function yesno.maker(what, bits)
  local function unknown(_, key)
    source.fail("%s has no '%s'%s", what, tostring(key), suggest.text(tostring(key), bits))
  end
  return function(all)
    local is = {}
    for name, bit in pairs(bits) do is[name] = all & bit ~= 0 end
    setmetatable(is, { __index = unknown })
    return setmetatable({}, { __index = is, __newindex = refuse, __metatable = "shape" })
  end
end

return yesno
