-- `emit { … }` of an extract function: checked against the layer's fields, at the author's line.

local interval = require "stemma.interval"
local show = require "stemma.show"
local sort = require "stemma.sort"
local source = require "stemma.source"
local span = require "stemma.span"
local suggest = require "stemma.suggest"
local types = require "stemma.types"

local emit = {}

local places = { span = true, begin = true, stop = true }

local function wrong(field, kind, value)
  source.fail("emit: '%s' is %s, here %s", field, types.words(kind),
    span.is(value) and "a span" or type(value) == "table" and "a table" or show(value))
end

-- One writer a type: gives the value to the native emitter, or says that it is of another type.
local writers = {}

function writers.string(native, field, kind, value)
  if type(value) ~= "string" then wrong(field, kind, value) end
  native:string(field, value)
end
writers.time, writers.entity = writers.string, writers.string

function writers.number(native, field, kind, value)
  if type(value) ~= "number" then wrong(field, kind, value) end
  native:number(field, value)
end

function writers.span(native, field, kind, value)
  if type(value) ~= "table" or not (span.is(value) or value.begin and value.stop) then
    wrong(field, kind, value)
  end
  native:span(field, value.begin, value.stop)
end

function writers.interval(native, field, kind, value)
  if type(value) == "number" then value = interval.new(value) end
  if type(value) ~= "table" or span.is(value) then wrong(field, kind, value) end
  native:interval(field, value.value, value.low, value.high, value.hedge)
end

function writers.ref(native, field, kind, value)
  if not span.is(value) or not rawget(value, "layer_name") then wrong(field, kind, value) end
  native:ref(field, value.layer_name, value.index)
end

local function write(native, field, value)
  local base = types.base(field.type)
  if not types.is_list(field.type) then return writers[base](native, field.name, base, value) end
  if type(value) ~= "table" or span.is(value) then wrong(field.name, field.type, value) end
  for _, one in ipairs(value) do writers[base](native, field.name, base, one) end
end

local function unknown(rule, key)
  local known = { span = true, begin = true, stop = true }
  for name in pairs(rule.types) do known[name] = true end
  source.fail("emit: layer '%s' has no field '%s'%s", rule.writes, tostring(key),
    suggest.text(key, known))
end

-- Of several mistakes the first by name is told, in every run.
local function check_keys(rule, values)
  local wrong_keys
  for key in pairs(values) do
    if not places[key] and not rule.types[key] then
      wrong_keys = wrong_keys or {}
      wrong_keys[key] = true
    end
  end
  if wrong_keys then unknown(rule, sort.keys(wrong_keys)[1]) end
end

local function bounds(article, values)
  local begin, stop = values.begin, values.stop
  if values.span ~= nil then
    if begin or stop or not span.is(values.span) then
      source.fail "emit: takes span = a span, or begin = and stop = byte offsets"
    end
    begin, stop = values.span.begin, values.span.stop
  end
  if math.type(begin) ~= "integer" or math.type(stop) ~= "integer" then
    source.fail "emit: takes span = a span, or begin = and stop = byte offsets"
  end
  local length = article:length()
  if begin < 0 or stop > length or begin >= stop then
    source.fail("emit: [%d, %d) is no stretch of a text of %d bytes", begin, stop, length)
  end
  return begin, stop
end

---The `emit` that an extract function gets. `recorder` (trace.lua): told of each, or nil.
function emit.open(rule, article, native, recorder)
  return function(values)
    if type(values) ~= "table" then source.fail("emit takes a table, here a %s", type(values)) end
    check_keys(rule, values)
    local begin, stop = bounds(article, values)
    if recorder then recorder:emitted { begin = begin, stop = stop } end
    native:open(begin, stop)
    for _, field in ipairs(rule.fields) do
      local value = values[field.name]
      if value ~= nil then write(native, field, value) end
    end
    native:close()
  end
end

return emit
