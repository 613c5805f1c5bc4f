-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops in an operator.",
  writes = "loop_in_concat_metamethod",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local t = setmetatable({}, { __concat = function() while true do end end })
    return t .. t
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
