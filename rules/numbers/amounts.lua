-- Numbers as they are put together of figures, signs, units, hedges and ranges.

local stemma = require "stemma"
local numerals = require "numbers.numerals"
local quantities = require "numbers.quantities"

local interval_of = stemma.interval.of
local vague_words, read_number, is_fraction = numerals.vague, numerals.read, numerals.is_fraction
local ordinal_of, compound_ordinal = numerals.ordinal, numerals.compound_ordinal
local currencies, countries = quantities.currencies, quantities.countries
local unit_at, glued, is_name = quantities.unit, quantities.glued, quantities.is_name
local hedge_before, hedge_after = quantities.hedge, quantities.hedge_after

local amounts = {}

---@class amounts.number  its tokens are those from `first` to before `after`
---@field first integer
---@field after integer
---@field value number|nil
---@field low number|nil
---@field high number|nil
---@field kind string
---@field unit string|nil
---@field hedge string|nil

-- "dozens of", "tens of thousands": no figure, but a bound.
local function vague(folded, i)
  local low = vague_words[folded[i]]
  if not low and folded[i] ~= "tens" then return nil end
  if folded[i] == "tens" and folded[i + 1] == "of" and vague_words[folded[i + 2]] then
    return { first = i, after = i + 3, low = 10 * vague_words[folded[i + 2]], kind = "count" }
  elseif low and folded[i + 1] == "of" and vague_words[folded[i + 2]] then
    return { first = i, after = i + 3, low = low * vague_words[folded[i + 2]] / 2,
      kind = "count" }
  elseif low and folded[i] ~= "scores" then
    local unit, after = unit_at(folded, i + 2)   -- "billions of dollars"
    if folded[i + 1] ~= "of" or not unit then after = i + 1 end
    return { first = i, after = after, low = low, kind = after > i + 1 and unit.kind or "count",
      unit = after > i + 1 and unit.unit or nil }
  end
end

-- "second", "21st": not "second-hand", "the second of May" has been a time's already.
local function ordinal(folded, i)
  local value, after = compound_ordinal(folded, i)
  if value then return { first = i, after = after, value = value, kind = "ordinal" } end
  value = ordinal_of(folded[i])
  if not value or folded[i + 1] == "-" or folded[i - 1] == "at" then return nil end
  return { first = i, after = i + 1, value = value, kind = "ordinal" }
end

local function figure(tokens, folded, i, names)
  local value, unit
  if folded[i]:find "^%d.*%a$" then value, unit = glued(folded[i]) end
  if value then
    return { first = i, after = i + 1, value = value, kind = unit.kind, unit = unit.unit }
  end
  local after
  value, after = read_number(folded, i)
  if value and is_fraction(folded, after) then return nil end
  if not value or not unit_at(folded, after)
    and is_name(tokens, folded, i, after - 1, names) then return nil end
  return { first = i, after = after, value = value, kind = "count" }
end

-- "$40 billion", "US$40 billion".
local function with_currency(tokens, folded, number)
  local sign = currencies[folded[number.first - 1]]
  if not sign then return end
  number.kind, number.unit, number.first = "money", sign, number.first - 1
  local country = folded[number.first - 1]
  if country and countries[country:lower()] and tokens[number.first - 1].upper then
    number.first = number.first - 1
  end
end

local function with_unit(folded, number)
  local unit, after = unit_at(folded, number.after)
  if not unit or number.kind ~= "count" and unit.kind ~= number.kind then return end
  number.kind, number.unit, number.after = unit.kind, unit.unit, after
end

local joins = { to = true, ["-"] = true, ["–"] = true }

-- The number at the other end of a range or score, its sign and unit read.
local function other_end(tokens, folded, number, names)
  local between = folded[number.first - 1] == "between" and folded[number.after] == "and"
  local join = folded[number.after] == "votes" and number.after + 1 or number.after
  if not between and (not joins[folded[join]] or folded[number.first - 1] == "from") then
    return nil
  end
  local at = join + 1
  local sign = currencies[folded[at]]
  local other = folded[at] and figure(tokens, folded, sign and at + 1 or at, names)
  if not other then return nil end
  if sign then other.kind, other.unit = "money", sign end
  with_unit(folded, other)
  -- "rose 8% to $13" is no range.
  local alike = number.kind == other.kind and number.unit == other.unit
  return (alike or number.kind == "count" and not sign or number.kind == "money"
    and other.kind == "count") and other, between
end

-- "20 to 25 percent", "15-20%", "between 10 and 12": bounds; "61 to 58": a score.
local function with_range(tokens, folded, number, names)
  local other, between = other_end(tokens, folded, number, names)
  if not other then return end
  local low, high = number.value, other.value
  if low < 1000 and high >= 1e6 then low = low * 10 ^ (3 * (#("%d"):format(high) // 3 - 1)) end
  if low < high then
    number.value, number.low, number.high, number.after = nil, low, high, other.after
    number.hedge = between and "between" or "to"
    if between then number.first = number.first - 1 end
    if number.kind == "count" then number.kind, number.unit = other.kind, other.unit end
  elseif high < low and low < 1000 and number.kind == "count" and other.kind == "count"
    and not between then
    number.kind, number.after = "score", other.after
  end
end

local function with_hedge(folded, number)
  if number.low or number.high then return end
  local hedge, first = hedge_before(folded, number.first)
  local after
  if hedge then number.first = first else
    hedge, after = hedge_after(folded, number.after)
    if hedge then number.after = after end
  end
  local bounds = hedge and interval_of(number.value, hedge)
  number.hedge = hedge
  number.low = bounds and bounds.low or not hedge and number.value or nil
  number.high = bounds and bounds.high or not hedge and number.value or nil
end

---The number whose figure starts at token i, with its sign, unit, range and hedge; nil for none.
---@param folded string[]
---@param names table<string, boolean>  figures that are names in this article
---@return amounts.number|nil
function amounts.at(tokens, folded, i, names)
  local number
  if folded[i]:find "%a$" then number = vague(folded, i) or ordinal(folded, i) end
  if number then return number end
  number = figure(tokens, folded, i, names)
  if not number then return nil end
  with_currency(tokens, folded, number)
  with_unit(folded, number)
  with_range(tokens, folded, number, names)
  with_unit(folded, number)
  with_hedge(folded, number)
  if number.kind == "count" and folded[i] == "one" and number.after == i + 1
    and not quantities.one_counts(folded, i, number.hedge) then return nil end
  return number
end

return amounts
