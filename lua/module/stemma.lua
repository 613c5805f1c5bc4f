-- `require "stemma"` in plain Lua 5.4, for scripts of one's own:
--
--   local stemma = require "stemma"
--   local news = stemma.open { "news", rules = "mine/rules" }
--   for _, article in ipairs(news.articles) do print(article.doc, article.date) end
--   for _, finding in ipairs(news.findings) do print(stemma.json(finding)) end
--   news:layer "quotation":where { speaker = "Kremlin" }:export "quotations.csv"
--
-- What it gives are the values of `stemma repl`. The stemma command does the work: it is started
-- with the first `open`, reads and runs rules in processes of its own, and is asked for what is
-- touched.

local here = debug.getinfo(1, "S").source:match "^@(.*)$" or "stemma.lua"
local folder = here:match "^(.*)/[^/]*$" or "."

local function exists(path)
  local file = io.open(path, "rb")
  if file then file:close() end
  return file ~= nil
end

-- stemma's own modules, where this file was installed or in the project's folder.
local function find_modules()
  for _, path in ipairs { folder .. "/../../stemma/lua", folder .. "/.." } do
    if exists(path .. "/stemma/init.lua") then return path end
  end
  error("stemma's modules are not beside " .. here, 0)
end

local modules = find_modules()
package.path = ("%s/?.lua;%s"):format(modules, package.path)

local native = assert(package.searchpath("stemma.core", package.cpath))
package.preload["stemma.core"] = assert(package.loadlib(native, "luaopen_stemma_core"))
package.preload["stemma.host"] = assert(package.loadlib(native, "luaopen_stemma_host"))

-- The command: beside what is installed, else wherever the shell finds it.
local function program()
  local said = os.getenv "STEMMA"
  if said and said ~= "" then return said end
  local installed = folder .. "/../../../bin/stemma"
  return exists(installed) and installed or "stemma"
end

local stemma = {}

-- What a rule may require (patterns, folds, …) stands here too. Modules ask for "stemma" and are
-- given this.
package.loaded.stemma = stemma
local for_rules = assert(loadfile(modules .. "/stemma/init.lua"))()
setmetatable(stemma, { __index = for_rules })

local opened -- the last; there is one at a time

local news = {}

local made = { articles = true, stories = true, findings = true, undecided = true, rules = true }

function news.__index(self, key)
  if news[key] then return news[key] end
  if not made[key] then
    error(("there is no '%s': articles, stories, findings, undecided, rules, layer, find, close")
      :format(tostring(key)), 2)
  end
  if opened ~= self then error("it is closed", 2) end
  return require("stemma.repl.corpus")[key]()
end

---All annotations of a layer, in all articles.
function news:layer(name)
  return require("stemma.repl.value.story").layer(name, self.articles)
end

---A phrase, or a pattern, in all articles.
function news:find(wanted)
  return require("stemma.repl.find").all(wanted, self.articles)
end

---Ends what was started for it.
function news:close()
  if opened ~= self then return end
  opened = nil
  require("stemma.host").leave()
end

local function as_list(value) return type(value) == "table" and value or { value } end

---Reads files and folders: `stemma.open { "news", rules = "mine/rules", meta = FILE, jobs = N }`,
---or just `stemma.open "news"`. One is open at a time; another takes its place.
---@param given string|table
function stemma.open(given)
  given = as_list(given)
  if #given == 0 then error("open takes a file or a folder, or a list of them", 2) end
  local words = { program(), "--guest" }
  for _, folder_of_rules in ipairs(as_list(given.rules)) do
    table.move({ "--rules", folder_of_rules }, 1, 2, #words + 1, words)
  end
  if given.meta then table.move({ "--meta", given.meta }, 1, 2, #words + 1, words) end
  if given.jobs then table.move({ "--jobs", tostring(given.jobs) }, 1, 2, #words + 1, words) end
  words[#words + 1] = "--"
  table.move(given, 1, #given, #words + 1, words)
  require "stemma.repl.value.span"
  require("stemma.repl.corpus").forget()
  require("stemma.host").connect(table.unpack(words))
  opened = setmetatable({}, news)
  return opened
end

---A value as a line of JSON: an article, an annotation, a finding, a list, a table.
function stemma.json(value) return require "stemma.repl.json"(value) end

return stemma
