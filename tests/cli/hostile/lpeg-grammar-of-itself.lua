-- At load time: a grammar inside of 20 others; does one hold itself?
local stemma = require "stemma"

local endless = { "a" }
endless[2] = endless

local pattern = stemma.lpeg.P(endless)

return stemma.extract {
  api = 1,
  about = "A grammar that holds itself.",
  writes = "lpeg_grammar_of_itself",
  fields = { n = "number" },
  extract = function(article) return pattern:match(article.text) end,
  examples = { { "A quiet day." } },
}
