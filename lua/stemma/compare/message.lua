-- Messages of findings: a text with {names} in it.
--
--   {camps}         the camps that are the evidence: "12 (A and B) against 14 (C)"
--   {claims.count}  the different values of a field among the evidence
--   {key.fate}      what story:by grouped by
--   {outlets}       the evidence's outlets        {silent}  the silent ones
--   {name}          of the finding's `values = { name = … }`        {{  a brace

local camps = require "stemma.compare.camps"
local claim = require "stemma.compare.claim"
local interval = require "stemma.interval"
local outlets = require "stemma.compare.outlets"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local message = {}

-- All claims of nested evidence, in order.
local function flatten(evidence, list)
  if claim.is(evidence) then
    list[#list + 1] = evidence
  elseif claim.is_part(evidence) then
    list[#list + 1] = evidence.claim
  elseif type(evidence) == "table" then
    for _, each in ipairs(evidence) do flatten(each, list) end
  end
  return list
end

-- The key that the evidence was grouped by.
local function key_of(evidence)
  if type(evidence) ~= "table" or claim.is(evidence) or claim.is_part(evidence) then return nil end
  local key = claim.is_list(evidence) and rawget(evidence, "key")
  if key then return key end
  for _, each in ipairs(evidence) do
    key = key_of(each)
    if key then return key end
  end
  return nil
end

local function text_of(value)
  if type(value) == "number" then return tostring(interval.new(value)) end
  if type(value) == "table" and debug.getmetatable(value) == nil then
    local parts = {}
    for i, each in ipairs(value) do parts[i] = text_of(each) end
    return table.concat(parts, ", ")
  end
  return tostring(value)
end

-- The values of a path among claims: an interval without its hedge, so that hedges can differ.
local function values_text(claims, path)
  local seen, list = {}, {}
  for _, value in ipairs(claims:values(path)) do
    local text = interval.is(value) and value.value and text_of(value.value) or text_of(value)
    if not seen[text] then
      seen[text] = true
      list[#list + 1] = text
    end
  end
  return table.concat(list, " / ")
end

local function scope_of(given, evidence)
  local claims = claim.list(flatten(evidence, {}))
  return {
    camps = camps.is(evidence) and evidence or nil,
    claims = claims, key = key_of(evidence), outlets = claims.outlets,
    silent = outlets.is(given.silent) and given.silent or nil,
  }
end

local function unknown(name, scope, values)
  local known = {}
  for _, names in ipairs { scope, values } do
    for key in pairs(names) do known[key] = true end
  end
  source.fail("message: nothing is called {%s}%s", name, suggest.text(name, known))
end

local function look_up(name, scope, values)
  local head, rest = name:match "^([%w_]+)%.?(.*)$"
  if not head then return unknown(name, scope, values) end
  if values[head] ~= nil and rest == "" then return text_of(values[head]) end
  local value = scope[head]
  if value == nil then return unknown(name, scope, values) end
  if head == "claims" then
    if rest == "" then return text_of(scope.outlets) end
    return values_text(value, rest)
  end
  for step in rest:gmatch "[^.]+" do
    local found = value[step]
    if found == nil then
      source.fail("message: {%s}: there is no '%s'%s", name, step,
        head == "key" and suggest.text(step, value) or "")
    end
    value = found
  end
  return text_of(value)
end

---The message of a finding, its names filled in.
function message.fill(given, evidence)
  local values = given.values or {}
  if type(values) ~= "table" then source.fail "values = { name = … } for the message" end
  local scope
  local text = given.message:gsub("{{", "\1"):gsub("{([^{}]*)}", function(name)
    local value = values[name]   -- most are: the evidence is not looked through for them
    if value ~= nil and name:find "^[%w_]+$" then return text_of(value) end
    scope = scope or scope_of(given, evidence)
    return (look_up(name, scope, values))
  end)
  if text:find("{", 1, true) then source.fail "message: a { without its }" end
  return (text:gsub("\1", "{"))
end

return message
