-- A compiled pattern at work on an article: its program, its LPeg pattern, its matches.

local compile = require "stemma.compile"
local facts = require "stemma.facts"
local program = require "stemma.program"
local core = require "stemma.core"

---@class stemma.matcher
local matcher = {}
matcher.__index = matcher

---@class stemma.capture   what one name took
---@field name string
---@field first integer      slot
---@field stop integer       the slot behind it
---@field value any          what :is gave
---@field run table|nil      the node of the layer or lexicon inside
---@field at integer|nil     its slot
---@field get string|nil     what :get asks of it

---@class stemma.found     one match, in slots
---@field first integer
---@field stop integer
---@field from integer       what the annotation spans
---@field to integer

---Compiles a tree. `options`: within, and trace (compile.lua).
---@return stemma.matcher
function matcher.new(node, options)
  local slots = program.of(node, options.within)
  local built = compile.tree(node, slots, options.trace)
  return setmetatable({
    slots = slots, search = built.search, anchored = built.anchored, events = built.events,
    within = options.within,
    quotes = facts.any(node, function(part) return part.quotes end),
  }, matcher)
end

---The article's codes and view, or nil where there is nothing to look for.
function matcher:view(article, roles)
  return core.view(self.slots.native, article, roles, self.within, self.quotes)
end

local openers = {}

function openers.as(found, node, slot)
  local capture = { name = node.name, first = slot }
  found.open[#found.open + 1] = capture
  found.captures[#found.captures + 1] = capture
end

function openers.focus(found, _, slot)
  found.open[#found.open + 1] = found
  found.from = slot
end

-- What is inside belongs to the innermost name around it.
local function innermost(found)
  for i = #found.open, 1, -1 do
    if found.open[i] ~= found then return found.open[i] end
  end
  return {}
end

function openers.is(found, node) innermost(found).value = node.value end
function openers.get(found, node) innermost(found).get = node.name end

function openers.run(found, node, slot)
  local capture = innermost(found)
  if not capture.run then capture.run, capture.at = node, slot end
end

local function close(found, slot)
  local capture = table.remove(found.open)
  if capture == found then found.to = slot else capture.stop = slot end
end

-- From LPeg's flat values to a match.
local function decode(self, flat, n)
  local bytes, events = self.slots.bytes, self.events
  local first, stop = (flat[1] - 1) // bytes + 1, (flat[n] - 1) // bytes + 1
  local found = { first = first, stop = stop, captures = {}, open = {} }
  for i = 2, n - 2, 2 do
    local event, slot = flat[i], (flat[i + 1] - 1) // bytes + 1
    if event < 0 then
      close(found, slot)
    else
      openers[events[event].kind](found, events[event].node, slot)
    end
  end
  found.from, found.to = found.from or first, found.to or stop
  return found
end

---The first match at or after a slot; nil where there is none.
---@return stemma.found|nil
function matcher:next(codes, slot)
  local flat = table.pack(self.search:match(codes, (slot - 1) * self.slots.bytes + 1))
  return flat[1] and decode(self, flat, flat.n)
end

---Calls `report` for every match, from left to right. The next one is looked for behind what the
---annotation spans, so that context may be shared.
function matcher:each(codes, report)
  local found = self:next(codes, 1)
  while found do
    report(found)
    found = self:next(codes, math.max(found.to, found.from + 1))
  end
end

return matcher
