-- At run time: more than 100000 annotations
-- Options: --max-instructions 50000000
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Emits and emits.",
  writes = "results_without_end",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    while true do emit { span = article:sentences()(), n = 2 } end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
