local stemma = require "stemma"

local violent = { attack = true, accident = true }

local function first_event(events)
  for _, event in ipairs(events) do
    if violent[event.kind] then return event.kind end
  end
end

-- What a count is about: the attack or accident that its sentence tells, or else the article's
-- first, unless the sentence speaks of another time. "Some 14,000 since 2014" is about neither.
local function event_of(claim)
  local sentence = claim:inside "sentence"
  if not sentence then return nil end
  local told = first_event(sentence:holds "event")
  if told or #sentence:holds "time" > 0 then return told end
  return first_event(claim.article:layer "event")
end

-- An article's first count is its own; those that follow are parts, or earlier tolls.
local function firsts(claims, event)
  local seen = {}
  return claims:where(function(claim)
    local counts = event_of(claim) == event and not seen[claim.article]
    if counts then seen[claim.article] = true end
    return counts
  end)
end

return stemma.compare {
  api     = 1,
  about   = "Outlets that count the dead or injured of one event differently.",
  over    = "story",
  reads   = { "casualty", "event", "sentence", "time" },
  compare = function(story, finding)
    for _, all in story:by("casualty", { "fate" }) do
      for _, event in ipairs(all:values(event_of)) do
        local claims = firsts(all, event)
        local camps = claims:camps "count"       -- groups whose intervals fit: one finding for all
        local values = { event = event }
        if #camps > 1 then
          finding { kind = "conflict", level = "error", evidence = camps, values = values,
            message = "{key.fate} in the {event}: {camps}",
            silent = story.outlets - claims.outlets }
        elseif claims:differ "count.hedge" then
          finding { kind = "hedge", level = "note", evidence = claims, values = values,
            message = "{claims.count} {key.fate} in the {event}, hedged differently" }
        end
      end
    end
  end,
  examples = {
    { articles = {
        { outlet = "A",
          text = "An explosion at the depot was an attack. At least 12 people were killed." },
        { outlet = "B", text = "Nine people were killed in the attack on the depot." },
        { outlet = "C", text = "The attack shut the depot." } },
      { kind = "conflict", level = "error", silent = { "C" } } },
    { articles = {
        { outlet = "A", text = "At least 12 people were killed in the attack." },
        { outlet = "B", text = "The attack killed 14 people." } },
      { kind = "hedge" } },
    { articles = {
        { outlet = "A", text = "Twelve people were killed in the attack." },
        { outlet = "B", text = "The attack killed 12 people. Two soldiers died in 2014." } } },
    { articles = {
        { outlet = "A", text = "Two soldiers were killed in the attack on Monday." },
        { outlet = "B", text = "The war has killed some 14,000 people since 2014." } } },
  },
}
