-- What dates an event in each article of a story, as `compare/day` holds it against the others.

local days = require "events.days"
local events = require "events.events"

local eventdays = {}

-- Outlets make statements on many days; those of two days are two events.
local recurring = { statement = true }

local prose = { headline = true, standfirst = true, body = true }

-- The day on which an article appeared: its date, or the one found in its text.
local function published(article)
  if article.date then return days.read(article.date) end
  local found = article:layer "published"[1]
  return found and days.read(found.date)
end

-- Which names are a person's.
local function people_of(article)
  local people
  return function(name)
    if not people then
      people = {}
      local entities = article:layer_values("mention", "entity")
      for i, kind in ipairs(article:layer_values("mention", "kind")) do
        if kind == "person" then people[entities[i]] = true end
      end
    end
    return people[name]
  end
end

-- The last sentence of an article's beginning: what stands there is what the article is about.
local told_at_once = 4

local function beginning(article)
  local last, count = nil, 0
  for i, role in ipairs(article:layer_values("sentence", "role")) do
    if count == told_at_once then break end
    if prose[role] then last, count = i, count + 1 end
  end
  return last and article:claim("sentence", last)
end

local function at_once(event)
  local last = beginning(event.article)
  return last and (event:before(last) or event:within(last))
end

local function mention_of(event, kind, article, appeared, is_person)
  local when = event.when
  local mention = { kind = kind, who = event.who or {}, people = {}, outlet = article.outlet,
    place = event.place, article = article.number, words = when or event, event = event,
    day = when and days.told(event.time, when.text), appeared = appeared }
  for _, name in ipairs(mention.who) do
    if is_person(name) then mention.people[#mention.people + 1] = name end
  end
  return mention
end

-- Adds an article's mentions of events of some kinds.
local function add_mentions(article, kinds, list)
  local appeared, is_person = published(article), people_of(article)
  for i, kind in ipairs(article:layer_values("event", "kind")) do
    if kinds[kind] then
      list[#list + 1] = mention_of(article:claim("event", i), kind, article, appeared, is_person)
    end
  end
end

-- By kind of event and day, in which articles both are given.
local function days_given(story)
  local given = {}
  for _, article in ipairs(story.articles) do
    local times = article:layer_values("event", "time")
    for i, kind in ipairs(article:layer_values("event", "kind")) do
      local day = kind and not recurring[kind] and times[i]
      if day then
        given[kind] = given[kind] or {}
        given[kind][day] = given[kind][day] or {}
        given[kind][day][article.number] = true
      end
    end
  end
  return given
end

local function two_articles(some, others)
  for a in pairs(some) do
    for b in pairs(others) do
      if a ~= b then return true end
    end
  end
  return false
end

-- Whether two articles give days of which not both can be right.
local function are_disputed(given)
  local read, articles = {}, {}
  for value, by in pairs(given) do
    local day, n = days.read(value), #read
    for i = 1, day and n or 0 do
      if not days.fit(day, read[i]) and two_articles(by, articles[i]) then return true end
    end
    if day then read[n + 1], articles[n + 1] = day, by end
  end
  return false
end

-- Events of other kinds need no closer look.
local function disputed(story)
  local kinds, any = {}, false
  for kind, given in pairs(days_given(story)) do
    if are_disputed(given) then kinds[kind], any = true, true end
  end
  return any and kinds
end

---The mentions of events whose days may differ, in groups, a group an event.
function eventdays.events(story)
  local kinds, list = disputed(story), {}
  if not kinds then return list end
  for _, article in ipairs(story.articles) do add_mentions(article, kinds, list) end
  return events.group(list)
end

local function is_later(mention)
  local day, appeared = mention.day, mention.appeared
  return day.number and appeared and appeared.number and day.number > appeared.number or false
end

local function where(list, test)
  local found = {}
  for _, each in ipairs(list) do
    if test(each) then found[#found + 1] = each end
  end
  return #found > 0 and found or list
end

-- By article, what dates the event. An article that tells of it and announces another ("they will
-- meet again on Tuesday") dates the first. Words that name the participants date it best; others
-- count where an article begins, if most articles tell of the event.
local function dated(event, story)
  local articles, main = {}, 2 * event.size > #story.articles
  for _, mention in ipairs(event) do
    local number = mention.article
    if mention.day and (not mention.weak or main and at_once(mention.event)) then
      articles[number] = articles[number] or {}
      table.insert(articles[number], mention)
    end
  end
  for number, list in pairs(articles) do
    list = where(list, function(mention) return not is_later(mention) end)
    articles[number] = where(list, function(mention) return #mention.who > 1 end)
  end
  return articles
end

-- Whether one of the camp's mentions has a property.
local function any(camp, test)
  for _, mention in ipairs(camp) do
    if test(mention) then return true end
  end
  return false
end

---The camps of an event, the largest first, without what can be no mistake for the day of most: a
---meeting years ago, or one still to come. Three days for what nobody names the participants of are
---three events.
---@return events.Mention[][]
function eventdays.camps(event, story)
  local camps, list = days.camps(dated(event, story)), {}
  for i, camp in ipairs(camps) do
    if i == 1 or days.near(camp.day, camps[1].day) and not any(camp, is_later) then
      list[#list + 1] = camp
    end
    if #camps > 2 and any(camp, function(mention) return mention.weak end) then return {} end
  end
  return list
end

return eventdays
