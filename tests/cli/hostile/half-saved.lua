-- At load time: unfinished string
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Saved hal
