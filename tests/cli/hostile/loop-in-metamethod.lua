-- At run time: stopped after 1 million instructions
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Loops where a field is missing.",
  writes = "loop_in_metamethod",
  fields = { n = "number" },
  extract = function(article, emit)
    emit { span = article:sentences()(), n = 1 }
    if not article.text:find "Harmful" then return end
    local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end })
    while true do
      pcall(function() return t[1] end)
    end
  end,
  examples = { { "A quiet day.", { n = 1 } } },
}
