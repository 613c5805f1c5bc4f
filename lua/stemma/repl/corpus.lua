-- What the front holds, asked for when it is touched and kept until it changes.

local author = require "stemma.read.article"
local host = require "stemma.host"
local list = require "stemma.repl.list"

local corpus = {}

local version      -- of what is kept below
local kept = {}    -- corpus, stories, findings, undecided, rules
local natives = {} -- by doc: { stamp, article, layers }

-- Articles whose layers come in one answer: few enough that the front is not held up.
local PORTION = 200

---Called before each evaluation: what was asked for before another version is old.
function corpus.at(now)
  if now == version then return end
  version, kept = now, {}
end

function corpus.forget() kept, version = {}, nil end

---Called when a rule is typed or goes: what it wrote, and what was made of that, is asked for anew,
---as an article's stamp tells only of layers that are there already.
function corpus.forget_layers()
  natives = {}
  corpus.forget()
end

local function once(name, make)
  if kept[name] == nil then kept[name] = make() end
  return kept[name]
end

-- --- rules and layers ---

---What rules say of themselves, sorted by name.
function corpus.rules()
  return once("rules", function()
    local open = require("stemma.repl.rule").open
    local items = {}
    for i, one in ipairs(host.ask "rules") do items[i] = open(one) end
    return list.new(items, "rule")
  end)
end

---Layers that rules write: name -> the rule that has its fields, or one that writes it.
function corpus.layers()
  return once("layers", function()
    local layers = {}
    for _, rule in ipairs(corpus.rules()) do
      if rule.writes and not rule.error and (not layers[rule.writes] or #rule.fields > 0) then
        layers[rule.writes] = rule
      end
    end
    return layers
  end)
end

---The layer that a word names: "quotation", "quotations", "entities" (of entity).
function corpus.layer_named(word)
  if type(word) ~= "string" then return nil end
  local layers = corpus.layers()
  for _, name in ipairs { word, word:match "^(.+)s$", (word:gsub("ies$", "y")) } do
    if layers[name] then return name end
  end
  return nil
end

-- --- articles ---

---The articles, sorted by doc.
function corpus.articles()
  return once("articles", function()
    return require("stemma.repl.article").list(host.ask "corpus")
  end)
end

-- What the article at the prompt has and a rule's has not.
local function beyond(made, key)
  local value = made.owner[key]
  if type(value) ~= "function" then return value end
  return function(_, ...) return value(made.owner, ...) end
end

-- A native article without layers, and what authors see of it.
local function open(article, bytes)
  local native = host.article(bytes)
  local made = author.open({}, native)
  local bare = made.layer
  made.owner = article
  made.beyond = beyond
  -- Refs lead to layers that nobody has asked for yet.
  made.layer = function(self, name)
    corpus.fetch({ article }, { name })
    return bare(self, name)
  end
  return { stamp = article.stamp, native = native, author = made, layers = {} }
end

local function lacks(article, layers)
  local there = natives[article.doc]
  if not there or there.stamp ~= article.stamp then return true end
  for _, name in ipairs(layers) do
    if not there.layers[name] then return true end
  end
  return false
end

local function take(article, answer, layers)
  if not answer then error(article.doc .. " is gone", 0) end
  local there = natives[article.doc]
  if not there or there.stamp ~= article.stamp then
    there = open(article, answer.revision)
    natives[article.doc] = there
  end
  for _, bytes in ipairs(answer.layers) do host.add(there.native, bytes) end
  for _, name in ipairs(layers) do there.layers[name] = true end
end

---Sees to it that these articles are here, with these layers.
function corpus.fetch(articles, layers)
  local missing = {}
  for _, article in ipairs(articles) do
    if lacks(article, layers) then missing[#missing + 1] = article end
  end
  for from = 1, #missing, PORTION do
    local docs = {}
    for i = from, math.min(from + PORTION - 1, #missing) do docs[#docs + 1] = missing[i].doc end
    local answers = host.ask("articles", table.concat(layers, ","), table.unpack(docs))
    for i, answer in ipairs(answers) do take(missing[from + i - 1], answer, layers) end
  end
  if #layers > 0 and #missing > 0 then corpus.refresh(missing) end
end

---Layers that were computed just now change what articles are stamped with and dated by, not what
---they are.
function corpus.refresh(articles)
  local rows = {}
  for _, one in ipairs(host.ask "corpus") do rows[one.doc] = one end
  for _, article in ipairs(articles) do
    local row = rows[article.doc]
    for _, key in ipairs(row and { "stamp", "date", "date_from", "counts" } or {}) do
      rawset(article, key, row[key])
    end
    natives[article.doc].stamp = article.stamp
  end
end

---What authors see of an article, and what is behind it, with these layers.
function corpus.open(article, layers)
  corpus.fetch({ article }, layers or {})
  local there = natives[article.doc]
  return there.author, there.native
end

-- --- stories and findings ---

---Whether all that rules find is there, so that nothing has to be waited for.
function corpus.settled() return host.ask "settled" end

function corpus.stories()
  return once("stories", function()
    return require("stemma.repl.story").list(host.ask "stories", corpus.articles())
  end)
end

function corpus.findings()
  return once("findings", function()
    return require("stemma.repl.finding").list(host.ask "findings", "finding")
  end)
end

function corpus.undecided()
  return once("undecided", function()
    return require("stemma.repl.finding").list(host.ask "undecided", "undecided")
  end)
end

---The story that an article is in.
function corpus.story_of(doc)
  local by_doc = once("story_of", function()
    local map = {}
    for _, story in ipairs(corpus.stories()) do
      for _, article in ipairs(story.articles) do map[article.doc] = story end
    end
    return map
  end)
  return by_doc[doc]
end

return corpus
