-- At run time: 'n' is a number, here "two"
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A word for a number.",
  writes = "result_of_a_wrong_type",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    emit { span = article:sentences()(), n = "two" }
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
