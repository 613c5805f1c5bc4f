-- All that rules are given, by name: what the doc comments say, in the words that authors use.
--
--   t.word  c.digit  stemma.sort   of modules, under the names that rules give them
--   span:before  span.text         methods and properties of values, by their class
--   stemma.extract.writes          the keys of a table that a function takes

local read = require "stemma.doc.read"

local entries = {}

---The modules whose comments are read, in the order of the manual.
entries.modules = {
  "stemma", "stemma.load.rule", "stemma.load.examples", "stemma.token", "stemma.match.pattern",
  "stemma.char", "stemma.lpeg", "stemma.read.article", "stemma.read.span", "stemma.match.find",
  "stemma.run.emit",
  "stemma.compare.story", "stemma.compare.claim", "stemma.compare.camps", "stemma.compare.outlets",
  "stemma.compare.finding", "stemma.interval", "stemma.fold", "stemma.text", "stemma.sort",
  "stemma.doc.globals",
}

-- Classes that authors know by another name than their own without "stemma.".
local shown_as = {
  stemma = "stemma", ["stemma.lib.token"] = "t", ["stemma.lib.char"] = "c", _G = "lua",
  ["stemma.lib.lpeg"] = "lpeg",
  ["stemma.extract_rule"] = "stemma.extract", ["stemma.compare_rule"] = "stemma.compare",
  ["stemma.layer_rule"] = "stemma.layer", ["stemma.found"] = "finding",
  ["stemma.open_question"] = "undecided", ["stemma.emitted"] = "emit",
}

---A class as authors call it: "span", "t", "stemma.interval".
---@param class string  "stemma.span"
function entries.shown(class)
  return shown_as[class] or class:match "^stemma%.lib%.(.*)$" and "stemma." .. class:sub(12)
    or class:gsub("^stemma%.", "")
end

-- Tables that are written where they are taken, and have no name for authors.
local plain = {
  ["stemma.extract_rule"] = true, ["stemma.compare_rule"] = true, ["stemma.layer_rule"] = true,
  ["stemma.found"] = true, ["stemma.open_question"] = true, ["stemma.emitted"] = true,
}

-- A type as authors read it.
local function pretty(type_name)
  return (type_name:gsub("stemma[%w_.]*", function(class)
    return plain[class] and "table" or entries.shown(class)
  end))
end
entries.pretty = pretty

local of_patterns = {
  mul = "a * b", add = "a + b", sub = "a - b", pow = "p^n", unm = "-p", len = "#p",
  call = "p { name = value }",
}
local of_others = {
  add = "%s + %s", sub = "%s - %s", mul = "%s * %s", len = "#%s", unm = "-%s", pow = "%s^n",
  div = "%s / value", call = "%s(text)",
}

local function operator_form(class, member)
  if class == "pattern" then return of_patterns[member.name] end
  return of_others[member.name]:format(class, class)
end

