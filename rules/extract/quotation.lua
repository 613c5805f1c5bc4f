local stemma = require "stemma"
local content = require "speech.content"
local reports = require "speech.reports"

local within = content.within

local function quoted(page, report)
  local list, quotes = {}, report.quotes
  for i = 1, #quotes do
    local begin, stop = within(page, quotes[i])
    list[i] = { begin = begin, stop = stop }
  end
  return list
end

-- From the first word to the last: a mark at either end is left out, with what closes the words.
local function bounds(page, report, parts)
  local begin, stop = parts[1].begin, parts[#parts].stop
  if report.form == "direct" then return begin, stop end
  local quotes, first, last = report.quotes, report.first, report.last
  if first < quotes[1].first then begin = page.bytes_of(page.article, first, first) end
  if last > quotes[#quotes].last then stop = select(2, content.trim(page, first, last)) end
  return begin, stop
end

return stemma.extract {
  api    = 1,
  about  = "Speech in marks, direct or in part: its words, its cue, its source and who that is.",
  roles  = { "standfirst", "body" },
  reads  = { "mention" },
  writes = "quotation",
  extract = function(article, emit)
    local list, page = reports.of(article)
    for k = 1, #list do
      local report = list[k]
      local parts, cue = quoted(page, report), report.cue
      local begin, stop = bounds(page, report, parts)
      emit { begin = begin, stop = stop, form = report.form, quoted = parts, cue = cue,
        source = cue and cue.source, speaker = report.speaker and report.speaker.entity,
        stance = cue and cue.stance, chain = report.chain }
    end
  end,
  examples = {
    { "\"It is cold,\" said the mayor, Hanne Olt.", { text = "It is cold", form = "direct",
      cue = "said", source = "the mayor, Hanne Olt", speaker = "Hanne Olt", stance = "neutral" } },
    { "The pier is closed, Hanne Olt said. \"We wait,\" she added, \"and we hope.\"",
      { form = "direct", quoted = { "We wait", "and we hope" }, speaker = "Hanne Olt" } },
    { "The Kremlin insisted that the guests were \"quite content\" with the soup.",
      { text = "the guests were \"quite content\" with the soup", form = "mixed",
        quoted = { "quite content" }, cue = "insisted", speaker = "Kremlin", stance = "insist" } },
    { "NATO opened the fair, it said in a statement. \"It was late,\" the statement said.",
      { text = "It was late", source = "the statement", speaker = "NATO" } },
    { "The mayor, Hanne Olt, said the \"old\" pier would be \"shut for good.\"",
      { text = "the \"old\" pier would be \"shut for good", form = "mixed",
        quoted = { "old", "shut for good" } } },
    { "Reuters reported that Ann Lee told Tom Ek the pier \"will not hold.\"",
      { speaker = "Ann Lee", chain = { "Reuters", "Ann Lee" } } },
    { "\"It will be dry. Bring water,\" Ann Lee told the crowd.\n\"Bring a hat too.\"",
      { quoted = { "It will be dry. Bring water" } },
      { text = "Bring a hat too", speaker = "Ann Lee", cue = false } },
    { "According to a Kremlin spokesman, the \"old hands\" left. \"They were tired,\" he said.",
      { quoted = { "old hands" }, speaker = "Kremlin" },
      { text = "They were tired", source = "he", speaker = "Kremlin" } },
    { "\"Who is there?\" a guard asked.", { text = "Who is there?", source = "a guard",
      speaker = false, stance = "ask" } },
    { "The \"Sea Lions\" lost again." },                 -- a name
    { "Old hands in town call this \"soup talk.\"" },    -- nobody in particular
    { "Ann Lee said the film \"Gate 4\" bored her." },   -- a title
    { "The pier is old.\nREAD MORE: \"It will fall,\" said Ann Lee" },
  },
}
