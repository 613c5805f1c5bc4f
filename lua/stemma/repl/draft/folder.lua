-- The folders of rules, as stemma.load.pack wants them: for lexicons in patterns that are typed.

local corpus = require "stemma.repl.corpus"
local host = require "stemma.host"
local pack = require "stemma.load.pack"

local folder = {}

-- The folders that rules are in, the last of which counts first.
local function folders()
  local found, seen = {}, {}
  for _, one in ipairs(corpus.rules()) do
    local path = one.file:sub(1, -#one.name - 5)
    if one.file:sub(-#one.name - 4) == one.name .. ".lua" and not seen[path] then
      seen[path] = true
      found[#found + 1] = path
    end
  end
  return found
end

local function read(path)
  local all = folders()
  for i = #all, 1, -1 do
    local file = io.open(all[i] .. path, "rb")
    if file then
      local bytes = file:read "a"
      file:close()
      return bytes, "@" .. all[i] .. path
    end
  end
  return nil
end

local function list(prefix)
  local names, place = {}, prefix:match "^(.*)/[^/]*$" or "."
  for _, path in ipairs(folders()) do
    for _, name in ipairs(host.files(path .. place)) do
      if not name:find "/$" then names[#names + 1] = place .. "/" .. name end
    end
  end
  return names
end

folder.helpers = { read = read, list = list }

---Patterns that are typed find their lexicons here.
function folder.open() pack.open("prompt", { read = read, list = list }) end

return folder
