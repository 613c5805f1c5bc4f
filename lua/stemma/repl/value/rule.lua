-- A rule at the prompt: what it says of itself.

local no_such = require("stemma.repl.value.item").no_such

local rule = {}

---@class stemma.repl.rule
---@field name string      "extract/quotation"
---@field file string
---@field about string
---@field kind "extract"|"compare"|"layer"
---@field writes string|nil
---@field reads string[]
---@field fields table[]   each with name, type and list
---@field examples integer
---@field error string|nil it did not load
local meta = { __metatable = "rule", __name = "rule" }

function rule.is(value) return debug.getmetatable(value) == meta end
function rule.open(row) return setmetatable(row, meta) end

function meta.plain(self) return self.name end
local names = { name = true, file = true, about = true, kind = true, within = true, writes = true,
  error = true, line = true, examples = true, reads = true, fields = true, text = true }
function meta.names() return names end
function meta.__tostring(self) return self.name end
---Its text, as it is on disk.
function meta.__index(self, key)
  if key ~= "text" then return no_such("rule", names, key) end
  local file = io.open(self.file, "rb")
  if not file then return nil end
  local text = file:read "a"
  file:close()
  return text
end

---By name, or the last part of it.
function rule.find(rules, name)
  for _, one in ipairs(rules) do
    if one.name == name or one.name:match "[^/]+$" == name then return one end
  end
  return nil
end

return rule
