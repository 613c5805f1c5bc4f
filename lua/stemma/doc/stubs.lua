-- LuaCATS stubs for lua-language-server: what `stemma init` writes for an editor.

local entries = require "stemma.doc.entries"

local stubs = {}

-- Libraries that are a module of their own, by their class; all else is with `stemma`.
local function module_of(class)
  local name = class.name:match "^stemma%.lib%.(.*)$"
  return name and "stemma." .. name or "stemma"
end

local function add_comment(out, lines)
  for _, line in ipairs(lines) do out[#out + 1] = "---" .. line end
end

local function tag(...) return "---" .. table.concat({ ... }, " "):gsub("%s+$", "") end

local function add_types(out, member)
  if member.generic then out[#out + 1] = "---@generic " .. member.generic end
  for _, param in ipairs(member.params) do
    out[#out + 1] = tag("@param " .. param.name .. (param.optional and "?" or ""), param.type,
      param.doc)
  end
  for _, each in ipairs(member.returns) do
    out[#out + 1] = tag("@return", each.type, each.name or "")
  end
  for _, overload in ipairs(member.overloads) do out[#out + 1] = "---@overload " .. overload end
end

local function names_of(params)
  local names = {}
  for i, param in ipairs(params) do names[i] = param.name end
  return table.concat(names, ", ")
end

-- A value that is called too is of a class of its own.
local function add_value(out, class, owner, member)
  if #member.overloads > 0 then
    out[#out + 1] = ("---@class %s.%s: %s"):format(class.name, member.name, member.type)
    add_types(out, { params = {}, returns = {}, overloads = member.overloads })
  elseif member.type then
    out[#out + 1] = "---@type " .. member.type
  end
  out[#out + 1] = ("%s.%s = {}"):format(owner, member.name)
end

local function add_member(out, class, owner, member)
  out[#out + 1] = ""
  add_comment(out, member.doc)
  if member.kind == "value" then return add_value(out, class, owner, member) end
  add_types(out, member)
  out[#out + 1] = ("function %s%s%s(%s) end"):format(owner, member.kind == "method" and ":" or ".",
    member.name, names_of(member.params))
end

local function add_field(out, member)
  local doc = table.concat(member.doc, " ")
  if member.kind == "operator" then
    out[#out + 1] = ("---@operator %s%s: %s"):format(member.name, member.operand or "", member.type)
  else
    out[#out + 1] = tag("@field " .. member.name .. (member.optional and "?" or ""), member.type,
      doc)
  end
end

local function is_field(member) return member.kind == "property" or member.kind == "operator" end

local function add_class(out, class)
  out[#out + 1] = ""
  add_comment(out, class.doc)
  out[#out + 1] = "---@class " .. class.name .. (class.parent and ": " .. class.parent or "")
  local owner = class.name:match "[%w_]+$"
  local holds = class.name:find "^stemma%.lib" ~= nil or class.name == "stemma"
  for _, member in ipairs(class.members) do
    if is_field(member) then add_field(out, member) else holds = true end
  end
  for _, overload in ipairs(class.overloads) do out[#out + 1] = "---@overload " .. overload end
  if not holds then return end
  out[#out + 1] = ("local %s = {}"):format(owner)
  for _, member in ipairs(class.members) do
    if not is_field(member) then add_member(out, class, owner, member) end
  end
end

local function add_alias(out, alias)
  out[#out + 1] = ""
  add_comment(out, alias.doc)
  out[#out + 1] = "---@alias " .. alias.name .. (alias.type ~= "" and " " .. alias.type or "")
  for _, choice in ipairs(alias.choices or {}) do
    out[#out + 1] = ("---| %s # %s"):format(choice.value, choice.doc)
  end
end

local function open(module)
  return { "---@meta " .. module, "-- Written by `stemma init` for editors: nothing of this runs." }
end

---The stubs: a list of { path, text }.
---@param text_of fun(module: string): string
function stubs.files(text_of)
  local all, files, main = entries.all(text_of), {}, open "stemma"
  local stemma
  for _, class in ipairs(all.order) do
    local module = module_of(class)
    if class.name == "stemma" then
      stemma = class
    elseif module == "stemma" then
      if class.module ~= "stemma.doc.globals" then add_class(main, class) end
    else
      local out = open(module)
      add_class(out, class)
      out[#out + 1] = "\nreturn " .. class.name:match "[%w_]+$" .. "\n"
      files[#files + 1] = { module:gsub("%.", "/") .. ".lua", table.concat(out, "\n") }
    end
  end
  for _, alias in ipairs(all.aliases) do add_alias(main, alias) end
  add_class(main, stemma)
  main[#main + 1] = "\nreturn stemma\n"
  table.insert(files, 1, { "stemma.lua", table.concat(main, "\n") })
  local other = open "lpeg" -- `require "lpeg"` gives the same
  other[#other + 1] = "\nreturn require \"stemma.lpeg\"\n"
  files[#files + 1] = { "lpeg.lua", table.concat(other, "\n") }
  return files
end

return stubs
