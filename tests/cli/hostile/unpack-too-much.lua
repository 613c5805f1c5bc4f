-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A billion results.",
  writes = "unpack_too_much",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    table.unpack({}, 1, 1 << 30)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
