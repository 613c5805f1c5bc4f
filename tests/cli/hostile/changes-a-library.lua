-- At run time: 'rep' cannot be set
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Replaces a function of all.",
  writes = "changes_a_library",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    string.rep = nil
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
