local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "What is said to have happened: the word that names it, and its day.",
  fields = {
    kind  = { "call", "meeting", "vote", "attack", "accident", "statement" },
    time  = "time",      -- as in the layer time; of a time of the day, the day
    when  = "span",      -- the words that date it, "on Friday": evidence
    place = "string",
    who   = "strings",   -- its participants, as far as its clause names them
  },
}
