-- The columns of a list, by what its items are.

local host = require "stemma.host"
local item = require "stemma.repl.value.item"
local plain = require "stemma.repl.value.plain"
local screen = require "stemma.repl.show.screen"
local show = require "stemma.base.show"
local span = require "stemma.read.span"

local columns = {}

-- What a row's number, place and marks take beside its text.
local PLACE = 28

local function get(name) return function(one) return item.get(one, name) end end

-- A value as a cell.
function columns.text(value)
  if value == nil then return "" end
  if type(value) == "string" then return value end
  if type(value) == "number" then
    return math.tointeger(value) and ("%d"):format(value) or ("%.14g"):format(value)
  end
  if span.is(value) then return value.text end
  value = plain.value(value)
  local m = debug.getmetatable(value)
  if m and m.plain then return tostring(m.plain(value)) end
  if type(value) ~= "table" then return plain.name(value) end
  if type(rawget(value, "value")) == "number" or rawget(value, "low") or rawget(value, "high") then
    local n = value.value or ("%s–%s"):format(columns.text(value.low), columns.text(value.high))
    return (value.hedge and value.hedge .. " " or "") .. columns.text(n)
  end
  if #value > 0 then
    local parts = {}
    for i, one in ipairs(value) do parts[i] = columns.text(one) end
    return table.concat(parts, "; ")
  end
  if m then return plain.name(value) end
  return next(value) == nil and "" or show(value)
end

-- What is cut last in a table, as it is what one reads.
local read = { message = true, title = true, about = true, text = true }
-- As much of it as tells it from others: ids as commands print them, days.
local enough = { id = 8, date = 10 }

local function brief(name)
  local whole, most = get(name), enough[name]
  if not most then return whole end
  return function(one)
    local value = whole(one)
    return type(value) == "string" and value:sub(1, most) or value
  end
end

local function named(names, all)
  local list = {}
  for i, name in ipairs(names) do
    list[i] = { name = name, get = all and get(name) or brief(name), wide = read[name] }
  end
  return list
end

local fixed = {
  article = { "label", "outlet", "date", "title", "bytes" },
  story = { "id", "date", "outlets", "title" },
  finding = { "level", "kind", "message", "outlets", "id" },
  undecided = { "message", "outlets", "rule" },
  rule = { "name", "writes", "reads", "about" },
  count = { "value", "count" },
  ["piece of evidence"] = { "outlet", "line", "text", "role" },
  statement = { "speaker", "text", "outlets" },
  ["measured rule"] = { "rule", "tried", "matched", "ms" },
}

local files_of_articles = { "name", "outlet", "date", "title", "bytes", "doc" }

local function place(one) return ("%s:%d"):format(one.doc or "", one.line) end
-- Short enough for a table, and what :why takes: the article's label and the line.
local function short_place(one)
  local owner = rawget(one.article, "owner")
  return ("%s:%d"):format(owner and owner.label or "", one.line)
end

-- Annotations have the fields of their layer, matches the names of their pattern.
local function field_names(list)
  local seen, names = {}, {}
  for i = 1, math.min(#list, 500) do
    local one = list[i]
    for _, key in ipairs { "fields", "captures" } do
      for _, name in ipairs(require("stemma.sort").keys(rawget(one, key) or {})) do
        if not seen[name] then
          seen[name] = true
          names[#names + 1] = name
        end
      end
    end
  end
  return names
end

-- What most annotations lack says little in a table.
local function is_used(list, name)
  for i = 1, math.min(#list, 100) do
    if item.get(list[i], name) ~= nil then return true end
  end
  return false
end

-- Words that were looked for tell nothing; what stands around them does.
local function in_line(one)
  local native = one.article.native
  local from, to = host.line(native, (native:place(one.begin)))
  local room = math.max(20, screen.columns() - PLACE)
  return ("%s‹%s›%s"):format(screen.around(native:sub(from, one.begin), one.text,
    native:sub(one.stop, math.max(to, one.stop)), room))
end

local function of_spans(list, all)
  local heads = all and named { "doc", "outlet", "date", "line", "begin" }
    or { { name = "place", get = short_place, strong = true } }
  local names = field_names(list)
  local bare = not all and #names == 0 and debug.getmetatable(list).what == "match"
  if all then heads[#heads + 1] = { name = "end", get = get "stop" } end
  heads[#heads + 1] = { name = "text", get = bare and in_line or get "text", wide = true }
  for _, name in ipairs(names) do
    if all or is_used(list, name) then heads[#heads + 1] = { name = name, get = get(name) } end
  end
  return heads
end

-- Plain tables: their keys, the first's first.
local function of_tables(list)
  local seen, names = {}, {}
  for i = 1, math.min(#list, 100) do
    if type(list[i]) ~= "table" or debug.getmetatable(list[i]) then return nil end
    for _, key in ipairs(require("stemma.sort").keys(list[i])) do
      if type(key) == "string" and not seen[key] then
        seen[key] = true
        names[#names + 1] = key
      end
    end
  end
  return #names > 0 and named(names) or nil
end

local function kind_of(one)
  one = plain.value(one)
  if span.is(one) then return "span" end
  if type(one) ~= "table" then return nil end
  local m = debug.getmetatable(one)
  return m and m.__name or not m and "table" or nil
end

-- What all items of a list are: "span", "article", "table", or nil where they differ.
function columns.kind(list)
  local kind
  for i = 1, math.min(#list, 100) do
    local this = kind_of(list[i])
    if i == 1 then kind = this elseif kind ~= this then return nil end
  end
  return kind
end

---The columns of a list: each with `name` and `get(item)`. `all`: for a file, with everything.
function columns.of(list, all)
  local kind = columns.kind(list)
  local m = debug.getmetatable(list) or {}
  if m.what == "group" then
    return { { name = m.name, get = function(one) return one.key end },
      { name = "count", get = function(one) return #one end },
      { name = "first", wide = true, get = function(one) return one[1] end } }
  end
  if m.list and fixed[m.what] and kind == "table" or m.what == "undecided" then
    return named(fixed[m.what], all)
  end
  if kind == "span" then return of_spans(list, all) end
  if all and kind == "article" then return named(files_of_articles, true) end
  if fixed[kind] then return named(fixed[kind], all) end
  if kind == "table" and of_tables(list) then return of_tables(list) end
  return { { name = "value", get = function(one) return one end, wide = true } }
end

columns.place = place

return columns
