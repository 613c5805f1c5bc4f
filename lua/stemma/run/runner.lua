-- A rule that is a pattern, made ready for core/bind/match/runner.c: the compiled pattern, what its
-- events stand for, and what a sentence has to hold for the pattern to be tried on it.

local ahead = require "stemma.match.ahead"
local bound = require "stemma.match.bound"
local core = require "stemma.core"
local facts = require "stemma.match.facts"
local lpeg = require "lpeg"
local matcher = require "stemma.match.matcher"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local types = require "stemma.load.types"

local runner = {}

-- By kind of event, what runner.c has to know of it.
local say = {}

function say.as(node, rule)
  return { text = node.name, type = types.base(rule.types[node.name]),
    allowed = rule.allowed[node.name] }
end

function say.focus() return {} end
function say.get(node) return { text = node.name } end

function say.is(node)
  return { text = tostring(node.value), number = tonumber(node.value) }
end

function say.run(node, _, slots)
  return { predicate = slots.index[node.pred.key], named = node.pred.name ~= nil }
end

local function events_of(rule, made)
  local list = {}
  for i, event in ipairs(made.events) do
    list[i] = say[event.kind](event.node, rule, made.slots)
    list[i].kind = event.kind
  end
  return list
end

-- Conditions as sets of predicates by number, a bit each.
local function conditions_of(tree, index)
  local list = {}
  for i, any in ipairs(facts.conditions(tree)) do
    local bits = 0
    for _, pred in ipairs(any) do bits = bits | 1 << index[pred.key] - 1 end
    list[i] = bits
  end
  return list
end

local mistakes = {}

-- The layer's field that was asked for is not there, or none of the type.
function mistakes.no_field(as, run, get)
  local layer, place = run.node.pred.name, run.node.place
  if get then
    source.fail_at(place, "layer '%s' has no field '%s'", layer, get.node.name)
  end
  source.fail_at(place, "layer '%s' has no field of type %s for '%s'", layer, as.type,
    as.node.name)
end

function mistakes.wrong_type(as, _, get)
  source.fail_at((get or as).node.place, "field '%s' is %s; what the pattern gives is none",
    as.node.name, types.words(as.type))
end

-- `value`: of a field that may be only some texts, another.
function mistakes.no_value(as, _, get, value)
  source.fail_at((get or as).node.place, "'%s' is never '%s'%s", as.node.name, value,
    suggest.text(value, as.allowed))
end

---Compiles a rule's pattern. Raises what is wrong with it.
---@param rule table
---@return userdata
function runner.of(rule)
  local made = matcher.new(rule.tree, { within = rule.within })
  local events, search = events_of(rule, made), made.search
  local function event(i)
    return i > 0 and { node = made.events[i].node, type = events[i].type,
      allowed = events[i].allowed } or nil
  end
  return core.runner {
    program = made.slots.native, pattern = search.pattern, match = lpeg.match,
    counted = search.counted, price = search.price, most = bound.most,
    within = rule.within, quotes = made.quotes, roles = rule.roles, events = events,
    conditions = conditions_of(rule.tree, made.slots.index),
    ahead = ahead.of(rule.tree, made.slots), fixed = ahead.is_fixed(rule.tree),
    mistake = function(name, as, run, get, value)
      mistakes[name](event(as), event(run), event(get), value)
    end,
  }
end

return runner
