-- Sorting that gives the same order in every run: stable, and by bytes.
--
-- table.sort draws random pivots, and `<` on strings asks the locale.

local core = require "stemma.core"

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

-- The places of the n keys in their order, where some are lists.
local function merged(keys, n)
  local from, to, width = {}, {}, 1
  for i = 1, n do from[i] = i end
  local function before(i, j) return key_before(keys[i], keys[j]) end
  while width < n do
    for low = 1, n, 2 * width do
      merge(from, to, low, math.min(low + width, n + 1), math.min(low + 2 * width, n + 1), before)
    end
    from, to, width = to, from, 2 * width
  end
  return from
end

---Sorts a list in place and returns it. Equal elements keep their order.
---@generic T
---@param list T[]
---@param key? fun(element: T): any  what to sort by: a number, a string, or a list of these
---@return T[]
function sort.by(list, key)
  local keys, was = {}, {}
  for i = 1, #list do
    was[i] = list[i]
    if key then keys[i] = key(was[i]) else keys[i] = was[i] end
  end
  local order = core.order(keys, #was) or merged(keys, #was)
  for i = 1, #was do list[i] = was[order[i]] end
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
