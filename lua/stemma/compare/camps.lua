-- Camps: the outlets that say the same, set against those that say otherwise.

local claim = require "stemma.compare.claim"
local interval = require "stemma.interval"
local sort = require "stemma.sort"
local source = require "stemma.base.source"

local camps = {}

---The outlets that say the same, set against those that say otherwise: a list of camps, the largest
---first; a camp is a list of claims. In a message: "12 (Herald, Post) against 14 (Wire)".
---@class stemma.camps
---@field [integer] stemma.claims  one of them
local meta = { __metatable = "camps" }

function camps.is(value) return debug.getmetatable(value) == meta end

local function equal_groups(list, path)
  local groups, by_text = {}, {}
  for _, one in ipairs(list) do
    local value = claim.at_path(one, path)
    local text = claim.as_text(value)
    if not by_text[text] then
      by_text[text] = { items = {}, value = value }
      groups[#groups + 1] = by_text[text]
    end
    table.insert(by_text[text].items, one)
  end
  return groups
end

local function fitting_groups(list, path)
  local function of(one) return claim.at_path(one, path) end
  local groups = interval.camps(list, of)
  for _, group in ipairs(groups) do group.value = of(group.items[1]) end
  return groups
end

local function groups_of(list, path)
  local having = {}
  for _, one in ipairs(list) do
    if claim.at_path(one, path) ~= nil then having[#having + 1] = one end
  end
  if #having == 0 then return {} end
  local fits = interval.is(claim.at_path(having[1], path))
  return (fits and fitting_groups or equal_groups)(having, path)
end

-- The largest is the majority, if it is larger than the next; equal ones are numbered.
local function name_roles(self)
  local clear = #self > 1 and #self[1].outlets > #self[2].outlets
  for i, camp in ipairs(self) do
    local role = ("camp %d"):format(i)
    if clear then
      role = i == 1 and "majority" or i == 2 and "minority" or ("minority %d"):format(i - 1)
    end
    rawset(camp, "role", #self > 1 and role or "")
  end
end

---The camps of a list of claims. Claims where the path is unset belong to none.
function camps.of(list, path)
  local self = {}
  for i, group in ipairs(groups_of(list, path)) do
    local camp = claim.list(group.items, rawget(list, "key"))
    rawset(camp, "value", group.value)
    rawset(camp, "text", claim.as_text(group.value))
    self[i] = camp
  end
  sort.by(self, function(camp)
    return { -#camp.outlets, -#camp, camp[1].article.number, camp[1].index }
  end)
  name_roles(self)
  return setmetatable(self, meta)
end

function meta.__index(_, key)
  if math.type(key) == "integer" then return nil end
  source.fail("camps are a list; each is a list of claims with .value, .text, .outlets; no '%s'",
    tostring(key))
end

-- "12 (Herald and Tribune) against 14 (Post)"
function meta.__tostring(self)
  local parts = {}
  for i, camp in ipairs(self) do
    parts[i] = ("%s (%s)"):format(camp.text, tostring(camp.outlets))
  end
  return table.concat(parts, " against ")
end

return camps
