-- Claims: annotations as comparison rules see them. A claim is a handle: its words, its fields and
-- its order, never its offsets, so that a finding stays true when text elsewhere moves.

local field = require "stemma.read.field"
local interval = require "stemma.interval"
local outlets = require "stemma.compare.outlets"
local pack = require "stemma.load.pack"
local show = require "stemma.base.show"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local claim = {}

-- Told of groups while a comparison is explained.
local watcher

-- Where a claim stands: under keys that rules do not have. Most are never asked: false until then.
local BEGIN, STOP = {}, {}

---An annotation as comparison rules see it: a handle on its words, its fields (which are its keys)
---and its order, never on its offsets.
---@class stemma.claim
---@field text string          its words
---@field outlet string        its article's
---@field date string|nil      the day its article was published
---@field article stemma.member  the one it is in
---@field rule string          the rule that found it
---@field role string          its block's: headline, body, …
---@field [string] any         a field of its layer; a span field is a part
local methods = {}
local meta = { __metatable = "claim" }

---A span field of a claim, or some bytes of its text: evidence itself.
---@class stemma.part
---@field text string          its words
---@field outlet string        its claim's
---@field date string|nil      its claim's
---@field article stemma.member  its claim's
local part_methods = {}
local part_meta = { __metatable = "part" }

---A list of claims: `claims[i]`, `#claims`. A camp is one too, with what its claims agree on.
---@class stemma.claims
---@field [integer] stemma.claim  one of them
---@field outlets stemma.outlets  of its claims
---@field key table|nil        the values that `by` grouped by
---@field value any            of a camp: the value of its claims
---@field text string|nil      of a camp: the value in words
---@field role string|nil      of a camp: majority, minority, "camp 1", …
local list_methods = {}
local list_meta = { __metatable = "claims" }

function claim.is(value) return debug.getmetatable(value) == meta end
function claim.is_part(value) return debug.getmetatable(value) == part_meta end
function claim.is_list(value) return debug.getmetatable(value) == list_meta end

---The i-th annotation of a layer of one of the story's articles.
function claim.new(member, layer, i)
  return setmetatable(
    { article = member, layer = layer, index = i, [BEGIN] = false, [STOP] = false }, meta)
end

-- Where a claim begins and stops.
local function place(self)
  local begin, stop = self[BEGIN], self[STOP]
  if begin then return begin, stop end
  begin, stop = self.article.native:annotation(self.layer, self.index)
  rawset(self, BEGIN, begin)
  rawset(self, STOP, stop)
  return begin, stop
end

local function part(self, name, k, begin, stop)
  return setmetatable({ claim = self, field = name, k = k, [BEGIN] = begin, [STOP] = stop,
    from = false, to = false }, part_meta)
end

local makers = field.makers(part, function(self, _, _, layer, i)
  return self.article:claim(layer, i)
end)

-- What a claim has besides its fields: what its article has; and what `article:read` knows.
local of_article = { outlet = true, date = true }
local of_itself = { text = true, rule = true, role = true }

local function unknown(self, key)
  local known = {}
  local fields = self.article.native:fields(self.layer)
  for _, names in ipairs { fields, of_article, of_itself, methods } do
    for name in pairs(names) do known[name] = true end
  end
  source.fail("a claim of layer '%s' has no '%s'%s", self.layer, tostring(key),
    suggest.text(key, known))
end

function meta.__index(self, key)
  local method = methods[key]
  if method then return method end
  local member = self.article
  local type, value, b, c, d = member.native:read(self.layer, self.index, key)
  local make = makers[type]
  if make then
    value = make(self, key, nil, value, b, c, d)
  elseif not type then
    if not of_article[key] then unknown(self, key) end
    value = member[key]
  end
  rawset(self, key, value)
  return value
end

function meta.__newindex(_, key)
  source.fail("a claim cannot be changed; '%s' would be set", tostring(key))
end
function meta.__tostring(self) return self.text end
function meta.__eq(a, b)
  return claim.is(a) and claim.is(b) and a.layer == b.layer and a.index == b.index
    and rawequal(a.article, b.article)
