-- The text of stemma's own modules, by their names. In a rule's state the core has it from the pack
-- and takes this module's place (core/bind/fence/sandbox.c).

---@param name string  "stemma.token"
---@return string
return function(name)
  local path = assert(package.searchpath(name, package.path))
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end
