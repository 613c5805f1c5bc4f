-- At run time: 'extract' was set
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Replaces a constructor.",
  writes = "changes_stemma",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    stemma.extract = nil
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
