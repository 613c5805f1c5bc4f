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
  self[key] = key == "of" and self.article:layer_of(self.layer)
    or self.article:layer_values(self.layer, key)
  return self[key]
end

---The layer of this name; a rule names it in `reads`.
---@return words.Lists
function lists.of(article, name)
  local first, last = article:layer_tokens(name)
  return setmetatable({ article = article, layer = name, first = first, last = last,
    from = methods.from }, meta)
end

---The number of the first annotation that begins at a token or behind it; where none does, one more
---than there are: `for k = names:from(first), #names.first do`.
---@param token integer
function methods:from(token)
  local first = self.first
  local low, high = 1, #first + 1
  while low < high do
    local middle = (low + high) // 2
    if first[middle] < token then low = middle + 1 else high = middle end
  end
  return low
end

return lists
