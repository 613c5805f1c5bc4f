-- `emit { … }` of an extract function. core/bind/emit/writer.c checks the table against the layer's
-- fields and writes it; what is wrong with it is said here, at the author's line.

local core = require "stemma.core"
local show = require "stemma.base.show"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local span = require "stemma.read.span"
local suggest = require "stemma.base.suggest"
local types = require "stemma.load.types"

local emit = {}

---Adds an annotation; with lists of tokens or byte offsets one for each, the cheap way to add many.
---```lua
---emit { span = match, who = match.who, count = 12 }
---emit { first = { 3, 9 }, last = { 4, 9 }, who = { "Ann", "Bob" }, count = 12 }
---```
---@alias stemma.emit fun(annotation: stemma.emitted)

---The keys of an annotation that is added: its place, by a span, by tokens or by byte offsets, and
---the layer's fields. A span field takes a span or a table with such a place, an interval a number
---or `{ value =, low =, high =, hedge = }`, a ref an annotation, a list a list. Where `first` and
---`last` are lists, or `begin` and `stop`, so is a field (a list of lists, where it takes a list):
---false is an annotation left out in `first` or `begin`, a value left out in a field. What is no
---list is the same for all.
---@class stemma.emitted
---@field span? stemma.span   where it stands
---@field first? integer|(integer|false)[]  instead of a span: the number of its first token
---@field last? integer|integer[]  … and of its last
---@field begin? integer|(integer|false)[]  or: byte offset from 0
---@field stop? integer|integer[]  … and the offset behind the last byte
---@field [string] any        a field of the layer

local places = { span = true, begin = true, stop = true, first = true, last = true }

-- By the name that the writer calls it by, with the rule and what it found.
local mistakes = {}

local how = "emit takes a table, as in emit { span = … }"

function mistakes.no_table(_, value) source.fail("%s; here a %s", how, type(value)) end

function mistakes.wrong(_, field, kind, value)
  source.fail("emit: '%s' is %s, here %s", field, types.words(kind),
    span.is(value) and "a span" or type(value) == "table" and "a table" or show(value))
end

function mistakes.no_value(rule, field, value)
  source.fail("emit: '%s' is never %s%s", field, show(value),
    suggest.text(value, rule.allowed[field]))
end

-- Of several mistakes the first by name is told, in every run.
function mistakes.unknown(rule, values)
  if span.is(values) then source.fail("%s; here a span", how) end
  if span.is(values[1]) then
    source.fail("emit: a span without its name; write span = before it")
  end
  local known, wrong = {}, {}
  for name in pairs(places) do known[name] = true end
  for name in pairs(rule.types) do known[name] = true end
  for key in pairs(values) do
    if not known[key] then wrong[key] = true end
  end
  local key = sort.keys(wrong)[1]
  source.fail("emit: layer '%s' has no field '%s'%s", rule.writes, tostring(key),
    suggest.text(key, known))
end

function mistakes.no_place()
  source.fail("emit: takes span = a span, or begin = and stop = byte offsets, or first = and "
    .. "last = tokens")
end

function mistakes.no_stretch(_, begin, stop, length)
  source.fail("emit: [%d, %d) is no stretch of a text of %d bytes", begin, stop, length)
end

function mistakes.no_tokens(_, first, last, count)
  source.fail("emit: no tokens %d to %d in an article of %d", first, last, count)
end

function mistakes.no_pair(_, i, tokens)
  source.fail("emit: %s; number %d has none", tokens and "first and last are lists of tokens"
    or "begin and stop are lists of byte offsets", i)
end

-- What is a list where there are several.
local function places_of(values) return values.first or values.begin end

-- What lists hold, one after the other.
local function singly(values)
  local list = {}
  local at = places_of(values)
  for i = 1, #at do
    local one = {}
    for key, value in pairs(values) do
      if type(value) == "table" then value = value[i] end
      one[key] = value or nil
    end
    list[#list + 1] = at[i] and one or nil
  end
  return list
end

---The `emit` that an extract function gets. `recorder` (trace.lua): told of each, or nil.
function emit.open(rule, native, recorder)
  local write = core.writer(native, mistakes, rule)
  if not recorder then return write end
  local function record(values)
    write(values)
    local begin, stop = native:last()
    recorder:emitted { begin = begin, stop = stop }
  end
  return function(values)
    local at = type(values) == "table" and places_of(values)
    if type(at) ~= "table" or span.is(at) then return record(values) end
    for _, one in ipairs(singly(values)) do record(one) end
  end
end

return emit
