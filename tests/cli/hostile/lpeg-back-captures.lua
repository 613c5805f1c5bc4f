-- By the clock: made no progress
-- Options: --max-memory 64M
local stemma = require "stemma"
local lpeg = stemma.lpeg

local back = lpeg.Ct(lpeg.Cg("a", "name") * (lpeg.Cb "name" * lpeg.P "b")^0)

return stemma.extract {
  api = 1,
  about = "Looks back through all captures for each of many: what LPeg does by itself.",
  writes = "lpeg_back_captures",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    back:match("a" .. ("b"):rep(150000))
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
