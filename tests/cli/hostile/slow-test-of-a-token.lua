-- At run time: stopped after 20000 instructions
local stemma = require "stemma"
local t = stemma.token

local slow = t.match(function(text)
  for _ = 1, 1e9 do end
  return text ~= ""
end)

return stemma.extract {
  api = 1,
  about = "Takes long over every token.",
  writes = "slow_test_of_a_token",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    for _ in slow:each(article) do end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
