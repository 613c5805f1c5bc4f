-- At run time: stack overflow
-- Options: --max-memory 64M
local stemma = require "stemma"
local lpeg = stemma.lpeg

local down = lpeg.P { "a" * lpeg.V(1) * "b" + "a" }

return stemma.extract {
  api = 1,
  about = "A grammar that goes down with each letter.",
  writes = "lpeg_deep_recursion",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    down:match(("a"):rep(400000))
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
