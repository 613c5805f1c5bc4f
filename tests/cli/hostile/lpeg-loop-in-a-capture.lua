-- At run time: stopped after
local stemma = require "stemma"
local lpeg = stemma.lpeg

local first = lpeg.P(1) / function() while true do end end

return stemma.extract {
  api = 1,
  about = "A function that LPeg calls when all has matched.",
  writes = "lpeg_loop_in_a_capture",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    pcall(first.match, first, article.text)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
