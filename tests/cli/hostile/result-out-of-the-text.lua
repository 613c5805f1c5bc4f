-- At run time: is no stretch of a text
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A span behind the end.",
  writes = "result_out_of_the_text",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    emit { begin = 0, stop = #article.text + 1, n = 2 }
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
