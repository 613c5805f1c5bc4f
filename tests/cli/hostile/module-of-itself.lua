-- At load time: no module 'hostile'
return require "hostile"
