-- At run time: __gc is not there
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops when it is collected.",
  writes = "finalizer",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    setmetatable({}, { __gc = function() while true do end end })
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
