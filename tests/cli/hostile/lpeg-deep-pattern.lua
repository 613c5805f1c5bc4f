-- At load time: this lpeg pattern has some 10
-- Options: --max-memory 256M
local stemma = require "stemma"
local lpeg = stemma.lpeg

local deep = lpeg.P(1)
for _ = 1, 60000 do deep = -deep end

return stemma.extract {
  api = 1,
  about = "A pattern 60,000 deep, which crashes LPeg.",
  writes = "lpeg_deep_pattern",
  fields = { n = "number" },
  extract = function(article) return deep:match(article.text) end,
  examples = { { "A quiet day." } },
}
