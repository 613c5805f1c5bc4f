-- Days as articles give them: a date, a weekday without a date, a day of a month without a year.

local calendar = require "times.calendar"
local stemma = require "stemma"

local days = {}

---@class events.Day
---@field number integer|nil   the day in an endless count, where the date is known
---@field weekday integer|nil  1 is Monday
---@field month integer|nil
---@field day integer|nil
---@field year integer|nil
---@field loose boolean|nil    it may be the same weekday a week before or after

local names = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" }
local months = { "January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December" }

local named = { today = true, yesterday = true, tomorrow = true, tonight = true }

---A TIMEX3 value as a day: nil where it is none, or longer than one ("2021-W15", "2021-04").
---@param value string|nil
---@return events.Day|nil
function days.read(value)
  if type(value) ~= "string" then return nil end
  local date = calendar.parse(value)
  if date then
    return { number = calendar.number(date), weekday = calendar.weekday(date), month = date.month,
      day = date.day, year = date.year }
  end
  local weekday = value:match "^XXXX%-WXX%-(%d)"
  if weekday then return { weekday = tonumber(weekday) } end
  local month, day = value:match "^XXXX%-(%d%d)%-(%d%d)"
  if month then return { month = tonumber(month), day = tonumber(day) } end
  return nil
end

local joins = { ["and"] = true, ["or"] = true, to = true, through = true }

---The day that an event's words give it: nil where they give none by themselves, or several ("on
---Monday and Tuesday"). Which Tuesday "last Tuesday" is, people do not agree on.
---@param value string|nil
---@param words string
function days.told(value, words)
  local day = days.named_in(words) and days.read(value)
  if not day or words:find "[–-] ?%u" then return nil end
  for word in words:lower():gmatch "%a+" do
    if joins[word] then return nil end
    day.loose = day.loose or word == "last" or word == "next" or word == "this"
  end
  return day
end

---Whether both can be the same day.
function days.fit(a, b)
  if a.number and b.number then
    local apart = math.abs(a.number - b.number)
    return apart == 0 or apart == 7 and (a.loose or b.loose) or false
  end
  if a.day and b.day then return a.day == b.day and a.month == b.month end
  if a.weekday and b.weekday then return a.weekday == b.weekday end
  return true
end

---Whether they are so close that one may be given for the other by mistake.
function days.near(a, b)
  return not (a.number and b.number) or math.abs(a.number - b.number) <= 15
end

---"Tuesday, 13 April 2021", or as much of it as is known.
---@param with_year? boolean
function days.words(one, with_year)
  local weekday, date = one.weekday and names[one.weekday], nil
  if one.day then
    local year = with_year and one.year and " " .. one.year or ""
    date = ("%d %s%s"):format(one.day, months[one.month], year)
  end
  return weekday and date and weekday .. ", " .. date or weekday or date
end

---Whether words name a day by themselves: "early on Friday", "May 3", "last night"; a clock time
---and "two days later" take theirs from somewhere else.
---@param words string
function days.named_in(words)
  for word in words:lower():gmatch "[%a\x80-\xFF]+" do
    if calendar.weekdays[word] or named[word] then return true end
    if calendar.months[word] and words:find "%d" then return true end
  end
  return words:lower():find "last night" ~= nil or words:find "%d%d%d%d%-%d%d%-%d%d" ~= nil
end

-- How many articles have a day that fits, and whether a date stands behind it.
local function supporters(day, articles, taken)
  local count = 0
  for i, list in pairs(articles) do
    if not taken[i] then
      for _, other in ipairs(list) do
        if days.fit(day, other.day) then
          count = count + 1
          break
        end
      end
    end
  end
  return count
end

-- The first of those that most articles support; many articles give the same date.
local function best_day(articles, order, taken)
  local best, most, dates = nil, -1, {}
  for _, i in ipairs(order) do
    for _, one in ipairs(not taken[i] and articles[i] or {}) do
      local day = one.day
      local date = not day.loose and day.number
      if not (date and dates[date]) then
        local weight = 4 * supporters(day, articles, taken)
          + (day.number and 2 or day.day and 1 or 0)
        if weight > most then best, most = day, weight end
        if date then dates[date] = true end
      end
    end
  end
  return best
end

---Groups of articles that give one day: the largest first. An article that gives several days
---stands with most others; its first words for that day are its evidence.
---@param articles table<integer, { day: events.Day }[]>  by article, in the order of the text
function days.camps(articles)
  local order, taken, camps, left = stemma.keys(articles), {}, {}, 0
  for _ in ipairs(order) do left = left + 1 end
  while left > 0 do
    local day = best_day(articles, order, taken)
    local camp = { day = day }
    for _, i in ipairs(order) do
      for _, one in ipairs(not taken[i] and articles[i] or {}) do
        if days.fit(day, one.day) then
          camp[#camp + 1], taken[i], left = one, true, left - 1
          break
        end
      end
    end
    camps[#camps + 1] = camp
  end
  return camps
end

return days
