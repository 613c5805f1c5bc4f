local stemma = require "stemma"
local t = stemma.token

-- A pronoun only where a clause begins: not in "the divides he promised to bridge".
local begins  = t.first + t.after(t.punct + t.word { "and", "but", "as", "that", "when", "while",
                                                     "where", "because", "though", "although" })
local who     = t.layer "mention" { kind = { "person", "organisation", "place" } }
              + begins * t.word { "he", "she", "they", "we", "I" }
local promise = t.word { "promise", "promises", "promised", "pledge", "pledges", "pledged",
                         "vow", "vows", "vowed" }
local has     = t.word { "has", "have", "had", "also", "again", "repeatedly", "publicly" }

-- By when: "by Friday", "before the end of May", "within two years".
local time = t.layer "time"
local by   = t.word { "by", "before", "until", "within" }
local when = by * t.word { "the end of", "the start of" }^-1 * time:as "by"

-- What: up to that, or to the end of the clause.
local hyphen = t.punct "-"
local what = ((t.any - t.punct + hyphen) - by * t.upto(3) * time)^2

return stemma.extract {
  api      = 1,
  about    = "Who promised what, and by when.",
  reads    = { "mention", "time" },
  writes   = "promise",
  fields   = { who = "entity", what = "span", by = "time", when = "span" },
  pattern  = who:as "who" * has^-2 * promise * t.word { "to", "that" } * what:as "what"
           * (when:as "when")^-1,
  examples = {
    { "Hanne Olt promised to repair the bridge by Friday.", date = "2021-04-13",
      { who = "Hanne Olt", what = "repair the bridge", when = "by Friday", by = "2021-04-16" } },
    { "NATO has pledged to build 400 homes before the end of 2022, it said.",
      { who = "NATO", what = "build 400 homes", by = "2022" } },
    { "Joe Biden vowed that the troops would leave within two years.",
      { what = "the troops would leave", by = "P2Y" } },
    { "She also promised to pay for it, and smiled.",
      { who = "She", what = "pay for it", when = false } },
    { "Hanne Olt promised nothing." },
    { "The divides she promised to bridge have grown." },
    { "Hanne Olt was promised a house by the river." },
    { "They promised a better day." },
    { "The promise to Hanne Olt was made by Friday." },
  },
}
