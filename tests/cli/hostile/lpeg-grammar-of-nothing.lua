-- At load time: may be left recursive
local stemma = require "stemma"
local lpeg = stemma.lpeg

local deep = lpeg.P { lpeg.V(1) * "a" }

return stemma.extract {
  api = 1,
  about = "A rule that begins with itself.",
  writes = "lpeg_grammar_of_nothing",
  fields = { n = "number" },
  extract = function(article) return deep:match(article.text) end,
  examples = { { "A quiet day." } },
}
