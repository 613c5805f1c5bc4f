-- From a pattern's tree to one LPeg pattern.
--
-- LPeg commits to the first alternative that matches and never gives back what a repetition took.
-- Authors expect a regular expression, so each part is compiled together with what follows it, its
-- continuation (Medeiros, Mascarenhas, Ierusalimschy: From Regexes to Parsing Expression Grammars):
--
--   (a + b) * k    becomes    a k / b k           k is a rule of the grammar, written once
--   p^0 * k        becomes    R <- p R / k
--   (p^0):lazy()   becomes    R <- k / p R
--
-- Where a part has only one end from each place (facts.one_end), or where nothing can be won by
-- giving back, LPeg's own operators do the same and run faster.
--
-- What was found comes out as flat pairs (event, position): no table is made. An event's number is
-- its index in `events`; its negative closes it.

local bound = require "stemma.match.bound"
local core = require "stemma.core"
local facts = require "stemma.match.facts"
local source = require "stemma.base.source"
local lpeg = require "lpeg"

local P, V, Cc, Cp = lpeg.P, lpeg.V, lpeg.Cc, lpeg.Cp

-- LPeg keeps a grammar's rules in 250 numbers, and its stack in an array it grows as needed.
local max_rules = 240
lpeg.setmaxstack(200000)

local compile = {}

local compiler = {}
compiler.__index = compiler

-- What follows a part: its pattern, and what it can start with. `always`: it cannot fail.
local function followed(pat, like)
  return { pat = pat, first = like.first, always = like.always }
end

local accept = {
  pat = P(true), always = true, shared = P(true),
  first = { preds = {}, open = false, nullable = true },
}

function compiler:rule(pat)
  local n = #self.grammar + 1
  if n > max_rules then
    source.fail_at(self.place, "this pattern has too many choices that may have to give back; "
      .. "join words into sets, or split the rule")
  end
  self.grammar[n] = pat
  return n
end

-- The continuation as something small enough to be written several times.
function compiler:shared(cont)
  if not cont.shared then cont.shared = V(self:rule(self.count * cont.pat)) end
  return followed(cont.shared, cont)
end

