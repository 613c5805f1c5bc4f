local stemma = require "stemma"
local clause = require "words.clause"
local timing = require "words.timing"
local happening = require "words.happening"
local participants = require "words.participants"

---@class event.found
---@field word clause.word
---@field kind string
---@field time table|nil     the expression that dates it

local layers = { time = stemma.token.layer "time", mention = stemma.token.layer "mention" }

-- A time or a mention with its tokens in the sentence. What it says is looked up where it is asked.
local place = {}
function place.__index(self, key)
  if key == "annotation" then self.annotation = self.all[self.number]
  elseif key == "kind" or key == "entity" then self[key] = self.annotation[key] end
  return rawget(self, key)
end

-- Gives the annotations of a layer from one token to another.
local function reader(article, name)
  local all, first, last, number = article:layer(name), layers[name]:places(article)
  return function(from, to)
    local low, high, list = 1, #first + 1, {}
    while low < high do
      local middle = (low + high) // 2
      if first[middle] < from then low = middle + 1 else high = middle end
    end
    while first[low] and first[low] <= to do
      list[#list + 1] = setmetatable({ all = all, number = number[low],
        first = first[low] - from + 1, last = last[low] - from + 1 }, place)
      low = low + 1
    end
    return list
  end
end

-- A sentence as words/clause and the others read it; its mentions, when they are asked for.
local sentence = {}
function sentence.__index(self, key)
  if key ~= "mentions" then return nil end
  self.mentions = self.read_mentions(self.before + 1, self.before + #self.folded)
  return self.mentions
end

local function read(article, first, last, letters, times, mentions)
  local stretch, timed = article:between(first, last), {}
  local tokens, folded = stretch:shapes(), stretch:words()
  for _, time in ipairs(times) do
    for i = time.first, time.last do timed[i] = true end
  end
  local words, list = clause.words(tokens, folded, timed, letters, first - 1)
  return setmetatable({
    article = article, before = first - 1, tokens = tokens, folded = folded,
    timed = timed, times = times, words = words, list = list, read_mentions = mentions,
  }, sentence)
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
    local events, done, letters = {}, 0, article:letters(clause.alphabet)
    local times, mentions = reader(article, "time"), reader(article, "mention")
    for i, first, last in article:places(clause.alphabet, clause.tells) do
      local needs = i > done and clause.needs(article.words, i, last) or "none"
      local dates = needs ~= "none" and times(first, last)
      if needs == "event" or needs == "dated" and #dates > 0
        or needs == "contact" and #mentions(i + 1, math.min(last, i + 8)) > 0 then
        done = last
        add_events(read(article, first, last, letters, dates, mentions), events)
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
