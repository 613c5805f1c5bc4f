-- At load time: nested 201 deep, at most 200
local stemma = require "stemma"
local t = stemma.token

local deep = t.any
for _ = 1, 60000 do deep = -(-deep * t.any) * t.any end

return stemma.extract {
  api = 1, about = "Very deep.", writes = "deep_pattern", fields = {}, pattern = deep,
  examples = { { "A quiet day." } },
}
