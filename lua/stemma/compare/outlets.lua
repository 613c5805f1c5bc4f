-- Sets of outlets, by the names they are shown under.

local sort = require "stemma.sort"
local source = require "stemma.base.source"

local outlets = {}

---A set of outlets, and the sorted list of their names: `set[i]`, `#set`.
---@class stemma.outlets
---@field [integer] string  a name
---@operator sub(stemma.outlets): stemma.outlets  those of the first that are not in the second
---@operator add(stemma.outlets): stemma.outlets  those of both
---@operator len: integer  how many there are
local methods = {}
local meta = { __metatable = "outlets" }

function outlets.is(value) return debug.getmetatable(value) == meta end

---A set of these names; the list part is sorted.
---@param names string[]
---@return stemma.outlets
function outlets.new(names)
  local set, self = {}, {}
  for _, name in ipairs(names) do
    if not set[name] then
      set[name] = true
      self[#self + 1] = name
    end
  end
  sort.by(self)
  return setmetatable({ list = self, set = set }, meta)
end

local function operand(value)
  if outlets.is(value) then return value end
  source.fail("a set of outlets is joined with or cut by another, not a %s", type(value))
end

function meta.__sub(a, b)
  local rest = {}
  for _, name in ipairs(operand(a).list) do
    if not operand(b).set[name] then rest[#rest + 1] = name end
  end
  return outlets.new(rest)
end

function meta.__add(a, b)
  local all = {}
  for _, set in ipairs { operand(a), operand(b) } do
    for _, name in ipairs(set.list) do all[#all + 1] = name end
  end
  return outlets.new(all)
end

function meta.__len(self) return #self.list end

function meta.__eq(a, b)
  return outlets.is(a) and outlets.is(b) and #(a - b) == 0 and #(b - a) == 0
end

function meta.__index(self, key)
  if math.type(key) == "integer" then return self.list[key] end
  return methods[key] or source.fail("a set of outlets has no '%s'", tostring(key))
end

-- "A, B and C"
function meta.__tostring(self)
  local n = #self.list
  if n < 2 then return self.list[1] or "none" end
  return table.concat(self.list, ", ", 1, n - 1) .. " and " .. self.list[n]
end

---Whether an outlet is in the set.
---@param name string
---@return boolean
function methods:has(name) return self.set[name] == true end

return outlets
