-- What the front holds, asked for when it is touched and kept until it changes.

local author = require "stemma.read.article"
local host = require "stemma.host"
local list = require "stemma.repl.value.list"
local sort = require "stemma.sort"

local corpus = {}

local version      -- of what is kept below
local kept = {}    -- corpus, stories, findings, undecided, rules
local weak = { __mode = "v" }
local opened = setmetatable({}, weak) -- by doc: { stamp, hash, native, author, layers }

-- Articles whose layers come in one answer: few enough that the front is not held up.
local PORTION, PORTION_BYTES = 200, 1 << 18
-- Bytes of texts that are open: an article takes ten times its text, and comes back in no time.
local MOST_OPEN = 1 << 20

---Called before each evaluation: what was asked for before another version is old.
function corpus.at(now)
  if now == version then return end
  version, kept = now, {}
end

function corpus.forget() kept, version = {}, nil end

---Called when a rule is typed or goes: what it wrote, and what was made of that, is asked for anew,
---as an article's stamp tells only of layers that are there already.
function corpus.forget_layers()
  opened = setmetatable({}, weak)
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
    local open = require("stemma.repl.value.rule").open
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
    return require("stemma.repl.value.article").list(host.ask "corpus")
  end)
end

local queue = { first = 1, last = 0, bytes = 0 } -- what is open, the oldest first

-- What rests on an article that is let go asks for it again, by `beyond`.
local function let_go(there)
  if not there.native then return end
  host.drop(there.native)
  there.native = nil
  local made = there.author
  for _, name in ipairs { "native", "text", "words", "texts", "shapes" } do
    rawset(made, name, nil)
  end
  made.layers, made.blocks_made, made.places_made = {}, {}, {}
end

local function keep_open(there, bytes)
  queue.last = queue.last + 1
  queue[queue.last] = { there, bytes }
  queue.bytes = queue.bytes + bytes
  while queue.bytes > MOST_OPEN and queue.first < queue.last do
    local oldest = queue[queue.first]
    queue[queue.first] = nil
    queue.first, queue.bytes = queue.first + 1, queue.bytes - oldest[2]
    let_go(oldest[1])
  end
end

local beyond

-- An article without layers, and what authors see of it.
local function open(article)
  local made = author.open({}, nil)
  local bare = made.layer
  made.owner, made.beyond = article, beyond
  -- Refs lead to layers that nobody has asked for yet.
  made.layer = function(self, name)
    corpus.fetch({ self.owner }, { name })
    return bare(self, name)
  end
  made.find = function(self, wanted) return self.owner:find(wanted) end
  made.there = { stamp = article.stamp, author = made, layers = {} }
  return made.there
end

local function has_changed(article)
  error(article.label .. " has changed since; ask for it anew", 0)
end

-- Puts what was answered into an article that is not open, or lacks some layers. What was asked of
-- it before has to be as it was.
local function fill(there, article, answer, layers)
  local hash = host.hash(answer.revision)
  if there.hash and there.hash ~= hash then has_changed(article) end
  if not there.native then
    there.hash, there.native = hash, host.article(answer.revision)
    there.author.native = there.native
    keep_open(there, article.bytes)
  end
  for _, name in ipairs(layers) do
    local bytes = answer.layers[name]
    local now = bytes and host.hash(bytes) or 0
    if (there.layers[name] or now) ~= now then has_changed(article) end
    if bytes then host.add(there.native, bytes) end
    there.layers[name] = now
  end
end

local function is_open(article, layers)
  local there = opened[article.doc]
  if not there or there.stamp ~= article.stamp or not there.native then return false end
  for _, name in ipairs(layers) do
    if not there.layers[name] then return false end
  end
  return true
end

local function take(article, answer, layers)
  if not answer then error(article.doc .. " is gone", 0) end
  local there = opened[article.doc]
  if not there or there.stamp ~= article.stamp then
    there = open(article)
    opened[article.doc] = there
  end
  fill(there, article, answer, layers)
end

-- These layers, and those that articles had before they were let go.
local function with_those_before(articles, layers)
  local names = {}
  for _, name in ipairs(layers) do names[name] = true end
  for _, article in ipairs(articles) do
    for name in pairs(opened[article.doc] and opened[article.doc].layers or {}) do
      names[name] = true
    end
  end
  return sort.keys(names)
end

