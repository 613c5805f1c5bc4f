-- At run time: no lpeg.setmaxstack for rules
local stemma = require "stemma"
local lpeg = stemma.lpeg

return stemma.extract {
  api = 1,
  about = "Asks LPeg for more of the stack.",
  writes = "lpeg_stack_made_larger",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    return lpeg.setmaxstack(1 << 30)
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
