local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "Expressions of time, as TimeML's TIMEX3 has them.",
  fields = {
    type   = { "DATE", "TIME", "DURATION", "SET" },
    value  = "time",     -- ISO 8601 as TimeML writes it: 2021-04-13, 2021-W15, 2021-Q2, P5Y,
                         -- 2021-04-12TNI. Where no date anchors it, its open places are X: a
                         -- Tuesday is XXXX-WXX-2, April 13 is XXXX-04-13. Absent where even that
                         -- is open.
    anchor = "string",   -- the ISO date it was resolved against
  },
}