end

local function other_claim(method, value)
  if not claim.is(value) then source.fail(":%s takes a claim, here a %s", method, type(value)) end
end

---Whether it stands before the other, in the same article.
---@param other stemma.claim
---@return boolean
function methods:before(other)
  other_claim("before", other)
  return rawequal(self.article, other.article) and place(self) < place(other)
end

---Whether it lies inside the other.
---@param other stemma.claim
---@return boolean
function methods:within(other)
  other_claim("within", other)
  if not rawequal(self.article, other.article) then return false end
  local begin, stop = place(self)
  local from, to = place(other)
  return from <= begin and stop <= to
end

---The annotation of another layer that it lies in (the first that covers it), or nil.
---@param layer string
---@return stemma.claim|nil
function methods:inside(layer)
  local begin = place(self)
  for _, other in ipairs(self.article:layer(layer)) do
    if place(other) > begin then break end
    if self:within(other) then return other end
  end
  return nil
end

---The annotations of another layer that lie in it.
---@param layer string
---@return stemma.claims
function methods:holds(layer)
  local list, _, stop = {}, place(self)
  for _, other in ipairs(self.article:layer(layer)) do
    if place(other) >= stop then break end
    if other:within(self) then list[#list + 1] = other end
  end
  return claim.list(list)
end

local function is_inside(text, at) return (text:byte(at + 1) or 0) & 0xC0 == 0x80 end

local function cut(text, from, to)
  if math.type(from) ~= "integer" or math.type(to) ~= "integer" or from < 0 or to > #text
    or from >= to then
    source.fail("no part [%s, %s) in a text of %d bytes", tostring(from), tostring(to), #text)
  elseif is_inside(text, from) or is_inside(text, to) then
    source.fail("the part [%d, %d) cuts a character", from, to)
  end
end

---Some bytes of its text (from 0, half-open), as evidence.
---@param from integer
---@param to integer
---@return stemma.part
function methods:part(from, to)
  cut(self.text, from, to)
  local made = part(self, nil, nil, place(self))
  made.from, made.to = from, to
  return made
end

---Some bytes of its text (from 0, half-open), as evidence.
---@param from integer
---@param to integer
---@return stemma.part
function part_methods:part(from, to)
  cut(self.text, from, to)
  local made = part(self.claim, self.field, self.k, self[BEGIN], self[STOP])
  made.from, made.to = (self.from or 0) + from, (self.from or 0) + to
  return made
end

function part_meta.__index(self, key)
  if part_methods[key] then return part_methods[key] end
  if key == "text" then
    local text = self.claim.article.native:sub(self[BEGIN], self[STOP])
    if rawget(self, "from") then text = text:sub(self.from + 1, self.to) end
    return text
  elseif key == "outlet" or key == "article" or key == "date" then
    return self.claim[key]
  elseif key == "field" or key == "k" then
    return nil
  end
  source.fail("a span of a claim has no '%s'", tostring(key))
end
function part_meta.__tostring(self) return self.text end

---A list of claims.
---@param claims stemma.claim[]
---@param key? table
---@return stemma.claims
function claim.list(claims, key)
  claims.key = key
  return setmetatable(claims, list_meta)
end

function list_meta.__index(self, key)
  if list_methods[key] then return list_methods[key] end
  if key == "outlets" then
    local names = {}
    for i, each in ipairs(self) do names[i] = each.outlet end
    local set = outlets.new(names)
    rawset(self, "outlets", set)
    return set
  elseif math.type(key) == "integer" or key == "key" or key == "value" or key == "text"
    or key == "role" then
    return nil
  end
  source.fail("a list of claims has no '%s'%s", tostring(key), suggest.text(key, list_methods))
end

---The value at a path: "count", "count.hedge".
local function at_path(one, path)
  if type(path) == "function" then return path(one) end
  if type(path) ~= "string" then source.fail "takes a field's name, or a function of a claim" end
  local value = one
  for step in path:gmatch "[^.]+" do
    if value == nil then return nil end
    value = value[step]
  end
  return value
end
claim.at_path = at_path

---A value as text: what is equal has the same.
local function as_text(value)
  if claim.is(value) then return value.article.doc_key .. "#" .. value.index end
  if interval.is(value) or claim.is_part(value) then return tostring(value) end
  return type(value) == "string" and value or show(value)
end
claim.as_text = as_text

-- That claims can have the values that are asked for.
local function check_asked(claims, test)
  local layer = claims[1] and claims[1].layer
  for name, value in pairs(layer and test or {}) do
    local allowed = pack.allowed(layer, name)
    if allowed and not allowed[value] then
      source.fail(":where: '%s' of layer '%s' is never '%s'%s", name, layer, tostring(value),
        suggest.text(value, allowed))
    end
  end
end

---The claims that a function, or a table of fields and values, accepts.
---```lua
---claims:where { outlet = "Herald" }
---claims:where(function(claim) return claim.role == "headline" end)
---```
---@param test (fun(claim: stemma.claim): boolean)|table
---@return stemma.claims
function list_methods:where(test)
  if type(test) ~= "function" and type(test) ~= "table" then
    source.fail(":where takes a function of a claim or { field = value }, here a %s", type(test))
  end
  if type(test) == "table" then check_asked(self, test) end
  local list = {}
  for _, each in ipairs(self) do
    local accepted = true
    if type(test) == "function" then
      accepted = test(each)
    else
      for name, value in pairs(test) do accepted = accepted and each[name] == value end
    end
    if accepted then list[#list + 1] = each end
  end
  return claim.list(list, rawget(self, "key"))
end

---The different values at a path, in order of first appearance.
---@param path string|fun(claim: stemma.claim): any  "day", "count.hedge"
---@return any[]
function list_methods:values(path)
  local seen, list = {}, {}
  for _, each in ipairs(self) do
    local value = at_path(each, path)
    local text = value ~= nil and as_text(value)
    if text and not seen[text] then
      seen[text] = true
      list[#list + 1] = value
    end
  end
  return list
end

---Whether the values at a path are not all the same; an unset one is a value too.
---@param path string|fun(claim: stemma.claim): any
---@return boolean
function list_methods:differ(path)
  local first
  for i, each in ipairs(self) do
    local value = at_path(each, path)
    local text = value == nil and "\0" or as_text(value)
    if i > 1 and text ~= first then return true end
    first = text
  end
  return false
end

---Groups by fields: an iterator over key and claims, sorted by key. Claims that lack one of the
---fields are left out. The key has the fields' values.
---@param fields string|string[]
---@return fun(): table|nil, stemma.claims|nil
function list_methods:by(fields)
  if type(fields) == "string" then fields = { fields } end
  if type(fields) ~= "table" then source.fail ":by takes a list of fields' names" end
  local groups, order = {}, {}
  for _, each in ipairs(self) do
    local key, parts = {}, {}
    for i, name in ipairs(fields) do
      local value = each[name]
      if value == nil or type(value) == "table" and next(value) == nil then parts = nil break end
      key[name], parts[i] = value, as_text(value)
    end
    local id = parts and table.concat(parts, "\0")
    if id and not groups[id] then
      groups[id] = { key = key, parts = parts }
      order[#order + 1] = groups[id]
    end
    if id then table.insert(groups[id], each) end
  end
  sort.by(order, function(group) return group.parts end)
  if watcher then watcher:by(fields, order, #self) end
  local i = 0
  return function()
    i = i + 1
    local group = order[i]
    if not group then return nil end
    local key = group.key
    group.parts = nil
    return key, claim.list(group, key)
  end
end

---Groups that agree, the largest first: those whose intervals fit, or whose values are equal.
---@param path string|fun(claim: stemma.claim): any
---@return stemma.camps
function list_methods:camps(path)
  local camps = require("stemma.compare.camps").of(self, path)
  if watcher then watcher:camped(path, camps) end
  return camps
end

---Has a recorder (trace.lua) told of what claims are grouped by, until it is nil again.
function claim.watch(recorder) watcher = recorder end

return claim
