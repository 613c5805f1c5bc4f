-- At run time: too many ways in which it could match
local stemma = require "stemma"
local lpeg = stemma.lpeg

local nested = lpeg.P {
  "start",
  start = "a" * lpeg.V "start" * "b" + "a" * lpeg.V "start" * "c" + "a",
}

return stemma.extract {
  api = 1,
  about = "Two ways for each letter, exponential on 60 bytes.",
  writes = "lpeg_grammar_without_end",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    nested:match(("a"):rep(60))
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