-- Prose and the code between fences, apart.
local function parts_of(doc)
  local prose, examples, code = {}, {}, nil
  for _, line in ipairs(doc) do
    if line:find "^```" then
      if code then examples[#examples + 1] = table.concat(code, "\n") end
      code = not code and {} or nil
    else
      table.insert(code or prose, line)
    end
  end
  return table.concat(prose, " "), examples
end

-- What a line has room for: the first sentence.
local function short_of(doc)
  return doc:match "^(.-[^%.])[%.:] %u" or doc:match "^(.-)[%.:]?$"
end

local function parameters(member, typed)
  local list = {}
  for i, param in ipairs(member.params) do
    local mark = param.optional and "?" or ""
    list[i] = param.name .. mark
    if typed and param.name ~= "..." then list[i] = list[i] .. ": " .. pretty(param.type) end
  end
  return "(" .. table.concat(list, ", ") .. ")"
end

local function results(member)
  if #member.returns == 0 then return "" end
  local list = {}
  for i, each in ipairs(member.returns) do
    list[i] = pretty(each.type) .. (each.name and " " .. each.name or "")
  end
  return ": " .. table.concat(list, ", ")
end

-- A property whose type is a function of self is a method.
local function as_method(member)
  local params, rest = member.type:match "^fun%(self[^,)]*,?%s*(.-)%)(.*)$"
  if not params then return member end
  local method = setmetatable({ kind = "method", params = {}, returns = {} }, { __index = member })
  for name, optional, type_name in params:gmatch "([%w_]+)(%??): ([^,]+)" do
    table.insert(method.params,
      { name = name, type = type_name, doc = "", optional = optional ~= "" })
  end
  rest = rest:match "^: (.*)$"
  if rest then method.returns[1] = { type = rest, doc = "" } end
  return method
end

local function name_of(class, member)
  if member.kind == "operator" then
    local form = operator_form(class, member)
    return class == "pattern" and "pattern " .. form or form
  end
  if member.name:find "^%[" then return class .. member.name end
  if class == "lua" then return member.name end
  return class .. (member.kind == "method" and ":" or ".") .. member.name
end

local function signature_of(name, class, member)
  if member.kind == "operator" then
    return operator_form(class, member) .. ": " .. pretty(member.type)
  elseif member.kind == "property" or member.kind == "value" then
    return name .. (member.type and ": " .. pretty(member.type) or "")
  end
  return name .. parameters(member, true) .. results(member)
end

---@class stemma.doc.entry
---@field name string        "span:before"
---@field class string       "span"
---@field kind string
---@field form string        as it is written: "span:before(n?)"
---@field forms string[]      … and in what other ways
---@field signature string   the same with types
---@field short string       a line
---@field doc string
---@field examples string[]
---@field member table       what it was made of

local function entry_of(class, member)
  member = member.type and as_method(member) or member
  local doc, examples = parts_of(member.doc)
  local name = name_of(class, member)
  local called, forms = member.kind == "function" or member.kind == "method", {}
  for i, overload in ipairs(member.overloads) do
    local list = {}
    for param in overload:match "%b()":gmatch "([%w_.]+%??):" do list[#list + 1] = param end
    forms[i] = ("%s(%s)"):format(name, table.concat(list, ", "))
  end
  return {
    forms = forms,
    name = name, class = class, kind = member.kind, doc = doc, short = short_of(doc),
    form = member.kind == "operator" and operator_form(class, member)
      or called and name .. parameters(member) or name,
    signature = signature_of(name, class, member), examples = examples, member = member,
  }
end

-- `fun(found: stemma.found)`: an alias that is called.
local function alias_entry(alias)
  local name = entries.shown(alias.name)
  local doc, examples = parts_of(alias.doc)
  local entry = { name = name, class = "lua", kind = "alias", member = alias, form = name,
    forms = {}, doc = doc, short = short_of(doc), examples = examples }
  local params = alias.type:match "^fun(%b())"
  entry.signature = params and name .. pretty(params) or name
  entry.form = params and name .. params:gsub(": [^,)]+", "") or name
  return entry
end

local function add(all, entry)
  all.list[#all.list + 1] = entry
  if entry.name:find "%[" then return end -- any key, not one of this name
  all.by_name[entry.name] = all.by_name[entry.name] or entry
end

local function add_class(all, class)
  local shown = entries.shown(class.name)
  class.shown, class.entries = shown, {}
  class.text, class.examples = parts_of(class.doc)
  class.short = short_of(class.text)
  all.classes[class.name] = class
  table.insert(all.order, class)
  for i, member in ipairs(class.members) do
    class.entries[i] = entry_of(shown, member)
    add(all, class.entries[i])
  end
end

---Everything: `list` and `by_name` of entries, `classes` by their own names, `order` of classes.
---@param text_of fun(module: string): string
function entries.all(text_of)
  local all = { list = {}, by_name = {}, classes = {}, order = {}, aliases = {} }
  for _, name in ipairs(entries.modules) do
    local found = read.text(text_of(name))
    for _, class in ipairs(found.classes) do
      class.module = name
      add_class(all, class)
    end
    for _, alias in ipairs(found.aliases) do
      alias.module = name
      table.insert(all.aliases, alias)
      all.aliases[alias.name] = alias
      add(all, alias_entry(alias))
    end
  end
  return all
end

return entries
