-- The stubs for editors: Lua that compiles, whose modules have what the real ones have, and whose
-- annotations name no type that is not defined.

local lu = require "luaunit"
require "support"
local files = require "stemma.doc.stubs".files(require "stemma.doc.files")

local function stub(name)
  for _, file in ipairs(files) do
    if file[1] == name then return file[2] end
  end
  error("no stub " .. name)
end

function TestStubsCompile()
  for _, file in ipairs(files) do assert(load(file[2], "=" .. file[1], "t", {})) end
end

-- Functions of a stub give nothing; what the module has is what counts.
local function check_module(name, real)
  local made = assert(load(stub(name), "=" .. name, "t", {}))()
  for key in pairs(real) do lu.assertNotNil(made[key], name .. " lacks " .. key) end
  for key in pairs(made) do lu.assertNotNil(real[key], name .. " has " .. key) end
end

function TestModulesHaveTheSameNames()
  check_module("stemma/token.lua", require "stemma.token")
  check_module("stemma/char.lua", require "stemma.char")
  check_module("stemma/interval.lua", require "stemma.interval")
  check_module("stemma/fold.lua", require "stemma.fold")
  check_module("stemma/text.lua", require "stemma.text")
  check_module("stemma/sort.lua", require "stemma.sort")
  check_module("stemma/lpeg.lua", require "stemma.lpeg")
end

local builtin = {}
for name in ("any nil boolean string number integer function table true false self T fun"):gmatch
  "%S+" do builtin[name] = true end

local defined = {}
for _, file in ipairs(files) do
  for name in file[2]:gmatch "%-%-%-@class ([%w_.]+)" do defined[name] = true end
  for name in file[2]:gmatch "%-%-%-@alias ([%w_.]+)" do defined[name] = true end
end

function TestEveryTypeIsDefined()
  local checked = 0
  for _, file in ipairs(files) do
    for name in file[2]:gmatch "stemma%.[%w_.]*[%w_]" do
      local module = file[2]:match("---@meta " .. name:gsub("%.", "%%."))
      local in_prose = name:find "^stemma%.[a-z]+%.?[a-z_]*$" and not defined[name]
      if not module and not in_prose then
        checked = checked + 1
        lu.assertTrue(defined[name] or false, file[1] .. ": no type " .. name)
      end
    end
    for kind, rest in file[2]:gmatch "%-%-%-@(%a+) ([^\n]+)" do
      local type_name = kind == "param" and rest:match "^%S+%s+(%S+)" or kind == "field"
        and rest:match "^%S+%s+(%S+)" or (kind == "type" or kind == "return")
        and rest:match "^(%S+)"
      for name in (type_name or ""):gsub('"[^"]*"', ""):gsub("[%w_]+%??:", "")
        :gmatch "[%a_][%w_.]*" do
        checked = checked + 1
        lu.assertTrue(builtin[name] or defined[name] or false, file[1] .. ": no type " .. name)
      end
    end
  end
  lu.assertTrue(checked > 200)
end

-- A method of the manual is one of the stub.
function TestMethodsAreThere()
  lu.assertStrContains(stub "stemma.lua", "function span:before(n) end")
  lu.assertStrContains(stub "stemma.lua", "---@field folded string")
  lu.assertStrContains(stub "stemma.lua", "---@class stemma.token: stemma.span")
  lu.assertStrContains(stub "stemma/token.lua", "---@overload fun(words: string|string[])")
end

os.exit(lu.LuaUnit.run())
