-- The story as a comparison rule sees it: its articles, and their annotations as claims.

local claim = require "stemma.compare.claim"
local finding = require "stemma.compare.finding"
local outlets = require "stemma.compare.outlets"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local types = require "stemma.load.types"

local story = {}

---The articles that report one event, as a comparison rule is given them.
---@class stemma.story
---@field outlets stemma.outlets       all of the story
---@field articles stemma.member[]     in the order of their names
local methods = {}
local meta = { __metatable = "story" }

---An article of a story.
---@class stemma.member
---@field outlet string      the outlet, or what stands for it
---@field date string|nil    the day it was published
---@field title string|nil   from its metadata
local member_methods = {}
local member_meta = { __metatable = "member" }

local function member(native, i, shown, recorder)
  return setmetatable({
    native = native, number = i, outlet = shown, doc_key = ("%09d"):format(i), made = {},
    lists = {}, told = {}, date = native:date(), title = native:title(),
    recorder = recorder or false,
  }, member_meta)
end

function member_meta.__index(_, key)
  if member_methods[key] then return member_methods[key] end
  if key == "date" or key == "title" then return nil end
  source.fail("an article of a story has no '%s'%s", tostring(key),
    suggest.text(key, { "outlet", "date", "title", "layer", "layer_values", "claim" }))
end

-- A layer's claims that are made, by their index.
local function made_of(self, layer)
  local made = self.made[layer]
  if not made then
    made = {}
    self.made[layer] = made
  end
  return made
end

---The i-th claim of a layer, for rules that need few of those that `layer_values` told of: one and
---the same whenever it is asked for.
---@param layer string
---@param i integer
---@return stemma.claim
function member_methods:claim(layer, i)
  local made = made_of(self, layer)
  local one = made[i]
  if not one then
    self.native:annotation(layer, i)   -- there is one, and the rule reads the layer
    one = claim.new(self, layer, i)
    made[i] = one
  end
  return one
end

-- For explanations: that a layer of this article was read.
local function tell(self, layer, count)
  if not self.recorder or self.told[layer] then return end
  self.told[layer] = true
  self.recorder:took(layer, self.outlet, count)
end

---The annotations of a layer of this article, in order.
---@param layer string
---@return stemma.claims
function member_methods:layer(layer)
  local known = self.lists[layer]
  if known then return known end
  local made, list, count = made_of(self, layer), {}, self.native:count(layer)
  for i = 1, count do
    local one = made[i] or claim.new(self, layer, i)
    made[i], list[i] = one, one
  end
  tell(self, layer, count)
  self.lists[layer] = claim.list(list)
  return self.lists[layer]
end

---What the annotations of a layer of this article have in a field, or as their `text`, `role` or
---`rule`: a list in their order, with false where it is unset. Of a span it has the words, of a
---list a list. Far cheaper than claims; not for intervals and references.
---@param layer string
---@param field string
---@return (string|number|string[]|number[]|false)[]
function member_methods:layer_values(layer, field)
  local values = self.native:layer_values(layer, field)
  if not values then
    source.fail("article:layer_values: '%s' of layer '%s' is %s; see article:layer", field, layer,
      types.words(self.native:fields(layer)[field]))
  end
  tell(self, layer, #values)
  return values
end

local function open(native, recorder)
  local articles, names = {}, {}
  for i = 1, native:articles() do
    names[i] = native:outlet(i)
    articles[i] = member(native:article(i), i, names[i], recorder)
  end
  return setmetatable({
    articles = articles, outlets = outlets.new(names), recorder = recorder or false,
  }, meta)
end

function meta.__index(_, key)
  if methods[key] then return methods[key] end
  source.fail("a story has no '%s'%s", tostring(key),
    suggest.text(key, { "articles", "outlets", "layer", "by" }))
end

---All claims of a layer, article by article. The rule names the layer in `reads`.
---@param layer string
---@return stemma.claims
function methods:layer(layer)
  local list = {}
  for _, each in ipairs(self.articles) do
    for _, one in ipairs(each:layer(layer)) do list[#list + 1] = one end
  end
  return claim.list(list)
end

---A layer's claims grouped by fields: an iterator over key and claims, sorted by key; claims that
---lack one of the fields are left out.
---```lua
---for key, claims in story:by("casualty", { "fate" }) do print(key.fate, #claims) end
---```
---@param layer string
---@param fields string|string[]
---@return fun(): table|nil, stemma.claims|nil
function methods:by(layer, fields) return self:layer(layer):by(fields) end

---Runs a comparison rule. `recorder` (trace.lua): told what it does, for explanations.
function story.run(rule, native, sink, recorder)
  local self = open(native, recorder)
  rule.spec.compare(self, finding.open(self, sink), finding.undecided(self, sink))
end

return story
