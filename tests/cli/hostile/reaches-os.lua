-- At run time: 'os' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for os.",
  writes = "reaches_os",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return os.execute("true")
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
