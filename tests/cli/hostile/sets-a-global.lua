-- At run time: 'leak' would be a global
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Leaves something for others.",
  writes = "sets_a_global",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    leak = 1
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
