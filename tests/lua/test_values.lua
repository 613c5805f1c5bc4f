-- Values that rules work with: intervals, folds, aligned texts, sorted lists.

local lu = require "luaunit"
require "support"
local interval = require "stemma.interval"
local sort = require "stemma.sort"
local suggest = require "stemma.base.suggest"
local text = require "stemma.text"
local fold = require "stemma.fold"

local seed = 7
local function random(n)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % n + 1
end

TestValues = {}

function TestValues.test_hedges_are_bounds()
  local more = interval.of(14000, "more than")
  lu.assertEquals({ more.low, more.high }, { 14000, nil })
  lu.assertTrue(more:fits(14000))
  lu.assertTrue(more:fits(interval.of(15000)))
  lu.assertTrue(more:conflicts(13000))
  lu.assertTrue(interval.of(10, "up to"):fits(interval.of(7)))
  lu.assertTrue(interval.of(100, "about"):fits(105))
  lu.assertFalse(interval.of(100, "about"):fits(120))
  lu.assertEquals(tostring(more), "more than 14,000")
  lu.assertEquals(tostring(interval.new(1234567)), "1,234,567")
end

function TestValues.test_to_fit_is_mutual()
  local hedges = { "more than", "up to", "about", "nearly" }
  for _ = 1, 2000 do
    local a = interval.of(random(12), hedges[random(8)])
    local b = interval.of(random(12), hedges[random(8)])
    lu.assertEquals(a:fits(b), b:fits(a))
    lu.assertEquals(a:conflicts(b), not a:fits(b))
    lu.assertTrue(a:fits(a))
  end
end

-- Whether two of the items conflict, looked at pair by pair.
local function any_conflict(items)
  for i = 1, #items do
    for j = 1, i - 1 do
      if items[i]:conflicts(items[j]) then return true end
    end
  end
  return false
end

function TestValues.test_there_are_several_camps_exactly_where_two_conflict()
  local hedges = { "more than", "up to", "about", "nearly" }
  for _ = 1, 2000 do
    local items = {}
    for i = 1, random(6) do items[i] = interval.of(random(12), hedges[random(8)]) end
    local camps = interval.camps(items)
    local total = 0
    for _, camp in ipairs(camps) do
      total = total + #camp.items
      lu.assertFalse(any_conflict(camp.items))
    end
    lu.assertEquals(total, #items)
    lu.assertEquals(#camps > 1, any_conflict(items))
  end
end

-- The length of the longest common subsequence, by the table.
local function common(a, b)
  local row = {}
  for j = 0, #b do row[j] = 0 end
  for i = 1, #a do
    local last = 0
    for j = 1, #b do
      local here = row[j]
      row[j] = a[i] == b[j] and last + 1 or math.max(row[j], row[j - 1])
      last = here
    end
  end
  return row[#b]
end

function TestValues.test_an_alignment_covers_both_and_keeps_what_is_common()
  local letters = { "a", "b", "c" }
  for _ = 1, 2000 do
    local a, b = {}, {}
    for i = 1, random(9) - 1 do a[i] = letters[random(3)] end
    for i = 1, random(9) - 1 do b[i] = letters[random(3)] end
    local at, bt, equal = 1, 1, 0
    for _, d in ipairs(text.align(a, b)) do
      lu.assertEquals({ d.a[1], d.b[1] }, { at, bt })
      at, bt = d.a[2] + 1, d.b[2] + 1
      if d.kind == "equal" then
        for k = 0, d.a[2] - d.a[1] do
          lu.assertEquals(a[d.a[1] + k], b[d.b[1] + k])
          equal = equal + 1
        end
      end
    end
    lu.assertEquals({ at, bt }, { #a + 1, #b + 1 })
    lu.assertEquals(equal, common(a, b))
  end
end

function TestValues.test_alignment_names_what_differs()
  local function words(s) return fold.split(s) end
  local list = text.align(words "act quickly in defence of its interests",
    words "act in defense of its national interests")
  local kinds = {}
  for i, d in ipairs(list) do kinds[i] = d.kind end
  lu.assertEquals(kinds, { "equal", "delete", "equal", "replace", "equal", "insert", "equal" })
  lu.assertEquals(list[4], { kind = "replace", a = { 4, 4 }, b = { 3, 3 } })
end

function TestValues.test_similarity()
  local a, b = fold.split "one two three four five", fold.split "one two three four six"
  lu.assertEquals(text.similarity(a, a), 1)
  lu.assertEquals(text.similarity(a, b), 2 / 4)
  lu.assertEquals(text.containment(fold.split "two three four", a), 1)
  lu.assertEquals(text.similarity(a, {}), 0)
end

function TestValues.test_sorting_is_stable_and_by_bytes()
  local list = {}
  for i = 1, 300 do list[i] = { key = random(20), at = i } end
  sort.by(list, function(each) return each.key end)
  for i = 2, #list do
    local before, here = list[i - 1], list[i]
    lu.assertTrue(before.key < here.key or before.key == here.key and before.at < here.at)
  end
  lu.assertEquals(sort.by { "b", "é", "B", "a", "ab" }, { "B", "a", "ab", "b", "é" })
  lu.assertEquals(sort.by({ { 2, "a" }, { 1, "b" }, { 1, "a" } }, function(e) return e end),
    { { 1, "a" }, { 1, "b" }, { 2, "a" } })
  lu.assertEquals(sort.keys { b = 1, a = 1, [1] = 1 }, { 1, "a", "b" })
end

function TestValues.test_suggestions()
  lu.assertEquals(suggest.nearest("patern", { "pattern", "about" }), "pattern")
  lu.assertEquals(suggest.nearest("raeds", { "reads", "roles" }), "reads")
  lu.assertNil(suggest.nearest("xyz", { "pattern", "about" }))
end

function TestValues.test_folds()
  lu.assertEquals(fold("case", "space")("A  b "), "a b")
  lu.assertTrue((fold "case" + fold "space"):equal("A b", "a  B"))
  lu.assertErrorMsgContains("did you mean 'case'?", fold, "cas")
end

os.exit(lu.LuaUnit.run())
