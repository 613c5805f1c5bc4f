-- At run time: too many ways in which it could match
local stemma = require "stemma"
local lpeg = stemma.lpeg

local far = lpeg.P(1)^0 * "never"
local ahead = (-((-far * 1)^0 * "never") * 1)^0 * "never"

return stemma.extract {
  api = 1,
  about = "Looks ahead to the end in each place, and in each of these again.",
  writes = "lpeg_repetitions_without_end",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    ahead:match(("a"):rep(4000))
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
