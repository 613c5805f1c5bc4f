-- At run time: C stack overflow
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Calls itself through C.",
  writes = "recursion_through_c",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local function f() return (string.gsub("x", "x", f)) end
    f()
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
