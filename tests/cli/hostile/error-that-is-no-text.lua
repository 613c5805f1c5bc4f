-- At run time: the error is no text
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Raises a table.",
  writes = "error_that_is_no_text",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    error(setmetatable({}, { __tostring = function() error "again" end }))
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
