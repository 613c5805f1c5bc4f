-- What a rule in plain Lua does, kept while it runs for an explanation and at no other time: which
-- annotations it looked at, which patterns it tried, what it put out and at which of its lines.

local source = require "stemma.base.source"

---@class stemma.trace
local trace = {}
trace.__index = trace

function trace.open()
  return setmetatable({
    reads = {}, seen = {}, tried = {}, put = {}, groups = {}, layers = {},
  }, trace)
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

---A comparison took all claims of a layer of an article.
function trace:took(layer, outlet, count)
  local known = self.layers[layer]
  if not known then
    known = { layer = layer, count = 0, outlets = {}, place = source.here() }
    self.layers[layer] = known
    self.groups[#self.groups + 1] = known
  end
  known.count = known.count + count
  known.outlets[#known.outlets + 1] = ("%s %d"):format(outlet, count)
end

local function key_text(key, fields)
  local parts = {}
  for i, name in ipairs(fields) do parts[i] = ("%s = %s"):format(name, tostring(key[name])) end
  return table.concat(parts, ", ")
end

---It grouped claims by fields.
function trace:by(fields, groups, total)
  local what, kept = { fields = fields, count = #groups, parts = {}, place = source.here() }, 0
  for i, group in ipairs(groups) do
    kept = kept + #group
    what.parts[i] = ("%s: %d"):format(key_text(group.key, fields), #group)
  end
  what.left_out = total - kept
  self.groups[#self.groups + 1] = what
end

---It made camps of claims.
function trace:camped(path, camps)
  self.groups[#self.groups + 1] = {
    camps = type(path) == "string" and path or "a function", count = #camps,
    parts = { tostring(camps) }, place = source.here(),
  }
end

return trace
