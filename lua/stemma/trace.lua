-- What a rule in plain Lua does, kept while it runs for an explanation and at no other time: which
-- annotations it looked at, which patterns it tried, what it put out and at which of its lines.

local source = require "stemma.source"

---@class stemma.trace
local trace = {}
trace.__index = trace

function trace.open()
  return setmetatable({ reads = {}, seen = {}, tried = {}, put = {}, groups = {} }, trace)
end

---An annotation was looked at. Each is kept once, in the order they are first asked for.
function trace:read(layer, index, begin, stop)
  local seen = self.seen[layer]
  if not seen then
    seen = {}
    self.seen[layer] = seen
  end
  if seen[index] then return end
  seen[index] = true
  self.reads[#self.reads + 1] = { layer = layer, index = index, begin = begin, stop = stop }
end

---A pattern is looked for in a span; what it matches is added to `found` as it is asked for.
function trace:try(pattern, where)
  local tried = { pattern = pattern, where = where, place = source.here(), found = {} }
  self.tried[#self.tried + 1] = tried
  return tried
end

---An annotation is emitted, or a finding made.
function trace:emitted(what)
  what.place = source.here()
  self.put[#self.put + 1] = what
end

---A comparison grouped the claims of a layer, or took them all.
function trace:grouped(what)
  what.place = source.here()
  self.groups[#self.groups + 1] = what
end

return trace
