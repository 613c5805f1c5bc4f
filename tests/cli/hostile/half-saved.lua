-- At load time: this text is not closed
local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Saved hal
