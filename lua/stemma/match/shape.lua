-- Shapes of tokens, `t.capital` or `t.capital - t.upper`, as flags.

local pattern = require "stemma.match.pattern"

local shape = {}

local function flags_of_one(node)
  local pred = node.kind == "one" and node.pred
  if not pred or pred.type ~= "flags" and pred.type ~= "any" then return nil end
  return pred.all or 0, pred.none or 0
end

local function is_one_bit(bits) return bits ~= 0 and bits & bits - 1 == 0 end

local function flags_of_tree(tree)
  if tree.kind ~= "seq" then return flags_of_one(tree) end
  local all, none = flags_of_one(tree.items[#tree.items])
  for k = #tree.items - 1, 1, -1 do
    local item = tree.items[k]
    if not all or item.kind ~= "neg" then return nil end
    local has, lacks = flags_of_one(item.item)
    if not has or not is_one_bit(has | lacks) then return nil end
    all, none = all | lacks, none | has
  end
  return all, none
end

---The flags that a token of this shape has, and those that it has not; nil where it is no shape.
---@param value any
---@return integer|nil all, integer|nil none
function shape.flags(value)
  if not pattern.is(value, "token") then return nil end
  return flags_of_tree(value.tree)
end

return shape
