local stemma = require "stemma"
local calendar = require "words.calendar"
local forms = require "words.forms"
local tense = require "words.tense"
local timecontext = require "words.timecontext"
local timewords = require "words.timewords"
local timex = require "words.timex"

local tree = forms.tree(timex.forms)

-- The date that relative expressions count from: the article's, else the one found in its text.
local function anchor_of(article)
  local published = article:layer "published"[1]
  return calendar.parse(article.date) or published and calendar.parse(published.date)
end

-- Adds the expressions that the items give to those of their sentence.
local function add_expressions(s, items)
  local k = 1
  while k <= items.n do
    local form, stop = forms.longest(tree, items, k)
    local first, last = items.first[k], form and items.last[stop]
    if form and timecontext.accepts(form, s, first, last) then
      s[#s + 1] = { form = form, first = first, last = last,
        values = forms.values(items, k, stop, function(each)
          return timewords.value(s, items, each)
        end),
        future = tense.future(s, first, last) }
      k = stop
    end
    k = k + 1
  end
end

-- Their values, one after the other: "the next day" counts from the day before it. Clock times
-- come last: "at 6 a.m. on Monday" takes its day from what follows.
local function resolve(found, state)
  local now = { anchor = state.anchor }
  for _, clock in ipairs { false, true } do
    for _, one in ipairs(found) do
      if (one.form.clock or false) == clock then
        now.future, now.day, now.quarter = one.future, state.day, state.quarter
        one.value = one.form[3](one.values, now) or nil
        local day = one.value and one.value:match "^%d+%-%d+%-%d+"
        now.near, state.day = day or now.near, day or state.day
        if one.value and one.value:find "^%d+%-Q" then state.quarter = one.value end
      end
    end
  end
end

local function finish(s, state, emit)
  if #s == 0 then return end
  resolve(s, state)
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
    local letters, signs = article:letters(timewords.alphabet), article:letters(tense.alphabet)
    local items, s, done = { letter = {}, first = {}, last = {} }, nil, 0
    for at, first, last in article:places(timewords.alphabet, timewords.core) do
      if not s or s.first ~= first then
        if s then finish(s, state, emit) end
        s = { article = article, words = article.words, shapes = article.shapes,
          letters = letters, signs = signs, first = first, last = last }
      end
      if at > done then
        done = timewords.around(s, at, items)
        add_expressions(s, items)
      end
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
