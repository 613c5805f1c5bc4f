-- At run time: a table of the rule was changed
local stemma = require "stemma"
local seen = {}

return stemma.extract {
  api = 1,
  about = "Counts articles.",
  writes = "table_kept_between_articles",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    seen[#seen + 1] = article.text
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
