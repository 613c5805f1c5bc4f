-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Nothing, very often.",
  writes = "rep_of_nothing",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return string.rep("", 1 << 62)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
