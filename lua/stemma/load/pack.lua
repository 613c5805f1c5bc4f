-- The rule pack as a rule sees it while it is loaded: the modules it requires, the lexicons it
-- names, the files under rules/layer. Whatever is read is noted: a layer depends on all of it.

local core = require "stemma.core"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local pack = {}

local require_own = require

---The rule being loaded. There is one rule a Lua state, so there is one.
---@class stemma.pack
local current

local public = {
  ["stemma"] = true, ["stemma.token"] = true, ["stemma.char"] = true, ["stemma.interval"] = true,
  ["stemma.fold"] = true, ["stemma.text"] = true, ["stemma.sort"] = true,
  ["stemma.lpeg"] = true,
}

local function no_file() return nil end

-- What a rule needs is read where its file is loaded, and noted there: a layer depends on it. And
-- words that a rule makes of articles would pile up, and make what it may still use depend on which
-- articles a worker has seen.
local running = false

---Says whether the rule runs; it is of concern where rules are fenced in, as in a worker. After an
---error it counts as running until another is loaded.
---@param does boolean
function pack.running(does) running = does and current ~= nil and current.fenced end

---Fails at the author's line where the rule runs already.
---@param what string  'require "events.days"'
function pack.at_loading(what)
  if running then
    source.fail("%s while the rule runs: do that once, where the file is loaded, "
      .. "and not in a function", what)
  end
end

---Begins to load a rule.
function pack.open(file, helpers)
  helpers = helpers or {}
  running = false
  current = {
    file = file, env = helpers.env or setmetatable({}, { __index = _G }),
    files = helpers.read or no_file, names = helpers.list, loaded = {}, loading = {}, sources = {},
    lexicons = {}, modules = {}, uses = {}, allowed = {}, kept = {}, read_of = {},
    fenced = helpers.env ~= nil,
  }
  if helpers.read then current.env.require = pack.require end
  return current
end

---The rule that is or was loaded here.
function pack.current()
  return current or pack.open("?")
end

