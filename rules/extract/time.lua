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

local function each_time(sentence, article, state, emit)
  local tokens, folded = {}, {}
  for token in sentence:tokens() do
    tokens[#tokens + 1] = token
    folded[#folded + 1] = token.folded:lower()
  end
  local line, items = timewords.line(tokens, folded)
  local i = 1
  while i <= #items do
    local form, stop = letters.longest(forms, line, i)
    local first, last = items[i].first, form and items[stop].last
    if form and timecontext.accepts(form, tokens, folded, first, last) then
      local now = { anchor = state.anchor, day = state.day, quarter = state.quarter,
        future = tense.future(folded, first, last) }
      local value = form[3](letters.values(items, i, stop), now) or nil
      emit {
        span = article:between(tokens[first].index, tokens[last].index),
        type = form[2], value = value,
        anchor = state.anchor and calendar.day(state.anchor),
      }
      if value and value:find "^%d+%-%d+%-%d+" then state.day = value:sub(1, 10) end
      if value and value:find "^%d+%-Q" then state.quarter = value end
      i = stop
    end
    i = i + 1
  end
end

return stemma.extract {
  api    = 1,
  about  = "Dates, clock times, durations and what recurs, with their values.",
  reads  = { "published" },
  writes = "time",
  extract = function(article, emit)
    local state = { anchor = anchor_of(article) }
    for sentence in article:sentences() do each_time(sentence, article, state, emit) end
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
    { "The train left at 6 a.m. on Monday.", { text = "6 a.m. on Monday", type = "TIME",
      value = "2021-04-12T06:00" }, date = "2021-04-13" },
    { "It sank three days ago, in the early hours of Dec. 2.", { value = "2020-12-01" },
      { value = "2020-12-02" }, date = "2020-12-04" },
    { "Her party lost the 2017 vote but won in 2021.", { text = "2017" }, { text = "2021" } },
    { "It was only the second call; it may march on, as it sat there." },
    { "She missed the 2016 World Cup, where 2016 people sat." },
    { "The 40-year-old ran 5 miles." },
  },
}
