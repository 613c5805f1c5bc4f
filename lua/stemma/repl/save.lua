-- :save: the rule or pattern typed last, as the file of a rule, with examples from what it found.

local corpus = require "stemma.repl.corpus"
local draft = require "stemma.repl.draft"
local sort = require "stemma.sort"
local source = require "stemma.base.source"

local MOST_EXAMPLES = 3

local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("%c", " ") .. '"'
end

-- --- examples ---

-- What an example expects of a field; nil where it says too little or too much.
local function expected(value)
  if type(value) == "string" then return quoted(value) end
  if type(value) == "number" then return ("%.14g"):format(value) end
  if require("stemma.read.span").is(value) then return quoted(value.text) end
  if type(value) == "table" and type(value.value) == "number" then
    return ("%.14g"):format(value.value)
  end
  return nil
end

local function fields_of(match)
  local parts = {}
  for _, name in ipairs(sort.keys(rawget(match, "fields") or rawget(match, "captures") or {})) do
    local text = match[name] ~= nil and expected(match[name])
    if text then parts[#parts + 1] = name .. " = " .. text end
  end
  if #parts == 0 then parts[1] = "text = " .. quoted(match.text) end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

-- Sentences with one match each, so that an example is sure to be whole.
local function examples(found)
  local by_sentence, order = {}, {}
  for _, match in ipairs(found) do
    local sentence = match:sentence()
    local text = sentence and not sentence.text:find "%c" and sentence.text
    if text and sentence:covers(match) then
      if not by_sentence[text] then
        by_sentence[text] = {}
        order[#order + 1] = text
      end
      table.insert(by_sentence[text], match)
    end
  end
  local lines = {}
  for _, text in ipairs(order) do
    local matches = by_sentence[text]
    if #lines < MOST_EXAMPLES and #text < 400 then
      local wanted = {}
      for i, match in ipairs(matches) do wanted[i] = fields_of(match) end
      lines[#lines + 1] = ("    { %s,\n      %s },"):format(quoted(text),
        table.concat(wanted, ", "))
    end
  end
  return lines, by_sentence
end

-- A sentence in which nothing is found.
local function counter_example(by_sentence)
  for _, article in ipairs(corpus.articles()) do
    for _, sentence in ipairs(article:sentences()) do
      local text = sentence.text
      if #text > 20 and #text < 120 and not text:find "%c" and not by_sentence[text] then
        return ("    { %s },  -- finds nothing"):format(quoted(text))
      end
    end
  end
  return nil
end

local function examples_text(found)
  local lines, by_sentence = examples(found)
  if #lines == 0 then
    source.fail "nothing was found that could be an example; a rule needs one"
  end
  lines[#lines + 1] = counter_example(by_sentence)
  return "  examples = {\n" .. table.concat(lines, "\n") .. "\n  },\n"
end

-- --- the file ---

local function head(text, self)
  local lines, all = draft.definitions(text, self), text
  for _, line in ipairs(lines) do all = all .. "\n" .. line end
  local out = { 'local stemma = require "stemma"' }
  if all:find "%f[%w_]t%." then out[#out + 1] = "local t = stemma.token" end
  if all:find "%f[%w_]c%." then out[#out + 1] = "local c = stemma.char" end
  out[#out + 1] = ""
  for _, line in ipairs(lines) do out[#out + 1] = line end
  if #lines > 0 then out[#out + 1] = "" end
  return table.concat(out, "\n") .. "\n"
end

local function field_lines(fields)
  local parts = {}
  for _, name in ipairs(sort.keys(fields)) do
    parts[#parts + 1] = ("%s = %q"):format(name, fields[name])
  end
  if #parts == 0 then return "  fields   = {},\n" end
  return ("  fields   = { %s },\n"):format(table.concat(parts, ", "))
end

local function read_lines(layers)
  local parts = {}
  for i, name in ipairs(layers) do parts[i] = ("%q"):format(name) end
  return #parts > 0 and ("  reads    = { %s },\n"):format(table.concat(parts, ", ")) or ""
end

local function pattern_file(one, name)
  local of = require "stemma.load.shaped"
  return head(one.text, one.self) .. ([[
return stemma.extract {
  api      = 1,
  about    = "What %s finds.",
  within   = "sentence",
  writes   = "%s",
%s%s  pattern  = %s,
%s}
]]):format(name, name, read_lines(of.reads_of(one.pattern.tree)),
    field_lines(of.fields_of(one.pattern.tree)), one.text, examples_text(one.matches))
end

-- Whether rules/layer has the fields of a layer.
local function layer_file(name)
  return type(name) == "string"
    and require("stemma.repl.folder").helpers.read(("layer/%s.lua"):format(name)) ~= nil
end

-- What was typed, with the keys that a file needs and that were left out.
local function rule_file(one)
  local spec, missing = one.spec, ""
  local function need(key, line)
    if not spec[key] then missing = missing .. line end
  end
  need("api", "  api      = 1,\n")
  need("about", ('  about    = "What %s finds.",\n'):format(one.name))
  need("writes", ('  writes   = "%s",\n'):format(one.name))
  if spec.pattern then
    local of = require "stemma.load.shaped"
    if not spec.reads then missing = missing .. read_lines(of.reads_of(spec.pattern.tree)) end
    if not spec.fields and not layer_file(spec.writes) then
      missing = missing .. field_lines(of.fields_of(spec.pattern.tree))
    end
  end
  if not spec.examples then missing = missing .. examples_text(one.matches) end
  local text = one.text:gsub("^(%s*stemma%.extract%s*%(?%s*{)%s*", function(opening)
    return opening .. "\n" .. missing .. "  "
  end, 1)
  return head(one.text, one.self) .. "return " .. text .. "\n"
end

local function in_folder(path) return path:find "^extract/[^/]+$" or path:find "/extract/[^/]+$" end

---Writes the file; it becomes a rule as it is watched, and its examples are its test.
return function(path)
  local one = draft.current()
  if not one then source.fail "there is nothing to save: type a rule or a pattern first" end
  local name = path:match "([%w_]+)%.lua$"
  if not name then source.fail ":save takes a file, as rules/extract/unnamed.lua" end
  local there = io.open(path, "rb")
  if there then
    there:close()
    source.fail("%s is there already; :save takes a new name", path)
  end
  local text = one.kind == "pattern" and pattern_file(one, name) or rule_file(one)
  local place = path:match "^(.*)/[^/]*$"
  if place then os.execute("mkdir -p -- '" .. place:gsub("'", "'\\''") .. "'") end
  local file, why = io.open(path, "wb")
  if not file then source.fail("%s", why) end
  file:write(text)
  file:close()
  draft.saved()
  local runs = in_folder(path) and ("`stemma rules test %s` runs them"):format(path)
    or "it is a rule in extract/ of a folder that --rules names"
  print(("%s written, with examples; %s"):format(path, runs))
end
