local stemma = require "stemma"
local t = stemma.token

local count  = t.layer "number" { kind = "count" }
local place  = t.layer "mention" { kind = "place" }
local troops = t.word { "troops", "soldiers", "servicemen", "marines", "paratroopers",
                        "peacekeepers" }
-- "more", "fresh Russian combat"
local sort   = t.lower - t.word { "to", "in", "of", "and", "per" }
local whose  = sort^-2 * (t.capital:as "side")^-1 * sort^-2
local where  = t.word { "in", "near", "at", "along", "on", "around", "across", "inside", "to",
                        "into", "outside", "throughout" }
local the    = t.word { "the", "its", "their", "eastern", "western", "northern", "southern" }

-- The dead are no troops at a place, and those who left are no longer there.
local lost = t.stem { "kill", "wound", "lose", "lost", "bury", "injure", "withdraw", "pull" }

return stemma.extract {
  api      = 1,
  about    = "How many troops are, or are sent, where.",
  reads    = { "mention", "number" },
  writes   = "troops",
  fields   = { count = "interval", side = "string", place = "entity" },
  pattern  = -t.after(lost) * count:as "count" * t.word "of"^-1 * whose * troops
           * (t.word - lost - where)^-4 * where * the^-2 * place:as "place",
  examples = {
    { "Kyiv counts about 41,000 Russian troops along the border.", },
    { "It has sent 500 more troops to Poland.", { count = { value = 500 }, place = "Poland" } },
    { "More than 30,000 Russian soldiers are massed in Belarus.",
      { count = { low = 30000 }, side = "Russian", place = "Belarus" } },
    { "They killed 40 soldiers in Mali." },
    { "Two soldiers, both 19, lost their way." },
    { "Some 40 soldiers were killed in Mali." },
  },
}
