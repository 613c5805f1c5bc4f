local stemma = require "stemma"
local clause = require "events.clause"
local grammar = require "events.grammar"
local timing = require "events.timing"
local happening = require "events.happening"
local lists = require "words.lists"
local participants = require "events.participants"

local word_at = clause.word
local JOIN, QUOTED = grammar.bit.join, grammar.bit.quoted

local function open(article)
  return { article = article, first = 0, last = 0, to = 0, folded = article.words,
    is = grammar.bits_of(article), letters = article:letters(clause.alphabet), words = {},
    timed = {}, dated = {}, starts = {}, times = lists.of(article, "time"),
    names = lists.of(article, "mention") }
end

-- Whether the k-th time is a day or an hour, and nobody says it in a quotation.
local function is_day(page, k)
  local kind, value = page.times.type[k], page.times.value[k]
  return (kind == "DATE" or kind == "TIME") and not (value and value:find("_REF", 1, true))
    and page.is[page.times.first[k]] & QUOTED == 0
end

-- Goes on to a sentence, which has the times from one number to another; `days` where some of them
-- are, `undated` until they have been given to words.
local function turn(page, first, last)
  local starts, k, days = page.times.first, page.to + 1, false
  while starts[k] and starts[k] < first do k = k + 1 end
  page.first, page.last, page.from = first, last, k
  while starts[k] and starts[k] <= last do
    for i = starts[k], page.times.last[k] do page.timed[i] = true end
    days = days or is_day(page, k)
    k = k + 1
  end
  page.to, page.days, page.undated = k - 1, days, days
end

-- The more of a date a time tells, the better it dates: a day before a year.
local function dates_better(page, k, known)
  local value = page.times.value
  return not known or #(value[k] or "") > #(value[known] or "")
end

-- Gives the words of the sentence that its days date each its day.
local function date_words(page)
  local times, dated = page.times, page.dated
  for k = page.from, page.to do
    local words, start
    if is_day(page, k) then words, start = timing.dated(page, times.first[k], times.last[k]) end
    for _, word in ipairs(words or {}) do
      if dates_better(page, k, dated[word]) then dated[word], page.starts[k] = k, start end
    end
  end
  page.undated = false
end

-- Where the k-th time ends: "on Monday and Tuesday" is one of two days, and ends with the last.
local function time_end(page, k)
  local first, last = page.times.first, page.times.last
  while first[k + 1] == last[k] + 2 and last[k] < page.last and page.is[last[k] + 1] & JOIN ~= 0 do
    k = k + 1
  end
  return last[k]
end

local function event_of(page, word, kind, who)
  local day = page.dated[word]
  return { word = word, kind = kind, who = who, place = participants.place(page, word),
    time = day and page.times.value[day] or nil,
    when = day and { first = page.starts[day], last = time_end(page, day) } or nil }
end

-- The events that an article tells of, in order.
local function events_of(page)
  local list, dated = {}, page.dated
  for i, first, last, letter in page.article:places(clause.alphabet, clause.tells) do
    if first ~= page.first then turn(page, first, last) end
    local word = (letter ~= "D" or page.days) and word_at(page, i)
    if word and word.first == i then
      if page.undated then date_words(page) end
      local kind, who = happening.kind(page, word, dated[word])
      if kind then list[#list + 1] = event_of(page, word, kind, who) end
    end
  end
  return list
end

local function emit_event(emit, event)
  local word, time = event.word, event.time
  emit {
    first = word.first, last = word.last, kind = event.kind, who = event.who, place = event.place,
    time = time and (time:match "^(.+)T[%u%d:]+$" or time), when = event.when,
  }
end

return stemma.extract {
  api    = 1,
  about  = "Calls, meetings, votes, attacks, accidents and dated statements, with their day.",
  reads  = { "time", "mention" },
  writes = "event",
  extract = function(article, emit)
    local page = open(article)
    local events = events_of(page)
    local contact = happening.contact(events)
    for _, event in ipairs(events) do
      if event.kind == "contact" then event.kind = contact end
      if event.kind then emit_event(emit, event) end
    end
  end,
  examples = {
    { "President Mary Hill told Peter Moss in a phone call on Tuesday that rain was near.",
      { text = "told", kind = "call", time = false },
      { text = "phone call", kind = "call", time = "2021-04-13", when = "on Tuesday",
        who = { "Mary Hill", "Peter Moss" } }, date = "2021-04-14" },
    { "The mayor said on Monday that President Mary Hill met Peter Moss on Sunday in Oslo.",
      { kind = "statement", when = "on Monday" },
      { text = "met", kind = "meeting", time = "XXXX-WXX-7", place = "Oslo" } },
    { "President Mary Hill on Friday urged Peter Moss to listen. The call was long.",
      { text = "urged", kind = "call", when = "on Friday" }, { text = "call", when = false } },
    { "Mary Hill on Monday called on the town to save water in a meeting with Peter Moss.",
      { text = "meeting", when = "on Monday" } },
    { "Earlier Tuesday, President Mary Hill, who was in Oslo for a meeting, sold her boat.",
      { text = "meeting", when = false } },
    { "Two people died on May 4 when the Blue Finch sank.",
      { kind = "accident", time = "XXXX-05-04", who = { "Blue Finch" } } },
    { "Mary Hill met Peter Moss in Oslo on Monday and Tuesday.",
      { text = "met", time = "XXXX-WXX-1", when = "on Monday and Tuesday" } },
    { "The council passed the budget by 9 votes to 4 on Thursday, a day after talks.",
      { text = "passed", kind = "vote", when = "on Thursday" }, { text = "talks", when = false } },
    { "She proposed a summit on Tuesday. People call it a call for peace.",
      { text = "summit", kind = "meeting", when = false } },
    { "The plan met its target on Monday. The attack on President Mary Hill was about her hat." },
    { "President Mary Hill told Peter Moss in an interview on Sunday that rain was near." },
  },
}
