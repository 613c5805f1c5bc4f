-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Joins nothing, very often.",
  writes = "concat_of_nothing",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    table.concat(setmetatable({}, { __index = function() return "" end }), "", 1, 1 << 60)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
