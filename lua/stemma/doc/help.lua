-- What `help(name)` and `stemma rules help NAME` print, from the doc comments.

local entries = require "stemma.doc.entries"
local sort = require "stemma.sort"
local suggest = require "stemma.base.suggest"

local help = {}

local all

local function known()
  all = all or entries.all(require "stemma.doc.files")
  return all
end

-- --- names ---

local aliases = { ["^stemma%.token%f[.:%z]"] = "t", ["^stemma%.char%f[.:%z]"] = "c" }

local function spelt(name)
  for long, short in pairs(aliases) do name = name:gsub(long, short) end
  return (name:gsub("%s*[({\"'].*$", "", 1):gsub("^%s+", ""))
end

local function class_shown(name)
  for _, class in ipairs(known().order) do
    if class.shown == name then return class end
  end
  return nil
end

-- A method or property of a class, or of what the class is a kind of.
local function inherited(class, name)
  while class do
    for _, mark in ipairs { ":", "." } do
      local entry = known().by_name[class.shown .. mark .. name]
      if entry then return entry end
    end
    class = class.parent and known().classes[class.parent]
  end
  return nil
end

---The entry of that very name, where "." and ":" are one: "span:before", "t.word".
---@param name string
---@return stemma.doc.entry|nil
function help.get(name)
  if known().by_name[name] then return known().by_name[name] end
  name = spelt(name)
  if known().by_name[name] then return known().by_name[name] end
  local owner, last = name:match "^(.*)[.:]([%w_]+)$"
  return owner and inherited(class_shown(owner), last) or nil
end

---All names, sorted.
---@return string[]
function help.names()
  local names = {}
  for name in pairs(known().by_name) do names[name] = true end
  for _, class in ipairs(known().order) do
    names[class.shown] = true
  end
  return sort.keys(names)
end

