-- At run time: memory
local stemma = require "stemma"
local lpeg = stemma.lpeg

local all = lpeg.Ct(lpeg.Ct(lpeg.C(1))^0)

return stemma.extract {
  api = 1,
  about = "A table for each of a million letters.",
  writes = "lpeg_tables_without_end",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return all:match(("a"):rep(1000000))
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
