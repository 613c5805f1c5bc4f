-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Six times as much as it likes.",
  writes = "find_that_backtracks",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return (("a"):rep(4000) .. "c"):find(".-.-.-.-.-.-b")
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