---The entries of a class ("span", "t", "lua" for Lua's own functions) and of what it is a kind of.
---@param name string
---@return stemma.doc.entry[]|nil
function help.members(name)
  local class, list, seen = nil, {}, {}
  for _, each in ipairs(known().order) do
    if each.shown == name then class = class or each end
  end
  if not class then return nil end
  while class do
    for _, entry in ipairs(class.entries) do
      if not seen[entry.member.name] then
        seen[entry.member.name] = true
        list[#list + 1] = entry
      end
    end
    class = class.parent and known().classes[class.parent]
  end
  return list
end

-- Entries that end with the name, or are the operator.
local function ending_with(name)
  local list = {}
  for _, entry in ipairs(known().list) do
    local operator = entry.kind == "operator" and entry.form:find(name, 1, true)
      and not name:find "[%w%s]"
    if operator or entry.name:match "[%w_]+$" == name then list[#list + 1] = entry end
  end
  return list
end

-- --- text ---

local function capitalised(text) return (text:gsub("^%l", string.upper)) end

-- Words of a text in lines of a width, each after `indent` blanks but the first.
local function wrap(text, width, indent)
  local lines, line, room = {}, "", width - indent
  for word in text:gmatch "%S+" do
    local both = (utf8.len(line) or #line) + 1 + (utf8.len(word) or #word)
    if line ~= "" and both > room then
      lines[#lines + 1], line = line, word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n" .. (" "):rep(indent))
end

-- Two columns: terms, and what they mean.
local function columns(rows, width)
  local widest, lines = 0, {}
  for _, row in ipairs(rows) do
    local n = utf8.len(row[1])
    if n > widest and n <= 30 then widest = n end
  end
  for i, row in ipairs(rows) do
    local n, indent = utf8.len(row[1]), widest + 4
    local gap = n > widest and "\n" .. (" "):rep(indent) or (" "):rep(widest - n + 2)
    if row[2] == "" then gap = "" end
    lines[i] = "  " .. row[1] .. gap .. wrap(capitalised(row[2]), width, indent)
  end
  return table.concat(lines, "\n")
end

local function indented(code) return "  " .. code:gsub("\n", "\n  ") end

-- The keys of the table that a function takes, where it takes one that has keys of its own.
local function keys_of(entry)
  local taken = entry.kind == "alias" and entry.member.type or ""
  for _, param in ipairs(entry.member.params) do taken = taken .. " " .. param.type end
  for name in taken:gmatch "stemma[%w_.]*" do
    local class = known().classes[name]
    if class and not name:find "^stemma%.lib" and class.entries[1]
      and class.entries[1].kind == "property" and class.text:find "^The keys of" then
      return class
    end
  end
  return nil
end

-- What is said of a key, and where it is one of a few values, which.
local function with_choices(entry)
  local alias, values = known().aliases[entry.member.type], {}
  if not alias or not alias.choices then return entry.doc end
  for i, choice in ipairs(alias.choices) do values[i] = choice.value end
  return entry.doc .. ": " .. table.concat(values, ", ")
end

local function key_rows(class)
  local rows = {}
  for _, entry in ipairs(class.entries) do
    local mark = entry.member.optional and "?" or ""
    local name = entry.member.name:find "^%[" and "…" or entry.member.name .. mark
    rows[#rows + 1] = { name, with_choices(entry) }
  end
  return rows
end

local function param_rows(entry)
  local rows = {}
  for _, param in ipairs(entry.member.params) do
    if param.doc ~= "" then rows[#rows + 1] = { param.name, param.doc } end
  end
  return rows
end

local function choice_rows(entry)
  local rows = {}
  for _, choice in ipairs(entry.member.choices or {}) do
    rows[#rows + 1] = { choice.value, choice.doc }
  end
  return rows
end

local function signatures(entry)
  local list = { entry.signature }
  for _, overload in ipairs(entry.member.overloads) do
    list[#list + 1] = entry.name .. entries.pretty(overload:gsub("^fun", ""))
  end
  return table.concat(list, "\n")
end

local function entry_text(entry, width)
  local parts = { signatures(entry) }
  local function add(text) if text ~= "" then parts[#parts + 1] = text end end
  if entry.doc ~= "" then add(wrap(capitalised(entry.doc), width, 0)) end
  add(columns(param_rows(entry), width))
  local keys = keys_of(entry)
  if keys then add(columns(key_rows(keys), width)) end
  add(columns(choice_rows(entry), width))
  for _, code in ipairs(entry.examples) do add(indented(code)) end
  return table.concat(parts, "\n\n")
end

local function list_text(list, width)
  local rows = {}
  for i, entry in ipairs(list) do rows[i] = { entry.form, entry.short } end
  return columns(rows, width)
end

local function class_text(class, width)
  local parts = { class.shown }
  if class.text ~= "" then parts[2] = wrap(class.text, width, 0) end
  for _, code in ipairs(class.examples) do parts[#parts + 1] = indented(code) end
  local members = help.members(class.shown)
  if #members > 0 then parts[#parts + 1] = list_text(members, width) end
  return table.concat(parts, "\n\n")
end

local function overview(width)
  local rows = {}
  for _, class in ipairs(known().order) do
    if not class.text:find "^The keys of" then
      rows[#rows + 1] = { class.shown, class.short }
    end
  end
  return "What rules are given; each of these names has more.\n\n" .. columns(rows, width)
end

-- "; did you mean …?", among what the class has where one is named.
local function meant(name)
  local owner, last = name:match "^(.*)[.:]([%w_]+)$"
  local members = owner and help.members(owner)
  if not members then return suggest.text(name, help.names()) end
  local by_name = {}
  for _, entry in ipairs(members) do by_name[entry.member.name] = entry.name end
  local near = suggest.nearest(last, sort.keys(by_name))
  return near and ("; did you mean '%s'?"):format(by_name[near]) or ""
end

---What there is to say of a name: an entry ("span:before", "t.word"), the last part of one
---("before"), an operator ("*"), a class ("span"), or nothing, which lists the classes.
---@param name? string
---@param width? integer  columns; 80 where it is not given
---@return string|nil text, string|nil message  without an end of line
function help.text(name, width)
  width = width or 80
  if not name or name == "" then return overview(width) end
  local said = spelt(name)
  local entry, class = help.get(name), class_shown(said)
  if entry and class and (entry.kind == "value" or entry.kind == "property") then entry = nil end
  if entry then return entry_text(entry, width) end
  if class then return class_text(class, width) end
  local list = ending_with(said)
  if #list == 1 then return entry_text(list[1], width) end
  if #list > 1 then return list_text(list, width) end
  return nil, ("there is no '%s' for rules%s"):format(name, meant(said))
end

---The class of a value that rules are given ("pattern", "span", "claims"), or nil.
---@param value any
---@return string|nil
function help.class_of(value)
  local name = getmetatable(value)
  if name ~= "span" then
    return type(name) == "string" and class_shown(name) and name or nil
  end
  return debug.getmetatable(value).kind
end

return help
