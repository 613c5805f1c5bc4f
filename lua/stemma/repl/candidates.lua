-- What a half-typed word may become, each with a line on it.

local article = require "stemma.repl.value.article"
local command = require "stemma.repl.command"
local corpus = require "stemma.repl.corpus"
local host = require "stemma.host"
local item = require "stemma.repl.value.item"
local list = require "stemma.repl.value.list"
local names = require "stemma.repl.names"
local span = require "stemma.read.span"
local story = require "stemma.repl.value.story"

local candidates = {}

local function help_line(name)
  local ok, help = pcall(require, "stemma.doc.help")
  local entry = ok and help.get(name)
  return entry and (entry.doc or ""):match "^[^\n]*" or ""
end

-- --- what there is ---

local function files(prefix)
  local folder, last = prefix:match "^(.*/)([^/]*)$"
  local found = {}
  for _, name in ipairs(host.files(folder or ".")) do
    local hidden = name:find "^%." and not (last or prefix):find "^%."
    if not hidden then found[(folder or "") .. name] = "" end
  end
  return found
end

local function layers()
  local found = {}
  for name, rule in pairs(corpus.layers()) do found[name] = rule.about or "" end
  return found
end

local function rules()
  local found = {}
  for _, one in ipairs(corpus.rules()) do found[one.name] = one.about or "" end
  return found
end

local function commands()
  local found = {}
  for name, one in pairs(command.commands) do found[name] = one.about end
  return found
end

local function globals()
  local found = {}
  for name in pairs(_G) do
    if type(name) == "string" then found[name] = help_line(name) end
  end
  for name, doc in pairs(names.docs) do found[name] = doc end
  return found
end

local function add_names(found, from, doc)
  for name in pairs(from) do
    if type(name) == "string" and not name:find "^__" then found[name] = doc or "" end
  end
end

-- Fields of an annotation, by the rule that has them; what every span has.
local function of_span(value, found)
  local layer = rawget(value, "layer_name") and corpus.layers()[value.layer_name]
  for _, field in ipairs(layer and layer.fields or {}) do
    found[field.name] = field.type .. (field.list and ", a list" or "")
  end
  add_names(found, rawget(value, "captures") or {}, "what the pattern names")
  for _, name in ipairs { "text", "begin", "stop", "first", "last", "role", "sentence", "block",
    "before", "after", "words", "within", "covers", "overlaps", "find", "each" } do
    found[name] = help_line("span:" .. name)
  end
  for name in pairs(require "stemma.repl.value.span") do found[name] = "at the prompt" end
end

-- The names that a value answers to.
local function members(value)
  local found = {}
  if span.is(value) then
    of_span(value, found)
  elseif list.is(value) then
    for name in pairs(list.methods) do found[name] = ((list.doc(name) or {})[2] or ""):sub(3) end
    local named = debug.getmetatable(value).names
    for _, one in ipairs(named and named() or {}) do found[one.name] = one.title or one.doc end
  elseif article.is(value) or story.is(value) then
    local kind = article.is(value) and article or story
    add_names(found, kind.methods)
    add_names(found, kind.getters)
    add_names(found, kind.plain or { id = true, title = true, articles = true, outlets = true })
    for name, doc in pairs(layers()) do found[name .. "s"] = doc end
  elseif type(value) == "table" then
    add_names(found, value)
    for name in pairs(found) do
      local owner = rawequal(value, names.given.t) and "t."
        or rawequal(value, names.given.c) and "c."
        or rawequal(value, names.given.stemma) and "stemma." or nil
      if owner then found[name] = help_line(owner .. name) end
    end
    local index = (debug.getmetatable(value) or {}).__index
    if type(index) == "table" then add_names(found, index) end
  elseif type(value) == "string" then
    add_names(found, string)
  end
  return found
end

-- --- what there is in articles ---

-- The value of an expression that does nothing: articles.herald, _[3], layer "quotation"; what is
-- asked of a list further on is left out, as its items are what they were.
local function value_of(text)
  local path = text:match "([%a_][%w_.%[%]\"']*)$"
  local name = text:match "%f[%w_:]layer%s*%(?%s*[\"']([%w_]+)[\"']%)?$"
  if name then return corpus.layers()[name] and names.given.layer(name) end
  local chunk = path and load("return " .. path, "=", "t")
  local ok, value = pcall(chunk or error)
  if ok then return value end
  return nil
end

-- Those links of a chain of queries that leave items as they are.
local same = { where = true, filter = true, sort = true, first = true }

