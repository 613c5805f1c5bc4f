-- At run time: stopped at more than 16 MiB
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "A string that doubles.",
  writes = "one_string",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local s = "x"
    while true do s = s .. s end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
