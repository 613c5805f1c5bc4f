-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Moves nothing, very far.",
  writes = "table_move",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    table.move({}, 1, math.maxinteger - 1, 2)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
