-- At load time: loop body may accept empty string
local stemma = require "stemma"
local lpeg = stemma.lpeg

local deep = (lpeg.P "a"^0)^0

return stemma.extract {
  api = 1,
  about = "A repetition of nothing.",
  writes = "lpeg_loop_of_nothing",
  fields = { n = "number" },
  extract = function(article) return deep:match(article.text) end,
  examples = { { "A quiet day." } },
}
