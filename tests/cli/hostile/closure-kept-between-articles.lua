-- At run time: 'last' was assigned
local stemma = require "stemma"
local last

return stemma.extract {
  api = 1,
  about = "Keeps an article.",
  writes = "closure_kept_between_articles",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    last = function() return article.text end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
