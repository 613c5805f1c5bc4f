-- json(value): one line of JSON, the same for the same value.

local host = require "stemma.host"
local list = require "stemma.repl.value.list"
local plain = require "stemma.repl.value.plain"
local sort = require "stemma.sort"
local span = require "stemma.read.span"

local encode

local escapes = {
  ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t",
  ["\b"] = "\\b", ["\f"] = "\\f",
}

local function string_json(text)
  if not utf8.len(text) then text = text:gsub("[\128-\255]", "\u{FFFD}") end
  return '"' .. text:gsub('[%c"\\]', function(c)
    return escapes[c] or ("\\u%04x"):format(c:byte())
  end) .. '"'
end

local function number_json(value)
  if math.type(value) == "integer" then return ("%d"):format(value) end
  if value ~= value or value == math.huge or value == -math.huge then return "null" end
  if value == math.floor(value) and math.abs(value) < 1e15 then return ("%.0f"):format(value) end
  for digits = 15, 17 do
    local text = ("%." .. digits .. "g"):format(value)
    if tonumber(text) == value then return text end
  end
end

local function object(pairs_of, depth, seen)
  local parts = {}
  for i, pair in ipairs(pairs_of) do
    parts[i] = string_json(pair[1]) .. ":" .. encode(pair[2], depth + 1, seen)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- Of an annotation, the line that `stemma extract` prints; of other spans, where they are.
local function span_json(value, depth, seen)
  if rawget(value, "layer_name") then
    return host.row(value.article.native, value.layer_name, value.index)
  end
  local line, column = value.article:place(value.begin)
  local parts = { { "begin", value.begin }, { "end", value.stop }, { "line", line },
    { "column", column }, { "text", value.text } }
  local doc = span.knows(value, "doc") and value.doc
  if doc then table.insert(parts, 1, { "doc", doc }) end
  for _, name in ipairs(sort.keys(rawget(value, "captures") or {})) do
    parts[#parts + 1] = { name, value.captures[name] }
  end
  return object(parts, depth, seen)
end

local article_keys = { "doc", "outlet", "title", "date", "url", "author", "bytes" }

local function named_json(value, keys, depth, seen)
  local parts = {}
  for _, key in ipairs(keys) do
    if rawget(value, key) ~= nil then parts[#parts + 1] = { key, rawget(value, key) } end
  end
  return object(parts, depth, seen)
end

local function table_json(value, depth, seen)
  local keys = sort.keys(value)
  if #keys == 0 or #keys == #value then
    local parts = {}
    for i = 1, #value do parts[i] = encode(value[i], depth + 1, seen) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local parts = {}
  for _, key in ipairs(keys) do
    if type(key) == "string" or type(key) == "number" then
      parts[#parts + 1] = { tostring(key), value[key] }
    end
  end
  return object(parts, depth, seen)
end

local function known_json(value, depth, seen)
  local name = (debug.getmetatable(value) or {}).__name
  if name == "article" then return named_json(value, article_keys, depth, seen) end
  if name == "story" then
    local docs = {}
    for i, article in ipairs(value.articles) do docs[i] = article.doc end
    return object({ { "story", value.id }, { "docs", docs }, { "outlets", value.outlets },
      { "title", value.title or "" } }, depth, seen)
  end
  if name == "list" and list.group(value) then
    local items = table.move(value, 1, #value, 1, {})
    return object({ { "key", value.key }, { "items", items } }, depth, seen)
  end
  if name == "finding" and value.json then return value.json end
  return nil
end

function encode(value, depth, seen)
  value = plain.value(value)
  local kind = type(value)
  if kind == "nil" then return "null" end
  if kind == "boolean" then return tostring(value) end
  if kind == "number" then return number_json(value) end
  if kind == "string" then return string_json(value) end
  if span.is(value) then return span_json(value, depth, seen) end
  if kind ~= "table" then error("no JSON for a " .. kind, 0) end
  if seen[value] then error("no JSON for a table that holds itself", 0) end
  if depth > 100 then error("no JSON for tables a hundred deep", 0) end
  seen[value] = true
  local text = known_json(value, depth, seen) or table_json(value, depth, seen)
  seen[value] = nil
  return text
end

---A value as JSON in one line: annotations and findings as the commands print them.
---@return string
return function(value) return encode(value, 0, {}) end
