-- At run time: 'debug' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for debug.",
  writes = "reaches_debug",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return debug.getregistry()
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
