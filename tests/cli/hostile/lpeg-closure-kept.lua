-- At run time: nothing is kept from one article to the next
local stemma = require "stemma"
local lpeg = stemma.lpeg

local count = 0
local each = (lpeg.P(1) / function() count = count + 1 end)^0

return stemma.extract {
  api = 1,
  about = "A function in a pattern that counts.",
  writes = "lpeg_closure_kept",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    each:match(article.text)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
