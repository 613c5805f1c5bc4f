-- A rule: from its file's text to a checked value.

local examples = require "stemma.load.examples"
local lint = require "stemma.match.lint"
local never = require "stemma.match.never"
local pattern = require "stemma.match.pattern"
local pack = require "stemma.load.pack"
local shape = require "stemma.load.shape"
local shaped = require "stemma.load.shaped"
local source = require "stemma.base.source"
local types = require "stemma.load.types"
local unused = require "stemma.match.unused"

local rule = {}

local raw = { __metatable = "rule" }

---What a constructor returns: its table, not looked at yet. The tail call that brings it here has
---taken the author's line off the stack; the checks find it in the text.
local function constructor(kind)
  return function(spec)
    if type(spec) ~= "table" then
      source.fail("stemma.%s takes a table, here a %s", kind, type(spec))
    end
    return setmetatable({ kind = kind, spec = spec }, raw)
  end
end

---The keys of `stemma.extract`.
---@class stemma.extract_rule
---@field api integer                   1: the version of all this that the rule was written for
---@field about string                  a sentence: what it finds
---@field writes string                 the layer that its annotations go to
---@field examples stemma.example[]     what it finds in short texts: its documentation and its test
---`name = "type"`: string, span, number, interval, time, entity, ref, or a list of these: strings,
---spans, numbers, times, entities, refs. One interval at most. `name = { "yes", "no" }`: a string,
---and one of these. Left out where rules/layer/NAME.lua has them.
---@field fields? table<string, string|string[]>
---@field pattern? stemma.pattern       what to find; or an extract function
---@field extract? fun(article: stemma.article, emit: stemma.emit)  called for each article
---@field reads? string[]               the layers that it looks at
---What a match of the pattern stays in; by default a sentence.
---@field within? "sentence"|"paragraph"
---The blocks it sees; by default headline, standfirst, subhead, body.
---@field roles? string[]
---Of annotations that overlap: the longest stays, by default, or all.
---@field overlap? "longest"|"all"

---@type fun(spec: stemma.extract_rule): table
rule.extract = constructor "extract"

---The keys of `stemma.compare`.
---@class stemma.compare_rule
---@field api integer                   1: the version of all this that the rule was written for
---@field about string                  a sentence: what it reports
---@field over "story"                  what is compared: the articles of a story
---Called for each story.
---@field compare fun(story: stemma.story, finding: stemma.finding, undecided: stemma.undecided)
---What it reports of some short articles: its documentation and its test.
---@field examples stemma.example[]
---@field reads? string[]               the layers that it looks at

---@type fun(spec: stemma.compare_rule): table
rule.compare = constructor "compare"

---The keys of `stemma.layer`.
---@class stemma.layer_rule
---@field about string                  a sentence: what the layer holds
---Name = type, or the values that it may have, as in `stemma.extract`.
---@field fields table<string, string|string[]>
---Of annotations that overlap: the longest stays, by default, or all.
---@field overlap? "longest"|"all"
---@field api? integer                  1: the version of all this that the layer was written for

---@type fun(spec: stemma.layer_rule): table
rule.layer = constructor "layer"

local function returned(chunk, file)
  local result = chunk()
  if debug.getmetatable(result) ~= raw then
    error(("%s:1: the file returns %s; a rule's ends with `return stemma.extract { … }`")
      :format(file, result == nil and "nothing" or "a " .. type(result)), 0)
  end
  return result
end

---The fields that stand in rules/layer/NAME.lua, and their overlap; nil where there is no file.
function rule.shared_layer(name)
  local path = "layer/" .. name .. ".lua"
  local bytes, chunkname = pack.current().files(path)
  if not bytes then return nil end
  chunkname = chunkname or "@rules/" .. path
  local file = source.file_of(chunkname)
  local result = returned(pack.run(bytes, chunkname), file)
  if result.kind ~= "layer" then
    error(("%s:1: a file in rules/layer returns stemma.layer { … }"):format(file), 0)
  end
  local checked = shape.open("layer", result.spec, bytes, file)
  return shape.check(checked), result.spec.overlap
