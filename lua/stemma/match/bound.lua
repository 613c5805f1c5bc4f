-- How long a compiled pattern may search, told before it does: how many steps it takes at most from
-- one place, by how far it can see. Most patterns cannot try much and run as they are. Where this
-- says that one might, each way that it tries again is counted (compile.lua), so that what never
-- ends is stopped by a number, the same in every run, and not by the clock: no hook fires inside
-- LPeg.
--
-- For a sight of n slots the steps are c * n^d at most; where they grow faster, d is infinite. A
-- part has two such pairs: its own steps, and how often it goes on to what follows it.
--
--   t.any^0            (2, 1) and (2, 1): what follows is tried behind each of n tokens
--   (a + a * a)^0      2^n: for each token two ways

local facts = require "stemma.match.facts"

local bound = {}

local max, infinite = math.max, math.huge

local accept = { always = true, first = { preds = {}, open = false, nullable = true } }

-- The same for all parts that end at one place only.
local function once(c, d) return c, d, 1, 0 end

local leaves = {}

-- What is looked at, and then what follows.
local function looked_at(node)
  local c, d, ends_c, ends_d = bound.of(node.item, accept)
  return once(c + ends_c, max(d, ends_d))
end

function leaves.one() return once(1, 0) end
function leaves.edge() return once(1, 0) end
function leaves.lit() return once(1, 0) end
function leaves.run() return once(1, 1) end
function leaves.raw() return once(1, 1) end -- it counts its own steps
leaves.neg, leaves.look, leaves.behind = looked_at, looked_at, looked_at

local looks = { neg = true, look = true, behind = true }

-- Whether a part looks at more tokens than it takes, and at any number of them.
local function looks_far(node)
  return facts.any(node, function(part)
    local _, d = 0, 0
    if looks[part.kind] then _, d = leaves[part.kind](part) end
    return d > 0
  end)
end

-- A part that LPeg's own operators do (compiler:plain). What is taken is taken once: however loops
-- are nested, their steps are as many as the tokens that they go over, and one try more that fails.
local function plain(node)
  if leaves[node.kind] then return leaves[node.kind](node) end
  if node.kind == "rep" then
    local c, d = plain(node.item)
    if node.max then return once(c * node.max + 1, d) end
    if looks_far(node.item) then return once(c + 1, d + 1) end
    return once(3 * c + 1, 1)
  elseif node.item then
    return plain(node.item)
  end
  local c, d = 1, 0
  for _, item in ipairs(node.items) do
    local more_c, more_d = plain(item)
    c, d = c + more_c, max(d, more_d)
  end
  return once(c, d)
end

local with = {}

function with.seq(node, cont)
  local c, d, ends_c, ends_d = 0, 0, 1, 0
  for i = #node.items, 1, -1 do
    local item = node.items[i]
    local own_c, own_d, own_ends_c, own_ends_d = bound.of(item, cont)
    c, d = own_c + own_ends_c * c, max(own_d, own_ends_d + d)
    ends_c, ends_d = own_ends_c * ends_c, own_ends_d + ends_d
    cont = {
      first = facts.before(item, cont.first),
      always = cont.always and item.kind == "rep" and item.min == 0,
      items = node.items, from = i,
    }
  end
  return c, d, ends_c, ends_d
end

function with.alt(node, cont)
  local c, d, ends_c, ends_d = 1, 0, 0, 0
  for _, item in ipairs(node.items) do
    local own_c, own_d, own_ends_c, own_ends_d = bound.of(item, cont)
    c, d = c + own_c, max(d, own_d)
    ends_c, ends_d = ends_c + own_ends_c, max(ends_d, own_ends_d)
  end
  return c, d, ends_c, ends_d
end

-- How often a repetition goes on, where its item does so `c` * n^`d` times: 1 + e + … + e^most.
local function times(c, d, most)
  if c == 1 and d == 0 then return (most or 1) + 1, most and 0 or 1 end
  if most then return (most + 1) * c ^ most, d * most end
  return 1, infinite
end

function with.rep(node, cont)
  local more = not node.max or node.max > node.min
  local again = { always = cont.always, first = facts.before(node, cont.first) }
  local own_c, own_d, c, d = bound.of(node.item, again)
  local ends_c, ends_d = 1, 0
  if more then ends_c, ends_d = times(c, d, node.max and node.max - node.min) end
  local all_c, all_d = own_c * ends_c, own_d + ends_d
  for _ = 1, node.min do
    all_c, all_d = own_c + c * all_c, max(own_d, d + all_d)
    ends_c, ends_d = c * ends_c, d + ends_d
  end
  return all_c, all_d, ends_c, ends_d
end

---The steps that a part takes at most from one place, and how often it goes on to what follows.
---`cont`: what follows, as in compile.lua.
function bound.of(node, cont)
  if leaves[node.kind] then return leaves[node.kind](node) end
  if facts.one_end(node) or node.kind == "rep" and facts.takes_all(node, cont) then
    return plain(node)
  end
  if with[node.kind] then return with[node.kind](node, cont) end
  return bound.of(node.item, cont)
end

-- Steps of LPeg that one instruction of a rule's budget pays for.
local steps_paid = 16

---What a search that is paid for in advance costs at most, in instructions; what costs more is
---counted while it runs.
bound.most = 250000

---What a pattern costs for each slot that it is searched from: `c` * n^`d` instructions for a sight
---of n slots.
---@class stemma.price
---@field c number
---@field d number

---@return stemma.price
function bound.price(node)
  local c, d, ends_c, ends_d = bound.of(node, accept)
  return { c = (c + ends_c) / steps_paid, d = max(d, ends_d) }
end

---What a search from so many slots costs, each of which can see at most `sight`.
---@param price stemma.price
---@return number instructions
function bound.cost(price, slots, sight)
  return slots * price.c * max(2, sight) ^ price.d
end

return bound
