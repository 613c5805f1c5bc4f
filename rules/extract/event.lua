local stemma = require "stemma"
local clause = require "words.clause"
local timing = require "words.timing"
local happening = require "words.happening"
local participants = require "words.participants"

---@class event.found
---@field word clause.word
---@field kind string
---@field time table|nil     the expression that dates it

-- The annotations of a layer in a sentence, with their tokens in it.
local function inside(sentence, layer)
  local list = {}
  for k, one in ipairs(sentence:layer(layer)) do
    list[k] = { annotation = one, first = one.first - sentence.first + 1,
      last = one.last - sentence.first + 1 }
  end
  return list
end

-- A sentence as words/clause and the others read it.
local function read(sentence, folded)
  local tokens, times, timed = sentence:shapes(), inside(sentence, "time"), {}
  for _, time in ipairs(times) do
    for i = time.first, time.last do timed[i] = true end
  end
  local mentions = inside(sentence, "mention")
  for _, mention in ipairs(mentions) do
    mention.kind, mention.entity = mention.annotation.kind, mention.annotation.entity
  end
  return {
    article = sentence.article, before = sentence.first - 1, tokens = tokens, folded = folded,
    timed = timed, times = times, mentions = mentions, words = clause.words(tokens, folded, timed),
  }
end

-- The more of a date a time tells, the better it dates: a day before a year.
local function dates_better(time, known)
  return not known or #(time.annotation.value or "") > #(known.annotation.value or "")
end

local joins = { ["and"] = true, ["or"] = true, to = true, through = true, ["-"] = true,
  ["–"] = true }

-- "on Monday and Tuesday" is one time of two days: it ends with the last.
local function join_times(s)
  for k = #s.times - 1, 1, -1 do
    local time, following = s.times[k], s.times[k + 1]
    if following.first == time.last + 2 and joins[s.folded[time.last + 1]] then
      time.to = following.to or following.annotation
    end
  end
end

-- The times of a sentence, each with the words it dates.
local function date_words(s)
  local dated = {}
  join_times(s)
  for _, time in ipairs(s.times) do
    local kind, value = time.annotation.type, time.annotation.value
    if (kind == "DATE" or kind == "TIME") and not (value and value:find "_REF")
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

-- The events of a sentence, in order.
local function events_of(s)
  local dated, list, seen = date_words(s), {}, {}
  for i = 1, #s.folded do
    local word = s.words[i]
    if word and not seen[word] then
      seen[word] = true
      local kind, who = happening.kind(s, word, dated[word])
      if kind then
        list[#list + 1] = { s = s, word = word, kind = kind, who = who, time = dated[word] }
      end
    end
  end
  return list
end

local function emit_event(article, emit, event)
  local s, time = event.s, event.time
  local value = time and time.annotation.value
  emit {
    span = article:between(s.before + event.word.first, s.before + event.word.last),
    kind = event.kind,
    time = value and (value:match "^(.+)T[%u%d:]+$" or value),
    when = time and article:token(s.before + time.start):to(time.to or time.annotation),
    place = participants.place(s, event.word),
    who = event.who,
  }
end

return stemma.extract {
  api    = 1,
  about  = "Calls, meetings, votes, attacks, accidents and dated statements, with their day.",
  reads  = { "time", "mention" },
  writes = "event",
  extract = function(article, emit)
    local events = {}
    for sentence in article:sentences() do
      local folded = sentence:words()
      if clause.tells(folded) then
        for _, event in ipairs(events_of(read(sentence, folded))) do
          events[#events + 1] = event
        end
      end
    end
    local contact = happening.contact(events)
    for _, event in ipairs(events) do
      if event.kind == "contact" then event.kind = contact end
      if event.kind then emit_event(article, emit, event) end
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
