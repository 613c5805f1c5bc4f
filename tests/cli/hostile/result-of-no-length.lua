-- At run time: is no stretch of a text
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A span from end to start.",
  writes = "result_of_no_length",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    emit { begin = 5, stop = 2, n = 2 }
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
