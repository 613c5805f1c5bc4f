-- At run time: 'io' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for io.",
  writes = "reaches_io",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return io.open("/etc/passwd")
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
