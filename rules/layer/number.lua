local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "Numbers in figures and words, with what their hedges allow.",
  fields = {
    kind  = { "count", "ordinal", "percent", "money", "quantity", "score" },
    value = "interval",   -- the figure, the bounds its hedge allows, and the hedge: "more than
                          -- 14,000" is 14000 from 14000 on. A range ("20 to 25") and "dozens" have
                          -- bounds and no figure. A score has the figure of its first side.
    unit  = "string",     -- percent, dollar, kilometre, …
    of    = "string",     -- what is counted: "people"
  },
}