local function ask_for(articles, layers)
  local docs = {}
  for i, article in ipairs(articles) do docs[i] = article.doc end
  return host.ask("articles", table.concat(layers, ","), table.unpack(docs))
end

-- Pieces of a list of articles, each few enough for one answer.
local function portions(articles)
  local at = 0
  return function()
    local some, bytes = {}, 0
    while at < #articles and #some < PORTION and bytes < PORTION_BYTES do
      at = at + 1
      some[#some + 1] = articles[at]
      bytes = bytes + articles[at].bytes
    end
    if #some > 0 then return some end
  end
end

-- Layers that are computed only now change what articles are stamped with and dated by, not what
-- they are.
local function refresh(layers)
  local computed, new = once("computed", function() return {} end), false
  for _, name in ipairs(layers) do
    new = new or not computed[name]
    computed[name] = true
  end
  if not new then return end
  local rows = {}
  for _, one in ipairs(host.ask "corpus") do rows[one.doc] = one end
  for _, article in ipairs(corpus.articles()) do
    local row, there = rows[article.doc], opened[article.doc]
    local was = article.stamp
    for _, key in ipairs(row and { "stamp", "date", "date_from", "counts" } or {}) do
      rawset(article, key, row[key])
    end
    if there and there.stamp == was then there.stamp = article.stamp end
  end
end

---Sees to it that these articles are here, with these layers; of many, the first will have been let
---go again, see `corpus.each`.
function corpus.fetch(articles, layers)
  local missing = {}
  for _, article in ipairs(articles) do
    if not is_open(article, layers) then missing[#missing + 1] = article end
  end
  for some in portions(missing) do
    local wanted = with_those_before(some, layers)
    for i, answer in ipairs(ask_for(some, wanted)) do take(some[i], answer, wanted) end
    refresh(layers)
  end
end

---Calls `f(article, author's article, native)` for each article, with these layers, some at a time:
---so that memory does not grow with the corpus.
function corpus.each(articles, layers, f)
  for some in portions(articles) do
    corpus.fetch(some, layers)
    for _, article in ipairs(some) do f(article, corpus.open(article, layers)) end
  end
end

---What authors see of an article, and what is behind it, with these layers.
function corpus.open(article, layers)
  corpus.fetch({ article }, layers or {})
  local there = opened[article.doc]
  return there.author, there.native
end

-- --- what was let go ---

local last_place = 0 -- in the list of articles, of the one that was opened again last

-- Who goes through a list goes on to the next articles.
local function next_ones(article)
  local articles = corpus.articles()
  local places = once("places", function()
    local map = {}
    for i, one in ipairs(articles) do map[one.doc] = i end
    return map
  end)
  local place, some, bytes = places[article.doc] or 0, { article }, article.bytes
  local goes_on = place > last_place and place - last_place < PORTION
  for i = place + 1, goes_on and math.min(place + PORTION // 2, #articles) or 0 do
    local there = opened[articles[i].doc]
    bytes = bytes + articles[i].bytes
    if bytes > PORTION_BYTES then break end -- the first of more would be let go again
    if there and not there.native and there.stamp == articles[i].stamp then
      some[#some + 1] = articles[i]
    end
  end
  last_place = place
  return some
end

local function open_again(made)
  local article, there = made.owner, opened[made.owner.doc]
  if there and there.author == made then
    corpus.fetch(next_ones(article), {})
  else -- another stands for the article by now
    local old = made.there
    local names = sort.keys(old.layers)
    local answer = ask_for({ article }, names)[1]
    if not answer then has_changed(article) end
    fill(old, article, answer, names)
  end
  return rawget(made, "native")
end

-- What the article at the prompt has and a rule's has not.
function beyond(made, key)
  if key == "native" then return open_again(made) end
  local value = made.owner[key]
  if type(value) ~= "function" then return value end
  return function(_, ...) return value(made.owner, ...) end
end

-- --- stories and findings ---

---Whether all that rules find is there, so that nothing has to be waited for.
function corpus.settled() return host.ask "settled" end

function corpus.stories()
  return once("stories", function()
    return require("stemma.repl.value.story").list(host.ask "stories", corpus.articles())
  end)
end

function corpus.findings()
  return once("findings", function()
    return require("stemma.repl.value.finding").list(host.ask "findings", "finding")
  end)
end

function corpus.undecided()
  return once("undecided", function()
    return require("stemma.repl.value.finding").list(host.ask "undecided", "undecided")
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
