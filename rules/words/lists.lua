-- A layer as lists by the numbers of its annotations: `names.first[k]` is where the k-th begins,
-- `names.kind[k]` its field of that name, read when it is first asked for.

local lists = {}

---@class words.Lists
---@field first integer[]     first tokens
---@field last integer[]      last tokens
---@field of table<integer, integer>  by token: the number of the annotation that it is in
---@field [string] any[]      the layer's fields
local methods = {}

local meta = {}

function meta.__index(self, key)
  if methods[key] then return methods[key] end
  self[key] = key == "of" and self.article:layer_of(self.layer)
    or self.article:layer_values(self.layer, key)
  return self[key]
end

---The layer of this name; a rule names it in `reads`.
---@return words.Lists
function lists.of(article, name)
  local first, last = article:layer_tokens(name)
  return setmetatable({ article = article, layer = name, first = first, last = last }, meta)
end

---The annotations that begin from one token to another: the number, first and last token of each.
---@return fun(): integer|nil, integer, integer
function methods:within(from, to)
  local first, last = self.first, self.last
  local low, high = 1, #first + 1
  while low < high do
    local middle = (low + high) // 2
    if first[middle] < from then low = middle + 1 else high = middle end
  end
  local k = low - 1
  return function()
    k = k + 1
    if first[k] and first[k] <= to then return k, first[k], last[k] end
  end
end

return lists