local function known(prefix, ending)
  local names = {}
  for _, path in ipairs(current and current.names and current.names(prefix) or {}) do
    names[#names + 1] = path:sub(#prefix + 1):gsub(ending .. "$", ""):gsub("/", ".")
  end
  return names
end

---The layers that can be known while a rule is loaded: files under rules/layer, and rules under
---rules/extract, which mostly have the name of the layer that they write.
---@return table<string, boolean>
function pack.layers()
  local set = {}
  for _, folder in ipairs { "layer/", "extract/" } do
    for _, name in ipairs(known(folder, "%.lua")) do set[name] = true end
  end
  return set
end

---Runs a Lua file of the pack in the rule's globals.
function pack.run(bytes, chunkname)
  current.sources[source.file_of(chunkname)] = bytes
  local chunk, message = load(bytes, chunkname, "t", current.env)
  if not chunk then error(require_own("stemma.load.syntax").words(message, bytes), 0) end
  return chunk
end

local function load_module(name)
  local path = name:gsub("%.", "/") .. ".lua"
  local bytes, chunkname = current.files(path)
  if not bytes then
    source.fail("no module '%s' in rules/%s", name, suggest.text(name, known("", "%.lua")))
  end
  pack.at_loading(('require "%s"'):format(name))
  current.modules[#current.modules + 1] = name
  current.loading[name] = true
  local result = pack.run(bytes, chunkname or "@rules/" .. path)(name)
  current.loading[name] = nil
  return result == nil and true or result
end

---`require` for rules.
function pack.require(name)
  if type(name) ~= "string" then source.fail("require takes a module's name") end
  if name == "lpeg" then return require_own "stemma.lpeg" end
  if public[name] then return require_own(name) end
  if name:find "^stemma%." then
    source.fail("no module '%s' for rules%s", name, suggest.text(name, public))
  end
  if current.loading[name] then source.fail("module '%s' requires itself in the end", name) end
  if current.loaded[name] == nil then
    current.loaded[name] = load_module(name)
  end
  return current.loaded[name]
end

local folds = { "word", "stem", "exact", "case", "marks", "quotes", "stops", "space" }

-- The names in "case+marks", each checked; `fail` says what is wrong.
local function fold_names(text, fail)
  local names = {}
  for name in text:gmatch "[^+]+" do
    local found = false
    for _, fold in ipairs(folds) do found = found or fold == name end
    if not found then fail("no fold '%s'%s", name, suggest.text(name, folds)) end
    names[#names + 1] = name
  end
  return names
end

---A fold's names as one string; nil for none.
---@param fold string|stemma.fold|nil
function pack.fold_key(fold)
  if fold == nil then return nil end
  local value = type(fold) == "table" and getmetatable(fold) == "fold"
  if type(fold) ~= "string" and not value then
    source.fail("a lexicon's fold is a name or a stemma.fold, here a %s", type(fold))
  end
  return table.concat(fold_names(tostring(fold), source.fail), "+")
end

-- What the remarks at a list's head say of its fold: `# fold: stem`.
local function own_fold(bytes, file)
  local number = 0
  for line in bytes:gmatch "([^\n]*)\n?" do
    number = number + 1
    if not line:find "^#" then return nil end
    local text = line:match "^#%s*fold:%s*(.-)%s*$"
    if text then
      return fold_names(text, function(...) source.fail_at({ file = file, line = number }, ...) end)
    end
  end
end

-- A mistake in a list is named at the list's line.
local function read_lexicon(bytes, file, tsv, names)
  local ok, lexicon = pcall(core.lexicon, bytes, { tsv = tsv, fold = names })
  if ok then return lexicon end
  local line, message = tostring(lexicon):match "line (%d+): (.*)$"
  if not line then error(lexicon, 0) end
  source.fail_at({ file = file, line = tonumber(line) }, "%s", message)
end

---A lexicon of the pack, read once a fold.
---@param fold? string|stemma.fold  default: what its head says, or "word"
function pack.lexicon(name, fold)
  local state = pack.current()
  if type(name) ~= "string" then source.fail("a lexicon's name is a string") end
  local key = pack.fold_key(fold)
  local id = name .. "\0" .. (key or "")
  if state.read_of[id] then return state.read_of[id] end
  pack.at_loading(('lexicon "%s" is read'):format(name))
  for _, ending in ipairs { "tsv", "txt" } do
    local path = ("lexicon/%s.%s"):format(name, ending)
    local bytes, chunkname = state.files(path)
    if bytes then
      local file = source.file_of(chunkname or "@rules/" .. path)
      local names = key and fold_names(key, source.fail) or own_fold(bytes, file)
      state.lexicons[#state.lexicons + 1] = name
      state.read_of[id] = read_lexicon(bytes, file, ending == "tsv", names)
      return state.read_of[id]
    end
  end
  source.fail("no lexicon '%s': neither lexicon/%s.txt nor .tsv in a folder of rules%s", name, name,
    suggest.text(name, known("lexicon/", "%.t%w%w")))
end

---Checks that a lexicon has an attribute; fails at the author's line.
function pack.check_column(name, fold, attribute)
  local columns = {}
  for _, column in ipairs(pack.lexicon(name, fold):columns()) do columns[column] = true end
  if not columns[attribute] then
    source.fail("lexicon '%s' has no column '%s'%s", name, attribute,
      suggest.text(attribute, columns))
  end
end

-- The values of a lexicon's attribute, as a set.
local function values_of(lexicon, attribute)
  local set = {}
  for i = 1, lexicon:count() do
    local _, attributes = lexicon:get(i)
    if attributes[attribute] then set[attributes[attribute]] = true end
  end
  return set
end

---Checks that entries of a lexicon have the values asked for; fails at the author's line.
---@param wanted string|number|(string|number)[]
function pack.check_values(name, fold, attribute, wanted)
  pack.check_column(name, fold, attribute)
  local values = values_of(pack.lexicon(name, fold), attribute)
  for _, value in ipairs(type(wanted) == "table" and wanted or { wanted }) do
    if not values[value] then
      source.fail("no entry of lexicon '%s' has %s = %s%s", name, attribute,
        type(value) == "number" and ("the number %s; attributes are strings"):format(value)
          or ("'%s'"):format(value), suggest.text(value, values))
    end
  end
end

---Notes the values that a layer's field may have.
---@param set table<string, boolean>|nil
function pack.allows(layer, field, set)
  local allowed = pack.current().allowed
  allowed[layer] = allowed[layer] or {}
  allowed[layer][field] = set
end

---The values that a layer's field may have, as far as that is known here.
---@return table<string, boolean>|nil
function pack.allowed(layer, field)
  local of = pack.current().allowed[layer]
  return of and of[field]
end

---Notes that a pattern asks for a layer, to be checked against `reads`, and against the layer's
---fields and their values.
function pack.uses(layer, field, value)
  local uses = pack.current().uses
  uses[#uses + 1] = { layer = layer, field = field, value = value, place = source.here() }
end

---Notes that a field of the rule, of that type, is taken from an annotation of a layer: from the
---field that :get names, or from one that has the type.
function pack.takes(layer, field, as, type_name, place)
  local uses = pack.current().uses
  uses[#uses + 1] = { layer = layer, field = field, as = as, type = type_name, place = place }
end

---Checks or notes what :get asks of a predicate's annotation or entry.
function pack.asks(pred, name)
  if pred.type == "layer" then return pack.uses(pred.name, name) end
  pack.check_column(pred.name, pred.fold, name)
end

---The text of one line of a file that was loaded, without white space around it.
function pack.line(place)
  local text = place and current and current.sources[place.file]
  if not text then return nil end
  local n = 0
  for line in (text .. "\n"):gmatch "(.-)\n" do
    n = n + 1
    if n == place.line then return line:match "^%s*(.-)%s*$" end
  end
  return nil
end

return pack
