-- What a name in a pattern takes, by the type of its field: the words, the annotation inside, or
-- the value that :is gives.

local sort = require "stemma.sort"
local source = require "stemma.source"
local suggest = require "stemma.suggest"
local types = require "stemma.types"

local values = {}

---The bytes from one slot to another: of the first token's begin, of the last one's end.
function values.bytes(article, view, first, stop)
  local begin = article:token(view:token(first))
  local _, finish = article:token(view:token(stop - 1))
  return begin, finish
end

-- Of a layer's fields the one that gives a value of this type: of the same name, else "value",
-- else "entity", else the only one.
local function field_by_type(fields, base, name)
  for _, candidate in ipairs { name, "value", "entity" } do
    if fields[candidate] and types.base(fields[candidate]) == base then return candidate end
  end
  for _, candidate in ipairs(sort.keys(fields)) do
    if types.base(fields[candidate]) == base then return candidate end
  end
  return nil
end

local function chosen_field(capture, article, base)
  local layer, place = capture.run.pred.name, capture.run.place
  local fields = article:fields(layer)
  if capture.get then
    if fields[capture.get] then return capture.get end
    source.fail_at(place, "layer '%s' has no field '%s'%s", layer, capture.get,
      suggest.text(capture.get, fields))
  end
  local field = field_by_type(fields, base, capture.name)
  if not field then
    source.fail_at(place, "layer '%s' has no field of type %s for '%s'", layer, base, capture.name)
  end
  return field
end

local function as_number(text)
  return tonumber((text:gsub(",", "")))
end

local function text_of(capture, article, view)
  return article:sub(values.bytes(article, view, capture.first, capture.stop))
end

local function attribute(capture, view, index)
  local pred = capture.run.pred
  local id = view:layer_at(capture.at, index[pred.key])
  local name, attributes = require("stemma.pack").lexicon(pred.name, pred.fold):get(id)
  if capture.get then return attributes[capture.get] end
  return name
end

local from_words = {
  span = function(capture, article, view)
    return values.bytes(article, view, capture.first, capture.stop)
  end,
  number = function(capture, article, view) return as_number(text_of(capture, article, view)) end,
}

local function from_annotation(capture, article, view, index, base)
  local layer = capture.run.pred.name
  local i = view:layer_at(capture.at, index[capture.run.pred.key])
  if not i then return nil end
  if base == "ref" then return layer, i end
  return article:value(layer, i, chosen_field(capture, article, base))
end

---The values of a capture for a field of type `base`: nil where it took nothing.
---@param index table  numbers of the program's predicates by key
function values.of(capture, article, view, index, base)
  if capture.value ~= nil and base ~= "span" then
    if base == "string" then return tostring(capture.value) end
    return capture.value
  end
  if capture.stop <= capture.first then return nil end
  local run = base ~= "span" and capture.run
  if run and run.pred.type == "layer" and (capture.get or base ~= "string") then
    return from_annotation(capture, article, view, index, base)
  elseif run and run.pred.type == "lexicon" and run.pred.name
    and (capture.get or base == "entity") then
    return attribute(capture, view, index)
  end
  return (from_words[base] or text_of)(capture, article, view)
end

return values
