-- At run time: no module 'stemma.core' for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for the engine.",
  writes = "reaches_engine",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return require "stemma.core"
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
