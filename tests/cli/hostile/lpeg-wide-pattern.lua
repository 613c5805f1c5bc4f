-- At load time: this lpeg pattern has some
local stemma = require "stemma"
local lpeg = stemma.lpeg

local deep = lpeg.P(1000000000)

return stemma.extract {
  api = 1,
  about = "A thousand million characters.",
  writes = "lpeg_wide_pattern",
  fields = { n = "number" },
  extract = function(article) return deep:match(article.text) end,
  examples = { { "A quiet day." } },
}
