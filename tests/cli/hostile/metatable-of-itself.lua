-- At run time: loop
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Looks for a field in itself.",
  writes = "metatable_of_itself",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local t = setmetatable({}, {})
    getmetatable(t).__index = t
    return t.x
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
