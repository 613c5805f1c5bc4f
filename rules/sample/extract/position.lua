local stemma = require "stemma"
local t = stemma.token

-- A single name may be a person's after all.
local body   = #(t.capital * t.capital + t.upper) * t.layer "mention" { kind = "organisation" }
local speaks = t.word { "spokesman", "spokeswoman", "spokesperson" }:is "spokesperson"
local said   = t.word { "said", "says", "announced", "stated", "insisted" }
local the    = t.word { "a", "the" }^-1

-- "a Port Authority spokesman, Jan Olt," · "a spokeswoman for the Port Authority"
local name   = t.punct ","^-1 * t.layer "mention" { kind = "person" } * t.punct ","^-1
local voice  = the * (body:as "body" * t.possessive^-1 * speaks:as "voice"
                    + speaks:as "voice" * t.word "for" * the * body:as "body") * name^-1

-- "the Port Authority said in a statement that …"
local of     = t.word { "for", "of", "at", "from", "to", "with", "by" }
local alone  = -t.after(of) * -t.after(of * t.word { "a", "the" }) * the * body:as "body"
local where  = t.word "in" * the * t.word "statement" + t.layer "time"
local what   = -t.punct * -t.word { "in", "on", "at", "to" } * t.any^3

return stemma.extract {
  api      = 1,
  about    = "What a body says, or a spokesperson for it.",
  reads    = { "mention", "time" },
  writes   = "position",
  fields   = { body = "entity", voice = "string", what = "span" },
  pattern  = (voice + alone) * said * where^-2 * t.word "that"^-1 * what:as "what" * t.last,
  examples = {
    { "The Port Authority said in a statement that the bridge is safe.",
      { body = "Port Authority", voice = false, what = "the bridge is safe." } },
    { "A Port Authority spokesman, Jan Olt, said the bridge is not safe.",
      { body = "Port Authority", voice = "spokesperson", what = "the bridge is not safe." } },
    { "A spokeswoman for the Port Authority said that nothing is decided.",
      { body = "Port Authority", voice = "spokesperson" } },
    { "A lawyer for the Port Authority said the bridge is safe." },
    { "The Port Authority closed the bridge." },
    { "Jan Olt said the bridge is safe." },
    { "\"It holds,\" the Port Authority said in a statement." },
  },
}
