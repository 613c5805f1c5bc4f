-- Parts that can never match, because what stands before them excludes them, as in
-- `-t.word "b" * t.word { "b" }` or `t.last * t.any`. Only what is certain is told.

local describe = require "stemma.match.describe"
local facts = require "stemma.match.facts"
local predicate = require "stemma.match.predicate"
local source = require "stemma.base.source"

local never = {}

local stripped = facts.stripped

---What is known of the place where a part is to match.
---@class stemma.place_known
---@field tests table[]      the tests that stand there: nodes neg and look
---@field ended table|nil    the `t.last` behind which there is nothing
---@field taken table|nil    the part that took the token before, so that no sentence starts here

local function know(tests, ended, taken)
  return { tests = tests or {}, ended = ended, taken = taken }
end

-- The predicates that let a part of one token, annotation or entry match for certain.
local function enough(node)
  node = stripped(node)
  if node.kind == "one" or node.kind == "run" then return { node.pred } end
  local list = {}
  for _, item in ipairs(node.kind == "alt" and node.items or {}) do
    for _, pred in ipairs(enough(item)) do list[#list + 1] = pred end
  end
  return list
end

-- Whether a test keeps a part away that begins with a token of this predicate.
local function excludes(test, pred)
  if test.kind == "neg" then
    for _, each in ipairs(enough(test.item)) do
      if predicate.within(pred, each) then return true end
    end
    return false
  end
  return facts.disjoint(facts.first(test.item), { preds = { pred }, open = pred.type == "any" })
end

local dead

local zero = { neg = true, look = true, behind = true, edge = true }

-- What is known behind a part.
local function behind(node, known)
  if node.kind == "edge" then
    return know(known.tests, node.side == "last" and node or known.ended, known.taken)
  elseif node.kind == "neg" or node.kind == "look" then
    local tests = table.move(known.tests, 1, #known.tests, 1, {})
    tests[#tests + 1] = node
    return know(tests, known.ended, known.taken)
  elseif zero[node.kind] then
    return known
  end
  return know(nil, node.nullable and known.ended, not node.nullable and node or known.taken)
end

local tests_of = {}

function tests_of.one(node, known)
  if known.ended then return known.ended end
  for _, test in ipairs(known.tests) do
    if excludes(test, node.pred) then return test end
  end
end
tests_of.run = tests_of.one

function tests_of.edge(node, known) return node.side == "first" and known.taken or nil end

function tests_of.look(node, known) return dead(node.item, known) end

function tests_of.rep(node, known) return node.min > 0 and dead(node.item, known) or nil end

function tests_of.seq(node, known)
  for _, item in ipairs(node.items) do
    local reason = dead(item, known)
    if reason then return reason end
    known = behind(stripped(item), known)
  end
end

function tests_of.alt(node, known)
  local first
  for _, item in ipairs(node.items) do
    local reason = dead(item, known)
    if not reason then return nil end
    first = first or reason
  end
  return first
end

-- What keeps a part from ever matching, or nil.
function dead(node, known)
  node = stripped(node)
  local test = tests_of[node.kind]
  return test and test(node, known) or nil
end

local function check_part(node, known, place)
  local reason = dead(node, known)
  if not reason then return end
  local at = reason.place and (" (line %d)"):format(reason.place.line) or ""
  source.fail_at(node.place or place, "%s can never match here: %s%s stands before it",
    describe.short(node), describe.short(reason), at)
end

-- The smallest part that is dead is the one to name: parts first, then what holds them.
local function check(node, known, place)
  place = node.place or place
  local inner = stripped(node)
  if inner.kind == "seq" then
    for _, item in ipairs(inner.items) do
      check(item, known, place)
      known = behind(stripped(item), known)
    end
  elseif inner.kind == "alt" then
    for _, item in ipairs(inner.items) do check(item, known, place) end
  elseif inner.item then
    -- a repetition goes around, a negation that always holds harms nothing
    local around = inner.kind == "rep" and inner.max ~= 1
    check(inner.item, (around or inner.kind ~= "rep" and inner.kind ~= "look") and know() or known,
      place)
    check_part(node, known, place)
  else
    check_part(node, known, place)
  end
end

---Whether a pattern that stays in a sentence can never match, as far as can be told.
function never.is(node) return dead(node, know()) ~= nil end

---Raises, at its line, what of a pattern that stays in a sentence can never match.
function never.check(node) check(node, know(), node.place) end

return never
