-- Writes the manual's tables anew: `lua5.4 lua/stemma/doc/write.lua`, from the project's folder.

local folder = arg[0]:match "^(.*)stemma/doc/write%.lua$"
package.path = ("%s?.lua;%s?/init.lua;%s"):format(folder, folder, package.path)

local path = folder .. "stemma/README.md"
local file = assert(io.open(path, "rb"))
local text = file:read "a"
file:close()
file = assert(io.open(path, "wb"))
file:write(require("stemma.doc.manual").fill(text, require "stemma.doc.files"))
file:close()
