-- Calls all that a rule can reach, in an order that a seed gives: see ../test_calls.py. It is found
-- by walking, and by the names of `names`, as metatables of objects are hidden.
local stemma = require "stemma"
local names = require "calls.names" -- by class the members that the README of lua/stemma has

-- Loaded when they are first asked for; here from the start, so that each walk finds them.
for _, name in ipairs { "char", "interval", "fold", "text", "lpeg", "try", "draft" } do
  assert(stemma[name])
end

local LIBRARIES = {
  stemma = stemma, string = string, table = table, math = math, utf8 = utf8,
  base = {
    assert = assert, error = error, getmetatable = getmetatable, ipairs = ipairs, next = next,
    pairs = pairs, pcall = pcall, rawequal = rawequal, rawget = rawget, rawlen = rawlen,
    rawset = rawset, require = require, select = select, setmetatable = setmetatable,
    tonumber = tonumber, tostring = tostring, type = type, xpcall = xpcall,
  },
}

local INTEGERS = {
  0, 1, 2, 3, 5, 9, 20, 255, 256, 4095, 65536, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
  1 << 53, math.maxinteger, math.maxinteger - 1, math.mininteger, math.mininteger + 1,
}
local FLOATS = {
  0.0, -0.0, 0.5, -1.5, 1e15, 2.0 ^ 31, 2.0 ^ 63, 1e308, 0 / 0, math.huge, -math.huge,
}
local STRINGS = {
  "", "a", "A", "good", "word", "day", "U.S.", "U.S", "of the", "text", "begin", "role", "rule",
  "sentence", "paragraph", "case", "case+marks", "stem", "number", "12", "0x1p-3", "2021-04-13",
  "AM.", "%d+", "(()", "[^%z]*-", "%b()%f[%w]", "%5.3s%q", "{key.fate}: {camps}", "az", "za",
  "é", "“", "’s", "日本", "e\u{301}", "\u{10ffff}", "\u{feff}", "\r\n", "\0", "a\0b",
  "\xff", "\xf4", "\xe2\x80", "caf\xe9", "\xed\xa0\x80", "\xf0\x9f", "\u{7fffffff}", -- no UTF-8
}

local function source(seed)
  return function(n) -- from 1 to n
    seed = seed * 6364136223846793005 + 1442695040888963407
    return (seed >> 33) % n + 1
  end
end

local function hash(text)
  local h = 5381
  for i = 1, #text do h = h * 33 + text:byte(i) end
  return h
end

-- What was met so far: values to pass and look into, functions to call.
local function new_pool(seed)
  return { pick = source(seed), values = {}, functions = {}, known = {}, tried = 0, done = 0 }
end

