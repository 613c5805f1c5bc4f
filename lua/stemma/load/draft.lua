-- stemma.draft: a rule that is being tried at the prompt. What a rule's file must have and a draft
-- need not is filled in.

local examples = require "stemma.load.examples"
local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local rule = require "stemma.load.rule"
local shaped = require "stemma.load.shaped"

-- Whether rules/layer has the fields of what a rule writes.
local function has_fields(layer)
  return type(layer) == "string" and pack.current().files(("layer/%s.lua"):format(layer)) ~= nil
end

local function extraction(spec)
  local whole = { writes = "draft" }
  if pattern.is(spec.pattern, "token") then
    if not has_fields(spec.writes) then whole.fields = shaped.fields_of(spec.pattern.tree) end
    whole.reads = shaped.reads_of(spec.pattern.tree)
  elseif spec.extract == nil then
    whole.fields = {} -- what is missing is a pattern
  end
  return whole
end

---@param spec table
---@param kind "extract"|"compare"
return function(spec, kind)
  if type(spec) ~= "table" then return rule[kind](spec) end
  local whole = kind == "compare" and { over = "story" } or extraction(spec)
  whole.api, whole.about, whole.examples = 1, "A rule that is being tried.", examples.untried
  for key, value in pairs(spec) do whole[key] = value end
  return rule[kind](whole)
end
