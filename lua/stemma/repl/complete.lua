-- Tab: what a half-typed word may become, each with a line on it.

local article = require "stemma.repl.article"
local command = require "stemma.repl.command"
local corpus = require "stemma.repl.corpus"
local host = require "stemma.host"
local list = require "stemma.repl.list"
local names = require "stemma.repl.names"
local screen = require "stemma.repl.screen"
local sort = require "stemma.sort"
local span = require "stemma.read.span"
local story = require "stemma.repl.story"

local MOST = 40

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
  for name in pairs(require "stemma.repl.span") do found[name] = "at the prompt" end
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

-- The value of a path that calls nothing: articles.herald, _[3]
local function value_of(path)
  if not path:find "^[%a_][%w_.%[%]\"']*$" then return nil end
  local chunk = load("return " .. path, "=", "t")
  if not chunk then return nil end
  local ok, value = pcall(chunk)
  if ok then return value end
  return nil
end

-- --- which it is ---

-- The word that is half typed, and what it may become.
local function candidates(text)
  local word = text:match "^:([%w-]*)$"
  if word then return word, commands() end
  local name, rest = text:match "^:([%w-]+)%s+(.*)$"
  if name == "save" then return rest, files(rest) end
  if name == "doc" or name == "why-not" or name == "diff"
    or name == "profile" then
    local last = rest:match "%S*$"
    if not rest:find "%s" then return last, rules() end
    return last, {}
  end
  if name == "help" then
    local found = globals()
    add_names(found, layers())
    return rest, found
  end
  if name == "watch" then return rest, { on = "", off = "" } end
  word = text:match "layer%s*%(?%s*[\"']([%w_]*)$" or text:match ":layer%s*%(?%s*[\"']([%w_]*)$"
  if word then return word, layers() end
  word = text:match "export%s*%(?%s*[\"']([^\"']*)$" or text:match "[\"']([^\"']*/[^\"']*)$"
  if word then return word, files(word) end
  local owner, key = text:match "([%a_][%w_.%[%]\"']*)[.:]([%w_]*)$"
  if owner then
    local value = value_of(owner)
    if value ~= nil then return key, members(value) end
    return key, {}
  end
  word = text:match "[%a_][%w_]*$" or ""
  return word, globals()
end

-- A name that is all there is ends its quotation mark.
local function closing(text, words)
  if #words ~= 1 or words[1]:find "/$" then return "" end
  local mark = text:match "^[^\"']*([\"'])[^\"']*$"
  return mark or ""
end

local function common(words)
  local first = words[1]
  for _, word in ipairs(words) do
    local n = 0
    while n < #first and first:byte(n + 1) == word:byte(n + 1) do n = n + 1 end
    first = first:sub(1, n)
  end
  return first
end

local function rows_of(words, found)
  local width, rows = 0, {}
  for _, word in ipairs(words) do width = math.max(width, screen.width(word)) end
  width = math.min(width, 30)
  for i, word in ipairs(words) do
    if i > MOST then
      rows[i] = screen.style("dim", ("  … %d more"):format(#words - MOST))
      break
    end
    local doc = type(found[word]) == "string" and found[word] or ""
    rows[i] = "  " .. screen.fit(word, width) .. "  "
      .. screen.style("dim", screen.clip(doc, screen.columns() - width - 4))
  end
  return rows
end

local complete = {}

complete.members = members

---The text, what to put in behind it, then rows that show what there is.
function complete.at(text)
  local word, found = candidates(text)
  local words = {}
  for _, name in ipairs(sort.keys(found)) do
    if name:sub(1, #word) == word then words[#words + 1] = name end
  end
  local answer = { text, "" }
  if #words == 0 then return answer end
  answer[2] = common(words):sub(#word + 1) .. closing(text, words)
  if #words > 1 and answer[2] == "" then
    for _, row in ipairs(rows_of(words, found)) do answer[#answer + 1] = row end
  end
  return answer
end

return complete
