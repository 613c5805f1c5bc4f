-- Expressions of time, as forms over letters (times/timewords), and the value each has in TimeML's
-- ISO 8601. `now` says what a value depends on besides its words:
--   now.anchor    the article's date, or nil
--   now:future()  whether the clause speaks of what is to come
--   now.day       the last day named before, or nil
--   now.near      the day that the expression's sentence names, or nil
--   now.quarter   the last quarter of a year named before, or nil

local stemma = require "stemma"
local calendar = require "times.calendar"

local timex = {}

-- A weekday: the last one before the article (or its own day), or the next one.
local function weekday(number, now)
  if not now.anchor then return ("XXXX-WXX-%d"):format(number) end
  local back = (calendar.weekday(now.anchor) - number) % 7
  if back > 0 and now:future() then back = back - 7 end
  return calendar.day(calendar.add(now.anchor, -back))
end

-- "last Friday", "next Friday": never the article's own day.
local function other_weekday(number, step, now)
  if not now.anchor then return ("XXXX-WXX-%d"):format(number) end
  local ahead = (number - calendar.weekday(now.anchor)) % 7
  if step < 0 then ahead = ahead - 7 elseif step > 0 and ahead == 0 then ahead = 7 end
  return calendar.day(calendar.add(now.anchor, ahead))
end

local function full_year(year)
  return year < 100 and (year < 30 and 2000 or 1900) + year or year
end

-- A day of a month; without a year the nearest such day, but none far ahead where what has been is
-- told, and none far back where what is to come is.
local function month_day(month, day, year, now)
  if year then
    year = full_year(year)
    if not calendar.valid(year, month, day) then return nil end
    return calendar.day { year = year, month = month, day = day }
  elseif not now.anchor then
    return ("XXXX-%02d-%02d"):format(month, day)
  end
  local future, anchor = now:future(), calendar.number(now.anchor)
  local best, distance
  for candidate = now.anchor.year - 1, now.anchor.year + 1 do
    if calendar.valid(candidate, month, day) then
      local away = calendar.number { year = candidate, month = month, day = day } - anchor
      if future and away < -60 or future == false and away > 60 then away = 1000 end
      away = math.abs(away)
      if not distance or away < distance then best, distance = candidate, away end
    end
  end
  return best and ("%04d-%02d-%02d"):format(best, month, day)
end

local function month_of(month, year, now)
  if year then return ("%04d-%02d"):format(full_year(year), month) end
  if not now.anchor then return ("XXXX-%02d"):format(month) end
  year = now.anchor.year
  local future = now:future()
  if future and month < now.anchor.month then year = year + 1 end
  if not future and month > now.anchor.month then year = year - 1 end
  return ("%04d-%02d"):format(year, month)
end

