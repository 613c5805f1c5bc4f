-- What the tests here share: the native module or its stand-in, and rules made from short texts.

if not pcall(require, "stemma.core") then
  package.preload["stemma.core"] = function() return require "native_stub" end
end

local lu = require "luaunit"
local engine = require "stemma.run.engine"

local support = {}

---Loads a rule from its text. `files`: the pack, path -> bytes.
function support.load(text, kind, files)
  return engine.load(text, "@rules/" .. (kind or "extract") .. "/it.lua",
    (kind or "extract") .. "/it", kind or "extract", {
      read = function(path) return (files or {})[path] end,
      list = function(prefix)
        local names = {}
        for path in pairs(files or {}) do
          if path:sub(1, #prefix) == prefix then names[#names + 1] = path end
        end
        table.sort(names)
        return names
      end,
    })
end

---The text of an extraction rule around a pattern.
function support.rule(pattern, more)
  more = more or {}
  return ([[
local stemma = require "stemma"
local t = stemma.token
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = %s, within = %q,
  fields = %s,
  pattern = %s,
  examples = { { "A text." } },
}
]]):format(more.reads or "{}", more.within or "sentence", more.fields or "{}", pattern)
end

---Adds a layer to an article. `fields`: name -> type; `list`: { begin, stop, field = value … }.
function support.add_layer(article, name, fields, list)
  local core = require "stemma.core"
  local emit = core.emit(article, name, fields, "r", "all")
  local write = core.writer(emit, {}, {})
  for _, each in ipairs(list) do
    local row = { begin = each[1], stop = each[2] }
    for field in pairs(fields) do row[field] = each[field] end
    write(row)
  end
  article:add(emit:build())
end

-- The values of a field: one as it is, several as a list.
local function values_of(article, layer, i, field)
  local values = {}
  for k = 1, article:values(layer, i, field) do
    local one = table.pack(article:value(layer, i, field, k))
    values[k] = one.n == 1 and one[1] or { table.unpack(one, 1, one.n) }
  end
  if #values > 1 then values.list = true end
  return #values > 1 and values or values[1]
end

---What a rule finds in an article (or a text).
function support.run(rule, article)
  local core = require "stemma.core"
  if type(article) == "string" then article = core.article(article, {}) end
  local fields = {}
  for _, field in ipairs(rule.fields) do fields[field.name] = field.type end
  local emit = core.emit(article, rule.writes, fields, rule.name, "all")
  engine.extract(rule, core.reads(article, rule.reads or {}), emit)
  article:add(emit:build())
  local found = {}
  for i = 1, article:count(rule.writes) do
    local begin, stop = article:annotation(rule.writes, i)
    found[i] = { begin = begin, stop = stop, text = article:sub(begin, stop) }
    for name in pairs(fields) do found[i][name] = values_of(article, rule.writes, i, name) end
  end
  return found
end

---The texts that a pattern finds.
function support.texts(pattern, text, more)
  local rule = assert(support.load(support.rule(pattern, more)))
  local texts = {}
  for i, found in ipairs(support.run(rule, text)) do texts[i] = found.text end
  return texts
end

---Each piece of code, run as part of a rule, is refused with its message at a line of that rule.
---@param mistakes table<string, string>
---@param run fun(code: string)
function support.names_what_is_wrong(mistakes, run)
  for code, message in pairs(mistakes) do
    local ok, said = pcall(run, code)
    lu.assertFalse(ok, code)
    lu.assertStrContains(said, message)
    lu.assertStrMatches(said, "rules/extract/it.lua:%d+: .*")
  end
end

return support
