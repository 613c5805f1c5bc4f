local stemma = require "stemma"
local calendar = require "times.calendar"
local forms = require "words.forms"
local tense = require "times.tense"
local timecontext = require "times.timecontext"
local timewords = require "times.timewords"
local timex = require "times.timex"

local tree, longest, accepts = forms.tree(timex.forms), forms.longest, timecontext.accepts

-- The date that relative expressions count from: the article's, else the one found in its text.
local function anchor_of(article)
  local published = article:layer "published"[1]
  return calendar.parse(article.date) or published and calendar.parse(published.date)
end

-- Gives an expression its value; the day that it names is one that others count from.
local function resolve(s, form, values, future)
  s.future = future
  local value = form[3](values, s) or nil
  if not value or #value < #"2021-Q2" then return value end
  local day = value:match "^%d+%-%d+%-%d+"
  if day then
    s.near, s.day = day, day
  elseif value:find "^%d+%-Q" then
    s.quarter = value
  end
  return value
end

local function add(s, form, first, last, values, future)
  s.emit { first = first, last = last, type = form[2],
    value = resolve(s, form, values, future), anchor = s.day_of_anchor }
end

-- Adds the expressions that the items give, one after the other: "the next day" counts from the
-- day before it. Clock times wait for their sentence's end: "at 6 a.m. on Monday" takes its day
-- from what follows.
local function add_expressions(s, items)
  local k, n, from = 1, items.n, items.first
  while k <= n do
    local form, stop = longest(tree, items, k)
    if form then
      local first, last = from[k], from[stop + 1] - 1
      if accepts(form, s, first, last) then
        if not s.signs then tense.read(s) end
        local values = forms.values(items, k, stop, timewords.value, s)
        local future = tense.future(s, first, last)
        if form.clock then
          s.clocks[#s.clocks + 1] = { form, first, last, values, future }
        else
          add(s, form, first, last, values, future)
        end
        k = stop
      end
    end
    k = k + 1
  end
end

-- Ends a sentence, and begins the one of these tokens.
local function turn(s, first, last)
  for k = 1, #s.clocks do
    add(s, table.unpack(s.clocks[k], 1, 5))
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
    local anchor, items = anchor_of(article), { first = {}, number = {} }
    local s = { article = article, words = article.words, shapes = article.shapes, clocks = {},
      anchor = anchor, day_of_anchor = anchor and calendar.day(anchor), emit = emit }
    for first, last, letters, from, to in article:runs(timewords.alphabet, timewords.core) do
      if s.first ~= from then turn(s, from, to) end
      timewords.read(s, items, letters, first, last)
      add_expressions(s, items)
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
