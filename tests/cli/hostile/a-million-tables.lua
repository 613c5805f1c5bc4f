-- At run time: stopped at more than 16 MiB
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Tables that hold tables.",
  writes = "a_million_tables",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local t = {}
    for i = 1, 1e9 do t[i] = { i } end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
