local stemma = require "stemma"
local t = stemma.token

local to    = t.word "to" + t.punct { "-", "–", "—" }
local votes = t.word { "vote", "votes", "ballot", "ballots", "members", "seats" }
local took  = t.word { "voted", "passed", "approved", "adopted", "rejected", "cleared", "defeated" }
local near  = t.word - t.word { "to", "from", "on", "at", "until", "between" }
local ayes  = t.number:as "ayes"
local noes  = t.number:as "noes"

local favour  = t.word { "in favour", "in favor", "for" }
local against = t.word { "against", "opposed" }
local abstain = t.punct ","^-1 * t.word { "with", "and" }^-1 * (t.number + t.word):as "abstained"
              * t.word { "abstention", "abstentions", "abstaining", "abstained" }

-- 52 to 48 · 52-48 · 52 votes to 48
local sides = ayes * votes^-1 * to * noes

return stemma.extract {
  api      = 1,
  about    = "How a vote was split: the ayes, the noes and who abstained.",
  writes   = "tally",
  fields   = { ayes = "number", noes = "number", abstained = "string" },
  pattern  = t.word { "by", "in" } * t.word "a" * t.upto(3) * t.word "vote" * t.word "of"^-1
             * sides:focus()
           + took * near^-8 * sides:focus() * -votes
           + (ayes * votes^-1 * favour * (t.punct "," + t.word "and" + t.word "to")^-1
              * noes * against * abstain^-1):focus(),
  examples = {
    { "The council voted 52 to 48 for the bridge.", { ayes = 52, noes = 48, text = "52 to 48" } },
    { "The bill passed the Senate 51-49 on Friday.", { ayes = 51, noes = 49 } },
    { "It was carried by a narrow vote of 218-211.", { ayes = 218, noes = 211 } },
    { "There were 31 votes in favour, 12 against and 3 abstentions.",
      { ayes = 31, noes = 12, abstained = "3" } },
    { "They won 3-1 at home." },
    { "It takes 60 votes to pass a bill." },
    { "They voted from 9 to 5." },
    { "The vote is on May 4-5." },
  },
}
