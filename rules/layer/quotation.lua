local stemma = require "stemma"

return stemma.layer {
  api     = 1,
  about   = "Reported speech; the span is its content.",
  overlap = "all",
  fields  = {
    form = { "direct", "mixed", "indirect" },
    quoted = "spans",      -- what stands between marks
    cue = "span",
    source = "span",       -- the words that name who said it
    speaker = "entity",
    chain = "strings",     -- who reports whom, outermost first
    stance = {             -- of the cue, by its verb in rules/lexicon/speech-verbs.tsv
      "neutral", "claim", "doubt", "insist", "concede", "disclose", "demand", "promise", "accuse",
      "ask", "praise", "deny",
    },
  },
}