function compiler:event(kind, node)
  local events = self.events
  events[#events + 1] = { kind = kind, node = node }
  return #events
end

local function mark(event) return Cc(event) * Cp() end

local leaves = {}

function leaves.one(self, node) return self.slots:of(node.pred) end
function leaves.edge(self, node) return self.slots:edge(node.side) end
function leaves.lit(_, node) return P(node.text) end
function leaves.raw(_, node) return node.pattern end
function leaves.behind(self, node) return lpeg.B(self:apart(node.item)) end
function leaves.neg(self, node) return -self:apart(node.item) end
function leaves.look(self, node) return #self:apart(node.item) end

function leaves.run(self, node)
  local pat = self.slots:run(node.pred) * self.count
  if self.capturing > 0 then pat = mark(self:event("run", node)) * pat end
  return pat
end

-- A part looked at on its own: whatever it ends with will do, and nothing in it is kept.
function compiler:apart(node)
  local capturing = self.capturing
  self.capturing = 0
  local pat = self:of(node, accept)
  self.capturing = capturing
  return pat
end

function compiler:leaf(node) return leaves[node.kind](self, node) end

-- Marks around a part: `inside` compiles it, followed by the closing mark.
local function around(self, node, inside)
  if self.bare then
    if node.kind ~= "focus" then return inside(P(true)) end
    return Cp() * inside(Cp())
  end
  if node.kind == "cap" or node.kind == "focus" then
    local event = self:event(node.kind == "cap" and "as" or "focus", node)
    self.capturing = self.capturing + 1
    local pat = mark(event) * inside(mark(-event))
    self.capturing = self.capturing - 1
    return pat
  end
  if self.capturing == 0 then return inside(P(true)) end
  return mark(self:event(node.kind == "val" and "is" or "get", node)) * inside(P(true))
end

local plain = {}

function plain.seq(self, node)
  local pat = P(true)
  for _, item in ipairs(node.items) do pat = pat * self:plain(item) end
  return pat
end

function plain.alt(self, node)
  local pat = self:plain(node.items[1])
  for i = 2, #node.items do pat = pat + self:plain(node.items[i]) end
  return pat
end

function plain.rep(self, node)
  local item, pat = self:plain(node.item), P(true)
  for _ = 1, node.min do pat = pat * item end
  if not node.max then return pat * item ^ 0 * self.count end
  return node.max > node.min and pat * item ^ -(node.max - node.min) or pat
end

-- A part that never has to give back, by LPeg's own operators.
function compiler:plain(node)
  if leaves[node.kind] then return self:leaf(node) end
  if plain[node.kind] then return plain[node.kind](self, node) end
  return around(self, node, function(close) return self:plain(node.item) * close end)
end

local with = {}

function with.seq(self, node, cont)
  for i = #node.items, 1, -1 do
    local item = node.items[i]
    local pat = self:of(item, cont)
    cont = {
      pat = pat, first = facts.before(item, cont.first),
      always = cont.always and item.kind == "rep" and item.min == 0,
      items = node.items, from = i,
    }
  end
  return cont.pat
end

function with.alt(self, node, cont)
  cont = self:shared(cont)
  local pat = self:of(node.items[1], cont)
  for i = 2, #node.items do pat = pat + self:of(node.items[i], cont) end
  return pat
end

local function choice(node, more, enough)
  if node.lazy then return enough + more end
  return more + enough
end

-- Any number of the item: a rule that calls itself.
local function any_number(self, node, cont)
  local n = self:rule(P(false))
  local again = {
    pat = V(n), shared = V(n), always = cont.always, first = facts.before(node, cont.first),
  }
  self.grammar[n] = self.count * choice(node, self:of(node.item, again), cont.pat)
  return again
end

-- At most `count` more of the item, each inside the one before.
local function up_to(self, node, count, cont)
  cont = self:shared(cont)
  local first = facts.union(facts.first(node.item), cont.first, cont.first.nullable)
  local inner = cont
  for _ = 1, count do
    local pat = choice(node, self:of(node.item, inner), cont.pat)
    inner = { pat = pat, first = first, always = cont.always }
  end
  return inner
end

function with.rep(self, node, cont)
  if facts.takes_all(node, cont) then return self:plain(node) * cont.pat end
  if not node.max then
    cont = any_number(self, node, cont)
  elseif node.max > node.min then
    cont = up_to(self, node, node.max - node.min, cont)
  end
  for _ = 1, node.min do
    local pat = self:of(node.item, cont)
    cont = { pat = pat, first = facts.before(node.item, cont.first), always = false }
  end
  return cont.pat
end

---A part followed by its continuation.
function compiler:of(node, cont)
  if leaves[node.kind] then return self:leaf(node) * cont.pat end
  if facts.one_end(node) then return self:plain(node) * cont.pat end
  if with[node.kind] then return with[node.kind](self, node, cont) end
  return around(self, node, function(close)
    return self:of(node.item, followed(close * cont.pat, cont))
  end)
end

-- Steps over slots at which the pattern cannot start.
local function skip(slots, node)
  local first = facts.first(node)
  if first.open or first.nullable or #first.preds == 0 then return P(true) end
  local start = P(false)
  for _, pred in ipairs(first.preds) do start = start + slots:of(pred) end
  return (P(slots.bytes) - start) ^ 0
end

-- Whether each way through the tree goes over a :focus().
local function always_focuses(node)
  if node.kind == "focus" then return true end
  if node.kind == "rep" and node.min == 0 then return false end
  local every = node.kind == "alt"
  for _, item in ipairs(node.items or { node.item }) do
    if always_focuses(item) ~= every then return not every end
  end
  return every
end

local function open(node, slots, more)
  more.slots, more.place = slots, node.place
  more.grammar, more.events, more.capturing = { P(true) }, {}, 0
  more.count = more.count or P(true)
  return setmetatable(more, compiler)
end

-- Looks for the first place where `body` matches.
local function search_for(self, node, body)
  self.grammar[1] = skip(self.slots, node) * (body + P(self.slots.bytes) * V(1))
  return P(self.grammar)
end

local function stretches(node, slots, count)
  local focus = facts.any(node, function(part) return part.kind == "focus" end)
  if focus and not always_focuses(node) then
    source.fail_at(node.place, "where one alternative has a :focus(), each needs one")
  end
  local self = open(node, slots, { bare = true, count = count })
  local body = focus and self:of(node, accept)
    or Cp() * self:of(node, { pat = Cp(), shared = Cp(), always = true, first = accept.first })
  return lpeg.Ct(search_for(self, node, body) ^ 0)
end

local function whole(node, slots, count)
  local self = open(node, slots, { count = count })
  local finish = { pat = Cp(), shared = Cp(), always = true, first = accept.first }
  return self, Cp() * self:of(node, finish)
end

local function matches(node, slots, count)
  local self, body = whole(node, slots, count)
  return search_for(self, node, body), self.events
end

-- A search, and beside it, where its steps might be too many to be paid for in advance, the same
-- with its ways counted: `counted`, made by what is called so. See bound.lua.
local function limited(make, node, slots)
  local pattern, events = make(node, slots)
  local counter = core.counter(source.name(node.place))
  return {
    pattern = pattern, events = events, price = counter and bound.price(node),
    counted = counter and function() return (make(node, slots, lpeg.Cmt(P(true), counter))) end,
  }
end

---@class stemma.search     a compiled pattern that looks for its first match
---@field pattern any
---@field events table[]|nil
---@field price stemma.price|nil   see bound.lua; these two only where rules are fenced in
---@field counted function|nil    makes the same pattern with its steps counted

---The pattern to search with, from `slots` places, each of which can see at most `longest` slots.
---The rule pays for it.
---@param search stemma.search
function compile.paid(search, slots, longest)
  if not search.counted then return search.pattern end
  local cost = bound.cost(search.price, slots, longest)
  if cost <= bound.most then
    core.charge(cost // 1 | 0)
    return search.pattern
  end
  search.slow = search.slow or search.counted()
  return search.slow
end

---Compiles a tree to a pattern that gives one list for all codes: for every match (where there is a
---:focus(), for each such part of it) the positions where it starts and where it has ended.
---@return stemma.search
function compile.stretches(node, slots) return limited(stretches, node, slots) end

---Compiles a tree for codes that `slots` (program.lua) reads. The pattern gives: the position where
---the match starts, pairs (event, position), and the position behind the match.
---@return stemma.search
function compile.tree(node, slots) return limited(matches, node, slots) end

local function anchored(node, slots, count)
  local self, body = whole(node, slots, count)
  self.grammar[1] = body
  return P(self.grammar)
end

---The same for a match that starts where it is tried.
---@return stemma.search
function compile.anchored(node, slots) return limited(anchored, node, slots) end

return compile
