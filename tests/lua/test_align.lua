-- Local alignment against the recurrence as it is written down: the best score, and pairs that
-- reach it.

local lu = require "luaunit"
local text = require "stemma.text"

local other, gap, gap_more = -4, -6, -1

-- Gotoh's three tables, each cell looked up again and again.
local function best_score(a, worth, b)
  local known, best = {}, 0
  local function cell(what, i, j)
    if i == 0 or j == 0 then return what == "at" and 0 or -1000 end
    local key = ("%s %d %d"):format(what, i, j)
    if known[key] then return known[key] end
    local value
    if what == "left" then
      value = math.max(cell("at", i, j - 1) + gap, cell("left", i, j - 1) + gap_more)
    elseif what == "up" then
      value = math.max(cell("at", i - 1, j) + gap, cell("up", i - 1, j) + gap_more)
    else
      local side = a[i] == b[j] and worth[i] or other
      value = math.max(0, cell("at", i - 1, j - 1) + side, cell("left", i, j), cell("up", i, j))
    end
    known[key] = value
    return value
  end
  for i = 1, #a do
    for j = 1, #b do best = math.max(best, cell("at", i, j)) end
  end
  return best
end

local function left_out(n) return n == 0 and 0 or gap + (n - 1) * gap_more end

local function score_of(a, worth, b, places)
  local score = 0
  for k = 1, #places, 2 do
    local i, j = places[k], places[k + 1]
    score = score + (a[i] == b[j] and worth[i] or other)
    if k > 1 then
      score = score + left_out(i - places[k - 2] - 1) + left_out(j - places[k - 1] - 1)
      lu.assertTrue(i > places[k - 2] and j > places[k - 1])
    end
  end
  return score
end

local function random_words(n)
  local words, worth = {}, {}
  for i = 1, n do
    words[i], worth[i] = ("abcde"):sub(math.random(5)):sub(1, 1), math.random(3, 6)
  end
  return words, worth
end

TestAlign = {}

function TestAlign.test_reaches_the_best_score()
  math.randomseed(7)
  for _ = 1, 300 do
    local a, worth = random_words(math.random(0, 14))
    local b = random_words(math.random(0, 14))
    local places = text.local_align(a, worth, b, other, gap, gap_more)
    lu.assertEquals(score_of(a, worth, b, places), best_score(a, worth, b))
  end
end

function TestAlign.test_a_cut_clause_is_one_gap()
  local places = text.local_align({ "we", "will", "not", "go" }, { 6, 6, 6, 6 },
    { "so", "we", "will", "at", "last", "not", "go" }, other, gap, gap_more)
  lu.assertEquals(places, { 1, 2, 2, 3, 3, 6, 4, 7 })
end

function TestAlign.test_refuses_what_is_no_list_of_words()
  lu.assertErrorMsgContains("takes two lists", text.local_align, "a", {}, {}, -4, -6, -1)
  lu.assertErrorMsgContains("is no string", text.local_align, { 1 }, { 1 }, {}, -4, -6, -1)
end

os.exit(lu.LuaUnit.run())
