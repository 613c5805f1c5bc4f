-- What rules see, as the prompt has it: a rule's article is the article at the prompt, a layer's
-- annotations are a list.

local author = require "stemma.read.article"
local sort = require "stemma.sort"

local plain = {}

-- A list that makes its items when they are asked for: a layer's annotations, tokens, words. Of a
-- pattern the length is a pattern.
local function is_made(value, m)
  return m.__len ~= nil and type(m.__index) == "function" and not m.kind
    and math.type(#value) == "integer"
end

local function list_of(value)
  local items = {}
  for i = 1, #value do items[i] = value[i] end
  return require("stemma.repl.value.list").new(items, value[1] and "item" or nil)
end

-- What is yes of a token's shape.
local function names_of(m)
  local names = {}
  for _, name in ipairs(sort.keys(m.__index)) do
    if m.__index[name] then names[#names + 1] = name end
  end
  return names
end

---The value to show, to query and to keep as a result.
function plain.value(value)
  if type(value) ~= "table" then return value end
  if author.is(value) then return rawget(value, "owner") or value end
  local m = debug.getmetatable(value)
  if not m then return value end
  if m.__metatable == "shape" then return names_of(m) end
  return is_made(value, m) and list_of(value) or value
end

---A text for what has none of its own: no addresses, which say nothing.
function plain.name(value)
  if type(value) == "boolean" or value == nil then return tostring(value) end
  local m = debug.getmetatable(value)
  local text = m and (m.__tostring or type(value) == "string") and tostring(value)
  if text and not text:find("^[%w_. ]+: 0x") then return text end
  if author.is(value) then return value.text end
  local name = type(m) == "table" and type(m.__name) == "string" and m.__name or type(value)
  return ("(%s)"):format(name)
end

return plain
