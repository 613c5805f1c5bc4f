-- A story at the prompt: its articles, and what they say side by side.

local alike = require "stemma.repl.alike"
local corpus = require "stemma.repl.corpus"
local list = require "stemma.repl.value.list"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local story = {}

---@class stemma.repl.story
---@field id string
---@field title string|nil
---@field articles stemma.repl.list
---@field outlets string[]   beside the articles: the names to show
---@field findings stemma.repl.list
local methods = {}
local getters = {}
local meta = { __metatable = "story", __name = "story" }

function story.is(value) return debug.getmetatable(value) == meta end
function meta.plain(self) return self.id end
function meta.get(self, key)
  if getters[key] then return getters[key](self) end
  return rawget(self, key)
end
function meta.names()
  local names = { id = true, title = true, articles = true, outlets = true }
  for name in pairs(getters) do names[name] = true end
  return names
end
function meta.__tostring(self) return self.id end

function meta.__index(self, key)
  if methods[key] then return methods[key] end
  if getters[key] then return getters[key](self) end
  if key == "title" then return nil end
  local layer = corpus.layer_named(key)
  if layer then return function(of) return of:layer(layer) end end
  local known = { id = true, articles = true, outlets = true, title = true }
  for _, names in ipairs { methods, getters, corpus.layers() } do
    for name in pairs(names) do known[name] = true end
  end
  source.fail("a story has no '%s'%s", tostring(key), suggest.text(tostring(key), known))
end

function getters:findings()
  return corpus.findings():filter(function(one) return one.story == self.id end)
end
function getters:undecided()
  return corpus.undecided():filter(function(one) return one.story == self.id end)
end
function getters:date()
  local first
  for _, article in ipairs(self.articles) do
    if article.date and (not first or article.date < first) then first = article.date end
  end
  return first
end

---The annotations of a layer in all its articles: a list. `story:quotations()` is
---`story:layer "quotation"`.
function methods:layer(name) return story.layer(name, self.articles) end

---What a pattern or a phrase finds in its articles: a list.
function methods:find(wanted) return require("stemma.repl.find").all(wanted, self.articles) end

---The annotations of a layer in some articles.
function story.layer(name, articles)
  local layer, items = corpus.layer_named(name), {}
  if not layer then
    source.fail("no rule writes layer '%s'%s", tostring(name),
      suggest.text(tostring(name), corpus.layers()))
  end
  corpus.each(articles, { layer }, function(article)
    for _, one in ipairs(article:layer(layer)) do items[#items + 1] = one end
  end)
  return list.new(items, "annotation")
end

-- --- the matrix ---

local function put(statement, one, column)
  local item = require "stemma.repl.value.item"
  statement.cells[column] = statement.cells[column] or {}
  table.insert(statement.cells[column], one)
  statement.text = statement.text or one.text
  statement.words = statement.words or one:words()
  statement.speaker = statement.speaker or item.plain(item.get(one, "speaker"))
end

local statement_meta = { __metatable = "statement", __name = "statement" }

---What a row of the matrix is.
function story.is_statement(value) return debug.getmetatable(value) == statement_meta end
function statement_meta.plain(self) return self.text end
function statement_meta.get(self, key) return rawget(self, key) end
function statement_meta.names()
  return { text = true, speaker = true, outlets = true, cells = true, roles = true, words = true }
end

-- Statements that a comparison of wording has found already: what it sets beside each other is one,
-- whatever it is like. `roles` has what it says of each article.
local function compared(self)
  local columns, statements = {}, {}
  for i, article in ipairs(self.articles) do columns[article.doc] = i end
  for _, one in ipairs(self.findings) do
    if one.kind == "wording" then
      local statement = { cells = {}, roles = {}, evidence = one.evidence, columns = columns }
      for _, each in ipairs(one.evidence) do statement.roles[columns[each.doc]] = each.role end
      statements[#statements + 1] = statement
    end
  end
  return statements
end

local function is_evidence(statement, one, column)
  for _, each in ipairs(statement.evidence or {}) do
    local overlaps = one.begin < each.stop and each.begin < one.stop
    if overlaps and statement.columns[each.doc] == column then return true end
  end
  return false
end

-- A statement takes in what is like one that it has. Longest first, so that parts find the whole.
local function gather(statements, one, column)
  local words = one:words()
  if #words == 0 then return end
  for _, fits in ipairs {
    function(statement) return is_evidence(statement, one, column) end,
    function(statement) return statement.words and alike(words, statement.words) end,
  } do
    for _, statement in ipairs(statements) do
      if fits(statement) then return put(statement, one, column) end
    end
  end
  statements[#statements + 1] = { cells = {} }
  put(statements[#statements], one, column)
end

-- Evidence that is no annotation: the words without marks, say.
local function add_evidence(statement)
  for _, each in ipairs(statement.evidence or {}) do
    local column = statement.columns[each.doc]
    if not statement.cells[column] then put(statement, each.span, column) end
  end
end

local function outlets_of(statement)
  local n = 0
  for _ in pairs(statement.cells) do n = n + 1 end
  return n
end

---Statements by outlets: rows, each with `text`, `words`, its `speaker` and `cells`, which has the
---annotations by the article's number; what comparisons of wording say of these is in `roles`. What
---most outlets have comes first; `outlets` says how many.
function methods:matrix(layer)
  local all = {}
  for i, article in ipairs(self.articles) do
    for _, one in ipairs(article:layer(layer or "quotation")) do
      all[#all + 1] = { one = one, column = i, length = #one.text }
    end
  end
  require("stemma.sort").by(all, function(each) return { -each.length } end)
  local statements = compared(self)
  for _, each in ipairs(all) do gather(statements, each.one, each.column) end
  for _, statement in ipairs(statements) do
    add_evidence(statement)
    statement.outlets, statement.evidence, statement.columns = outlets_of(statement), nil, nil
    setmetatable(statement, statement_meta)
  end
  require("stemma.sort").by(statements, function(each) return { -each.outlets } end)
  return list.new(statements, "statement")
end

-- --- all of them ---

function story.list(rows, articles)
  local by_doc = {}
  for _, article in ipairs(articles) do by_doc[article.doc] = article end
  for _, row in ipairs(rows) do
    local members = {}
    for i, doc in ipairs(row.docs) do members[i] = by_doc[doc] end
    row.docs = nil
    row.articles = list.new(members, "article")
    setmetatable(row, meta)
  end
  return list.new(rows, "story")
end

story.methods, story.getters = methods, getters

return story
