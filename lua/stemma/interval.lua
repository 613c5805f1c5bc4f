-- Numbers with what their hedges allow: "more than 14,000" is 14,000 or above.
--
--   value  the number that stands there      low, high  the bounds, nil where open
--   hedge  the words that hedge it           A value without bounds is exact.

local sort = require "stemma.sort"
local source = require "stemma.base.source"

---Numbers with what their hedges allow: "more than 14,000" is 14,000 or above.
---@class stemma.lib.interval
local interval = {}

---A number with its bounds. A value without bounds is exact; intervals are equal where all their
---parts are.
---@class stemma.interval
---@field value number|nil  the number that stands there
---@field low number|nil    the lower bound; nil where it is open
---@field high number|nil   the upper bound; nil where it is open
---@field hedge string|nil  the words that hedge it
local methods = {}
local meta = { __index = methods, __metatable = "interval" }

-- What a hedge says of the bounds, as factors of the value; false is open.
local above, below, around = { 1, false }, { false, 1 }, { 0.9, 1.1 }

---The hedges that `of` knows: what each says of the bounds, as factors of the value; false is open.
---@type table<string, table>
interval.hedges = {
  ["more than"] = above, ["over"] = above, ["at least"] = above, ["no fewer than"] = above,
  ["no less than"] = above, ["above"] = above, ["upwards of"] = above, ["exceeding"] = above,
  ["minimum"] = above, ["or more"] = above,
  ["fewer than"] = below, ["less than"] = below, ["under"] = below, ["at most"] = below,
  ["up to"] = below, ["no more than"] = below, ["below"] = below, ["as many as"] = below,
  ["maximum"] = below, ["or fewer"] = below, ["or less"] = below,
  ["nearly"] = { 0.9, 1 }, ["almost"] = { 0.9, 1 }, ["close to"] = { 0.9, 1.05 },
  ["just over"] = { 1, 1.1 }, ["just under"] = { 0.9, 1 },
  ["about"] = around, ["around"] = around, ["some"] = around, ["roughly"] = around,
  ["approximately"] = around, ["an estimated"] = around, ["estimated"] = around,
}

---An interval of its parts, of a plain number, or of another interval.
---```lua
---stemma.interval.new { low = 10, high = 20 }
---```
---@param parts number|stemma.interval|table
---@return stemma.interval
function interval.new(parts)
  if type(parts) == "number" then parts = { value = parts, low = parts, high = parts } end
  if type(parts) ~= "table" then
    source.fail("an interval is a number or { value =, low =, high =, hedge = }, not a %s",
      type(parts))
  end
  return setmetatable({
    value = parts.value, low = parts.low, high = parts.high, hedge = parts.hedge,
  }, meta)
end

---The interval that a number and its hedge make.
---```lua
---stemma.interval.of(14000, "more than")
---```
---@param value number
---@param hedge? string
---@return stemma.interval
function interval.of(value, hedge)
  local factors = hedge and interval.hedges[hedge:lower()] or { 1, 1 }
  local function bound(factor)
    if not factor then return nil end
    if factor == 1 then return value end
    return tonumber(("%.12g"):format(value * factor))   -- 41,000 and a tenth is 45,100, not …01
  end
  return interval.new { value = value, low = bound(factors[1]), high = bound(factors[2]),
    hedge = hedge }
end

---Whether a value is an interval.
---@param value any
---@return boolean
function interval.is(value) return debug.getmetatable(value) == meta end

---Its bounds as numbers, open ones infinite.
---@return number low, number high
function methods:bounds()
  if not self.low and not self.high then
    local value = self.value
    return value or -math.huge, value or math.huge
  end
  return self.low or -math.huge, self.high or math.huge
end

---Whether both can be true of one thing.
---@param other number|stemma.interval
---@return boolean
function methods:fits(other)
  local low, high = self:bounds()
  local other_low, other_high = interval.new(other):bounds()
  return math.max(low, other_low) <= math.min(high, other_high)
end

---Whether both cannot be true of one thing.
---@param other number|stemma.interval
---@return boolean
function methods:conflicts(other) return not self:fits(other) end

local function number_text(n)
  if not n then return nil end
  local whole = math.tointeger(n)
  if not whole then return ("%.6g"):format(n) end
  local text, count = tostring(whole), 1
  while count > 0 do text, count = text:gsub("^(%-?%d+)(%d%d%d)", "%1,%2") end
  return text
end

---"more than 14,000"
function meta.__tostring(self)
  local number = number_text(self.value)
  if not number then
    number = ("%s to %s"):format(number_text(self.low) or "?", number_text(self.high) or "?")
  end
  return self.hedge and self.hedge .. " " .. number or number
end

function meta.__eq(a, b)
  return a.value == b.value and a.low == b.low and a.high == b.high and a.hedge == b.hedge
end

-- How far a value lies from a camp's.
local function distance(camp, one)
  local low, high = one:bounds()
  local value = one.value or (low > -math.huge and low) or (high < math.huge and high) or 0
  return math.abs(value - camp.value)
end

local function nearest(camps, one)
  local low, high = one:bounds()
  local best
  for _, camp in ipairs(camps) do
    if math.max(low, camp.low) <= math.min(high, camp.high)
      and (not best or distance(camp, one) < distance(best, one)) then
      best = camp
    end
  end
  return best
end

---Groups what fits: there is more than one exactly where two of the items conflict. The narrowest
---found a group, wider ones join the nearest that they fit.
---@param items any[]
---@param of? fun(item: any): stemma.interval  of an item its interval; default: the item itself
---@return { low: number, high: number, value: number, items: any[] }[]
function interval.camps(items, of)
  local order = {}
  for i, item in ipairs(items) do
    local one = interval.new(of and of(item) or item)
    local low, high = one:bounds()
    order[i] = { item = item, one = one, width = high - low, at = i }
  end
  sort.by(order, function(each) return { each.width, each.one.value or 0 } end)
  local camps = {}
  for _, each in ipairs(order) do
    local low, high = each.one:bounds()
    local camp = nearest(camps, each.one)
    if not camp then
      camp = { low = low, high = high, items = {}, value = each.one.value or low }
      camps[#camps + 1] = camp
    end
    camp.low, camp.high = math.max(camp.low, low), math.min(camp.high, high)
    camp.items[#camp.items + 1] = each
  end
  for _, camp in ipairs(camps) do
    sort.by(camp.items, function(each) return each.at end)
    for i, each in ipairs(camp.items) do camp.items[i] = each.item end
  end
  return camps
end

return interval
