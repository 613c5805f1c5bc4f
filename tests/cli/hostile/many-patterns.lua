-- At run time: a pattern of words is made while the rule runs
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Makes patterns without end.",
  writes = "many_patterns",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    for i = 1, 1e9 do
      local list = {}
      for k = 1, 1000 do list[k] = ("w%dx%d"):format(i, k) end
      stemma.token.word(list):find(article)
    end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
