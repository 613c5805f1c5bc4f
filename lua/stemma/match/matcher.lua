-- A compiled pattern at work on an article: its program, its LPeg pattern, its matches.

local compile = require "stemma.match.compile"
local facts = require "stemma.match.facts"
local program = require "stemma.match.program"
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

---@class stemma.part      what one annotation of a match is made of
---@field from integer       its slots
---@field to integer
---@field captures stemma.capture[]

---@class stemma.found     one match, in slots
---@field first integer
---@field stop integer
---@field to integer                what follows may be matched again
---@field parts stemma.part[]       an annotation each

---Compiles a tree. `options`: within.
---@return stemma.matcher
function matcher.new(node, options)
  local slots = program.of(node, options.within)
  local built = compile.tree(node, slots)
  return setmetatable({
    slots = slots, search = built, events = built.events,
    within = options.within,
    quotes = facts.any(node, function(part) return part.quotes end),
  }, matcher)
end

---The pattern to look for matches with, among `count` slots, at most `longest` of them between two
---boundaries; the rule pays for it.
function matcher:ready(count, longest)
  return compile.paid(self.search, count, math.min(count, longest))
end

---The article's codes and view, or nil where there is nothing to look for.
function matcher:view(article, roles)
  return core.view(self.slots.native, article, roles, self.within, self.quotes)
end

local openers = {}

function openers.as(found, node, slot)
  local capture = { name = node.name, first = slot, part = found.inside }
  found.open[#found.open + 1] = capture
  found.captures[#found.captures + 1] = capture
end

function openers.focus(found, _, slot)
  found.inside = { from = slot, captures = {} }
  found.open[#found.open + 1] = found.inside
  found.parts[#found.parts + 1] = found.inside
end

-- What is inside belongs to the innermost name around it.
local function innermost(found)
  for i = #found.open, 1, -1 do
    if found.open[i].name then return found.open[i] end
  end
  return {}
end

function openers.is(found, node) innermost(found).value = node.value end
function openers.get(found, node) innermost(found).get = node.name end

-- An annotation is the innermost name's, and also of those around it that ask it for a field.
function openers.run(found, node, slot)
  local nearest = innermost(found)
  for _, capture in ipairs(found.open) do
    if not capture.run and (capture == nearest or capture.get) then
      capture.run, capture.at = node, slot
    end
  end
end

local function close(found, slot)
  local closed = table.remove(found.open)
  if closed == found.inside then
    closed.to, found.inside = slot, nil
  else
    closed.stop = slot
  end
end

-- Gives each part its own captures and those outside of all parts, in the order of the text.
local function share_out(found)
  if #found.parts == 0 then
    found.parts[1] = { from = found.first, to = found.stop, captures = found.captures }
    return
  end
  for _, part in ipairs(found.parts) do
    for _, capture in ipairs(found.captures) do
      if not capture.part or capture.part == part then
        part.captures[#part.captures + 1] = capture
      end
    end
  end
end

-- From LPeg's flat values to a match.
local function decode(self, flat, n)
  local bytes, events = self.slots.bytes, self.events
  local first, stop = (flat[1] - 1) // bytes + 1, (flat[n] - 1) // bytes + 1
  local found = { first = first, stop = stop, parts = {}, captures = {}, open = {} }
  for i = 2, n - 2, 2 do
    local event, slot = flat[i], (flat[i + 1] - 1) // bytes + 1
    if event < 0 then
      close(found, slot)
    else
      openers[events[event].kind](found, events[event].node, slot)
    end
  end
  share_out(found)
  found.to = found.parts[#found.parts].to
  return found
end

---The first match at or after a slot, or nil. `search` is what matcher.ready gives.
---@return stemma.found|nil
function matcher:next(search, codes, slot)
  local flat = table.pack(search:match(codes, (slot - 1) * self.slots.bytes + 1))
  return flat[1] and decode(self, flat, flat.n)
end

---Calls `report` for every match, from left to right. The next one is looked for behind what the
---annotation spans, so that context may be shared.
function matcher:each(codes, view, report)
  local search = self:ready(view:slots(), view:longest())
  local found = self:next(search, codes, 1)
  while found do
    report(found)
    found = self:next(search, codes, math.max(found.to, found.parts[1].from + 1))
  end
end

return matcher
