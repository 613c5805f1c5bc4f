-- At load time: lpeg.Cc takes strings, numbers and booleans
local stemma = require "stemma"
local lpeg = stemma.lpeg

local deep = lpeg.Cc({ n = 0 })

return stemma.extract {
  api = 1,
  about = "A table that each article would see.",
  writes = "lpeg_table_kept",
  fields = { n = "number" },
  extract = function(article) return deep:match(article.text) end,
  examples = { { "A quiet day." } },
}