local function one(pool, list) return list[pool.pick(#list)] end

local function keep(pool, value)
  local kind = type(value)
  if value == nil or kind == "boolean" or rawequal(pool.known[value], true) then return end
  if value ~= value or kind == "string" and #value > 65536 then return end
  pool.known[value] = true
  local list = kind == "function" and pool.functions or pool.values
  list[#list < 400 and #list + 1 or pool.pick(400)] = value
end

local function walk(pool, value, depth)
  keep(pool, value)
  if type(value) ~= "table" or depth == 0 then return end
  local keys, count = {}, 0
  pcall(function()
    for key in pairs(value) do
      count = count + 1
      keys[count] = key
      if count == 200 then break end
    end
  end)
  -- Names in order; what comes first must not depend on where a thing lies.
  table.sort(keys, function(a, b)
    return type(a) == "string" and (type(b) ~= "string" or a < b)
  end)
  for _, key in ipairs(keys) do
    local known, member = pcall(rawget, value, key)
    if known and member == nil then known, member = pcall(function() return value[key] end) end
    if known then walk(pool, member, depth - 1) end
  end
  walk(pool, getmetatable(value), depth - 1)
end

local argument

local function bytes(pool)
  local list = {}
  for i = 1, pool.pick(12) do list[i] = string.char(pool.pick(256) - 1) end
  return table.concat(list)
end

local function text(pool)
  local way = pool.pick(8)
  if way == 1 then return bytes(pool) end
  if way == 2 then return one(pool, STRINGS) .. one(pool, STRINGS) end
  if way == 3 then return one(pool, STRINGS):rep(pool.pick(300)) end
  return one(pool, STRINGS)
end

local function callback(pool)
  local how, value = pool.pick(4), argument(pool, 1)
  if how == 1 then return function() return value end end
  if how == 2 then return function(...) return ... end end
  if how == 3 then return function() error(value, 0) end end
  return function() return argument(pool, 1) end
end

local EVENTS = {
  "__len", "__index", "__newindex", "__call", "__eq", "__lt", "__le", "__concat", "__unm", "__add",
  "__mul", "__div", "__pow", "__pairs", "__close", "__tostring", "__name", "__metatable", "__mode",
}

local function collection(pool, depth)
  local t, members = {}, names[one(pool, names.classes)]
  for _ = 1, pool.pick(5) - 1 do
    local way = pool.pick(3)
    local key = way == 1 and one(pool, members) or way == 2 and text(pool) or #t + 1
    t[key] = argument(pool, depth - 1)
  end
  if pool.pick(4) > 1 then return t end
  local meta = {}
  for _ = 1, pool.pick(4) do
    local event = one(pool, EVENTS)
    meta[event] = pool.pick(3) == 1 and argument(pool, depth - 1) or callback(pool)
  end
  return setmetatable(t, meta)
end

function argument(pool, depth)
  local way = pool.pick(20)
  if way <= 8 and #pool.values > 0 then return one(pool, pool.values) end
  if way <= 11 then return text(pool) end
  if way <= 13 then return one(pool, INTEGERS) * (pool.pick(4) == 1 and -1 or 1) end
  if way == 14 then return one(pool, FLOATS) end
  if way == 15 then return pool.pick(2) == 1 end
  if way <= 18 and depth > 0 then return collection(pool, depth) end
  if way == 19 and depth > 0 then return callback(pool) end
  if way == 20 and #pool.functions > 0 then return one(pool, pool.functions) end
  return nil
end

local OPERATORS = {
  function(a, b) return a * b end,
  function(a, b) return a + b end,
  function(a, b) return a - b end,
  function(a, b) return a / b end,
  function(a, b) return a ^ b end,
  function(a, b) return a .. b end,
  function(a, b) return a < b end,
  function(a, b) return a <= b end,
  function(a, b) return a == b end,
  function(a, b) return a % b end,
  function(a, b) return a // b end,
  function(a, b) return a & b end,
  function(a) return #a end,
  function(a) return -a end,
  function(a) return tostring(a) end,
  function(a, b) return a[b] end,
  function(a, b) a[b] = b end,
  function(a, b) return a(b) end,
  function(a, b) for key, value in pairs(a) do if key == b then return value end end end,
  function(a) local c <close> = a; return c end,
}

-- Results stay as arguments; what is an iterator goes round a few times.
local function take(pool, good, ...)
  pool.tried = pool.tried + 1
  if not good then return end
  pool.done = pool.done + 1
  for i = 1, math.min(select("#", ...), 6) do keep(pool, (select(i, ...))) end
  local step, state, at = ...
  if type(step) ~= "function" then return end
  pcall(function()
    local turns = 0
    for a, b, c in step, state, at do
      keep(pool, a)
      keep(pool, b)
      keep(pool, c)
      turns = turns + 1
      if turns == 20 then break end
    end
  end)
end

local function arguments(pool)
  local list, n = {}, pool.pick(5) - 1
  for i = 1, n do list[i] = argument(pool, 2) end
  return list, n
end

local function call_method(pool)
  local value = one(pool, pool.values)
  local kind = getmetatable(value)
  local class = type(kind) == "string" and names[kind] and pool.pick(15) > 1 and kind
    or one(pool, names.classes)
  local found, member = pcall(function() return value[one(pool, names[class])] end)
  if not found then return end
  keep(pool, member)
  local list, n = arguments(pool)
  if type(member) == "function" then
    take(pool, pcall(member, value, table.unpack(list, 1, n)))
  elseif type(member) == "table" then
    take(pool, pcall(function() return member(table.unpack(list, 1, n)) end))
  end
end

local function step(pool)
  local way = pool.pick(10)
  if way <= 5 and #pool.values > 0 then
    call_method(pool)
  elseif way == 6 then
    take(pool, pcall(one(pool, OPERATORS), argument(pool, 1), argument(pool, 1)))
  elseif #pool.functions > 0 then
    local list, n = arguments(pool)
    take(pool, pcall(one(pool, pool.functions), table.unpack(list, 1, n)))
  end
end

-- `...`: what the rule was given, which is called more often than what else there is.
local function go(pool, count, ...)
  walk(pool, LIBRARIES, 4)
  for i = 1, select("#", ...) do
    local given = select(i, ...)
    walk(pool, given, 3)
    local list = type(given) == "function" and pool.functions or pool.values
    for _ = 1, 5 do list[#list + 1] = given end
  end
  for _ = 1, count do step(pool) end
end

local calls = {}

local function is_pattern(value)
  return getmetatable(value) == "pattern" or stemma.lpeg.type(value) == "pattern"
end

-- When the rule is loaded: the patterns that came of `count` calls, or all that did.
function calls.load(seed, count, all)
  local pool, made = new_pool(seed), {}
  go(pool, count)
  for _, value in ipairs(pool.values) do
    if all or is_pattern(value) then made[#made + 1] = value end
  end
  return made
end

-- While it runs: how many calls of `count` were made, and how many raised nothing.
function calls.run(seed, count, made, what, ...)
  local pool = new_pool(seed + hash(what))
  for _ = 1, math.min(20, #made) do keep(pool, one(pool, made)) end
  go(pool, count, ...)
  return pool.tried, pool.done
end

return calls
