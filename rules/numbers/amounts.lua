-- Numbers as they are put together of figures, signs, units, hedges and ranges.

local stemma = require "stemma"
local numerals = require "numbers.numerals"
local quantities = require "numbers.quantities"

local interval_of = stemma.interval.of
local vague_words, read_number, is_fraction = numerals.vague, numerals.read, numerals.is_fraction
local digits, tidy = numerals.digits, numerals.tidy
local ordinal_of, compound_ordinal = numerals.ordinal, numerals.compound_ordinal
local currencies, countries = quantities.currencies, quantities.countries
local units, unit_at, glued = quantities.units, quantities.unit, quantities.glued
local is_name, one_counts = quantities.is_name, quantities.one_counts
local hedge_before, hedge_after = quantities.hedge, quantities.hedge_after

local amounts = {}

---@class numbers.Number  its tokens are those from `first` to before `after`
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

local function figure(s, i)
  local folded, value, unit = s.words, nil, nil
  if folded[i]:find "^%d.*%a$" then value, unit = glued(folded[i]) end
  if value then
    return { first = i, after = i + 1, value = value, kind = unit.kind, unit = unit.unit }
  end
  local after
  value, after = read_number(folded, i)
  if value and is_fraction(folded, after) then return nil end
  if not value or not unit_at(folded, after)
    and is_name(s, i, after - 1) then return nil end
  return { first = i, after = after, value = value, kind = "count" }
end

-- "$40 billion", "US$40 billion".
local function with_currency(s, number)
  local folded = s.words
  local sign = currencies[folded[number.first - 1]]
  if not sign then return end
  number.kind, number.unit, number.first = "money", sign, number.first - 1
  local country = folded[number.first - 1]
  if country and countries[country:lower()] and s.shapes[number.first - 1].upper then
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
local function other_end(s, number)
  local folded = s.words
  local between = folded[number.first - 1] == "between" and folded[number.after] == "and"
  local join = folded[number.after] == "votes" and number.after + 1 or number.after
  if not between and (not joins[folded[join]] or folded[number.first - 1] == "from") then
    return nil
  end
  local sign = currencies[folded[join + 1]]
  local at = sign and join + 2 or join + 1
  local other = folded[at] and figure(s, at)
  if not other then return nil end
  if sign then other.kind, other.unit = "money", sign end
  with_unit(folded, other)
  -- "rose 8% to $13" is no range.
  local alike = number.kind == other.kind and number.unit == other.unit
  return (alike or number.kind == "count" and not sign or number.kind == "money"
    and other.kind == "count") and other, between
end

-- "20 to 25 percent", "15-20%", "between 10 and 12": bounds; "61 to 58": a score.
local function with_range(s, number)
  local other, between = other_end(s, number)
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

local function with_hedge(s, number)
  local value = number.value
  if number.low or number.high then return end
  local hedge, first = hedge_before(s, number.first)
  local after
  if hedge then number.first = first else
    hedge, after = hedge_after(s, number.after)
    if hedge then number.after = after end
  end
  if hedge then
    local bounds = interval_of(value, hedge)
    number.hedge, number.low, number.high = hedge, bounds.low, bounds.high
  else
    number.low, number.high = value, value
  end
end

-- "No one", "one day" count nothing.
local function counts(s, i, number)
  return s.words[i] ~= "one" or number.kind ~= "count" or number.after > i + 1
    or one_counts(s, i, number.hedge)
end

---The number whose figure starts at token i, with its sign, unit, range and hedge; nil for none.
---@param s numbers.Sentence
---@return numbers.Number|nil
function amounts.at(s, i)
  local folded, number = s.words, nil
  if folded[i]:find "%a$" then number = vague(folded, i) or ordinal(folded, i) end
  if number then return number end
  number = figure(s, i)
  if not number then return nil end
  with_currency(s, number)
  with_unit(folded, number)
  with_range(s, number)
  with_unit(folded, number)
  with_hedge(s, number)
  return counts(s, i, number) and number or nil
end

---The same of a form whose words say all (numbers/letters).
---@param s numbers.Sentence
---@param values table  what its words stand for
---@param first integer  of the form
---@param i integer      its figure
---@param last integer
---@return numbers.Number|nil
function amounts.simple(s, values, first, i, last)
  if values.o then
    if i > s.first and s.words[i - 1] == "at" then return nil end
    return { first = i, after = i + 1, value = values.o, kind = "ordinal" }
  end
  local value, sign, unit = values["#"] or values["3"] or values.n, values["$"], units[values.u]
  if type(value) == "string" then value = digits(value) end
  if not value then return nil end
  if values.x then value = tidy(value * values.x) end
  if not unit and is_name(s, i, last) then return nil end
  if sign and unit and unit.kind ~= "money" then unit, last = nil, last - 1 end   -- "$5 barrels"
  local number = { first = first, after = last + 1, value = value,
    kind = sign and "money" or unit and unit.kind or "count", unit = unit and unit.unit or sign }
  with_hedge(s, number)
  return counts(s, i, number) and number or nil
end

return amounts
