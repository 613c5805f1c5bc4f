-- At run time: 'coroutine' is not there for rules
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops in a coroutine.",
  writes = "coroutine",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    coroutine.wrap(function() while true do end end)()
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
