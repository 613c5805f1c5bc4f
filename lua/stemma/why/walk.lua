-- A pattern walked step by step, for explanations: the same matches as the compiled one, far more
-- slowly, but each part says what it took, and the nearest miss says where it stopped.
--
-- The tree becomes states, each with what comes next; a place that failed once from a state is not
-- tried again, so that no pattern takes longer than its states times the slots.

local tree = require "stemma.match.tree"

local walk = {}

---@class stemma.walk.event   one step of a way
---@field what "open"|"close"|"took"|"holds"
---@field node table
---@field part table    the outermost node that is this one, repeated or named: what is shown
---@field first integer slot
---@field stop integer

---@class stemma.walk.miss
---@field first integer             the slot it started from
---@field at integer                the slot that stopped it
---@field score integer             tokens taken by parts that ask for something
---@field way stemma.walk.event[]
---@field wanted stemma.walk.event[]  what could have gone on there
---@field runs table[]              annotations and entries with attributes that were not there

local accept = { op = "accept" }

-- One builder a kind of node (tree.kinds): the state from which the node, then `next`, is walked.
local build = {}

-- A node that shows as one part: a leaf, repeated or named.
local wrappers = { rep = true, cap = true, val = true, get = true, focus = true }

local function is_simple(node)
  while wrappers[node.kind] do node = node.item end
  return not node.items
end

local function state_of(node, next, part)
  part = part or (is_simple(node) and node) or nil
  return build[node.kind](node, next, part)
end

local function taking(node, next, part)
  return { op = "take", node = node, part = part or node, next = next }
end
build.one, build.run, build.lit, build.raw = taking, taking, taking, taking

local function checking(node, next, part)
  return { op = "check", node = node, part = part or node, next = next,
    inner = node.item and state_of(node.item, accept, node) }
end
build.edge, build.neg, build.look, build.behind = checking, checking, checking, checking

function build.seq(node, next)
  for i = #node.items, 1, -1 do next = state_of(node.items[i], next) end
  return next
end

function build.alt(node, next)
  local ways = {}
  for i, item in ipairs(node.items) do ways[i] = state_of(item, next) end
  return { op = "split", ways = ways }
end

-- One time more than there has to be. Of `t.any`, between what is looked for, nobody wants to hear
-- that one more could have stood there.
local function more_of(node, next, part)
  local state = state_of(node.item, next, part)
  local taker = state
  while taker.op == "open" do taker = taker.next end
  if taker.op == "take" and taker.node.kind == "one" then
    taker.filler = taker.node.pred.type == "any"
  end
  return state
end

local function choice(node, more, enough)
  return node.lazy and { enough, more } or { more, enough }
end

function build.rep(node, next, part)
  local from = next
  if not node.max then
    from = { op = "split" }
    from.ways = choice(node, more_of(node, from, part), next)
  else
    for _ = 1, node.max - node.min do
      from = { op = "split", ways = choice(node, more_of(node, from, part), next) }
    end
  end
  for _ = 1, node.min do from = state_of(node.item, from, part) end
  return from
end

local function marking(node, next, part)
  local close = { op = "close", node = node, part = part, next = next }
  return { op = "open", node = node, part = part, next = state_of(node.item, close, part) }
end
build.cap, build.val, build.get, build.focus = marking, marking, marking, marking

---What walks: a way from one slot.
local walker = {}
walker.__index = walker

-- Checks look at one place and take nothing; one writer a kind.
local holds = {}

function holds.edge(self, state, slot)
  return self.slots:at_edge(self.codes, slot, state.node.side)
end
function holds.neg(self, state, slot) return not self:inner(state.inner, slot) end
function holds.look(self, state, slot) return self:inner(state.inner, slot) end
function holds.behind(self, state, slot)
  local from = slot - tree.width(state.node.item)
  return from >= 1 and self:inner(state.inner, from)
end

