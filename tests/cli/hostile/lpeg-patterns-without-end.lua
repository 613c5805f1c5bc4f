-- At run time: a pattern of lpeg is made while the rule runs
local stemma = require "stemma"
local lpeg = stemma.lpeg

return stemma.extract {
  api = 1,
  about = "Makes patterns while it runs.",
  writes = "lpeg_patterns_without_end",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    for i = 1, 1e9 do lpeg.P(tostring(i)) end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
