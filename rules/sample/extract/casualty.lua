local stemma = require "stemma"
local t = stemma.token

-- Hedges are the number's business. "40-year-old" counts nobody.
local count  = t.layer "number" { kind = "count" } * -t.punct { "-", "‑" }
local people = t.word { "people", "civilians", "soldiers", "workers", "passengers", "others" }
local be     = t.word { "is", "are", "was", "were", "been", "have", "has", "had" }
local dead   = t.word { "dead", "died" }:is "killed"
local killed = t.word "killed":is "killed" + t.word { "wounded", "injured" }:is "injured"
-- "12 people were killed", "30 others injured"
local toll   = count:as "count" * people^-1 * be^0 * (killed + dead):as "fate"

return stemma.extract {
  api      = 1,
  about    = "Deaths and injuries that a sentence states.",
  within   = "sentence",
  reads    = { "number" },
  writes   = "casualty",
  fields   = { count = "interval", fate = { "killed", "injured" } },
  pattern  = toll * -(t.word { "and", "or" } * (killed + dead))
           + killed:as "fate" * count:as "count" * people^-1,
  examples = {
    { "At least 12 people were killed.",  { count = { low = 12 }, fate = "killed" } },
    { "The storm left 12 people dead and 30 others injured.",
      { count = { value = 12 }, fate = "killed" }, { count = { value = 30 }, fate = "injured" } },
    { "The conflict has killed some 14,000 people.", { fate = "killed" } },
    { "The deal was killed by debt." },
    { "In 2014 died the hope." },
    { "Some 3 percent were wounded." },
    { "The army lost 6,000 dead and wounded." },
    { "They shot dead 100 sheep and killed a 40-year-old bull." },
  },
}
