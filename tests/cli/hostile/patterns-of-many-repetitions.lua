-- At run time: too many ways in which it could match
local stemma = require "stemma"
local t = stemma.token

local some = t.any^0
local many = some * some * some * some * some * some * some * some * t.word "nowhere"
  + t.word "harmful" * t.word "harmful"

return stemma.extract {
  api = 1,
  about = "One repetition behind the other.",
  writes = "patterns_of_many_repetitions",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return many:stretches(article)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
