-- At run time: too many ways in which it could match
local stemma = require "stemma"
local t = stemma.token

local a = t.word "a"
local ambiguous = (a + a * a)^1 * t.word "harmful"

return stemma.extract {
  api = 1,
  about = "Two ways to take every token.",
  writes = "pattern_that_backtracks",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return ambiguous:find(article)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
