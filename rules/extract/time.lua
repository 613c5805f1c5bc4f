local stemma = require "stemma"
local calendar = require "times.calendar"
local forms = require "words.forms"
local tense = require "times.tense"
local timecontext = require "times.timecontext"
local timewords = require "times.timewords"
local timex = require "times.timex"

local tree = forms.tree(timex.forms)

-- The date that relative expressions count from: the article's, else the one found in its text.
local function anchor_of(article)
  local published = article:layer "published"[1]
  return calendar.parse(article.date) or published and calendar.parse(published.date)
end

-- Adds the expressions that the items give to those of their sentence; `value` is an item's.
local function add_expressions(s, items, value)
  local k = 1
  while k <= items.n do
    local form, stop = forms.longest(tree, items, k)
    local first, last = items.first[k], form and items.last[stop]
    if form and timecontext.accepts(form, s, first, last) then
      if not s.signs then tense.read(s) end
      s[#s + 1] = { form = form, first = first, last = last,
        values = forms.values(items, k, stop, value), future = tense.future(s, first, last) }
      k = stop
    end
    k = k + 1
  end
end

-- Gives an expression its value; the day that it names is one that others count from.
local function resolve(one, now, state)
  now.future, now.day, now.quarter = one.future, state.day, state.quarter
  local value = one.form[3](one.values, now) or nil
  one.value = value
  if not value then return end
  local day = value:match "^%d+%-%d+%-%d+"
  now.near, state.day = day or now.near, day or state.day
  if value:find "^%d+%-Q" then state.quarter = value end
end

-- One after the other: "the next day" counts from the day before it. Clock times come last: "at
-- 6 a.m. on Monday" takes its day from what follows.
local function finish(s, state, emit)
  if #s == 0 then return end
  local now = { anchor = state.anchor }
  for _, one in ipairs(s) do
    if not one.form.clock then resolve(one, now, state) end
  end
  for _, one in ipairs(s) do
    if one.form.clock then resolve(one, now, state) end
  end
  for _, one in ipairs(s) do
    emit { first = one.first, last = one.last, type = one.form[2], value = one.value,
      anchor = state.day_of_anchor }
  end
end

return stemma.extract {
  api    = 1,
  about  = "Dates, clock times, durations and what recurs, with their values.",
  reads  = { "published" },
  writes = "time",
  extract = function(article, emit)
    local anchor = anchor_of(article)
    local state = { anchor = anchor, day_of_anchor = anchor and calendar.day(anchor) }
    local items, s = { letter = {}, first = {}, last = {} }, nil
    local function value(k) return timewords.value(s, items, k) end
    for first, last, run, from, to in article:runs(timewords.alphabet, timewords.core) do
      if not s or s.first ~= from then
        if s then finish(s, state, emit) end
        s = { article = article, words = article.words, shapes = article.shapes,
          first = from, last = to }
      end
      timewords.read(s, items, run, first, last)
      add_expressions(s, items, value)
    end
    if s then finish(s, state, emit) end
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
