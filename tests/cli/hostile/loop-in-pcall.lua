-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Swallows what stops it.",
  writes = "loop_in_pcall",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    while true do
      pcall(function() while true do end end)
    end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
