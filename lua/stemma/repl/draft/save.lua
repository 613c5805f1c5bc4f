-- :save: the rule or pattern typed last, as the file of a rule, with examples from what it found.

local draft = require "stemma.repl.draft"
local examples = require "stemma.repl.draft.examples"
local screen = require "stemma.repl.show.screen"
local sort = require "stemma.sort"
local source = require "stemma.base.source"

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
    field_lines(of.fields_of(one.pattern.tree)), one.text, examples.of_matches(one.matches))
end

-- Whether rules/layer has the fields of a layer.
local function layer_file(name)
  return type(name) == "string"
    and require("stemma.repl.draft.folder").helpers.read(("layer/%s.lua"):format(name)) ~= nil
end

-- Rows that went on below each other at the prompt stand two blanks in. Those of a text that holds
-- texts of several rows stay, as blanks count there.
local function dedented(text)
  local least
  for blanks in text:gmatch "\n( *)%S" do least = math.min(least or #blanks, #blanks) end
  if not least or least <= 2 or text:find "%[=*%[" then return text end
  return (text:gsub("\n" .. (" "):rep(least - 2), "\n"))
end

-- What was typed, with the keys that a file needs and that were left out.
local function file_with(one, missing)
  local text = dedented(one.text):gsub("^(%s*stemma%.%w+%s*%(?%s*{)%s*", function(opening)
    return opening .. "\n" .. missing .. "  "
  end, 1)
  return head(one.text, one.self) .. "return " .. text .. "\n"
end

local function lines_for(spec, lines)
  local missing = {}
  for _, each in ipairs(lines) do
    if spec[each[1]] == nil then missing[#missing + 1] = each[2] end
  end
  return table.concat(missing)
end

local function rule_file(one)
  local spec = one.spec
  local missing = lines_for(spec, { { "api", "  api      = 1,\n" },
    { "about", ('  about    = "What %s finds.",\n'):format(one.name) },
    { "writes", ('  writes   = "%s",\n'):format(one.name) } })
  if spec.pattern then
    local of = require "stemma.load.shaped"
    if not spec.reads then missing = missing .. read_lines(of.reads_of(spec.pattern.tree)) end
    if not spec.fields and not layer_file(spec.writes) then
      missing = missing .. field_lines(of.fields_of(spec.pattern.tree))
    end
  end
  if not spec.examples then missing = missing .. examples.of_matches(one.matches) end
  return file_with(one, missing)
end

-- Its examples are shortened stories: only those are taken that hold.
local function comparison_file(one, name)
  local missing = lines_for(one.spec, { { "api", "  api      = 1,\n" },
    { "about", ('  about    = "What %s reports.",\n'):format(name) },
    { "over", '  over     = "story",\n' } })
  if one.spec.examples then return file_with(one, missing) end
  return file_with(one, missing .. examples.of_findings(one.matches, function(text)
    return draft.holds(one, file_with(one, missing .. text))
  end))
end

local makers = { pattern = pattern_file, rule = rule_file, comparison = comparison_file }

local function in_folder(path, folder)
  return ("/" .. path):find(("/%s/[^/]+$"):format(folder)) ~= nil
end

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
  local text = makers[one.kind](one, name)
  local place = path:match "^(.*)/[^/]*$"
  if place then os.execute("mkdir -p -- '" .. place:gsub("'", "'\\''") .. "'") end
  local file, why = io.open(path, "wb")
  if not file then source.fail("%s", why) end
  file:write(text)
  file:close()
  draft.saved()
  local folder = one.kind == "comparison" and "compare" or "extract"
  local runs = in_folder(path, folder) and ("`stemma rules test %s` runs them"):format(path)
    or ("it is a rule in %s/ of a folder that --rules names"):format(folder)
  screen.fold(("%s written, with examples; %s"):format(path, runs), print)
end
