-- At run time: invalid conversion
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A number with a very wide field.",
  writes = "format_too_wide",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return ("%99999999d"):format(1)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
