-- Runs an extraction rule on one article.

local matcher = require "stemma.matcher"
local types = require "stemma.types"
local values = require "stemma.values"

local extract = {}

-- What the emitter calls a type: a time and an entity are strings to it.
local emitted = { time = "string", entity = "string" }

local function put(emit, kind, name, value, ...)
  if value ~= nil or select("#", ...) > 0 then emit[kind](emit, name, value, ...) end
end

local function emit_fields(rule, article, view, captures, emit)
  local index = rule.matcher.slots.index
  for _, capture in ipairs(captures) do
    local base = types.base(rule.types[capture.name])
    put(emit, emitted[base] or base, capture.name, values.of(capture, article, view, index, base))
  end
end

local function run_pattern(rule, article, emit)
  rule.matcher = rule.matcher or matcher.new(rule.tree, { within = rule.within })
  local codes, view = rule.matcher:view(article, rule.roles)
  if not codes then return end
  rule.matcher:each(codes, function(found)
    for _, part in ipairs(found.parts) do
      if part.to > part.from then
        emit:open(values.bytes(article, view, part.from, part.to))
        emit_fields(rule, article, view, part.captures, emit)
        emit:close()
      end
    end
  end)
end

---@param rule table
---@param article userdata
---@param emit userdata
---@param recorder? stemma.trace
function extract.run(rule, article, emit, recorder)
  if rule.tree then return run_pattern(rule, article, emit) end
  local author = require "stemma.article"
  rule.spec.extract(author.open(rule, article, recorder),
    require("stemma.emit").open(rule, emit, recorder))
end

return extract
