-- Days, weeks and months: their names, and how to reckon with them. A date is { year, month, day }
-- with named keys; a weekday counts from 1, Monday, as in ISO 8601.

local calendar = {}

-- Each list's words get its place: calendar.months.april and calendar.months.apr are 4.
local function numbered(list)
  local names = {}
  for number, words in ipairs(list) do
    for word in words:gmatch "%S+" do names[word] = number end
  end
  return names
end

calendar.months = numbered {
  "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
  "august aug", "september sept sep", "october oct", "november nov", "december dec",
}
calendar.weekdays = numbered {
  "monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu", "friday fri",
  "saturday sat", "sunday sun",
}
calendar.ordinals = numbered {
  "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
}
calendar.seasons = { spring = "SP", summer = "SU", autumn = "FA", fall = "FA", winter = "WI" }
calendar.halves = { morning = "TMO", afternoon = "TAF", evening = "TEV", night = "TNI" }

-- Months and weekdays that are other words too, or names, unless they are written with a capital.
calendar.ambiguous = { may = true, march = true, mar = true, mon = true, sat = true, sun = true,
  wed = true, jan = true, dec = true }

local lengths = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

function calendar.days_in(year, month)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return month == 2 and leap and 29 or lengths[month]
end

---Whether there is such a day.
function calendar.valid(year, month, day)
  return month >= 1 and month <= 12 and day >= 1 and day <= calendar.days_in(year, month)
end

---The day's number in an endless count.
function calendar.number(date)
  local year, month = date.year, date.month
  if month < 3 then year, month = year - 1, month + 12 end
  local leap_days = year // 4 - year // 100 + year // 400
  return 365 * year + leap_days + (153 * (month - 3) + 2) // 5 + date.day
end

local epoch = calendar.number { year = 1970, month = 1, day = 1 }   -- a Thursday

function calendar.weekday(date) return (calendar.number(date) - epoch + 3) % 7 + 1 end

---The date so many days later.
function calendar.add(date, days)
  local year, month, day = date.year, date.month, date.day + days
  while day > calendar.days_in(year, month) do
    day = day - calendar.days_in(year, month)
    month = month + 1
    if month > 12 then year, month = year + 1, 1 end
  end
  while day < 1 do
    month = month - 1
    if month < 1 then year, month = year - 1, 12 end
    day = day + calendar.days_in(year, month)
  end
  return { year = year, month = month, day = day }
end

---The date so many months later; the day is cut to the month's length.
function calendar.add_months(date, months)
  local count = date.year * 12 + date.month - 1 + months
  local year, month = count // 12, count % 12 + 1
  return { year = year, month = month, day = math.min(date.day, calendar.days_in(year, month)) }
end

---"2021-04-13" or longer to a date; nil where the text is none.
function calendar.parse(text)
  local year, month, day = (text or ""):match "^(%d%d%d%d)%-(%d%d)%-(%d%d)"
  if not year then return nil end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  return calendar.valid(year, month, day) and { year = year, month = month, day = day } or nil
end

function calendar.day(date) return ("%04d-%02d-%02d"):format(date.year, date.month, date.day) end
function calendar.month(date) return ("%04d-%02d"):format(date.year, date.month) end

---"2021-W15": the week belongs to the year of its Thursday.
function calendar.week(date)
  local thursday = calendar.add(date, 4 - calendar.weekday(date))
  local first = calendar.number { year = thursday.year, month = 1, day = 1 }
  return ("%04d-W%02d"):format(thursday.year, (calendar.number(thursday) - first) // 7 + 1)
end

return calendar
