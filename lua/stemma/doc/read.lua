-- Reads the doc comments (`---`, LuaCATS) of a Lua file: the one source of the stubs, the manual
-- and the help.
--
-- A block of them belongs to what stands in the line below it:
--
--   ---@class stemma.span             the table whose functions are the class's: methods, or a
--   local methods = {}                module's functions
--   function methods:before(n)        a function of the class, with @param, @return
--   token.any = …                     a value, with @type; a function, if it has a @param
--   (nothing)                         a class of fields, or an alias, that has no table

local read = {}

---@class stemma.doc.member  what a class has, or an alias
---@field kind "method"|"function"|"value"|"property"|"operator"|"alias"
---@field name string
---@field type string|nil        of a value, a property; of an operator its result
---@field optional boolean|nil   a key that may be left out
---@field params table[]         { name, type, optional, doc }
---@field returns table[]        { type, name, doc }
---@field overloads string[]
---@field generic string|nil
---@field doc string[]           lines, without the tags
---@field line integer

---@class stemma.doc.class
---@field name string
---@field overloads string[]  what it is called with
---@field parent string|nil
---@field doc string[]
---@field members stemma.doc.member[]  in the order of the file
---@field private table<string, boolean>  functions of the class that are not for rules
---@field line integer

-- A type and what follows it: a type ends at white space outside brackets, but goes on after `|`,
-- `,` and `:`.
local function split_type(text)
  local depth, i = 0, 1
  while i <= #text do
    local char = text:sub(i, i)
    if char:find "[%(%[{<]" then depth = depth + 1 end
    if char:find "[%)%]}>]" then depth = depth - 1 end
    if char == '"' then i = text:find('"', i + 1, true) or #text end
    if char == " " and depth == 0 and not text:sub(1, i - 1):find "[|,:]$" then
      return text:sub(1, i - 1), text:sub(i):match "^%s*(.-)%s*$"
    end
    i = i + 1
  end
  return text, ""
end

local tags = {}

function tags.class(block, text)
  local name = text:match "^[%w_.]+"
  block.class = { name = name, parent = text:match "^[%w_.]+:%s*([%w_.]+)", doc = block.doc,
    overloads = block.overloads, members = {}, private = {},
    line = block.line }
  block.doc = {}
end

