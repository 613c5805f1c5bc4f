-- At run time: attempt to index a string value
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Changes the metatable of strings.",
  writes = "changes_strings",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    getmetatable("").__index = nil
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
