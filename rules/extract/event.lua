local stemma = require "stemma"
local clause = require "events.clause"
local timing = require "events.timing"
local happening = require "events.happening"
local lists = require "words.lists"
local participants = require "events.participants"
local set = require "words.set"

-- What the sentences of an article have in common: see clause.sentence.
local function open(article)
  return { article = article, folded = article.words, tokens = article.shapes,
    times = lists.of(article, "time"), timed = {}, names = lists.of(article, "mention"),
    words = {}, marks = {} }
end

local joins = set "and or to through - –"

-- The times of a sentence, in order. "On Monday and Tuesday" is one of two days: it ends with the
-- last.
local function times_of(page, first, last)
  local all, list = page.times, {}
  for k = all:from(first), #all.first do
    local from, to = all.first[k], all.last[k]
    if from > last then break end
    list[#list + 1] = { first = from, last = to, type = all.type[k], value = all.value[k] }
    for i = from, to do page.timed[i] = true end
  end
  for k = #list - 1, 1, -1 do
    local time, following = list[k], list[k + 1]
    if following.first == time.last + 2 and joins[page.folded[time.last + 1]] then
      time.to = following.to or following.last
    end
  end
  return list
end

-- A sentence as events/clause and the others read it.
local function read(page, first, last)
  local s = { article = page.article, folded = page.folded, tokens = page.tokens,
    timed = page.timed, names = page.names, words = page.words, marks = page.marks,
    first = first, last = last, times = times_of(page, first, last) }
  clause.read(s)
  return s
end

-- The more of a date a time tells, the better it dates: a day before a year.
local function dates_better(time, known)
  return not known or #(time.value or "") > #(known.value or "")
end

-- The words of a sentence that its times date, each with the time.
local function date_words(s)
  local dated = {}
  for _, time in ipairs(s.times) do
    local value = time.value
    if (time.type == "DATE" or time.type == "TIME") and not (value and value:find "_REF")
      and not s.tokens[time.first].quoted then
      local words, start = timing.dated(s, time)
      for _, word in ipairs(words or {}) do
        if dates_better(time, dated[word]) then
          time.start = start
          dated[word] = time
        end
      end
    end
  end
  return dated
end

-- Adds the events of a sentence, in order.
local function add_events(s, list)
  local dated = date_words(s)
  for _, word in ipairs(s.list) do
    local kind, who = happening.kind(s, word, dated[word])
    if kind then
      list[#list + 1] = { s = s, word = word, kind = kind, who = who, time = dated[word] }
    end
  end
end

local function emit_event(emit, event)
  local time, word = event.time, event.word
  local value = time and time.value
  emit {
    first = word.first, last = word.last, kind = event.kind, who = event.who,
    time = value and (value:match "^(.+)T[%u%d:]+$" or value) or nil,
    when = time and { first = time.start, last = time.to or time.last } or nil,
    place = participants.place(event.s, word),
  }
end

-- Whether an annotation of a list begins from one token to another.
local function is_any(list, from, to)
  local first = list.first[list:from(from)]
  return first and first <= to
end

-- What the word at i, of this letter, asks for to tell of an event is there.
local function may_tell(page, i, letter, first, last)
  local needs = clause.needs(page.folded, i, last, letter)
  return needs == "event" or needs == "dated" and is_any(page.times, first, last)
    or needs == "contact" and is_any(page.names, i + 1, math.min(last, i + 8))
end

return stemma.extract {
  api    = 1,
  about  = "Calls, meetings, votes, attacks, accidents and dated statements, with their day.",
  reads  = { "time", "mention" },
  writes = "event",
  extract = function(article, emit)
    local page, events, done = open(article), {}, 0
    for i, first, last, letter in article:places(clause.alphabet, clause.tells) do
      if i > done and may_tell(page, i, letter, first, last) then
        done = last
        add_events(read(page, first, last), events)
      end
    end
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
