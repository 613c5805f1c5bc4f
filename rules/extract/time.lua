local stemma = require "stemma"
local calendar = require "words.calendar"
local letters = require "words.letters"
local tense = require "words.tense"
local timecontext = require "words.timecontext"
local timewords = require "words.timewords"
local timex = require "words.timex"

local forms = letters.index(timex.forms)

-- The date that relative expressions count from: the article's, else the one found in its text.
local function anchor_of(article)
  local published = article:layer "published"[1]
  return calendar.parse(article.date) or published and calendar.parse(published.date)
end

-- The expressions of a sentence: their forms, and the items they take.
local function expressions(sentence)
  local folded, tokens, found = sentence:words(), sentence:shapes(), {}
  if not timewords.tells(folded, tokens) then return found end
  local line, items = timewords.line(sentence:lazy_tokens(), folded, tokens)
  local before = sentence.first - 1
  local function is_name(k) return tokens[k].capital end
  local i = line:find "[^.]"
  while i do
    local form, stop = letters.longest(forms, line, i)
    local first, last = items[i].first, form and items[stop].last
    if form and timecontext.accepts(form, tokens, folded, first, last) then
      found[#found + 1] = { form = form, from = before + first, to = before + last,
        values = letters.values(items, i, stop),
        future = tense.future(folded, first, last, is_name) }
      i = stop
    end
    i = line:find("[^.]", i + 1)
  end
  return found
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

return stemma.extract {
  api    = 1,
  about  = "Dates, clock times, durations and what recurs, with their values.",
  reads  = { "published" },
  writes = "time",
  extract = function(article, emit)
    local state = { anchor = anchor_of(article) }
    local anchor = state.anchor and calendar.day(state.anchor)
    for sentence in article:sentences() do
      local found = expressions(sentence)
      resolve(found, state)
      for _, one in ipairs(found) do
        emit { span = article:between(one.from, one.to), type = one.form[2], value = one.value,
          anchor = anchor }
      end
    end
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