-- The slot behind what a leaf takes, or nil.
local function taken(self, node, slot)
  local slots, codes = self.slots, self.codes
  if not slots:holds(codes, slot, node.pred) then return nil end
  slot = slot + 1
  if node.kind == "run" then
    while slots:goes_on(codes, slot, node.pred) do slot = slot + 1 end
  end
  return slot
end

local function copy(list, n)
  local new = {}
  for i = 1, n do new[i] = list[i] end
  return new
end

-- A place where a part did not match: remembered where no other way came as far.
local function missed(self, state, slot)
  local miss = self.miss
  if not miss or state.filler then return end
  if state.node.kind == "run" and state.node.pred.attributes then
    table.insert(miss.runs, { node = state.node, slot = slot, score = self.score })
  end
  if self.score > miss.score or self.score == miss.score and slot > miss.at then
    miss.score, miss.at, miss.way, miss.wanted = self.score, slot, copy(self.way, #self.way), {}
  elseif self.score < miss.score or slot < miss.at then
    return
  end
  miss.wanted[#miss.wanted + 1] = { node = state.node, part = state.part }
end

local function step(self, state, what, first, stop)
  local way = self.way
  way[#way + 1] = { what = what, node = state.node, part = state.part, first = first, stop = stop }
end

-- One step a state: the next state and slot, or nil where it goes no further.
local go = {}

function go.take(self, state, slot)
  local stop = taken(self, state.node, slot)
  if not stop then return missed(self, state, slot) end
  step(self, state, "took", slot, stop)
  if state.node.pred.type ~= "any" then self.score = self.score + stop - slot end
  return state.next, stop
end

function go.check(self, state, slot)
  if not holds[state.node.kind](self, state, slot) then return missed(self, state, slot) end
  step(self, state, "holds", slot, slot)
  return state.next, slot
end

function go.open(self, state, slot)
  step(self, state, "open", slot, slot)
  return state.next, slot
end

function go.close(self, state, slot)
  step(self, state, "close", slot, slot)
  return state.next, slot
end

local function first_time(seen, state, slot)
  local at = seen[state]
  if not at then
    at = {}
    seen[state] = at
  end
  if at[slot] then return false end
  at[slot] = true
  return true
end

local function back(self, open)
  local choice_at = open[#open]
  open[#open] = nil
  for i = #self.way, choice_at.steps + 1, -1 do self.way[i] = nil end
  self.score = choice_at.score
  return choice_at.state, choice_at.slot
end

-- From a state at a slot to the end of the pattern: the slot behind the match, or nil.
local function run(self, state, slot)
  local open, seen = {}, {}
  while true do
    if state == accept then return slot end
    if state and not first_time(seen, state, slot) then state = nil end
    if state and state.op == "split" then
      for i = #state.ways, 2, -1 do
        open[#open + 1] = { state = state.ways[i], slot = slot, steps = #self.way,
          score = self.score }
      end
      state = state.ways[1]
    elseif state then
      state, slot = go[state.op](self, state, slot)
    elseif #open == 0 then
      return nil
    else
      state, slot = back(self, open)
    end
  end
end

---Whether a part matches at a slot; nothing of it is kept.
function walker:inner(state, slot)
  local way, score, miss = self.way, self.score, self.miss
  self.way, self.score, self.miss = {}, 0, nil
  local found = run(self, state, slot)
  self.way, self.score, self.miss = way, score, miss
  return found ~= nil
end

---A match that starts at the slot: the slot behind it and the way; or nil and the nearest miss.
---@return integer|nil
---@return stemma.walk.event[]|stemma.walk.miss
function walker:from(slot)
  self.way, self.score = {}, 0
  self.miss = { first = slot, at = slot, score = -1, way = {}, wanted = {}, runs = {} }
  local stop = run(self, self.start, slot)
  if stop then return stop, self.way end
  return nil, self.miss
end

---Walks a pattern's tree over codes that `slots` (program.lua) reads.
function walk.open(node, slots, codes)
  return setmetatable({ start = state_of(node, accept), slots = slots, codes = codes }, walker)
end

---The kinds of nodes that can be walked: all of tree.kinds, or a test fails.
walk.kinds = build

return walk
