-- An article at the prompt: its metadata at hand, its text and layers asked for when touched.

local corpus = require "stemma.repl.corpus"
local list = require "stemma.repl.value.list"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local article = {}

---@class stemma.repl.article
---@field doc string     as it was given, with the path below it
---@field name string    of its file, without the ending
---@field label string   the name with as much of the path as tells it from others: call/herald
---@field outlet string   as metadata say, else the name
---@field title string|nil
---@field date string|nil
---@field url string|nil
---@field author string|nil
---@field bytes integer  how long the text is
---@field text string
---@field story stemma.repl.story
local methods = {}
local getters = {}
local meta = { __metatable = "article", __name = "article" }

local plain = {
  doc = true, name = true, label = true, outlet = true, title = true, date = true, date_from = true,
  url = true, author = true, bytes = true, counts = true,
}

function article.is(value) return debug.getmetatable(value) == meta end

---@param name string  "herald.txt" of "corpus/call/herald.txt"
local function stem(doc)
  local last = doc:match "[^/]+$" or doc
  return last:match "#(.+)$" or last:match "^(.+)%.[^.]+$" or last
end

-- The last parts of "corpus/call/herald.txt", without the ending: "call/herald" of two; nil where
-- it has not so many.
local function last_parts(doc, n)
  local at = #doc + 1
  for _ = 1, n do
    if at <= 1 then return nil end
    at = doc:sub(1, at - 1):match ".*()[/#]" or 0
  end
  local text = doc:sub(at + 1)
  return text:find "#" and text or text:match "^(.*[^/])%.[^./]+$" or text
end

-- Labels: rounds with ever more of the path, for those that are not alone with it.
local function give_labels(rows)
  local n = 1
  while #rows > 0 do
    local texts, counts, left = {}, {}, {}
    for i, row in ipairs(rows) do
      texts[i] = last_parts(row.doc, n) or row.doc
      counts[texts[i]] = (counts[texts[i]] or 0) + 1
    end
    for i, row in ipairs(rows) do
      row.label = texts[i]
      if counts[texts[i]] > 1 and texts[i] ~= row.doc then left[#left + 1] = row end
    end
    rows, n = left, n + 1
  end
end

function meta.plain(self) return self.name end
function meta.get(self, key)
  if plain[key] then return rawget(self, key) end
  if getters[key] then return self[key] end
  return nil
end
function meta.names()
  local names = {}
  for _, some in ipairs { plain, getters } do
    for name in pairs(some) do names[name] = true end
  end
  return names
end
function meta.__tostring(self) return self.doc end

function meta.__index(self, key)
  if methods[key] then return methods[key] end
  if plain[key] then return nil end
  if getters[key] then return getters[key](self) end
  local layer = corpus.layer_named(key)
  if layer then return function(of) return of:layer(layer) end end
  local known = {}
  for _, names in ipairs { methods, getters, plain, corpus.layers() } do
    for name in pairs(names) do known[name] = true end
  end
  source.fail("an article has no '%s'%s", tostring(key), suggest.text(tostring(key), known))
end

function getters:text() return (corpus.open(self)).text end
function getters:story() return corpus.story_of(self.doc) end
function getters:findings()
  local doc = self.doc
  return corpus.findings():filter(function(finding)
    for _, evidence in ipairs(finding.evidence) do
      if evidence.doc == doc then return true end
    end
    return false
  end)
end

---The annotations of a layer: a list. `article:quotations()` is `article:layer "quotation"`.
function methods:layer(name)
  local layer = corpus.layer_named(name)
  if not layer then
    source.fail("no rule writes layer '%s'%s", tostring(name),
      suggest.text(tostring(name), corpus.layers()))
  end
  local all, items = (corpus.open(self, { layer })):layer(layer), {}
  for i = 1, #all do items[i] = all[i] end
  return list.new(items, "annotation")
end

local function spans(iterator)
  local items = {}
  for one in iterator do items[#items + 1] = one end
  return list.new(items, "span")
end

---Its sentences, as a rule sees them: a list.
function methods:sentences() return spans((corpus.open(self, { "block" })):sentences()) end

---Its blocks, of the roles that rules see.
function methods:blocks() return spans((corpus.open(self, { "block" })):blocks()) end

---What a pattern or a phrase finds in it: a list.
function methods:find(wanted) return require("stemma.repl.find").all(wanted, { self }) end

---A stretch of its text, by bytes from 0, half-open.
function methods:span(begin, stop) return (corpus.open(self)):span(begin, stop) end

-- --- all of them ---

local function find(items, key)
  local found, folded = {}, key:lower()
  for _, one in ipairs(items) do
    if one.doc == key or one.label == key then return one end
    if one.name:lower() == folded or one.outlet:lower() == folded then
      found[#found + 1] = one
    end
  end
  if #found <= 1 then return found[1] end
  return list.new(found, "article")
end

---A list that has its articles by name as well: `articles.herald`; where several have the name, a
---list of these.
function article.list(rows)
  for _, row in ipairs(rows) do
    row.name = stem(row.doc)
    row.outlet = row.outlet or row.name -- as stories and findings have it
    setmetatable(row, meta)
  end
  give_labels(table.move(rows, 1, #rows, 1, {}))
  local made = list.new(rows, "article")
  local of_list = debug.getmetatable(made)
  of_list.names = function() return rows end
  of_list.__index = function(self, key)
    if list.methods[key] then return list.methods[key] end
    if type(key) ~= "string" then return nil end
    local found = find(self, key)
    if found then return found end
    local known = {}
    for _, one in ipairs(self) do known[one.name] = true end
    source.fail("there is no article '%s'%s", key, suggest.text(key, known))
  end
  return made
end

---The article that a doc, a label, a name or the end of a doc stands for. Fails where it is none or
---several.
function article.named(rows, name)
  local found, labels = {}, {}
  for _, one in ipairs(rows) do
    if one.doc == name or one.label == name then return one end
    if one.name == name or one.doc:sub(-#name - 1) == "/" .. name
      or ("/" .. one.label):sub(-#name - 1) == "/" .. name then
      found[#found + 1] = one
      labels[#found] = one.label
    end
  end
  if #found == 1 then return found[1] end
  if #found == 0 then
    local known = {}
    for _, one in ipairs(rows) do known[one.name] = true end
    error(("there is no article '%s'%s"):format(name, suggest.text(name, known)), 0)
  end
  error(("'%s' is one of %d articles: %s%s"):format(name, #found,
    table.concat(labels, ", ", 1, math.min(#labels, 5)), #labels > 5 and ", …" or ""), 0)
end

article.methods, article.getters, article.plain = methods, getters, plain

return article
