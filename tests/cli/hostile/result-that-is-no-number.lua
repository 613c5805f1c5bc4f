-- At run time: a number that is none
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Not a number.",
  writes = "result_that_is_no_number",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    emit { span = article:sentences()(), n = 0 / 0 }
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
