local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "Sentences of the prose.",
  fields = {},
}
