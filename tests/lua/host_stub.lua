-- A front for the Lua half of the prompt, without processes: `open { articles = …, layers = … }`
-- says what it answers. Articles are made by stemma.core; their "bytes" are their texts.
--
--   articles   { { doc = "a/herald.txt", text = "…", outlet = …, date = … }, … }
--   layers     name -> { fields = { who = "string" }, [doc] = { { begin, stop, who = … }, … } }
--   findings   as the front tells them

local core = require "stemma.core"
local support = require "support"

local host = { asked = {}, dropped = 0 }

local world
local columns, rows = 100, 0

function host.open(given, wide, high)
  world, columns, rows = given, wide or 100, high or 0
  host.asked, host.dropped = {}, 0
  require("stemma.repl.corpus").forget_layers()
end

function host.screen() return columns, rows, false end
function host.seconds() return 0 end
function host.interrupted() return false end
function host.files() return {} end
function host.hash(bytes) return #bytes * 1000 + bytes:byte(1) + bytes:byte(-1) end
function host.drop() host.dropped = host.dropped + 1 end
function host.article(text) return core.article(text, {}) end

function host.add(native, bytes)
  local name, doc = bytes:match "^(.-) (.*)$"
  local layer = world.layers[name]
  support.add_layer(native, name, layer.fields, layer[doc] or {})
end

function host.line(native, n)
  local text, at = native:sub(0, native:length()), 1
  for _ = 1, n - 1 do at = text:find("\n", at, true) + 1 end
  return at - 1, (text:find("\n", at, true) or #text + 1) - 1
end

local answers = {}

function answers.settled() return true end
function answers.stories() return world.stories or {} end
function answers.findings() return world.findings or {} end
function answers.undecided() return {} end

function answers.corpus()
  local list = {}
  for i, one in ipairs(world.articles) do
    list[i] = { doc = one.doc, outlet = one.outlet, date = one.date, title = one.title,
      bytes = #one.text, stamp = host.hash(one.text), counts = {} }
  end
  return list
end

function answers.rules()
  local list = {}
  for _, name in ipairs(require("stemma.sort").keys(world.layers or {})) do
    local fields = {}
    for field, type_name in pairs(world.layers[name].fields) do
      fields[#fields + 1] = { name = field, type = type_name }
    end
    list[#list + 1] = { name = "extract/" .. name, file = name .. ".lua", writes = name,
      about = "Finds " .. name .. ".", kind = "extract", reads = {}, fields = fields, examples = 1 }
  end
  return list
end

function answers.articles(layers, ...)
  local list = {}
  for i, doc in ipairs { ... } do
    list[i] = false
    for _, one in ipairs(world.articles) do
      if one.doc == doc then
        local made = {}
        for name in layers:gmatch "[^,]+" do
          if world.layers[name] then made[name] = name .. " " .. doc end
        end
        list[i] = { revision = one.text, layers = made }
      end
    end
  end
  return list
end

function host.ask(name, ...)
  host.asked[#host.asked + 1] = table.concat({ name, ... }, " ")
  return answers[name](...)
end

package.preload["stemma.host"] = function() return host end

return host
