-- At run time: more than the 16 MiB
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A string of a terabyte.",
  writes = "rep_too_large",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return ("x"):rep(1 << 40)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