end

local function take_fields(self, checked, fields)
  local shared, overlap = rule.shared_layer(self.writes)
  if shared then
    if fields then
      checked:fail("fields", "the fields of '%s' stand in rules/layer/%s.lua; leave them out here",
        self.writes, self.writes)
    elseif self.overlap then
      checked:fail("overlap", "the overlap of '%s' stands in rules/layer/%s.lua", self.writes,
        self.writes)
    end
    self.fields, self.overlap, self.shared = shared, overlap, true
  elseif not fields then
    checked:fail(nil, "'fields' is missing, and there is no rules/layer/%s.lua; write "
      .. "fields = { name = \"type\" }, or fields = {} for none", self.writes)
  else
    self.fields = fields
  end
  self.types, self.allowed = {}, {}
  for _, field in ipairs(self.fields) do
    self.types[field.name], self.allowed[field.name] = field.type, types.set_of(field.values)
  end
end

local function check_pattern(self, checked)
  local spec = self.spec
  if spec.pattern and spec.extract then
    checked:fail("extract", "a rule has a pattern or an extract function, not both")
  elseif spec.pattern then
    self.tree = pattern.taken(spec.pattern)
    lint.shape(self.tree)
    if self.within == "sentence" then never.check(self.tree) end
    lint.fields(self.tree, self.fields, not self.shared and function(name)
      return (checked.text:key(name, "fields"))
    end)
    shaped.note_taken(self.tree, self.types)
  elseif not spec.extract then
    checked:fail(nil, "'pattern' is missing (or `extract = function(article, emit)`)")
  elseif spec.within then
    checked:fail("within", "'within' goes with a pattern; an extract function sees the article")
  end
end

local function roles_of(list)
  if not list then return nil end
  local set = {}
  for _, role in ipairs(list) do set[role] = true end
  return set
end

-- Of the layers that a comparison reads: the values that their fields may have, as far as files of
-- rules/layer say them, for `where`.
local function note_allowed(reads)
  for _, layer in ipairs(reads) do
    for _, field in ipairs(rule.shared_layer(layer) or {}) do
      pack.allows(layer, field.name, types.set_of(field.values))
    end
  end
end

local function complete(self, checked, fields)
  local spec = self.spec
  self.about, self.api, self.reads = spec.about, spec.api or shape.api, spec.reads or {}
  self.overlap, self.line = spec.overlap, checked.text:constructor().line
  if self.kind == "compare" then
    self.over = spec.over
    note_allowed(self.reads)
  elseif self.kind == "layer" then
    self.writes, self.fields = self.name:match "[^/]*$", fields
  else
    self.writes, self.within = spec.writes, spec.within or "sentence"
    self.roles = roles_of(spec.roles)
    take_fields(self, checked, fields)
    check_pattern(self, checked)
  end
  if self.kind ~= "layer" then self.examples = examples.read(self, checked) end
  self.overlap = self.overlap or "longest"
end

---Loads a rule. Raises "FILE:LINE: message" where something is wrong with it.
---@param bytes string       the file's text
---@param chunkname string   "@rules/extract/day.lua"
---@param name string        "extract/day"
---@param kind string
---@param helpers table      the rule pack (pack.lua)
function rule.load(bytes, chunkname, name, kind, helpers)
  local file = source.file_of(chunkname)
  local state = pack.open(file, helpers)
  source.otherwise = nil
  unused.begin()
  local result = returned(pack.run(bytes, chunkname), file)
  local checked = shape.open(result.kind, result.spec, bytes, file)
  source.otherwise = checked.text:constructor()
  if result.kind ~= kind then
    checked:fail(nil, "stemma.%s stands in rules/%s; a file in rules/%s returns stemma.%s",
      result.kind, result.kind, kind, kind)
  end
  local self = { kind = kind, name = name, file = file, spec = result.spec, pack = state }
  local fields = shape.check(checked)
  complete(self, checked, fields)
  shape.check_uses(checked)
  unused.check()
  return self
end

return rule
