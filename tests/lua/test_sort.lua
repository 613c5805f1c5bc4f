-- `stemma.sort`: stable, by bytes, the same in C (core.order) and in Lua, on random lists.

local lu = require "luaunit"
require "support"
local core = require "stemma.core"
local sort = require "stemma.sort"
local stemma = require "stemma"

local seed = 7
local function random(n)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % n + 1
end

local letters = { "a", "B", "é", "\0", "\xff", "" }

local function some_string()
  local parts = {}
  for i = 1, random(4) - 1 do parts[i] = letters[random(#letters)] end
  return table.concat(parts)
end

local kinds = {
  function() return random(5) - 3 end,
  function() return random(5) / 2 end,
  some_string,
}

local mixed = function() return kinds[random(#kinds)]() end

-- Keys of one kind, of several, and lists of keys.
local makers = {
  kinds[1], kinds[2], kinds[3], mixed,
  function() return { mixed(), mixed() } end,
  function() return { some_string(), random(3) } end,
}

-- Whether a key may stand before another, said once more and by other means.
local ranks = { number = 1, string = 2, table = 3 }
local function bytes(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end

local function compare(a, b)
  local x, y = ranks[type(a)], ranks[type(b)]
  if x ~= y then return x < y and -1 or 1 end
  if x == 2 then a, b = bytes(a), bytes(b) end
  if x < 3 then return a < b and -1 or a > b and 1 or 0 end
  for i = 1, math.max(#a, #b) do
    if a[i] == nil or b[i] == nil then return a[i] == b[i] and 0 or a[i] == nil and -1 or 1 end
    local order = compare(a[i], b[i])
    if order ~= 0 then return order end
  end
  return 0
end

local function check(list, what)
  for i = 2, #list do
    local order = compare(list[i - 1].key, list[i].key)
    lu.assertTrue(order < 0 or order == 0 and list[i - 1].place < list[i].place, what)
  end
end

local function some_list(make)
  local list = {}
  for i = 1, random(40) - 1 do list[i] = { key = make(), place = i } end
  return list
end

TestSort = {}

function TestSort.test_random_lists_are_in_order_and_equal_ones_keep_theirs()
  for round = 1, 1200 do
    local list = some_list(makers[round % #makers + 1])
    local count = #list
    lu.assertEquals(sort.by(list, function(each) return each.key end), list)
    lu.assertEquals(#list, count)
    check(list, "round " .. round)
  end
end

-- What C sorts (numbers and strings) and what it leaves to Lua come out the same.
function TestSort.test_c_and_lua_agree()
  local order, asked = core.order, 0
  for round = 1, 600 do
    local list, keys = some_list(makers[round % 4 + 1]), {}
    for i, each in ipairs(list) do keys[i] = each.key end
    local native = order(keys, #keys)
    core.order = function() return nil end
    local other = sort.by(table.move(list, 1, #list, 1, {}), function(each) return each.key end)
    core.order = order
    if native then
      asked = asked + 1
      for i, each in ipairs(other) do lu.assertEquals(native[i], each.place, "round " .. round) end
    end
  end
  if order({ 1 }, 1) then lu.assertTrue(asked > 300) end -- the stand-in for C leaves all to Lua
end

function TestSort.test_by_bytes_and_not_by_the_locale()
  lu.assertEquals(stemma.sort { "b", "B", "a", "é", "ab", "" }, { "", "B", "a", "ab", "b", "é" })
  lu.assertTrue(sort.before("a", "ab"))
  lu.assertFalse(sort.before("a", "a"))
  lu.assertTrue(sort.before("a\0", "a\1"))
  lu.assertFalse(sort.before("\xff", "a"))
end

function TestSort.test_keys()
  lu.assertEquals(stemma.keys { b = 1, a = 2, [3] = 3, [1] = 4 }, { 1, 3, "a", "b" })
  lu.assertEquals(stemma.keys {}, {})
  lu.assertEquals(stemma.sort({ 3, 1, 2 }, function(n) return -n end), { 3, 2, 1 })
end

os.exit(lu.LuaUnit.run())
