-- Sorting that gives the same order in every run: stable, and by bytes.
--
-- table.sort draws random pivots, and `<` on strings asks the locale.

---Sorting that gives the same order in every run; `table.sort` and `<` on strings do not.
---@class stemma.lib.sort
local sort = {}

---Whether string a comes before b, byte by byte.
---@param a string
---@param b string
---@return boolean
function sort.before(a, b)
  if a == b then return false end
  local n = math.min(#a, #b)
  for i = 1, n do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

-- Numbers before strings before the rest, so that any two keys can be told apart.
local ranks = { number = 1, string = 2 }

local function key_before(a, b)
  local kind, other = type(a), type(b)
  if kind ~= other then return (ranks[kind] or 3) < (ranks[other] or 3) end
  if kind == "number" then return a < b end
  if kind == "string" then return sort.before(a, b) end
  if kind == "table" then
    for i = 1, math.max(#a, #b) do
      if a[i] == nil then return b[i] ~= nil end
      if b[i] == nil then return false end
      if key_before(a[i], b[i]) then return true end
      if key_before(b[i], a[i]) then return false end
    end
  end
  return false
end

local function merge(from, to, low, middle, high, before)
  local i, j = low, middle
  for k = low, high - 1 do
    if i < middle and (j >= high or not before(from[j], from[i])) then
      to[k], i = from[i], i + 1
    else
      to[k], j = from[j], j + 1
    end
  end
end

---Sorts a list in place and returns it. Equal elements keep their order.
---@generic T
---@param list T[]
---@param key? fun(element: T): any  what to sort by: a number, a string, or a list of these
---@return T[]
function sort.by(list, key)
  local n, pairs_of = #list, {}
  for i = 1, n do
    local k = list[i]
    if key then k = key(k) end
    pairs_of[i] = { k, list[i] }
  end
  local function before(a, b) return key_before(a[1], b[1]) end
  local from, to, width = pairs_of, {}, 1
  while width < n do
    for low = 1, n, 2 * width do
      merge(from, to, low, math.min(low + width, n + 1), math.min(low + 2 * width, n + 1), before)
    end
    from, to, width = to, from, 2 * width
  end
  for i = 1, n do list[i] = from[i][2] end
  return list
end

---The keys of a table, sorted.
---@param of table
---@return any[]
function sort.keys(of)
  local list = {}
  for key in pairs(of) do list[#list + 1] = key end
  return sort.by(list)
end

return sort
