-- What queries ask of an item, whatever it is: a field, a property, a key.

local plain = require "stemma.repl.value.plain"
local source = require "stemma.base.source"
local span = require "stemma.read.span"
local suggest = require "stemma.base.suggest"

local item = {}

-- An item's own property; nil where it has none.
local function one_step(value, key)
  value = plain.value(value)
  if span.is(value) then
    local fields = rawget(value, "fields") or {}
    if fields[key] == nil and not span.knows(value, key) then return nil end
    return value[key]
  end
  if type(value) ~= "table" then return nil end
  local m = debug.getmetatable(value)
  if m and m.get then return m.get(value, key) end
  return value[key]
end

---A property by its name; "count.hedge" is the hedge of the count.
function item.get(value, key)
  if key == "text" and type(value) == "string" then return value end
  for name in key:gmatch "[^.]+" do
    value = one_step(value, name)
    if value == nil then return nil end
  end
  return plain.value(value)
end

-- --- slips of the pen ---

-- What every annotation and match has at the prompt, and a query may well ask for.
local OF_SPANS = { "text", "doc", "outlet", "date", "line", "begin", "stop", "role", "rule",
  "story", "sentence", "block", "words" }

local function names_of_span(one)
  local names = {}
  for _, name in ipairs(OF_SPANS) do names[name] = true end
  for _, key in ipairs { "fields", "captures" } do
    for name in pairs(rawget(one, key) or {}) do names[name] = true end
  end
  local layer = require("stemma.repl.corpus").layers()[rawget(one, "layer_name")]
  for _, field in ipairs(layer and layer.fields or {}) do names[field.name] = true end
  return names
end

-- The names that an item answers to, as keys.
local function names_of(one)
  if type(one) == "string" then return { text = true } end
  if span.is(one) then return names_of_span(one) end
  local m = debug.getmetatable(one)
  if m and m.names then return m.names() end
  return type(one) == "table" and one or {}
end

item.names_of = names_of

local function fail(kind, key, names)
  source.fail("%s %s has no '%s'%s", kind:find "^[aeiou]" and "an" or "a", kind, key,
    suggest.text(key, names))
end

---For the `__index` of a kind: nil, or an error where it has no property of this name at all.
function item.no_such(kind, names, key)
  if type(key) ~= "string" or names[key] then return nil end
  return fail(kind, key, names)
end

---Fails where no item has a property of this name, nor could have one.
function item.check(items, key, what)
  local name = key:match "^[^.]+" or key
  for _, one in ipairs(items) do
    if names_of(one)[name] ~= nil or item.get(one, name) ~= nil
      or span.is(one) and span.knows(one, name) then
      return
    end
  end
  if #items == 0 then return end
  fail(what, name, names_of(items[1]))
end

---A value that can be compared and printed: of a span its text, of an article its name.
function item.plain(value)
  local kind = type(value)
  if kind ~= "table" and kind ~= "userdata" then return value end
  if span.is(value) then return value.text end
  value = plain.value(value)
  local m = debug.getmetatable(value)
  if m and m.plain then return m.plain(value) end
  if kind == "table" and rawget(value, "value") ~= nil then return value.value end
  return m and plain.name(value) or tostring(value)
end

-- Whether a text stands in another as whole words.
local function holds_words(text, words)
  local at = 1
  while true do
    local first, last = text:find(words, at, true)
    if not first then return false end
    local before, behind = text:sub(first - 1, first - 1), text:sub(last + 1, last + 1)
    if not (first > 1 and before:find "[%w\128-\255]") and not behind:find "[%w\128-\255]" then
      return true
    end
    at = last + 1
  end
end

local function value_fits(value, wanted)
  if type(wanted) == "function" then return wanted(value) and true or false end
  if type(wanted) == "table" and debug.getmetatable(wanted) == nil then
    for _, one in ipairs(wanted) do
      if value_fits(value, one) then return true end
    end
    return false
  end
  if type(value) == "table" and not span.is(value) and #value > 0
    and not (debug.getmetatable(value) or {}).plain then
    for _, one in ipairs(value) do
      if value_fits(one, wanted) then return true end
    end
    return false
  end
  value = item.plain(value)
  if wanted == false then return value == nil or value == false end
  if type(value) == "string" and type(wanted) == "string" then
    local a, b = value:lower(), wanted:lower()
    return a == b or (b ~= "" and holds_words(a, b))
  end
  return value == wanted
end

---Whether an item fits what :where is given.
function item.fits(one, wanted)
  if type(wanted) == "function" then return wanted(one) and true or false end
  if type(wanted) ~= "table" then error(":where takes a table or a function", 0) end
  for key, value in pairs(wanted) do
    if not value_fits(item.get(one, key), value) then return false end
  end
  return true
end

return item
