-- At load time: example 1: 
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops on its own example.",
  writes = "example_without_end",
  fields = { n = "number" },
  extract = function() while true do end end,
  examples = { { "A quiet day." } },
}
