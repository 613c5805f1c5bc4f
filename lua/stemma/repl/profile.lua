-- :profile: each rule that extracts, run here on all articles: on how many it was tried, what the
-- workers' layers have of it, how long it took.

local core = require "stemma.core"
local corpus = require "stemma.repl.corpus"
local engine = require "stemma.run.engine"
local folder = require "stemma.repl.folder"
local host = require "stemma.host"
local list = require "stemma.repl.list"
local sort = require "stemma.sort"

local function needed(one)
  local names = { "block", one.writes }
  for _, name in ipairs(one.reads) do names[#names + 1] = name end
  local known, wanted = corpus.layers(), {}
  for _, name in ipairs(names) do
    if known[name] then wanted[#wanted + 1] = name end
  end
  return wanted
end

-- The fields of what it writes, as core.emit takes them.
local function fields_of(loaded)
  local fields = {}
  for name, type_name in pairs(loaded.types or {}) do fields[name] = type_name end
  return fields
end

local function matches_of(one, article)
  local n = 0
  for _, annotation in ipairs(article:layer(one.writes)) do
    if annotation.rule == one.name then n = n + 1 end
  end
  return n
end

local function measure(one, row)
  local articles, layers = corpus.articles(), needed(one)
  local loaded, why = engine.load(one.text, "@" .. one.file, one.name, "extract", folder.helpers)
  if not loaded then error(why, 0) end
  local fields = fields_of(loaded)
  corpus.fetch(articles, layers)
  for _, article in ipairs(articles) do
    local _, native = corpus.open(article, layers)
    local emit = core.emit(native, one.writes, fields, one.name)
    local began = host.seconds()
    engine.extract(loaded, native, emit)
    row.ms = row.ms + (host.seconds() - began) * 1000
    row.tried = row.tried + 1
    row.matched = row.matched + matches_of(one, article)
  end
end

---A list of rows, the slowest first. `name`: of one rule, or nothing for all.
return function(name)
  local rows = {}
  for _, one in ipairs(corpus.rules()) do
    local wanted = not name or one.name == name or one.name:match "[^/]+$" == name
    if one.kind == "extract" and wanted and not one.error and one.text then
      local row = { rule = one.name, tried = 0, matched = 0, ms = 0 }
      local ok, why = pcall(measure, one, row)
      if not ok then
        if host.interrupted() then error(why, 0) end
        row.wrong = tostring(why)
      end
      row.ms = math.floor(row.ms * 10 + 0.5) / 10
      rows[#rows + 1] = row
    end
  end
  folder.open()
  local made = list.new(sort.by(rows, function(row) return -row.ms end), "rule")
  debug.getmetatable(made).what = "profile"
  return made
end
