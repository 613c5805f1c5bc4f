local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "The article's own date, as far as its text tells it: one at most.",
  fields = { date = "time" },
}
