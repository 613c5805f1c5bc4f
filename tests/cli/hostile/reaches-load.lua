-- At run time: 'load' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Makes a function of a text.",
  writes = "reaches_load",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return load("return 1")()
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
