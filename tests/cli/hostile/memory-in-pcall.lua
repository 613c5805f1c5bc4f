-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Swallows that there is no memory.",
  writes = "memory_in_pcall",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local t = {}
    while true do
      pcall(function() t[#t + 1] = ("x"):rep(1 << 20) .. #t end)
    end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