local function list_before(text)
  local shorter = text
  while shorter do
    text = shorter
    local before, method = text:match "^(.*):([%w_]+)%s*%b{}$"
    if not before then before, method = text:match "^(.*):([%w_]+)%s*%b()$" end
    if not before then before, method = text:match "^(.*):([%w_]+)%s*([\"'])[^\"']*%3$" end
    shorter = same[method] and before
  end
  local value = value_of(text)
  if list.is(value) then return value end
  local owner, layer = text:match "^(.*):([%w_]+)%(%)$"
  owner = owner and value_of(owner)
  if owner and (article.is(owner) or story.is(owner)) and corpus.layer_named(layer) then
    return owner:layer(layer)
  end
  return nil
end

local function fields(of)
  local found = {}
  if of and #of > 0 then add_names(found, item.names_of(of[1])) end
  return found
end

local MOST_ITEMS = 5000

-- What a field is in the items of a list, with how often.
local function values(of, field)
  local counts, found = {}, {}
  for i = 1, math.min(of and #of or 0, MOST_ITEMS) do
    local value = item.plain(item.get(of[i], field))
    if type(value) == "string" and value ~= "" and not value:find "[%c\"]" then
      counts[value] = (counts[value] or 0) + 1
    end
  end
  for value, n in pairs(counts) do found[value] = tostring(n) end
  return found
end

-- Where something can be asked about: articles, and the places and ids of findings.
local function places()
  local found, labels = {}, {}
  for _, one in ipairs(corpus.articles()) do
    labels[one.doc] = one.label
    found[one.label .. ":"] = one.title or one.doc
  end
  if not corpus.settled() then return found end
  for _, one in ipairs(corpus.findings()) do
    local what = ("%s %s"):format(one.level, one.kind)
    found[one.id:sub(1, 8)] = what .. ": " .. one.message
    for _, each in ipairs(one.evidence) do
      found[("%s:%d"):format(labels[each.doc], each.line)] = what
    end
  end
  return found
end

-- --- which it is ---

local function after_command(name, rest)
  local last = rest:match "%S*$"
  local first = not rest:find "%s"
  if name == "save" then return rest, files(rest) end
  if name == "watch" then return rest, { on = "", off = "" } end
  if name == "why" or name == "why-not" and not first then return last, places() end
  if name == "doc" or name == "why-not" or name == "diff" or name == "profile" then
    return last, first and rules() or {}
  end
  if name == "help" then
    local found = globals()
    add_names(found, layers())
    return rest, found
  end
  return nil
end

-- In `:where { field = "word` and `:by "word`.
local function in_query(text)
  local before, inside = text:match "^(.*):where%s*%(?%s*{(.*)$"
  if before and corpus.settled() then
    local field, word = inside:match "([%a_][%w_]*)%s*=%s*[\"']([^\"']*)$"
    if not field then
      field, word = inside:match "([%a_][%w_]*)%s*=%s*{[^{}]*[\"']([^\"']*)$"
    end
    if field then return word, values(list_before(before), field) end
    word = inside:match "^%s*([%w_]*)$" or inside:match ",%s*([%w_]*)$"
    if word then return word, fields(list_before(before)) end
  end
  local chain, method, word = text:match "^(.*):(%l+)%s*%(?%s*[\"']([%w_.]*)$"
  local takes = { by = true, count = true, map = true, sort = true, unique = true }
  if takes[method] and corpus.settled() then return word, fields(list_before(chain)) end
  return nil
end

---The word at the end of a text that is half typed, and what it may become: word -> line on it.
function candidates.of(text)
  local word = text:match "^:([%w-]*)$"
  if word then return word, commands() end
  local name, rest = text:match "^:([%w-]+)%s+(.*)$"
  local found
  if name then word, found = after_command(name, rest) end
  if found then return word, found end
  word, found = in_query(text)
  if found then return word, found end
  word = text:match "layer%s*%(?%s*[\"']([%w_]*)$"
  if word then return word, layers() end
  word = text:match "export%s*%(?%s*[\"']([^\"']*)$" or text:match "[\"']([^\"']*/[^\"']*)$"
  if word then return word, files(word) end
  local owner, key = text:match "^(.-)[.:]([%w_]*)$"
  if owner then
    local value = value_of(owner)
    if value ~= nil then return key, members(value) end
    return key, {}
  end
  return text:match "[%a_][%w_]*$" or "", globals()
end

candidates.members = members

return candidates
