-- Runs a test: `lua5.4 tests/lua/run.lua tests/lua/test_rule.lua`, from the project's folder.
-- STEMMA_CORE names the folder that has stemma/core.so; without it tests use the stand-in.

local root, core = os.getenv "STEMMA_ROOT" or ".", os.getenv "STEMMA_CORE"

package.path = ("%s/lua/?.lua;%s/lua/?/init.lua;%s/tests/lua/?.lua;%s")
  :format(root, root, root, package.path)
if core then package.cpath = ("%s/?.so;%s"):format(core, package.cpath) end

local file = table.remove(arg, 1)
arg[0] = file -- luacheck: ignore 122
dofile(file)
