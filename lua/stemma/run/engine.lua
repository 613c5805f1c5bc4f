-- What the engine calls in a rule's state. Nothing here is for rule authors.

local examples = require "stemma.load.examples"
local extract = require "stemma.run.extract"
local pack = require "stemma.load.pack"
local rule = require "stemma.load.rule"
local sort = require "stemma.sort"
local source = require "stemma.base.source"

local engine = {}

local function as_text(message)
  return type(message) == "string" and message or tostring(message)
end

---Loads a rule: the rule, or nil and "FILE:LINE: message".
function engine.load(bytes, chunkname, name, kind, helpers)
  local ok, result = pcall(function()
    local loaded = rule.load(bytes, chunkname, name, kind, helpers)
    if kind == "extract" then extract.prepare(loaded) end
    return loaded
  end)
  if ok then return result end
  return nil, as_text(result)
end

local function fields_of(self)
  local list = {}
  for i, field in ipairs(self.fields or {}) do
    list[i] = { field.name, field.type, field.values and table.concat(field.values, "\n") }
  end
  return list
end

local function uses_of(self)
  local list, otherwise = {}, { file = self.file, line = self.line }
  for i, use in ipairs(self.pack.uses) do
    local place = source.name(use.place or otherwise)
    list[i] = { layer = use.layer, field = use.field, where = place, as = use.as,
      type = use.type, value = use.value }
  end
  return list
end

---A rule as plain data.
function engine.describe(self)
  return {
    name = self.name, kind = self.kind, about = self.about, api = self.api, within = self.within,
    over = self.over, reads = self.reads, writes = self.writes, fields = fields_of(self),
    overlap = self.overlap, roles = self.roles and sort.keys(self.roles),
    examples = #(self.examples or {}), line = self.line, source = self.file,
    lexicons = self.pack.lexicons, modules = self.pack.modules, uses = uses_of(self),
    pattern = self.tree and require("stemma.match.describe").long(self.tree),
  }
end

---Runs an extraction rule on an article. Raises what the rule raises.
function engine.extract(self, article, emit)
  pack.running(true)
  extract.run(self, article, emit)
  pack.running(false)
end

---Runs a comparison rule on a story. Raises what the rule raises.
function engine.compare(self, story, sink)
  pack.running(true)
  require("stemma.compare.story").run(self, story, sink)
  pack.running(false)
end

---The articles of the n-th example and its line.
function engine.example(self, n)
  local example = self.examples[n]
  return { articles = example.articles, line = example.place.line, file = example.place.file }
end

---Whether what was found in the n-th example is what it expects: true, or false and a message.
---`others`: what other rules wrote, each { rule, found }.
function engine.check(self, n, found, others)
  return examples.check(self.examples[n], found, others)
end

---What was found in the n-th example beside what it expects: a list of steps (outcome.lua).
function engine.outcome(self, n, found, others)
  return require("stemma.why.outcome").steps(self.examples[n], found, others)
end

---How an annotation came about: a list of steps (steps.lua).
function engine.why(self, article, place, emit)
  return require("stemma.why.explain").why(self, article, place, emit)
end

---Why a rule found nothing in a stretch: a list of steps.
function engine.why_not(self, article, place, emit)
  return require("stemma.why.explain").why_not(self, article, place, emit)
end

---What a comparison does with a story: a list of steps.
function engine.why_story(self, story, sink)
  return require("stemma.why.explain").compare(self, story, sink)
end

return engine
