-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops on while it is being stopped.",
  writes = "loop_in_xpcall_handler",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    xpcall(function() while true do end end, function() while true do end end)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
