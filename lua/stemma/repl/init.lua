-- What the evaluator calls (core/bind/eval): one thing to evaluate after the other.

local corpus = require "stemma.repl.corpus"
local errors = require "stemma.repl.errors"
local host = require "stemma.host"
local pager = require "stemma.repl.show.pager"
local plain = require "stemma.repl.value.plain"
local show = require "stemma.repl.show"
local sort = require "stemma.sort"
local suggest = require "stemma.base.suggest"

require "stemma.repl.value.span"

local repl = {}

local results = {}
local seconds -- that the last evaluation took

-- --- what is at hand ---

local at_hand = require "stemma.repl.names"
local known -- names that were there before anything was typed

-- Chunks in which a name that nothing was given to is a slip. Modules and scripts may ask for any.
local is_typed = { ["=prompt"] = true, ["=-e"] = true, ["=stdin"] = true }
local declared = {} -- names that were given something, if only nil

local function no_such(name)
  local names = {}
  for _, some in ipairs { at_hand.made, at_hand.docs, _G } do
    for each in pairs(some) do names[each] = true end
  end
  return ("there is no global '%s'%s"):format(name, suggest.text(name, names))
end

local function open()
  setmetatable(_G, { __index = function(_, name)
    local make = at_hand.made[name]
    if make then return make() end
    local caller = debug.getinfo(2, "S")
    if caller and is_typed[caller.source] and type(name) == "string" and not declared[name]
      and not name:find "^_%d*$" then
      error(no_such(name), 2)
    end
    return nil
  end, __newindex = function(globals, name, value)
    declared[name] = true
    rawset(globals, name, value)
  end })
  for name, value in pairs(at_hand.given) do rawset(_G, name, value) end
  require("stemma.repl.draft.folder").open()
  known = {}
  for name in pairs(_G) do known[name] = true end
end

---Names that were given values at the prompt, sorted.
function repl.names()
  local names = {}
  for _, name in ipairs(sort.keys(_G)) do
    if not known[name] and type(name) == "string" and not name:find "^_%d*$" then
      names[#names + 1] = name
    end
  end
  return names
end

---The same with their values.
function repl.typed()
  local values = {}
  for _, name in ipairs(repl.names()) do values[name] = _G[name] end
  return values
end

-- --- results ---

local function keep(values)
  for i = 1, values.n do
    table.insert(results, 1, plain.value(values[i]))
    results[11] = nil
  end
  _G._ = results[1]
  for i = 1, 9 do _G["_" .. i] = results[i] end
end

local function show_values(values)
  for i = 1, values.n do
    local value = values[i]
    if rawequal(value, rawget(_G, "help")) then return value() end
    if not require("stemma.repl.draft").took(value) then
      pager.run(function(row) show.rows(value, row) end, show.count(value))
    end
  end
end

-- --- running ---

-- An expression's value is wanted; what is none is a statement.
local function compile(text, name)
  local chunk = load("return " .. text, name, "t")
  if chunk then return chunk end
  return load(text, name, "t")
end

local function run(chunk, ...)
  local began = host.seconds()
  local values = table.pack(xpcall(chunk, errors.handler, ...))
  seconds = host.seconds() - began
  return values
end

local function evaluate_line(request)
  local text, name = request.text, request.name
  local chunk, message = compile(text, name)
  if not chunk then
    errors.show(message, name:sub(2), text, true)
    return false
  end
  local draft = require "stemma.repl.draft"
  draft.begin(text)
  local values = run(chunk)
  if not values[1] then
    errors.show(values[2], name:sub(2), text, true)
    return false
  end
  values = table.pack(table.unpack(values, 2, values.n))
  local ok, why = xpcall(function()
    if values.n > 0 and not (values.n == 1 and values[1] == nil) then keep(values) end
    show_values(values)
    draft.finish()
  end, errors.handler)
  if not ok then errors.show(why, name:sub(2), text, true) end
  return ok
end

-- Lua cuts long names of chunks.
local function with_whole_name(message, chunk, name)
  local cut = debug.getinfo(chunk, "S").short_src .. ":"
  if message:sub(1, #cut) ~= cut then return message end
  return name .. ":" .. message:sub(#cut + 1)
end

local function evaluate_script(request)
  local chunk, message = load(request.text, request.name, "t")
  if not chunk then
    io.stderr:write(message, "\n")
    return false
  end
  _G.arg = request.arguments
  _G.arg[0] = request.name:sub(2)
  local values = run(chunk, table.unpack(request.arguments))
  if values[1] then return true end
  io.stderr:write(with_whole_name(tostring(values[2]), chunk, request.name:sub(2)), "\n")
  return false
end

local function evaluate_command(text)
  local ok, why = xpcall(require("stemma.repl.command").run, errors.handler, text)
  if not ok then errors.show(why, "prompt", text, true) end
  return ok
end

---Runs what was typed, or a script. Whether it went well.
function repl.evaluate(request)
  corpus.at(request.version)
  if request.mode == "script" then return evaluate_script(request) end
  if not request.text:find "%S" then
    pager.more()
    return true
  end
  if request.text:find "^:" then return evaluate_command(request.text) end
  pager.drop()
  return evaluate_line(request)
end

---Says that what ran was ended.
function repl.interrupted()
  io.stderr:write(require("stemma.repl.show.screen").style("yellow", "interrupted"), "\n")
end

---How long the last evaluation took.
function repl.seconds() return seconds end

---The text before the cursor, what to put in, and rows to show.
function repl.complete(text, cursor)
  return require("stemma.repl.complete").at(text:sub(1, cursor))
end

repl.compile, repl.keep = compile, keep
repl.show_values = show_values

open()

return repl
