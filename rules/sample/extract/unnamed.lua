local stemma = require "stemma"
local t = stemma.token

-- "a senior administration official", "two people", "sources": nobody's name and no one's alone.
local some     = t.word { "a", "an", "the", "those", "one", "two", "three", "four", "several",
                          "some", "another" }
local official = t.word { "official", "officials", "aide", "aides", "adviser", "advisers",
                          "diplomat", "diplomats", "lawmaker", "lawmakers", "officer", "officers" }
local source   = t.word { "source", "sources" }
local people   = t.word { "people", "person", "persons" }
local other    = some + t.word { "said", "says", "told", "by", "to", "of", "from", "and", "but",
                                "with", "that" }
local sort     = (t.word - official - source - people - t.possessive - other)^-4
local who      = some^-1 * sort * (official + source) + some^-1 * people

-- Why there is no name.
local condition = t.word { "condition of anonymity", "anonymously" }
                + t.word { "requested", "granted", "on" } * t.word "anonymity"
local declined  = t.word { "not", "declined", "refused", "asked" } * t.upto(2)
                * t.word "be" * t.word { "named", "identified" }
local not_free  = t.word "not" * t.word { "authorized", "authorised", "allowed", "permitted" }
                * t.upto(4) * t.word { "speak", "talk", "comment", "discuss" }
local familiar  = t.word { "familiar with", "briefed on", "with knowledge of",
                           "with direct knowledge of" }

-- "an official, Jan Olt, asked not to be …": a name after all.
local person = t.layer "mention" { kind = "person" }

return stemma.extract {
  api      = 1,
  about    = "Officials and sources who speak without their names, and the words that say so.",
  reads    = { "mention" },
  writes   = "unnamed",
  fields   = { who = "span", why = "span" },
  pattern  = who:as "who" * (t.any - person)^-14 * (condition + declined + not_free):as "why"
           + (some^-1 * sort * (official + source) + some^-1 * people):as "who" * familiar:as "why"
           + (some^-1 * sort * source):as "who" * t.word "close to":as "why",
  examples = {
    { "A senior official, speaking on condition of anonymity, denied it.",
      { who = "A senior official", why = "condition of anonymity" } },
    { "Two people briefed on the talks said so.", { who = "Two people", why = "briefed on" } },
    { "The sum is wrong, said a ministry official who was not authorized to speak publicly.",
      { who = "a ministry official", why = "not authorized to speak" } },
    { "One aide asked not to be named.", { who = "One aide", why = "not to be named" } },
    { "Sources close to the mayor blame the weather.", { who = "Sources", why = "close to" } },
    { "The official named the driver." },
    { "Sources that hide behind anonymity are no help." },
    { "People vote for candidates who are not named." },
    { "An aide, Jan Olt, asked not to be named again." },
    { "People close to the river left." },
  },
}
