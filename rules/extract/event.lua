local stemma = require "stemma"
local clause = require "words.clause"
local dating = require "words.dating"
local happening = require "words.happening"
local participants = require "words.participants"

---@class event.found
---@field word clause.word
---@field kind string
---@field time table|nil     the expression that dates it

-- The annotations of a layer in a sentence, by their tokens in it.
local function inside(sentence, layer)
  local list = {}
  for _, one in ipairs(sentence:layer(layer)) do
    list[#list + 1] = { annotation = one, first = one.first - sentence.first + 1,
      last = one.last - sentence.first + 1, kind = layer == "mention" and one.kind or nil,
      entity = layer == "mention" and one.entity or nil }
  end
  return list
end

-- A sentence as words/clause and the others read it. Words of a quotation are hidden: what is dated
-- there is dated by its speaker.
local function read(sentence)
  local tokens, folded, hidden, timed = {}, {}, {}, {}
  for token in sentence:tokens() do
    tokens[#tokens + 1] = token
    folded[#folded + 1] = token.folded:lower()
    hidden[#tokens] = token.quoted or nil
  end
  local times = inside(sentence, "time")
  for _, time in ipairs(times) do
    for i = time.first, time.last do hidden[i], timed[i] = true, true end
  end
  return {
    tokens = tokens, folded = folded, timed = timed, times = times,
    mentions = inside(sentence, "mention"), words = clause.words(tokens, folded, hidden),
    text = function(first, last)
      return sentence.article:between(tokens[first].index, tokens[last].index).text
    end,
  }
end

-- The more of a date a time tells, the better it dates: a day before a year.
local function dates_better(time, known)
  return not known or #(time.annotation.value or "") > #(known.annotation.value or "")
end

-- The times of a sentence, each with the words it dates.
local function date_words(s)
  local dated = {}
  for _, time in ipairs(s.times) do
    local kind, value = time.annotation.type, time.annotation.value
    if (kind == "DATE" or kind == "TIME") and not (value and value:find "_REF")
      and not s.tokens[time.first].quoted then
      local words, start = dating.dated(s, time)
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
  for i = 1, #s.tokens do
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
    span = article:between(s.tokens[event.word.first].index, s.tokens[event.word.last].index),
    kind = event.kind,
    time = value and (value:match "^(.+)T[%u%d:]+$" or value),
    when = time and article:span(s.tokens[time.start].begin, time.annotation.stop),
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
      for _, event in ipairs(events_of(read(sentence))) do events[#events + 1] = event end
    end
    local contact = happening.contact(events)
    for _, event in ipairs(events) do
      if event.kind == "contact" then event.kind = contact end
      if event.kind then emit_event(article, emit, event) end
    end
  end,
  examples = {
    { "Joan Hill told Peter Moss in a phone call on Tuesday that rain was near.",
      { kind = "contact" }, date = "2021-04-14" },
  },
}
