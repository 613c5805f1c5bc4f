-- At load time: parts, at most 4000
local stemma = require "stemma"
local t = stemma.token

local wide = t.any
for _ = 1, 40 do wide = wide * wide end

return stemma.extract {
  api = 1, about = "Very long.", writes = "wide_pattern", fields = {}, pattern = wide,
  examples = { { "A quiet day." } },
}
