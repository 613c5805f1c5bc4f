-- Every name that rules are given has an entry, and every entry names something that is there. What
-- rules are given is looked up in the modules and in values themselves, never in the comments. (Of
-- Lua's own functions tests/core/bind/test_documented.c says the same, in the sandbox.)

local lu = require "luaunit"
package.loaded["stemma.core"] = require "native_stub" -- layers are set by hand
require "support"
local core = require "stemma.core"
local entries = require "stemma.doc.entries"
local files = require "stemma.doc.files"
local all = entries.all(files)

-- --- what is there ---

local function upvalue(f, name)
  local i = 1
  while true do
    local found, value = debug.getupvalue(f, i)
    if not found then return nil end
    if found == name then return value end
    i = i + 1
  end
end

-- What is reached through the functions that a function holds.
local function deep_upvalue(f, name, depth)
  local value = upvalue(f, name)
  if value ~= nil or depth == 0 then return value end
  local i = 1
  while true do
    local found, inner = debug.getupvalue(f, i)
    if not found then return nil end
    if type(inner) == "function" then
      local deeper = deep_upvalue(inner, name, depth - 1)
      if deeper ~= nil then return deeper end
    end
    i = i + 1
  end
end

local function names_in(tables)
  local names = {}
  for _, each in ipairs(tables) do
    for name in pairs(each) do
      if type(name) == "string" then names[name] = true end
    end
  end
  return names
end

local article_module = require "stemma.read.article"
local span = require "stemma.read.span"
local claim = require "stemma.compare.claim"

local function article_of(text)
  local native = core.article(text or "He met “two men” in May.", { outlet = "Herald" })
  native.store.number = { fields = { value = "interval", of = "span" },
    { 7, 10, "extract/number", { value = { value = 2 }, of = { 7, 10 } } } }
  return article_module.open({ roles = { body = true } }, native)
end

local story, finding
do
  local rule = { spec = { compare = function(given, report) story, finding = given, report end } }
  local native = article_of().native
  native.store.casualty = { fields = { cue = "span", count = "interval" },
    { 0, 2, "extract/casualty", { cue = { 0, 2 }, count = { value = 2 } } } }
  require("stemma.compare.story").run(rule, {
    articles = function() return 1 end, article = function() return native end,
    outlet = function() return "Herald" end,
  }, {})
end

local article = article_of()
local stemma = require "stemma"
local t = stemma.token
local pattern = require "stemma.match.pattern"

-- By class: a value, and the tables in which its names are looked up.
local function indexed_by(value, ...)
  local index, tables = debug.getmetatable(value).__index, {}
  if type(index) == "table" then return { value = value, tables = { index } } end
  for i, name in ipairs { ... } do
    tables[i] = deep_upvalue(index, name, 3) or error(name .. ": no such table")
  end
  return { value = value, tables = tables }
end

local function kind_of_span(value, kind)
  local made = indexed_by(value, "methods", "getters")
  local getters = made.tables[2]
  made.tables = { made.tables[1], getters.span, getters[kind] or {} }
  return made
end

local values = {
  pattern = indexed_by(t.any, "methods"),
  article = indexed_by(article, "methods", "metadata", "lists"),
  span = kind_of_span(article:span(0, 2)),
  sentence = kind_of_span(article:sentence(1), "sentence"),
  block = kind_of_span(article:block(1), "block"),
  token = kind_of_span(article:token(1), "token"),
  quote = kind_of_span(article:quotes()(), "quote"),
  annotation = kind_of_span(article:layer("number")[1], "annotation"),
  match = kind_of_span(article:find(t.word "met":as "verb"), "match"),
  interval = indexed_by(stemma.interval.new(3)),
  fold = indexed_by(stemma.fold "case", "methods"),
  story = indexed_by(story, "methods"),
  member = indexed_by(story.articles[1], "member_methods"),
  claim = indexed_by(story:layer("casualty")[1], "methods", "of_article", "of_itself"),
  part = indexed_by(story:layer("casualty")[1].cue, "part_methods"),
  claims = indexed_by(story:layer "casualty", "list_methods"),
  camps = { value = story:layer("casualty"):camps "count", tables = {} },
  outlets = indexed_by(story.outlets, "methods"),
  lpeg_pattern = { value = stemma.lpeg.P(1), tables = {} },
}
table.insert(values.token.tables, upvalue(debug.getmetatable(article:token(1)).__index, "shapes"))
values.camp = values.claims

local modules = {
  stemma = { stemma, upvalue(debug.getmetatable(stemma).__index, "lazy") },
  t = { t }, c = { stemma.char }, ["stemma.interval"] = { stemma.interval },
  ["stemma.fold"] = { stemma.fold }, ["stemma.text"] = { stemma.text },
  ["stemma.sort"] = { require "stemma.sort" }, lpeg = { stemma.lpeg },
}

-- What values hold for stemma's own modules: no names for authors.
local internal = {
  native = true, ["rule"] = true, roles = true, layers = true, blocks_made = true,
  places_made = true, told = true,
  recorder = true, flags = true, layer_name = true, fields = true, captures = true, runs = true,
  block_index = true, tree = true, alphabet = true, with = true, made = true, lists = true,
  doc_key = true, number = true, index = true, layer = true, claim = true,
  field = true, k = true, from = true, to = true, list = true, set = true, names = true,
  verb = true, cue = true, count = true, -- the last are fields and names of the articles above
}

-- --- what is said ---

local function class_of(shown)
  for _, class in ipairs(all.order) do
    if class.shown == shown then return class end
  end
  error("no class is shown as " .. shown)
end

-- Names that a class and what it is a kind of have, and those that are said to be private.
local function documented(shown)
  local names, class = {}, class_of(shown)
  while class do
    for _, member in ipairs(class.members) do
      if member.kind ~= "operator" then names[member.name] = true end
    end
    for name in pairs(class.private) do names[name] = true end
    class = class.parent and all.classes[class.parent]
  end
  return names
end

local function check_given(shown, given)
  local said = documented(shown)
  for name in pairs(given) do
    lu.assertTrue(said[name] or false, ("%s: nothing is said of '%s'; write a comment with --- "
      .. "above it, or a ---@field"):format(shown, name))
  end
end

function TestModulesAreDocumented()
  for shown, tables in pairs(modules) do check_given(shown, names_in(tables)) end
end

function TestValuesAreDocumented()
  for shown, each in pairs(values) do
    if shown ~= "camp" then check_given(shown, names_in(each.tables)) end
  end
end

-- Keys that a value has of its own are names too, unless they are stemma's own.
function TestOwnKeysAreDocumented()
  for shown, each in pairs(values) do
    local own = {}
    for key in next, each.value do
      if type(key) == "string" and not internal[key] then own[key] = true end
    end
    if shown ~= "camp" then check_given(shown, own) end
  end
end

local function is_there(each, name)
  if names_in(each.tables)[name] then return true end
  return (pcall(function() return each.value[name] end))
end

function TestEntriesNameWhatIsThere()
  for shown, each in pairs(values) do
    for name in pairs(documented(shown == "camp" and "claims" or shown)) do
      if not name:find "^%[" then
        lu.assertTrue(is_there(each, name), ("%s has no '%s', which is documented")
          :format(shown, name))
      end
    end
  end
  for shown, tables in pairs(modules) do
    local given = names_in(tables)
    for name in pairs(documented(shown)) do
      lu.assertTrue(given[name] or false, ("%s has no '%s', which is documented")
        :format(shown, name))
    end
  end
end

-- Every class that has an entry is looked at above, or is one of these.
function TestEveryClassIsLookedAt()
  local others = {
    rule = "nothing can be asked of it", alphabet = "nor of this", lexicon = "native",
    runs = "native", rough_runs = "native", forms = "nor of this", written = "native",
    example = "checked below",
    ["stemma.extract"] = "checked below", ["stemma.compare"] = "checked below",
    ["stemma.layer"] = "checked below", emit = "checked below", finding = "checked below",
    undecided = "checked below", difference = "a plain table", shape = "checked below",
    lua = "core/bind", string = "core/bind", table = "core/bind", math = "core/bind",
    utf8 = "core/bind",
  }
  for _, class in ipairs(all.order) do
    lu.assertTrue((values[class.shown] or modules[class.shown] or others[class.shown]) ~= nil,
      class.shown)
  end
end

-- --- keys of tables ---

local function check_same(shown, keys)
  local said = documented(shown)
  for name in pairs(keys) do lu.assertTrue(said[name] or false, shown .. ": " .. name) end
  for name in pairs(said) do
    if not name:find "^%[" then lu.assertTrue(keys[name] ~= nil, shown .. ": " .. name) end
  end
end

function TestKeysOfConstructors()
  local shape = require "stemma.load.shape"
  local keys = deep_upvalue(shape.check, "keys", 2)
  for _, kind in ipairs { "extract", "compare", "layer" } do
    check_same("stemma." .. kind, keys[kind])
    local required = deep_upvalue(shape.check, "required", 2)[kind]
    for _, member in ipairs(class_of("stemma." .. kind).members) do
      local needed = false
      for _, name in ipairs(required) do needed = needed or name == member.name end
      lu.assertEquals(not member.optional, needed, kind .. "." .. member.name)
    end
  end
end

function TestKeysOfFindings()
  local module = require "stemma.compare.finding"
  check_same("finding", upvalue(finding, "finding_keys"))
  check_same("undecided", upvalue(module.undecided(story, {}), "undecided_keys"))
  local kinds = {}
  for i, choice in ipairs(all.aliases["stemma.finding_kind"].choices) do
    kinds[i] = choice.value:match '"(.*)"'
  end
  lu.assertEquals(kinds, upvalue(finding, "kinds"))
end

function TestKeysOfExamples()
  local examples = require "stemma.load.examples"
  local keys = { articles = true }
  for name in pairs(deep_upvalue(examples.read, "meta_keys", 3)) do keys[name] = true end
  check_same("example", keys)
end

function TestKeysOfEmit()
  local mistakes = upvalue(require("stemma.run.emit").open, "mistakes")
  check_same("emit", upvalue(mistakes.unknown, "places"))
end

function TestShapesNameAllOfThem()
  local said = class_of("shape").text
  local shapes = upvalue(debug.getmetatable(article:token(1)).__index, "shapes")
  for name in pairs(shapes) do
    lu.assertTrue(said:find("%f[%w_]" .. name .. "%f[^%w_]") ~= nil, name)
  end
end

-- --- the comments themselves ---

function TestEveryEntryIsTold()
  for _, entry in ipairs(all.list) do
    local plain = entry.class == "math" or entry.member.name:find "^%[" ~= nil
    local by_type = entry.kind == "property" and entry.member.type:find "^stemma%." ~= nil
      or entry.member.type == "boolean"
    lu.assertTrue(plain or by_type or entry.doc ~= "", entry.name .. ": no word on it")
  end
end

local lua_types = {}
for name in ("any nil boolean string number integer function table true false self T fun"):gmatch
  "%S+" do lua_types[name] = true end

local function check_type(where, type_name)
  local bare = type_name:gsub('"[^"]*"', "")
  bare = bare:gsub("([%w_]+%??)(:)", "")              -- names of parameters and fields
  for name in bare:gmatch "[%a_][%w_.]*" do
    lu.assertTrue(lua_types[name] or all.classes[name] ~= nil or all.aliases[name] ~= nil
      or false, ("%s: no type '%s' in '%s'"):format(where, name, type_name))
  end
end

function TestEveryTypeIsDefined()
  for _, entry in ipairs(all.list) do
    local member = entry.member
    if member.type then check_type(entry.name, member.type) end
    for _, list in ipairs { member.params, member.returns } do
      for _, each in ipairs(list) do check_type(entry.name, each.type) end
    end
    for _, overload in ipairs(member.overloads) do check_type(entry.name, overload) end
  end
end

-- Code between fences runs, with what its names stand for in the manual.
function TestExamplesRun()
  local function anything()
    return setmetatable({}, { __index = anything, __call = anything,
      __len = function() return 0 end, __lt = function() return false end })
  end
  local known = { t = t, c = stemma.char, stemma = stemma, lpeg = stemma.lpeg,
    emit = anything(), finding = anything(),
    story = anything(), claims = anything(), match = anything(), camps = anything(),
    print = anything() }
  function known.story.by() return function() end end
  core.chunks, core.runs, core.rough_runs = anything, anything, anything   -- native: test_runs.lua
  local here = setmetatable({}, { __index = function(_, name) return known[name] or _G[name] end })
  for _, owner in ipairs { all.list, all.order } do
    for _, entry in ipairs(owner) do
      for _, code in ipairs(entry.examples) do
        local name = "=" .. (entry.name or entry.shown)
        local last = code:gsub("([^\n]+)$", "return %1")
        local each = code:gsub("[^\n]+", "local _ = %0")
        local chunk = load(code, name, "t", here) or load(last, name, "t", here)
          or assert(load(each, name, "t", here))
        if not code:find 't%.lexicon' then chunk() end -- there is no pack here
      end
    end
  end
  lu.assertTrue(pattern.is(t.any))
  lu.assertTrue(claim.is(values.claim.value) and span.is(values.span.value))
end

function TestTheManualSaysTheSame()
  local path = package.searchpath("stemma.sort", package.path):gsub("sort%.lua$", "README.md")
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  lu.assertTrue(require("stemma.doc.manual").fill(text, files) == text,
    "the comments and lua/stemma/README.md differ; run: lua5.4 lua/stemma/doc/write.lua")
end

os.exit(lu.LuaUnit.run())
