-- At run time: nothing is kept
local stemma = require "stemma"
local lpeg = stemma.lpeg

return stemma.extract {
  api = 1,
  about = "Takes a function away from all others.",
  writes = "lpeg_library_changed",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    lpeg.P = nil
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
