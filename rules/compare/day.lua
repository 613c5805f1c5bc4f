local stemma = require "stemma"
local days = require "words.days"
local events = require "words.events"

-- Outlets make statements on many days; those of two days are two events.
local recurring = { statement = true }

local prose = { headline = true, standfirst = true, body = true }

-- The day on which an article appeared: its date, or the one found in its text.
local function published(article)
  if article.date then return days.read(article.date) end
  local found = article:layer "published"[1]
  return found and days.read(found.date)
end

local function people_of(article)
  local people = {}
  for _, mention in ipairs(article:layer "mention") do
    if mention.kind == "person" then people[mention.entity] = true end
  end
  return people
end

-- The last sentence of an article's beginning: what stands there is what the article is about.
local told_at_once = 4

local function beginning(article)
  local last
  local count = 0
  for _, sentence in ipairs(article:layer "sentence") do
    if prose[sentence.role] and count < told_at_once then last, count = sentence, count + 1 end
  end
  return last
end

local function mention_of(event, article, is_person, last)
  local mention = { kind = event.kind, who = event.who or {}, people = {}, outlet = article.outlet,
    article = article.number, words = event.when or event, day = days.read(event.time),
    first = last and (event:before(last) or event:within(last)) }
  for _, name in ipairs(mention.who) do
    if is_person[name] then mention.people[#mention.people + 1] = name end
  end
  if event.when and not days.named_in(event.when.text) then mention.day = nil end
  return mention
end

local function mentions_of(story)
  local list = {}
  for _, article in ipairs(story.articles) do
    local appeared, is_person, last = published(article), people_of(article), beginning(article)
    for _, event in ipairs(article:layer "event") do
      if event.kind and not recurring[event.kind] then
        local mention = mention_of(event, article, is_person, last)
        mention.appeared = appeared
        list[#list + 1] = mention
      end
    end
  end
  return list
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
-- meet again on Tuesday") dates the first; the words that name the participants date it best, and
-- words that do not count where an article begins.
local function dated(event)
  local articles = {}
  for _, mention in ipairs(event) do
    local number = mention.article
    if mention.day and (mention.first or not mention.weak) then
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

-- Without what can be no mistake for the day of most: a meeting years ago, or one still to come.
local function comparable(camps)
  local list = { camps[1] }
  for i = 2, #camps do
    local later = false
    for _, mention in ipairs(camps[i]) do later = later or is_later(mention) end
    if days.near(camps[i].day, camps[1].day) and not later then list[#list + 1] = camps[i] end
  end
  return list
end

-- An outlet that differs only with itself has more than one event to tell.
local function between_outlets(camps)
  local first = camps[1] and camps[1][1].outlet
  for _, camp in ipairs(camps) do
    for _, mention in ipairs(camp) do
      if mention.outlet ~= first then return #camps > 1 end
    end
  end
  return false
end

local function names(list, show)
  local parts = {}
  for i, each in ipairs(list) do parts[i] = show(each) end
  if #parts < 2 then return parts[1] end
  return table.concat(parts, ", ", 1, #parts - 1) .. " and " .. parts[#parts]
end

local function outlets_of(camp)
  if #camp > 3 then return #camp .. " outlets" end
  return names(camp, function(mention) return mention.outlet end)
end

-- Smallest camp first: who is alone with a day is what a reader looks for.
local function tell(camps)
  local parts, year, with_year = {}, nil, false
  for _, camp in ipairs(camps) do
    with_year = with_year or year and camp.day.year and camp.day.year ~= year
    year = year or camp.day.year
  end
  for i = #camps, 1, -1 do
    local day = days.words(camps[i].day, with_year)
    parts[#parts + 1] = ("%s in %s"):format(day, outlets_of(camps[i]))
  end
  return table.concat(parts, "; ")
end

local function words_of(list, role)
  local words = { role = role }
  for i, mention in ipairs(list) do words[i] = mention.words end
  return words
end

local function report(camps, kind, story, finding, undecided)
  local equal, speak, evidence, open = #camps[1] == #camps[2], {}, {}, {}
  for i, camp in ipairs(camps) do
    evidence[i] = words_of(camp, equal and "camp" or i == 1 and "majority" or "minority")
    for _, mention in ipairs(camp) do
      speak[mention.outlet] = true
      if not mention.day.number then open[#open + 1] = mention end
    end
  end
  local silent = {}
  for _, article in ipairs(story.articles) do
    if not speak[article.outlet] then silent[#silent + 1] = article.outlet end
  end
  finding { kind = "conflict", level = "error", message = "the day of the {kind}: {told}",
    values = { kind = kind, told = tell(camps) }, evidence = evidence, silent = silent }
  if #open > 0 then
    undecided { message = "{told}: no date is known of the article",
      values = { told = names(open, function(mention)
        return ("which %s %s means"):format(days.words(mention.day), mention.outlet)
      end) }, evidence = words_of(open) }
  end
end

return stemma.compare {
  api     = 1,
  about   = "One event that outlets date on different days.",
  over    = "story",
  reads   = { "event", "mention", "published", "sentence" },
  compare = function(story, finding, undecided)
    for _, event in ipairs(events.group(mentions_of(story))) do
      local camps = comparable(days.camps(dated(event)))
      if between_outlets(camps) then report(camps, event.kind, story, finding, undecided) end
    end
  end,
  examples = {
    { articles = {
        { outlet = "A", date = "2021-04-14", text = "Anna Holt and Boris Lund spoke by phone on "
          .. "Friday, an aide said." },
        { outlet = "B", date = "2021-04-14", text = "Anna Holt told Boris Lund in a phone call on "
          .. "Tuesday that she would come." },
        { outlet = "C", date = "2021-04-13", text = "Anna Holt spoke by phone with Boris Lund "
          .. "today." },
        { outlet = "D", date = "2021-04-14", text = "Anna Holt and Boris Lund spoke by phone." } },
      { kind = "conflict", level = "error", silent = { "D" }, evidence = {
        { doc = "002", role = "majority" }, { doc = "003", role = "majority" },
        { doc = "001", role = "minority" } },
        message = "the day of the call: Friday, 9 April in A; Tuesday, 13 April in B and C" } },
    { articles = {     -- two weekdays, and no date for either
        { outlet = "A", text = "Anna Holt and Boris Lund spoke by phone on Friday." },
        { outlet = "B", text = "Anna Holt and Boris Lund spoke by phone on Tuesday." } },
      { kind = "conflict", level = "error", evidence = { { role = "camp" }, { role = "camp" } } },
      { kind = "undecided" } },
    { articles = {     -- one day, said in three ways
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund in Oslo yesterday." },
        { outlet = "B", date = "2021-04-15", text = "Anna Holt met Boris Lund in Oslo on "
          .. "April 13." },
        { outlet = "C", text = "Anna Holt met Boris Lund in Oslo on Tuesday." } } },
    { articles = {     -- a month holds the day
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-05-02", text = "Anna Holt met Boris Lund in April 2021." } } },
    { articles = {     -- the next meeting is another one
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-04-14", text = "Anna Holt will meet Boris Lund again on "
          .. "Monday." } } },
    { articles = {     -- other people
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-04-14", text = "Clara Munk met Jonas Reed on Monday." } } },
    { articles = {     -- years ago
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-04-14", text = "Anna Holt met Boris Lund on March 3, "
          .. "2018." } } },
    { articles = {     -- what is said about it is said on other days
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-04-14", text = "Anna Holt met Boris Lund. The talks were "
          .. "useful, her office said on Wednesday." } } },
  },
}
