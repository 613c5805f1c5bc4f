-- At load time: the file returns nothing
local stemma = require "stemma"
