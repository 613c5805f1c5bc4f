-- At run time: attempt to index a nil value
local stemma = require "stemma"
local lpeg = stemma.lpeg

local digits = lpeg.R "09"^1

return stemma.extract {
  api = 1,
  about = "Reaches for what all patterns share.",
  writes = "lpeg_metatable",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    getmetatable(digits).__index.match = nil
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
