-- At run time: stopped after 1 million instructions
local stemma = require "stemma"
local t = stemma.token

local failing = t.match(function() error "not this one" end)

local function look(article) failing:find(article) end

return stemma.extract {
  api = 1,
  about = "Catches the error of a token's test, and asks again.",
  writes = "errors_of_a_test_caught",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    while true do pcall(look, article) end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
