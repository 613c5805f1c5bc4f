-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops in a callback of C.",
  writes = "loop_in_gsub_callback",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    string.gsub("x", "x", function() while true do end end)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
