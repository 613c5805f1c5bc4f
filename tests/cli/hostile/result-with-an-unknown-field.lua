-- At run time: did you mean 'n'?
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A field that is none.",
  writes = "result_with_an_unknown_field",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    emit { span = article:sentences()(), m = 2 }
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
