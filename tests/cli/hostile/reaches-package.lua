-- At run time: 'package' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for package.",
  writes = "reaches_package",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return package.loadlib("x", "y")
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
