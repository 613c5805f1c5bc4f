-- At run time: lpeg: match takes a string
local stemma = require "stemma"
local lpeg = stemma.lpeg

return stemma.extract {
  api = 1,
  about = "Matches what is no text.",
  writes = "lpeg_wrong_values",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    lpeg.match(1, {})
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
