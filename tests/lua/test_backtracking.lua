-- Compiled patterns, and those walked for explanations, against a naive backtracking matcher: the
-- same leftmost match, the same captures, on thousands of random patterns over a tiny alphabet.

local lu = require "luaunit"
require "support"
local bound = require "stemma.match.bound"
local core = require "stemma.core"
local matcher = require "stemma.match.matcher"
local stemma = require "stemma"
local walk = require "stemma.why.walk"
local t = stemma.token

-- Its own generator, so that every run tries the same patterns.
local seed = 1
local function random(n)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % n + 1
end

local words = { "a", "b", "c" }

local function some_words()
  local list = {}
  for _, word in ipairs(words) do
    if random(2) == 1 then list[#list + 1] = word end
  end
  return #list > 0 and list or { words[random(3)] }
end

local names

local function name()
  names = names + 1
  return "n" .. names
end

local make

local function some_set()
  local set, has = some_words(), {}
  for _, word in ipairs(set) do has[word] = true end
  return t.word(set), { "set", has }
end

-- A test of the place, which takes nothing.
local function test_of_place(kind)
  if kind == 1 then return t.first, { "first" } end
  if kind == 2 then return t.last, { "last" } end
  local a, x = some_set()
  if kind == 3 then return t.after(a), { "behind", x } end
  local b, y = some_set()
  return t.after(a * b), { "behind", x, y }
end

-- Part of a pattern: the value for stemma and the tree for the naive matcher.
local function leaf()
  local kind = random(9)
  if kind == 1 then return t.any, { "any" } end
  if kind <= 4 then
    local p, tree = test_of_place(random(4))
    if random(3) == 1 then return -p, { "neg", tree }, true end
    return p, tree, true
  end
  local p, tree = some_set()
  if kind > 5 then return p, tree end
  local n = random(3)
  return t.upto(p, n),
    { "seq", { "rep", { "seq", { "neg", tree }, { "any" } }, 0, n }, tree }
end

local builders = {
  function(depth)
    local a, x, n = make(depth)
    local b, y, m = make(depth)
    return a * b, { "seq", x, y }, n and m
  end,
  function(depth)
    local a, x, n = make(depth)
    local b, y, m = make(depth)
    return a + b, { "alt", x, y }, n or m
  end,
  function(depth)
    local a, x, n = make(depth)
    if n then return a, x, n end
    local min = random(3) - 1
    local max = random(2) == 1 and min + random(3) - 1 or false
    local lazy = random(3) == 1
    if max == 0 then max = 1 end
    local p
    if max then p = a:times(min, max) else p = a ^ min end
    if lazy then p = p:lazy() end
    return p, { "rep", x, min, max, lazy }, min == 0
  end,
  function(depth)
    local a, x, n = make(depth)
    if x.named or n then return a, x, n end
    if random(2) == 1 then return -a, { "neg", x }, true end
    return #a, { "look", x }, true
  end,
  -- A repetition that has nothing to give back, as what it takes may not follow, or cannot.
  function()
    local a, x = some_set()
    local b, y = some_set()
    local max = random(2) == 1 and random(3) or false
    local lazy = random(4) == 1
    local p = max and a:times(1, max) or a ^ 1
    if lazy then p = p:lazy() end
    local tree = { "rep", x, 1, max, lazy }
    if random(2) == 1 then return p * -a * b, { "seq", { "seq", tree, { "neg", x } }, y } end
    return p * b, { "seq", tree, y }
  end,
  function(depth)
    local a, x, n = make(depth)
    local as = name()
    return a:as(as), { "cap", x, as }, n
  end,
}

local function has_name(tree)
  if tree[1] == "cap" then return true end
  for i = 2, #tree do
    if type(tree[i]) == "table" and type(tree[i][1]) == "string" and has_name(tree[i]) then
      return true
    end
  end
  return false
end

function make(depth)
  if depth == 0 or random(4) == 1 then return leaf() end
  local p, tree, nullable = builders[random(#builders)](depth - 1)
  tree.named = has_name(tree)
  return p, tree, nullable
end

-- The naive matcher: `k` is what to do behind a part; captures in a list that grows and shrinks.
local naive = {}

local function try(tree, text, i, caps, k) return naive[tree[1]](tree, text, i, caps, k) end

function naive.any(_, text, i, _, k) return text[i] and k(i + 1) end
function naive.first(_, _, i, _, k) return i == 1 and k(i) end
function naive.last(_, text, i, _, k) return i == #text + 1 and k(i) end
function naive.behind(tree, text, i, _, k)
  local width = #tree - 1
  for n = 1, width do
    local word = text[i - width + n - 1]
    if not (word and tree[n + 1][2][word]) then return false end
  end
  return k(i)
end
function naive.set(tree, text, i, _, k) return text[i] and tree[2][text[i]] and k(i + 1) end
function naive.seq(tree, text, i, caps, k)
  return try(tree[2], text, i, caps, function(j) return try(tree[3], text, j, caps, k) end)
end
function naive.alt(tree, text, i, caps, k)
  return try(tree[2], text, i, caps, k) or try(tree[3], text, i, caps, k)
end
function naive.rep(tree, text, i, caps, k, n)
  n = n or 0
  local function more()
    if tree[4] and n >= tree[4] then return false end
    return try(tree[2], text, i, caps, function(j)
      return naive.rep(tree, text, j, caps, k, n + 1)
    end)
  end
  if n < tree[3] then return more() end
  if tree[5] then return k(i) or more() end
  return more() or k(i)
end
function naive.neg(tree, text, i, caps, k)
  return not try(tree[2], text, i, caps, function() return true end) and k(i)
end
function naive.look(tree, text, i, caps, k)
  return try(tree[2], text, i, caps, function() return true end) and k(i)
end
function naive.cap(tree, text, i, caps, k)
  local at = #caps
  caps[at + 1] = { name = tree[3], first = i }
  local ok = try(tree[2], text, i, caps, function(j)
    local mine = caps[at + 1]
    local before = mine.stop
    mine.stop = j
    if k(j) then return true end
    mine.stop = before
    return false
  end)
  if not ok then
    for j = #caps, at + 1, -1 do caps[j] = nil end
  end
  return ok
end

local function expected(tree, text)
  for i = 1, #text + 1 do
    local caps, stop = {}, nil
    if try(tree, text, i, caps, function(j) stop = j return true end) then
      local lines = { ("%d-%d"):format(i, stop) }
      for _, cap in ipairs(caps) do
        lines[#lines + 1] = ("%s %d-%d"):format(cap.name, cap.first, cap.stop)
      end
      return table.concat(lines, " ")
    end
  end
  return "none"
end

-- The matcher whose ways are counted, as where rules are fenced in, and how many it has tried.
local function counting(p)
  local tried = { ways = 0 }
  core.counter = function()
    return function()
      tried.ways = tried.ways + 1
      return true
    end
  end
  local m = matcher.new(p.tree, { within = "sentence" })
  core.counter = function() return nil end
  return m, tried
end

-- The codes start with a boundary, so that slot i + 1 is token i.
local function found_by(m, search, article)
  local codes = m:view(article)
  if not codes then return "none" end
  local found = m:next(search, codes, 2)
  if not found then return "none" end
  local lines = { ("%d-%d"):format(found.first - 1, found.stop - 1) }
  for _, cap in ipairs(found.captures) do
    lines[#lines + 1] = ("%s %d-%d"):format(cap.name, cap.first - 1, cap.stop - 1)
  end
  return table.concat(lines, " ")
end

-- What a way's names took, in the order they open.
local function names_of(way)
  local taken, open = {}, {}
  for _, event in ipairs(way) do
    if event.node.kind == "cap" and event.what == "open" then
      taken[#taken + 1] = { event.node.name, event.first - 1 }
      open[#open + 1] = taken[#taken]
    elseif event.node.kind == "cap" then
      if event.what == "close" then table.remove(open)[3] = event.first - 1 end
    end
  end
  local lines = {}
  for i, each in ipairs(taken) do lines[i] = ("%s %d-%d"):format(table.unpack(each)) end
  return lines
end

local function walked_by(p, article, count)
  local m = matcher.new(p.tree, { within = "sentence" })
  m.slots.native:require(0)
  local codes = m:view(article)
  if not codes then return "none" end
  local walker = walk.open(p.tree, m.slots, codes)
  for slot = 2, count + 2 do
    local stop, way = walker:from(slot)
    if stop then
      local lines = names_of(way)
      table.insert(lines, 1, ("%d-%d"):format(slot - 1, stop - 1))
      return table.concat(lines, " ")
    end
  end
  return "none"
end

local function some_text()
  local text = {}
  for i = 1, random(8) do text[i] = words[random(3)] end
  return text
end

TestBacktracking = {}

function TestBacktracking.test_random_patterns_match_as_a_naive_matcher_does()
  local tried = 0
  while tried < 4000 do
    names = 0
    local ok, p, tree, nullable = pcall(make, 4)
    if ok and not nullable then
      tried = tried + 1
      for _ = 1, 3 do
        local text = some_text()
        local article = core.article(table.concat(text, " "), {})
        local what = tostring(p) .. "  on  " .. table.concat(text, " ")
        local wanted = expected(tree, text)
        local m, counted = counting(p)
        lu.assertEquals(found_by(m, m.search.pattern, article), wanted, what)
        lu.assertEquals(counted.ways, 0)
        lu.assertEquals(found_by(m, m.search.counted(), article), wanted, what)
        local most = bound.cost(m.search.price, #text, #text) * 16
        lu.assertTrue(counted.ways <= most, what .. ": more ways than were foretold")
        lu.assertEquals(walked_by(p, article, #text), wanted, what)
      end
    end
  end
end

-- Two ways for each token: more in 60 of them than could ever be tried.
function TestBacktracking.test_what_is_never_done_is_foretold()
  local a = t.word "a"
  local m = counting((a + a * a) ^ 1 * t.word "b")
  lu.assertTrue(bound.cost(m.search.price, 60, 60) > bound.most)
  m = counting(t.word "killed" * t.upto(6) * t.word { "people", "men" })
  lu.assertTrue(bound.cost(m.search.price, 100000, 1000) < bound.most)
end

os.exit(lu.LuaUnit.run())
