-- At run time: too many ways in which it could match
local stemma = require "stemma"
local c = stemma.char

local a = c.text "a" + c.text "a "
local ambiguous = (a * c.space^0 + c.space)^1 * c.text "harmful"

return stemma.extract {
  api = 1,
  about = "Two ways to take every character.",
  writes = "pattern_of_characters_that_backtracks",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return c.find(ambiguous, article.text)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
