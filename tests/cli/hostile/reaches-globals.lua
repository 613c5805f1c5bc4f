-- At run time: '_G' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for all globals.",
  writes = "reaches_globals",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return _G.require
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
