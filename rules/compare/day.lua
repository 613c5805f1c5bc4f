local stemma = require "stemma"
local eventdays = require "events.eventdays"
local days = require "events.days"

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

-- Numbered in the order they are told.
local function role_of(i, camps)
  local number = #camps - i + 1
  if #camps[1] == #camps[2] then return ("camp %d"):format(number) end
  if i == 1 then return "majority" end
  return number == 1 and "minority" or ("minority %d"):format(number)
end

local function report(camps, kind, story, finding, undecided)
  local speak, evidence, open = {}, {}, {}
  for i, camp in ipairs(camps) do
    evidence[i] = words_of(camp, role_of(i, camps))
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
    local told = names(open, function(mention)
      return ("%s (%s)"):format(mention.outlet, days.words(mention.day))
    end)
    undecided { message = "{told}: no date known, only the weekday compared",
      values = { told = told }, evidence = words_of(open) }
  end
end

return stemma.compare {
  api     = 1,
  about   = "One event that outlets date on different days.",
  over    = "story",
  reads   = { "event", "mention", "published", "sentence" },
  compare = function(story, finding, undecided)
    for _, event in ipairs(eventdays.events(story)) do
      local camps = eventdays.camps(event, story)
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
      { kind = "conflict", level = "error", message = "the day of the call: Tuesday in B; "
          .. "Friday in A", evidence = { { role = "camp 2" }, { role = "camp 1" } } },
      { kind = "undecided" } },
    { articles = {     -- one day, said in three ways
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund in Oslo yesterday." },
        { outlet = "B", date = "2021-04-15", text = "Anna Holt met Boris Lund in Oslo on "
          .. "April 13." },
        { outlet = "C", text = "Anna Holt met Boris Lund in Oslo on Tuesday." } } },
    { articles = {     -- two days, and a Tuesday that may be either
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-04-14", text = "Anna Holt met Boris Lund on Monday and "
          .. "Tuesday." },
        { outlet = "C", date = "2021-04-21", text = "Anna Holt met Boris Lund last Tuesday." } } },
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
    { articles = {     -- two accidents
        { outlet = "A", date = "2021-04-14", text = "A train crashed near Oslo on Monday." },
        { outlet = "B", date = "2021-04-14", text = "A truck crashed near Bergen on Tuesday." } } },
    { articles = {     -- an attack in the past of an article on another
        { outlet = "A", date = "2021-04-14", text = "Rebels attacked the airport on Monday." },
        { outlet = "B", date = "2021-04-14", text = "The airport is closed. Flights go to Bergen. "
          .. "Nobody knows for how long. The minister has no plan. He was silent when rebels "
          .. "attacked the harbor on Saturday." } } },
    { articles = {     -- what is said about it is said on other days
        { outlet = "A", date = "2021-04-14", text = "Anna Holt met Boris Lund on Tuesday." },
        { outlet = "B", date = "2021-04-14", text = "Anna Holt met Boris Lund. The talks were "
          .. "useful, her office said on Wednesday." } } },
  },
}
