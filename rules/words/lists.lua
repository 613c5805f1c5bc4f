-- A layer as lists by the numbers of its annotations: `names.first[k]` is where the k-th begins,
-- `names.kind[k]` its field of that name, read when it is first asked for.

local lists = {}

---@class words.Lists
---@field first integer[]     first tokens
---@field last integer[]      last tokens
---@field of table<integer, integer>  by token: the number of the annotation that it is in
---@field near integer        the answer that `from` gave last
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
  return setmetatable({ article = article, layer = name, first = first, last = last, near = 1,
    from = methods.from }, meta)
end

---The number of the first annotation that begins at a token or behind it; where none does, one more
---than there are: `for k = names:from(first), #names.first do`. It goes on from the answer before:
---who asks along the text gets there in a step or two.
---@param token integer
function methods:from(token)
  local first, k = self.first, self.near
  while k > 1 and first[k - 1] >= token do k = k - 1 end
  while k <= #first and first[k] < token do k = k + 1 end
  self.near = k
  return k
end

return lists
