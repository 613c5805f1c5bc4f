-- At run time: math.random
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Differs from run to run.",
  writes = "asks_for_chance",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return math.random()
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
