-- At run time: no module 'lpeg'
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for the matcher itself.",
  writes = "reaches_lpeg",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return require "lpeg"
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