-- What a field or an operator says behind its type, or in the lines above it.
local function doc_of(block, behind)
  local doc = block.doc
  block.doc = {}
  if behind ~= "" then doc[#doc + 1] = behind end
  return doc
end

local function add_member(block, member)
  member.params, member.returns, member.overloads = {}, {}, {}
  member.line = block.at
  table.insert(block.class.members, member)
end

function tags.field(block, text)
  local name, optional, rest = text:match "^(%[?[%w_]+%]?)(%??)%s+(.*)$"
  local type_name, doc = split_type(rest)
  add_member(block, { kind = "property", name = name, optional = optional == "?" or nil,
    type = type_name, doc = doc_of(block, doc) })
end

function tags.operator(block, text)
  local name, operand, rest = text:match "^(%l+)(%b())%s*:%s*(.*)$"
  if not name then name, rest = text:match "^(%l+)%s*:%s*(.*)$" end
  local type_name, doc = split_type(rest)
  add_member(block, { kind = "operator", name = name, operand = operand, type = type_name,
    doc = doc_of(block, doc) })
end

function tags.alias(block, text)
  local name, rest = text:match "^([%w_.]+)%s*(.*)$"
  block.alias = { kind = "alias", name = name, type = rest, doc = block.doc, params = {},
    returns = {}, overloads = {}, line = block.line }
end

-- `---| "value"  # what it means`: one of an alias' choices.
local function add_choice(alias, text)
  local value, doc = text:match "^%s*(%S+)%s*#?%s*(.*)$"
  alias.choices = alias.choices or {}
  table.insert(alias.choices, { value = value, doc = doc })
end

function tags.param(block, text)
  local name, optional, rest = text:match "^([%w_.]+)(%??)%s+(.*)$"
  local type_name, doc = split_type(rest)
  table.insert(block.params,
    { name = name, optional = optional == "?", type = type_name, doc = doc })
end

-- `@return TYPE [NAME] [more]`, and `@return TYPE NAME, TYPE NAME`.
tags["return"] = function(block, text)
  while text ~= "" do
    local type_name, rest = split_type(text)
    local name, comma, behind = rest:match "^([%a_][%w_]*)%s*(,?)%s*(.*)$"
    local several = comma == "," or #block.returns > 0
    if not several and behind ~= "" then name, behind = nil, rest end
    table.insert(block.returns, { type = type_name, name = name,
      doc = comma ~= "," and behind or "" })
    text = comma == "," and behind or ""
  end
end

function tags.type(block, text)
  local type_name, doc = split_type(text)
  block.type = type_name
  if doc ~= "" then table.insert(block.doc, doc) end
end

function tags.overload(block, text) table.insert(block.overloads, text) end
function tags.generic(block, text) block.generic = text end
function tags.private(block) block.private = true end
function tags.meta() end

local function new_block(line)
  return { line = line, doc = {}, params = {}, returns = {}, overloads = {} }
end

local function take_line(block, text, at)
  block.at = at
  if block.alias and text:sub(1, 1) == "|" then return add_choice(block.alias, text:sub(2)) end
  local tag, rest = text:match "^@(%a+)%s*(.*)$"
  if not tag then
    table.insert(block.doc, text)
  elseif tags[tag] then
    tags[tag](block, rest)
  else
    error(("line %d: no tag @%s is known here"):format(at, tag), 0)
  end
end

-- What a line of code says: the table, ":" or ".", the name, the parameters.
local function statement_of(line)
  local owner, mark, name, params = line:match "^function ([%w_]+)([.:])([%w_]+)(%b())"
  if owner then return { owner = owner, mark = mark, name = name, params = params } end
  owner, name = line:match "^([%a_][%w_]*)%.([%w_]+) ="
  if owner then return { owner = owner, mark = ".", name = name } end
  owner = line:match "^local ([%w_]+) ="
  if owner then return { table = owner } end
  name, params = line:match "^function ([%w_]+)(%b())"
  return name and { owner = "_G", mark = ".", name = name, params = params }
end

local function named(params, name)
  for _, each in ipairs(params) do
    if each.name == name then return each end
  end
  return { name = name, type = "any", doc = "" }
end

-- The parameters as the code has them; a value made by a call has those of the comment.
local function params_of(statement, block)
  if not statement.params then return block.params end
  local list = {}
  for name in statement.params:gmatch "[%w_.]+" do list[#list + 1] = named(block.params, name) end
  if #block.overloads > 0 then return block.params end -- the others are there for these
  return list
end

local function kind_of(statement, block)
  local called = statement.params or #block.params > 0 or #block.returns > 0
  if statement.mark == ":" or called and statement.owner:find "methods$" then return "method" end
  return called and "function" or "value"
end

local function add_statement(found, block, statement)
  local class = found.tables[statement.owner]
  if not class then return end
  if block.private then
    class.private[statement.name] = true
    return
  end
  table.insert(class.members, {
    kind = kind_of(statement, block), name = statement.name, type = block.type, doc = block.doc,
    params = params_of(statement, block), returns = block.returns, overloads = block.overloads,
    generic = block.generic, line = block.line,
  })
end

local function close(found, block, line)
  local statement = statement_of(line)
  if block.class then
    table.insert(found.classes, block.class)
    if statement and statement.table then found.tables[statement.table] = block.class end
  elseif block.alias then
    table.insert(found.aliases, block.alias)
  elseif statement and statement.owner then
    add_statement(found, block, statement)
  end
end

---The classes and aliases of a Lua file's text.
---@param text string
---@return { classes: stemma.doc.class[], aliases: stemma.doc.member[] }
function read.text(text)
  local found = { classes = {}, aliases = {}, tables = {} }
  local block, at = nil, 0
  for line in (text .. "\n"):gmatch "(.-)\n" do
    at = at + 1
    local comment = line:match "^%-%-%-(.*)$"
    if comment then
      block = block or new_block(at)
      take_line(block, comment, at)
    elseif block then
      close(found, block, line)
      block = nil
    end
  end
  return found
end

return read