-- The week, month, year … so many units away.
local function away(unit, count, now)
  local at = now.anchor
  if not at or count % 1 ~= 0 then return nil end
  if unit == "D" then return calendar.day(calendar.add(at, count)) end
  if unit == "W" then return calendar.week(calendar.add(at, 7 * count)) end
  if unit == "M" then return calendar.month(calendar.add_months(at, count)) end
  if unit == "Y" then return ("%04d"):format(at.year + count) end
  if unit == "E" then return ("%03d"):format(at.year // 10 + count) end
  if unit == "C" then return ("%02d"):format(at.year // 100 + count) end
  return nil
end

-- The quarter of that number: the last that has begun, or the next where what is to come is told.
local function quarter(number, year, now)
  local at = now.anchor
  if year then return ("%04d-Q%d"):format(full_year(year), number) end
  if not at then return ("XXXX-Q%d"):format(number) end
  local current = (at.month + 2) // 3
  year = at.year
  if number > current and not now:future() then year = year - 1 end
  return ("%04d-Q%d"):format(year, number)
end

local function quarters_away(count, now)
  if not now.anchor then return nil end
  local at = calendar.add_months(now.anchor, 3 * count)
  return ("%04d-Q%d"):format(at.year, (at.month + 2) // 3)
end

local first_month = { SP = 3, SU = 6, FA = 9, WI = 12 }

local function season(code, step, year, now)
  if year then return ("%04d-%s"):format(full_year(year), code) end
  local at = now.anchor
  if not at then return "XXXX-" .. code end
  year = at.year
  if step < 0 and first_month[code] + 2 >= at.month then year = year - 1 end
  if step > 0 and first_month[code] <= at.month then year = year + 1 end
  return ("%04d-%s"):format(year, code)
end

local function weekend(step, now)
  if not now.anchor then return nil end
  return calendar.week(calendar.add(now.anchor, 7 * step)) .. "-WE"
end

-- "P5Y", "PT2H", "P10Y" for a decade, "P2Y6M"; without a count, "PXY".
local halves = { Y = "6M", TH = "30M" }

local function duration(count, unit)
  local time = unit:match "^T(.)"
  if count and count % 1 == 0.5 and count > 1 and halves[unit] then
    return ("P%s%d%s%s"):format(time and "T" or "", count // 1, time or unit, halves[unit])
  end
  if unit == "E" then count, unit = count and count * 10, "Y" end
  if unit == "C" then count, unit = count and count * 100, "Y" end
  return ("P%s%s%s"):format(time and "T" or "", count or "X", time or unit)
end

local function clock(hour, minute, half, zone, day)
  if half == 12 and hour < 12 then hour = hour + 12 end
  if half == 0 and hour == 12 then hour = 0 end
  if hour > 24 then return nil end
  return ("%sT%02d:%02d%s"):format(day or "XXXX-XX-XX", hour, minute or 0, zone or "")
end

local function today(now) return now.anchor and calendar.day(now.anchor) end

-- A clock time is of the day that its sentence names, else of the article's.
local function clock_day(_, now) return now.near or today(now) end

local function part(day, code) return (day or "XXXX-XX-XX") .. code end

-- "the next day", "two days earlier": counted from the day named last.
local function from_named(unit, count, now)
  local named = calendar.parse(now.day)
  if not named then return unit == "Y" and away(unit, count, now) or nil end
  return away(unit, count, { anchor = named })
end

-- "a year earlier" than the quarter that figures are given for.
local function year_back(count, now)
  local year, number = (now.quarter or ""):match "^(%d+)%-Q(%d)"
  if not year then return away("Y", -count, now) end
  return ("%04d-Q%d"):format(tonumber(year) - count, number)
end

-- "4/13/2021", "13/4/2021": the month first, where that can be.
local function slashed(m, now)
  local month, day = m.D, m.DD
  if month > 12 then month, day = day, month end
  return month_day(month, day, m.Y or m.DDD, now)
end

-- "Christmas Eve": the nearest.
local function feast(date, shift, now)
  local month, day = date:match "(%d+)-(%d+)"
  return month_day(tonumber(month), tonumber(day) + shift, nil, now)
end

-- "the 11th century": its years begin with 10.
local function century(number) return ("%02d"):format(number - 1) end

local D, T, L, S = "DATE", "TIME", "DURATION", "SET"

-- "1990s", "90s", "the '90s": 199.
local function decade(m)
  local number = m.E // 10
  return number < 10 and "19" .. number or tostring(number)
end

-- The figure of a count: of digits, of a number in words, of "a".
local function count(m) return m.N or m.D or m.Y or m.a end

local function date(m, now) return month_day(m.M, m.D or m.j or m.O, m.Y, now) end
local function month(m, now) return month_of(m.M, m.Y or m.y, now) end
local function year(m) return ("%04d"):format(full_year(m.Y or m.y)) end
local function length(m) return duration(count(m), m.U or m.V or m.v) end
local function past(now) return { anchor = now.anchor, future = function() return false end } end
local function to_come(now) return { anchor = now.anchor, future = function() return true end } end

-- A time of the clock, on the day named with it.
local function hour(day)
  return function(m, now)
    local on = day(m, now)
    if m.C then return part(on, m.C) end
    return clock(m.D, m["0"], m.P, m.Z, on)
  end
end

---@type times.Form[]  { pattern, type, value(m, now) }; where two take the same words, the first
timex.forms = {
  -- days of the calendar
  { "W,?M[DjO],?Y", D, date },
  { "W,?M[DjO]", D, date },
  { "W,?d?[Dj]o?M,?Y", D, date },
  { "W,?d?[Dj]o?M", D, date },
  { "M[DjO],?Y", D, date },
  { "M[DjO]", D, date },
  { "d?[Dj]o?M,?Y", D, date },
  { "d?[Dj]o?M", D, date },
  { "d?OoM", D, date },
  { "D[/%-]M[/%-]Y", D, date },
  { "Y%-D%-D", D, function(m, now) return month_day(m.D, m.DD, m.Y, now) end },
  { "D/D/[DY]", D, slashed },
  { "J", D, function(m, now) return feast(m.J, 0, now) end },
  { "JU", D, function(m, now) return feast(m.J, 0, now) end },
  { "JB", D, function(m, now) return feast(m.J, m.B, now) end },
  -- months, years, decades
  { "[mr]%-?M,?o?Y", D, month },
  { "M,?o?Y", D, month },
  { "My", D, month },
  { "[mr]%-?M", D, month },
  { "M", D, month },
  { "[lp]M", D, function(m, now) return month(m, past(now)) end },
  { "nM", D, function(m, now) return month(m, to_come(now)) end },
  { "tM", D, function(m, now) return month_of(m.M, now.anchor and now.anchor.year, now) end },
  { "M[tl]U", D, function(m, now)
    return now.anchor and month_of(m.M, now.anchor.year + (m.t or m.l), now)
  end },
  { "[mr]%-?Y", D, year, needs = "year" },
  { "Y", D, year, needs = "year" },
  { "y", D, year, needs = "year" },
  { "d?E", D, decade },
  { "d?m%-?E", D, decade },
  { "d?[Oj]%-?U", D, function(m) return century(m.O or m.j) end, needs = "century" },
  -- weekdays and the days around the article's
  { "[mr]?W", D, function(m, now) return weekday(m.W, now) end },
  { "d?[lp]W", D, function(m, now) return other_weekday(m.W, -1, now) end },
  { "nW", D, function(m, now) return other_weekday(m.W, 1, now) end },
  { "tW", D, function(m, now) return other_weekday(m.W, 0, now) end },
  { "WlU", D, function(m, now) return other_weekday(m.W, -1, now) end },
  { "[mr]?G", D, function(m, now) return away("D", m.G, now) end },
  { "GH", T, function(m, now) return part(away("D", m.G, now), m.H) end },
  { "[mr]?WH", T, function(m, now) return part(weekday(m.W, now), m.H) end },
  { "lH", T, function(m, now) return part(away("D", -1, now), m.H) end },
  { "tH", T, function(m, now) return part(today(now), m.H) end },
  { "T", T, function(m, now) return part(away("D", m.T, now), "TNI") end },
  -- weeks, months, years around the article's
  { "[mr]?tp?U", D, function(m, now) return away(m.U, 0, now) end },
  { "[mr]?d?lU", D, function(m, now) return away(m.U, -1, now) end },
  { "[mr]?d?nU", D, function(m, now) return away(m.U, 1, now) end },
  { "d?[lp]K", D, function(_, now) return weekend(-1, now) end },
  { "[td]K", D, function(m, now) return weekend(m.d and not now:future() and -1 or 0, now) end },
  { "nK", D, function(_, now) return weekend(1, now) end },
  { "[mr]?[td]?p?S", D, function(m, now) return season(m.S, 0, nil, now) end, needs = "season" },
  { "d?So?Y", D, function(m, now) return season(m.S, 0, m.Y, now) end },
  { "[mr]?lS", D, function(m, now) return season(m.S, -1, nil, now) end },
  { "[mr]?nS", D, function(m, now) return season(m.S, 1, nil, now) end },
  -- quarters
  { "d?O%-?Q", D, function(m, now) return quarter(m.O, nil, now) end },
  { "d?OQo?Y", D, function(m, now) return quarter(m.O, m.Y, now) end },
  { "d?YOQ", D, function(m, now) return quarter(m.O, m.Y, now) end },
  { "d?OQo?[ltn]U", D, function(m, now)
    return now.anchor and quarter(m.O, now.anchor.year + (m.l or m.t or m.n), now)
  end },
  { "[ltn]U'OQ", D, function(m, now)
    return now.anchor and quarter(m.O, now.anchor.year + (m.l or m.t or m.n), now)
  end },
  { "d?[lpu]Q", D, function(_, now) return quarters_away(-1, now) end },
  { "dQ", D, function(_, now) return quarters_away(-1, now) end },
  { "dU%-[rg]Q", D, function(_, now) return quarters_away(-5, now) end },
  { "d?tQ", D, function(_, now) return quarters_away(0, now) end },
  { "d?nQ", D, function(_, now) return quarters_away(1, now) end },
  -- so long before or after
  { "[aND]Ug", D, function(m, now)
    if m.U == "Y" then return year_back(count(m), now) end
    return away(m.U, -count(m), now)
  end },
  { "aUr", D, function(m, now)
    if m.U == "Y" and m.r < 0 then return year_back(1, now) end
    return from_named(m.U, m.r, now)
  end },
  { "[ND]Vg", D, function(m, now) return away(m.V, -count(m), now) end },
  { "a?fo?Vg", D, function() return "PAST_REF" end },
  { "NUr", D, function(m, now) return from_named(m.U, m.r * count(m), now) end },
  { "[ND]Vr", D, function(m, now) return from_named(m.V, m.r * count(m), now) end },
  { "d[nw]U", D, function(m, now) return from_named(m.U, 1, now) end },
  { "d?sU", D, function(_, now) return now.day end },
  { "R", D, function(m) return m.R end },
  { "dF", D, function(m) return m.F end, needs = "alone" },
  { "dp", D, function() return "PAST_REF" end, needs = "alone" },
  -- how long
  { "[NDa]%-?U", L, length },
  { "[NDY]%-?V", L, length },
  { "[ND]&[ND]%-?V", L, function(m) return duration(nil, m.V) end },
  { "aU&ah", L, function(m) return duration(1.5, m.U) end },
  { "d?[lpnwO][NDf]o?[Vv]", L, length },
  { "d?[pnc][Vv]", L, length },
  { "dpU", L, function(m) return duration(1, m.U) end },
  { "d?a?fo?V", L, function(m) return duration(nil, m.V) end },
  { "V", L, length, needs = "bare" },
  { "hao?U", L, function(m) return duration(0.5, m.U) end },
  -- how often
  { "eU", S, function(m) return duration(1, m.U) end },
  { "eQ", S, function() return "P3M" end },
  { "eH", S, function(m) return m.H end },
  { "eW", S, function(m) return ("XXXX-WXX-%d"):format(m.W) end },
  { "X", S, function(m) return m.X end },
  -- the clock
  { "D:0P?Z?", T, hour(clock_day), clock = true },
  { "DPZ?", T, hour(clock_day), clock = true },
  { "C", T, hour(clock_day), clock = true },
  { "D:0P?Z?,?W", T, hour(function(m, now) return weekday(m.W, now) end) },
  { "DPZ?,?W", T, hour(function(m, now) return weekday(m.W, now) end) },
  { "CW", T, hour(function(m, now) return weekday(m.W, now) end) },
  { "D:0P?Z?G", T, hour(function(m, now) return away("D", m.G, now) end) },
  { "DPZ?G", T, hour(function(m, now) return away("D", m.G, now) end) },
  { "D:0P?Z?,?MD", T, hour(function(m, now) return month_day(m.M, m.DD, nil, now) end) },
  { "DPZ?,?MD", T, hour(function(m, now) return month_day(m.M, m.DD, nil, now) end) },
}

local patterns = {}
for i, form in ipairs(timex.forms) do patterns[i] = form[1] end
---Their patterns, by the numbers of the forms.
timex.patterns = stemma.forms(patterns)

return timex
