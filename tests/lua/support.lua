-- What the tests here share: the native module or its stand-in, and rules made from short texts.

if not pcall(require, "stemma.core") then
  package.preload["stemma.core"] = function() return require "native_stub" end
end

local engine = require "stemma.engine"

local support = {}

support.stub = require "native_stub"

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

---An emitter that keeps what it is told.
function support.emitter()
  local kept = {}
  local emit = { kept = kept }
  function emit.open(_, begin, stop) kept[#kept + 1] = { begin = begin, stop = stop } end
  function emit.close() end
  local function put(_, field, ...)
    local value = select("#", ...) > 1 and { ... } or ...
    local last = kept[#kept]
    if last[field] == nil then
      last[field] = value
    else
      if type(last[field]) ~= "table" or not last[field].list then
        last[field] = { last[field], list = true }
      end
      table.insert(last[field], value)
    end
  end
  for _, kind in ipairs { "string", "span", "number", "interval", "ref" } do emit[kind] = put end
  return emit
end

---What a rule finds in an article (or a text, made one by the stand-in).
function support.run(rule, article)
  if type(article) == "string" then article = require("stemma.core").article(article, {}) end
  local emit = support.emitter()
  engine.extract(rule, article, emit)
  for _, each in ipairs(emit.kept) do each.text = article:sub(each.begin, each.stop) end
  return emit.kept
end

---The texts that a pattern finds.
function support.texts(pattern, text, more)
  local rule = assert(support.load(support.rule(pattern, more)))
  local texts = {}
  for i, found in ipairs(support.run(rule, text)) do texts[i] = found.text end
  return texts
end

return support
