local stemma = require "stemma"
local calendar = require "times.calendar"
local tense = require "times.tense"
local timecontext = require "times.timecontext"
local timewords = require "times.timewords"
local timex = require "times.timex"

-- The forms as they are used here: whether one is a time where it stands, its type, its value, and
-- whether it takes its day from what follows.
local forms = {}
for number, form in ipairs(timex.forms) do
  forms[number] = { holds = timecontext.condition(form), type = form[2], value = form[3],
    clock = form.clock }
end

-- The date that relative expressions count from: the article's, else the one found in its text.
local function anchor_of(article)
  local published = article:layer "published"[1]
  return calendar.parse(article.date) or published and calendar.parse(published.date)
end

-- Whether the clause around the expression that is given its value tells of what is to come.
local function future(s) return tense.future(s, s.at, s.stop) end

-- The day that an expression names is one that others count from: "the next day" is the one after.
local function remember(s, value)
  local day = value:match "^%d+%-%d+%-%d+"
  if day then
    s.near, s.day = day, day
  elseif value:find "^%d+%-Q" then
    s.quarter = value
  end
end

local function add(s, form, first, last, meanings)
  s.at, s.stop = first, last
  local value = form.value(meanings, s)
  if value and #value >= #"2021-Q2" then remember(s, value) end
  s.emit { first = first, last = last, type = form.type, value = value or nil,
    anchor = s.day_of_anchor }
end

-- Ends a sentence, and begins the one of these tokens. Clock times wait for their sentence's end:
-- "at 6 a.m. on Monday" takes its day from what follows.
local function turn(s, first, last)
  for k, each in ipairs(s.clocks) do
    add(s, each.form, each.first, each.last, each.meanings)
    s.clocks[k] = nil
  end
  s.first, s.last, s.signs, s.near = first, last, nil, nil
end

return stemma.extract {
  api    = 1,
  about  = "Dates, clock times, durations and what recurs, with their values.",
  reads  = { "published" },
  writes = "time",
  extract = function(article, emit)
    local anchor, done = anchor_of(article), 0
    local s = { article = article, words = article.words, shapes = article.shapes, emit = emit,
      anchor = anchor, day_of_anchor = anchor and calendar.day(anchor), future = future,
      clocks = {} }
    local written = timewords.written(s)
    for number, first, last, meanings, from, to in written:forms(timex.patterns) do
      if s.first ~= from then turn(s, from, to) end
      local form = forms[number]
      local holds = form.holds
      if first > done and (not holds or holds(s, first, last)) then
        done = last
        if form.clock then
          table.insert(s.clocks, { form = form, first = first, last = last, meanings = meanings })
        else
          add(s, form, first, last, meanings)
        end
      end
    end
    turn(s)
  end,
  examples = {
    { "They talked on Tuesday.", { text = "Tuesday", type = "DATE", value = "2021-04-13",
      anchor = "2021-04-14" }, date = "2021-04-14" },
    { "They will talk on Tuesday.", { value = "2021-04-20" }, date = "2021-04-14" },
    { "They talked on Tuesday.", { value = "XXXX-WXX-2", anchor = false } },
    { "The law of January 20, 2021, was changed last week.", { text = "January 20, 2021" },
      { text = "last week", value = "2021-W14" }, date = "2021-04-13" },
    { "It rained for two and a half years, daily.", { text = "two and a half years",
      type = "DURATION", value = "P2Y6M" }, { text = "daily", type = "SET" } },
    { "The train left at 6 a.m. on Monday.", { text = "6 a.m.", type = "TIME",
      value = "2021-04-12T06:00" }, { text = "Monday" }, date = "2021-04-13" },
    { "It sank three days ago, in the early hours of Dec. 2.", { value = "2020-12-01" },
      { value = "2020-12-02" }, date = "2020-12-04" },
    { "Her party lost the 2017 vote but won in 2021.", { text = "2017" }, { text = "2021" } },
    { "It was only the second call; it may march on, as it sat there." },
    { "She missed the 2016 World Cup, where 2016 people sat." },
    { "The 40-year-old ran 5 miles." },
  },
}
