-- At run time: string.dump
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Asks for bytecode.",
  writes = "dumps_bytecode",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return string.dump(emit)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
