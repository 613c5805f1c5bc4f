-- At run time: a span cannot be changed; 'what' would be set
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Changes an annotation of another rule.",
  writes = "changes_what_it_reads",
  reads = { "good" },
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    article:layer("good")[1].what = "other"
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
