-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops in a variable that closes.",
  writes = "loop_in_close",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local late <close> = setmetatable({}, { __close = function() while true do end end })
    error "x"
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
