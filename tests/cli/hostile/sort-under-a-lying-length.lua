-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A length that is none.",
  writes = "sort_under_a_lying_length",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    table.sort(setmetatable({}, { __len = function() return 1 << 30 end }), rawequal)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
