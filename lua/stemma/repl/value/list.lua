-- Lists, as queries give them: of articles, annotations, findings, anything. What a query gives is
-- a list again, so that one follows the other.

local item = require "stemma.repl.value.item"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local list = {}

---@class stemma.repl.list  items by number, from 1 on
local methods = {}
local meta = {}

---Makes a list of a table's items, which it takes over. `what` is what one is called.
function list.new(items, what)
  return setmetatable(items, { __index = meta.__index, __name = "list",
    __metatable = "list", what = what or "item", list = true })
end

function list.is(value)
  local m = debug.getmetatable(value)
  return type(m) == "table" and m.list == true
end

function list.what(value) return debug.getmetatable(value).what end

function meta.__index(self, key)
  if methods[key] then return methods[key] end
  local of_group = debug.getmetatable(self).group
  if of_group and key == "key" then return of_group.key end
  if math.type(key) == "integer" then return nil end
  source.fail("a list has no '%s'%s", tostring(key), suggest.text(tostring(key), methods))
end

-- A list that is a group: its `key`, and what it is the value of.
local function new_group(items, what, key, name)
  local made = list.new(items, what)
  local m = debug.getmetatable(made)
  m.group = { key = key, name = name }
  m.get = function(value, wanted) return value[wanted] end
  m.names = function() return { key = true } end
  return made
end

---Of a group, what it has in common: { key, name }; of any other list nil.
function list.group(value) return debug.getmetatable(value).group end

local function like(self, items)
  local made = list.new(items, list.what(self))
  debug.getmetatable(made).name = debug.getmetatable(self).name -- what groups are by
  return made
end

local function chooser(self, what, key)
  if type(key) == "function" then return key end
  if type(key) ~= "string" then
    source.fail("%s takes a field's name or a function, here %s", what, tostring(key))
  end
  item.check(self, key, list.what(self))
  return function(one) return item.get(one, key) end
end

---The items that fit: `where { speaker = "Putin" }`, where a text fits if it is the field, whatever
---the case, or stands in it as a whole word, a list if one of it fits; or a function of an item.
---```lua
---layer "quotation":where { speaker = "Putin", form = { "direct", "mixed" } }
---```
function methods:where(wanted)
  for key in pairs(type(wanted) == "table" and wanted or {}) do
    item.check(self, tostring(key), list.what(self))
  end
  local kept = {}
  for _, one in ipairs(self) do
    if item.fits(one, wanted) then kept[#kept + 1] = one end
  end
  return like(self, kept)
end

---The items for which the function says yes.
function methods:filter(f)
  local kept = {}
  for i, one in ipairs(self) do
    if f(one, i) then kept[#kept + 1] = one end
  end
  return like(self, kept)
end

---What the function, or the field, gives of each item; nil is left out.
function methods:map(f)
  f = chooser(self, ":map", f)
  local items = {}
  for i, one in ipairs(self) do items[#items + 1] = f(one, i) end
  return list.new(items, "item")
end

---How many there are; of a field or a function, how many of each value, the most frequent first.
---```lua
---layer "mention":count "entity"
---```
function methods:count(key)
  if key == nil then return #self end
  local counts = {}
  for _, group in ipairs(self:by(key)) do
    counts[#counts + 1] = { value = group.key, count = #group }
  end
  return list.new(sort.by(counts, function(each) return { -each.count } end), "count")
end

---Sorted by a field or a function, which gives a number or a text; `"down"`: the largest first.
---What has none comes last.
function methods:sort(key, order)
  local f, items = key and chooser(self, ":sort", key) or function(one) return one end, {}
  for i, one in ipairs(self) do items[i] = one end
  local function sort_key(one)
    local value = item.plain(f(one))
    if value == nil then return { 1, 0 } end
    return { 0, value }
  end
  sort.by(items, sort_key)
  if order == "down" or order == true then
    local n = #items
    for i = 1, n // 2 do items[i], items[n + 1 - i] = items[n + 1 - i], items[i] end
  end
  return like(self, items)
end

---Groups by a field or a function, in the order of their keys: each a list with its `key`.
---```lua
---layer "quotation":by "outlet"
---```
function methods:by(key)
  local f, groups, keys = chooser(self, ":by", key), {}, {}
  for _, one in ipairs(self) do
    local value = item.plain(f(one))
    if value == nil then value = "" end
    if not groups[value] then
      groups[value] = {}
      keys[#keys + 1] = value
    end
    table.insert(groups[value], one)
  end
  local ordered, name = {}, type(key) == "string" and key or "key"
  for i, value in ipairs(sort.by(keys)) do
    ordered[i] = new_group(groups[value], list.what(self), value, name)
  end
  local groups_list = list.new(ordered, "group")
  debug.getmetatable(groups_list).name = name
  return groups_list
end

---The first n, or the first.
function methods:first(n)
  if not n then return self[1] end
  return like(self, table.move(self, 1, math.min(n, #self), 1, {}))
end

---Each value once, in the order they come.
function methods:unique(key)
  local f = key and chooser(self, ":unique", key) or function(one) return one end
  local seen, kept = {}, {}
  for _, one in ipairs(self) do
    local value = item.plain(f(one))
    if value ~= nil and not seen[value] then
      seen[value] = true
      kept[#kept + 1] = key and value or one
    end
  end
  return list.new(kept, key and "item" or list.what(self))
end

---Calls the function with each item; the list again.
function methods:each(f)
  for i, one in ipairs(self) do f(one, i) end
  return self
end

---Writes a file: .csv, .tsv, or .ndjson with one JSON object a line. Says how many rows it wrote.
---```lua
---layer "quotation":export "q.csv"
---```
function methods:export(path) return require("stemma.repl.export")(self, path) end

-- --- help ---

local function lines_of(path)
  local file, lines = io.open(path, "rb"), {}
  if not file then return nil end
  for line in file:lines() do lines[#lines + 1] = line end
  file:close()
  return lines
end

---A method's head and what the comment above it says, as lines; nil where there is none.
function list.doc(name)
  local info = methods[name] and debug.getinfo(methods[name], "S")
  local lines = info and lines_of(info.source:sub(2))
  if not lines then return nil end
  local at = info.linedefined
  local text = { "list" .. (lines[at]:match ":[%w_]+%b()" or ":" .. name) }
  while at > 1 and lines[at - 1]:find "^%-%-%-" do at = at - 1 end
  for i = at, info.linedefined - 1 do
    if not lines[i]:find "```" then text[#text + 1] = "  " .. lines[i]:sub(4) end
  end
  return text
end

list.methods = methods

return list
