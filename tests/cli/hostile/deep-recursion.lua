-- At run time: stopped at more than 16 MiB
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Calls itself and waits.",
  writes = "deep_recursion",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local function f() return f() + 1 end
    f()
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
