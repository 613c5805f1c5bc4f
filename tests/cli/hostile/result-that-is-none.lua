-- At run time: emit takes a table, as in emit { span = … }; here a function
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Emits a function.",
  writes = "result_that_is_none",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    emit(emit)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
