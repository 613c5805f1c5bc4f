-- Texts side by side: how alike they are, and where their words differ.

local core = require "stemma.core"
local source = require "stemma.base.source"

---Texts side by side, as lists of words: `stemma.fold.split(text)` or `span:words()` makes one.
---@class stemma.lib.text
local text = {}

---A list of words. What is compared may be another thing than what stands there: then a word is a
---table with that as `key`, and as `worth` what it counts, 1 where it is not said.
---@alias stemma.words (string|{ key: string, worth: integer|nil })[]

local max_steps = 4000

local function check(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then
    source.fail "takes two lists of words; stemma.fold.split(text) makes one"
  end
end

-- Myers' greedy search (An O(ND) Difference Algorithm): for every number of edits d, how far each
-- diagonal k = x - y reaches. `trail` keeps the state before each d, for the way back.
local function search(a, b, same)
  local n, m = #a, #b
  local reach, trail = { [1] = 0 }, {}
  for d = 0, math.min(n + m, max_steps) do
    local kept = {}
    for k = -d - 1, d + 1 do kept[k] = reach[k] end
    trail[d] = kept
    for k = -d, d, 2 do
      local x
      if k == -d or k ~= d and (reach[k - 1] or -1) < (reach[k + 1] or -1) then
        x = reach[k + 1]
      else
        x = reach[k - 1] + 1
      end
      local y = x - k
      while x < n and y < m and same(a[x + 1], b[y + 1]) do x, y = x + 1, y + 1 end
      reach[k] = x
      if x >= n and y >= m then return trail, d end
    end
  end
  return nil
end

-- The pairs of equal words, last first.
local function walk_back(trail, d, n, m)
  local pairs_found, x, y = {}, n, m
  for step = d, 0, -1 do
    local reach, k = trail[step], x - y
    local from
    if k == -step or k ~= step and (reach[k - 1] or -1) < (reach[k + 1] or -1) then
      from = k + 1
    else
      from = k - 1
    end
    local px = step == 0 and 0 or reach[from]
    local py = step == 0 and 0 or px - from
    while x > px and y > py do
      pairs_found[#pairs_found + 1] = { x, y }
      x, y = x - 1, y - 1
    end
    x, y = px, py
  end
  return pairs_found
end

local function add(list, kind, a1, a2, b1, b2)
  local last = list[#list]
  if last and last.kind == kind and kind == "equal" then
    last.a[2], last.b[2] = a2, b2
  else
    list[#list + 1] = { kind = kind, a = { a1, a2 }, b = { b1, b2 } }
  end
end

-- What lies between two pairs of equal words.
local function add_gap(list, a1, a2, b1, b2)
  local in_a, in_b = a2 >= a1, b2 >= b1
  if in_a or in_b then
    add(list, in_a and in_b and "replace" or in_a and "delete" or "insert", a1, a2, b1, b2)
  end
end

---A stretch of two lists of words that is the same in both, or differs.
---@class stemma.difference
---@field kind "equal"|"replace"|"insert"|"delete"   insert: only in b; delete: only in a
---@field a integer[]   first and last word in a; last < first where there are none
---@field b integer[]  the same in b

---Cuts a text at white space and gives two lists: what `known` has for each piece, and where it
---begins, in bytes from 0. Of a piece that `known` has nothing for, `other` gives the value, and
---may note it in `known`: so of many texts every different piece is looked at once. It may also add
---to the lists itself. What is false is left out.
---```lua
---local known, small = { ["–"] = false }, function(piece) return piece:lower() end
---local words, places = stemma.text.chunks("No – no", known, small)   -- { "no", "no" }, { 0, 7 }
---```
---@param of string
---@param known table<string, any>
---@param other fun(piece: string, begin: integer, values: any[], places: integer[]): any
---@return any[] values
---@return integer[] places
function text.chunks(of, known, other)
  if type(of) ~= "string" then source.fail("takes a text, here a %s", type(of)) end
  return core.chunks(of, known, other)
end

---Sets two lists of words side by side with the fewest insertions and deletions.
---```lua
---stemma.text.align({ "the", "red", "car" }, { "the", "car" })
---```
---@param a string[]
---@param b string[]
---@param same? fun(x: string, y: string): boolean  default: equal
---@return stemma.difference[]
function text.align(a, b, same)
  check(a, b)
  local list, at, bt = {}, 1, 1
  local trail, d = search(a, b, same or rawequal)
  local equal = trail and walk_back(trail, d, #a, #b) or {}
  for i = #equal, 1, -1 do
    local x, y = equal[i][1], equal[i][2]
    add_gap(list, at, x - 1, bt, y - 1)
    add(list, "equal", x, x, y, y)
    at, bt = x + 1, y + 1
  end
  add_gap(list, at, #a, bt, #b)
  return list
end

---The stretch where two lists of words say the same, as Smith and Waterman find it: places of
---words side by side, which may differ, by twos: the first's in `a`, in `b`, the second's, ….
---What is left out between two pairs stands in one list only.
---@param a stemma.words
---@param worth integer[]|nil  by word of `a`: what it counts where it is matched, or the words say
---@param b stemma.words
---@param other integer    what two different words side by side count, less than 0
---@param gap integer      what the first word left out counts, and each further one: less than 0
---@param gap_more integer
---@return integer[]
function text.local_align(a, worth, b, other, gap, gap_more)
  check(a, b)
  return core.align(a, worth, b, other, gap, gap_more)
end

---Texts by the runs of words in them: which share some with another one, found without setting each
---beside each.
---@class stemma.runs
---Takes a text in and gives its number, from 1. Runs that were made where the file is loaded take
---no more texts while the rule runs.
---@field add fun(self: stemma.runs, words: stemma.words): integer
---The numbers of the texts that share at least `least` runs with these words, the one that shares
---most first, and how many each shares.
---@field near fun(self: stemma.runs, words: stemma.words, least: integer): integer[], integer[]

---Texts by the runs of `size` words in them, so that those which share some are found fast. A run
---whose words are worth less than `least` together does not count: little words can be worth 0.
---```lua
---local runs = stemma.text.runs(3)
---runs:add { "the", "port", "will", "open" }
---local texts, counts = runs:near({ "so", "the", "port", "will", "close" }, 1)   -- { 1 }, { 1 }
---```
---@param size integer   1 to 32
---@param least? integer
---@return stemma.runs
function text.runs(size, least) return core.runs(size, least) end

---Texts by the runs of words in them, by the words' consonants alone: texts are given as they are.
---@class stemma.rough_runs
---Takes a text in and gives its number, from 1. Runs that were made where the file is loaded take
---no more texts while the rule runs.
---@field add fun(self: stemma.rough_runs, text: string): integer
---The numbers of the texts that may share at least `least` runs with this one, the one that shares
---most first, and how many each shares at most.
---@field near fun(self: stemma.rough_runs, text: string, least: integer): integer[], integer[]

---As `stemma.text.runs`, but of texts that were not read yet, to find those that are worth it: most
---texts share nothing with others. Words count as equal where `stemma.fold.consonants` has the same
---for them, so that texts are found too often rather than too seldom, however they spell their
---words. `same` has words that are equal all the same: { gaol = "jail", percent = "per cent" }.
---```lua
---local runs = stemma.text.rough_runs(3)
---runs:add "“The harbour will open,” he said."
---local texts, counts = runs:near("So the harbor will close.", 1)   -- { 1 }, { 1 }
---```
---@param size integer   1 to 32
---@param same? table<string, string>
---@return stemma.rough_runs
function text.rough_runs(size, same) return core.rough_runs(size, same) end

-- The runs of `size` words of a list, each with how often it occurs.
local function shingles(words, size)
  local counts, total = {}, 0
  for i = 1, math.max(1, #words - size + 1) do
    local shingle = table.concat(words, "\0", i, math.min(i + size - 1, #words))
    counts[shingle] = (counts[shingle] or 0) + 1
    total = total + 1
  end
  return counts, total
end

local function shared(a, b, size)
  check(a, b)
  if #a == 0 or #b == 0 then return 0, 1, 1 end
  local counts, in_a = shingles(a, size)
  local others, in_b = shingles(b, size)
  local common = 0
  for shingle, count in pairs(counts) do common = common + math.min(count, others[shingle] or 0) end
  return common, in_a, in_b
end

---How alike two lists of words are: of all their runs of `size` words (default 3), the part that
---they share, from 0 to 1.
---@param a string[]
---@param b string[]
---@param size? integer
---@return number
function text.similarity(a, b, size)
  local common, in_a, in_b = shared(a, b, size or 3)
  return common / (in_a + in_b - common)
end

---How much of `a` stands in `b`: the part of its runs of `size` words that occur there, 0 to 1.
---@param a string[]
---@param b string[]
---@param size? integer
---@return number
function text.containment(a, b, size)
  local common, in_a = shared(a, b, size or 3)
  return common / in_a
end

return text
