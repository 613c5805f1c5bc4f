-- At run time: cannot be changed
local stemma = require "stemma"
local lpeg = stemma.lpeg

local digits = lpeg.R "09"^1

return stemma.extract {
  api = 1,
  about = "Keeps something in a pattern.",
  writes = "lpeg_pattern_changed",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    digits.seen = article.text
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
