-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Never ends.",
  writes = "endless_loop",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    while true do end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
