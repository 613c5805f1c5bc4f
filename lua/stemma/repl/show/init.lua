-- Values, printed as what they are.

local article = require "stemma.repl.value.article"
local columns = require "stemma.repl.show.columns"
local corpus = require "stemma.repl.corpus"
local finding = require "stemma.repl.value.finding"
local grid = require "stemma.repl.show.grid"
local host = require "stemma.host"
local list = require "stemma.repl.value.list"
local plain = require "stemma.repl.value.plain"
local rule = require "stemma.repl.value.rule"
local screen = require "stemma.repl.show.screen"
local sort = require "stemma.sort"
local span = require "stemma.read.span"
local story = require "stemma.repl.value.story"

local show = {}

local style = screen.style

-- --- spans ---

-- A span in its line, the words marked.
local function marked(article_seen, begin, stop, room, red)
  local native = article_seen.native
  local line = native:place(begin)
  local from, to = host.line(native, line)
  to = math.max(to, stop)
  local _, _, color = screen.size()
  local before, words, behind = screen.around(native:sub(from, begin), native:sub(begin, stop),
    native:sub(stop, to), room - (color and 0 or 2))
  if color then return before .. style(red or "red", words) .. behind end
  return before .. "‹" .. words .. "›" .. behind
end

-- "herald:4"
local function place_of(value)
  local doc = value.doc
  return doc and ("%s:%d"):format(doc, value.line) or ("%d"):format(value.line)
end

local function fields_of(value)
  local parts = {}
  local names = rawget(value, "fields") or rawget(value, "captures") or {}
  for _, name in ipairs(sort.keys(names)) do
    local text = columns.text(value[name])
    if text ~= "" then parts[#parts + 1] = style("dim", name .. " ") .. screen.clean(text) end
  end
  return parts
end

local function show_span(value, row)
  local name = rawget(value, "layer_name")
  row(style("cyan", place_of(value)) .. (name and "  " .. style("bold", name) or ""))
  row("  " .. marked(value.article, value.begin, value.stop, screen.columns() - 2))
  local line, width = "", screen.columns() - 2
  for _, part in ipairs(fields_of(value)) do
    local bare = part:gsub("\27%[%d*m", "")
    if line ~= "" and screen.width((line:gsub("\27%[%d*m", ""))) + screen.width(bare) + 2 > width
    then
      row("  " .. line)
      line = ""
    end
    line = line == "" and part or line .. "  " .. part
  end
  if line ~= "" then row("  " .. line) end
end

-- --- articles and stories ---

local function label(name, text, row)
  if text and text ~= "" then
    row("  " .. style("dim", screen.fit(name, 10)) .. screen.clip(text, screen.columns() - 12))
  end
end

-- The first lines that are prose.
local function opening(one)
  local text = {}
  for _, block in ipairs(one:blocks()) do
    if block.role == "body" then text[#text + 1] = block.text end
    if #text == 2 then break end
  end
  return table.concat(text, " ")
end

local function layer_counts(counts)
  local parts = {}
  for i, name in ipairs(sort.keys(counts)) do parts[i] = ("%d %s"):format(counts[name], name) end
  return table.concat(parts, ", ")
end

-- What rules found: all of it where nothing is under way, else it would have to be waited for.
local function show_found(one, row)
  if not corpus.settled() then
    row(style("dim", "  rules are still at work on the articles"))
    return
  end
  label("story", one.story and one.story.id, row)
  label("sentences", tostring(#one:sentences()), row)
  label("layers", layer_counts(one.counts), row)
  label("findings", tostring(#one.findings), row)
  label("begins", opening(one), row)
end

local function dated(one)
  if not one.date then return nil end
  return ("%s (%s)"):format(one.date, one.date_from == "nowhere" and "found in the text"
    or one.date_from)
end

local function show_article(one, row)
  row(style("bold", screen.clip(one.title or one.name, screen.columns())))
  label("outlet", one.outlet, row)
  label("date", dated(one), row)
  label("author", one.author, row)
  label("url", one.url, row)
  label("file", one.doc, row)
  label("bytes", screen.count(one.bytes), row)
  show_found(one, row)
end

local IN_PART = { cut = true, dropped = true }

-- How an outlet has a statement: as a comparison says, else by how much of it there is.
local function cell(of, role, longest)
  if not of then return "·" end
  local best = of[1]
  for _, one in ipairs(of) do
    if #one.text > #best.text then best = one end
  end
  local fields = rawget(best, "fields") or {}
  if role == "without marks" or fields.form and best.form == "indirect" then return "○" end
  if role then return IN_PART[role] and "◐" or "●" end
  return #best.text < 0.8 * longest and "◐" or "●"
end

-- The words of a statement between marks; of those that stand in it, the one that is left open is
-- closed.
local function quotation(text)
  local _, opened = text:gsub("“", "")
  local _, closed = text:gsub("”", "")
  local _, straight = text:gsub('"', "")
  if opened > closed then return text .. "”" end
  if straight % 2 == 1 then return text .. '"' end
  local reopened = text:match "^(.-)[,.?!]’%s.*‘"
  if reopened and not reopened:find "‘" then return "‘" .. text .. "’" end
  return closed > opened and "“" .. text or "“" .. text .. "”"
end

local function show_matrix(one, row)
  local names, widths = one.outlets, {}
  local taken = 0
  for i, name in ipairs(names) do
    widths[i] = math.min(screen.width(name), 12)
    taken = taken + widths[i] + 2
  end
  local room = math.max(20, screen.columns() - taken)
  local parts = {}
  for i, name in ipairs(names) do parts[i] = style("bold", screen.fit(name, widths[i])) end
  row(screen.fit("", room) .. "  " .. table.concat(parts, "  "))
  for _, statement in ipairs(one:matrix()) do
    for i in ipairs(names) do
      local mark = cell(statement.cells[i], (statement.roles or {})[i], #statement.text)
      parts[i] = mark .. (" "):rep(widths[i] - 1)
    end
    local who = statement.speaker and columns.text(statement.speaker) .. ": " or ""
    row(screen.fit(who .. quotation(statement.text), room) .. "  "
      .. table.concat(parts, "  "):gsub("%s+$", ""))
  end
  row(style("dim", "● quoted  ◐ in part  ○ without marks  · not there"))
end

-- A row of the matrix: who says it where.
local function show_statement(one, row)
  local who = one.speaker and columns.text(one.speaker) .. ": " or ""
  row(style("bold", screen.clip(who .. quotation(one.text), screen.columns())))
  for _, column in ipairs(sort.keys(one.cells)) do
    for _, each in ipairs(one.cells[column]) do
      local place = place_of(each)
      row("  " .. style("cyan", place) .. "  " .. marked(each.article, each.begin, each.stop,
        screen.columns() - screen.width(place) - 4))
    end
  end
end

local function show_story(one, row)
  if one.title then row(style("bold", screen.clip(one.title, screen.columns()))) end
  row(style("dim", ("%s · %s · %s · %s"):format(one.id, one.date or "no date",
    screen.many(#one.articles, "article"), screen.many(#one.findings, "finding"))))
  show_matrix(one, row)
end

-- --- findings and rules ---

local levels = { error = "red", warning = "yellow", note = "cyan" }

local function show_evidence(one, width, row)
  local where = style("cyan", screen.fit(("%s:%d"):format(one.outlet, one.line), width))
  local seen = one.span
  local text = seen and marked(seen.article, one.begin, one.stop, screen.columns() - width - 4)
    or screen.clip(one.text, screen.columns() - width - 4)
  row("  " .. where .. "  " .. text)
end

local function show_finding(one, row)
  local head = one.level and style(levels[one.level] or "bold", one.level .. " " .. one.kind)
    or style("bold", "undecided")
  row(head .. "  " .. screen.clean(one.message) .. style("dim", "  " .. (one.id or "")))
  local width = 0
  for _, each in ipairs(one.evidence) do
    width = math.max(width, screen.width(("%s:%d"):format(each.outlet, each.line)))
  end
  for _, each in ipairs(one.evidence) do show_evidence(each, math.min(width, 30), row) end
  if #one.silent > 0 then row(style("dim", "  silent: " .. table.concat(one.silent, ", "))) end
end

local function show_rule(one, row)
  row(style("bold", one.name) .. "  " .. screen.clean(one.about or ""))
  label("file", one.file .. (one.line and ":" .. one.line or ""), row)
  label("writes", one.writes, row)
  label("reads", table.concat(one.reads, ", "), row)
  local fields = {}
  for i, field in ipairs(one.fields) do
    fields[i] = field.name .. " " .. field.type .. (field.list and " (list)" or "")
  end
  label("fields", table.concat(fields, ", "), row)
  label("examples", tostring(one.examples), row)
  label("error", one.error, row)
end

-- --- plain Lua ---

local function quoted(text)
  if not utf8.len(text) then return (("%q"):format(text):gsub("\\\n", "\\n")) end
  return '"' .. text:gsub('[%c"\\]', function(c)
    local known = { ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\" }
    return known[c] or ("\\%d"):format(c:byte())
  end) .. '"'
end

local function scalar(value)
  local kind = type(value)
  if kind == "string" then return style("green", quoted(value)) end
  if kind == "number" or kind == "boolean" or kind == "nil" then
    return style("magenta", columns.text(value) ~= "" and columns.text(value) or tostring(value))
  end
  if kind == "function" then
    local info = debug.getinfo(value, "S")
    if info.what == "C" then return style("dim", "function (in C)") end
    return style("dim", ("function %s:%d"):format(info.short_src, info.linedefined))
  end
  if span.is(value) then return style("green", quoted(screen.clip(value.text, 60))) end
  value = plain.value(value)
  if list.is(value) then
    local group = list.group(value)
    return style("dim", (group and columns.text(group.key) .. ": " or "")
      .. screen.many(#value, list.what(value)))
  end
  local m = debug.getmetatable(value)
  if kind == "table" and not (m and (m.plain or m.__tostring)) then return nil end
  local text = m and m.plain and tostring(m.plain(value)) or plain.name(value)
  return style("dim", screen.clip(text:gsub("\n", " "), 80))
end

local function key_text(key)
  if type(key) == "string" and key:find "^[%a_][%w_]*$" then return key end
  return "[" .. (scalar(key) or tostring(key)) .. "]"
end

-- A table on one line, where it fits; nil where it does not.
local function short(value, room, depth)
  value = plain.value(value)
  local flat = scalar(value)
  if flat then return flat end
  if depth > 4 then return "{…}" end
  local parts, seen = {}, {}
  for i = 1, rawlen(value) do
    parts[i], seen[i] = short(value[i], room, depth + 1), true
    if not parts[i] or #parts > 100 then return nil end
  end
  for _, key in ipairs(sort.keys(value)) do
    if not seen[key] then
      local text = short(value[key], room, depth + 1)
      if not text then return nil end
      parts[#parts + 1] = key_text(key) .. " = " .. text
    end
  end
  local text = #parts == 0 and "{}" or "{ " .. table.concat(parts, ", ") .. " }"
  local bare = text:gsub("\27%[%d*m", "")
  return screen.width(bare) <= room and text or nil
end

local function show_table(value, row, indent, before, depth, seen)
  local room = screen.columns() - #indent - screen.width((before:gsub("\27%[%d*m", "")))
  local text = short(value, room, 0)
  if text or depth > 8 or seen[value] then
    row(indent .. before .. (text or "{…}"))
    return
  end
  seen[value] = true
  row(indent .. before .. "{")
  local listed = {}
  for i = 1, rawlen(value) do
    listed[i] = true
    show_table(value[i], row, indent .. "  ", "", depth + 1, seen)
  end
  for _, key in ipairs(sort.keys(value)) do
    if not listed[key] then
      show_table(value[key], row, indent .. "  ", key_text(key) .. " = ", depth + 1, seen)
    end
  end
  row(indent .. "}")
  seen[value] = nil
end

-- --- which is which ---

local function show_list(value, row)
  local group = list.group(value)
  if group then row(style("dim", group.name .. " ") .. style("bold", columns.text(group.key))) end
  if #value == 0 then
    row(style("dim", "none"))
    return
  end
  local kind = columns.kind(value)
  if kind and kind ~= "list" or list.what(value) == "group" then
    grid(value, row)
  else
    for _, one in ipairs(value) do row(scalar(one) or short(one, screen.columns(), 0) or "{…}") end
  end
  row(style("dim", screen.many(#value, list.what(value))))
end

local function on_terminal() return select(2, screen.size()) ~= 0 end

-- A text of several lines is read, not looked at: as it is, not as Lua would write it.
local function show_text(text, row)
  for line in (text:gsub("\n$", "") .. "\n"):gmatch "(.-)\r?\n" do
    screen.fold(screen.clean(line), row, "")
  end
end

-- Plain tables in a list, which are best read as one.
local function is_records(value)
  return type(value) == "table" and not debug.getmetatable(value) and #value > 2
    and columns.kind(value) == "table" and not next(value, #value)
end

-- A module: its names, each with a line on it.
local function show_module(value, name, row)
  local members = require("stemma.repl.candidates").members(value)
  row(require("stemma.repl.names").docs[name])
  local width = 0
  for each in pairs(members) do width = math.max(width, screen.width(each)) end
  for _, each in ipairs(sort.keys(members)) do
    row("  " .. style("cyan", screen.fit(each, width)) .. "  "
      .. screen.clip(members[each], screen.columns() - width - 4))
  end
end

local shown_by = {
  { article.is, show_article }, { story.is, show_story }, { finding.is, show_finding },
  { rule.is, show_rule }, { span.is, show_span }, { list.is, show_list },
  { story.is_statement, show_statement },
  { finding.is_evidence, function(value, row)
    show_evidence(value, screen.width(("%s:%d"):format(value.outlet, value.line)), row)
  end },
}

---Calls `row` with each row of text that shows a value.
function show.rows(value, row)
  value = plain.value(value)
  if rawequal(value, _G) then value = require("stemma.repl").typed() end
  for _, name in ipairs { "t", "c", "stemma" } do
    local given = require("stemma.repl.names").given[name]
    if rawequal(value, given) then return show_module(value, name, row) end
  end
  for _, each in ipairs(shown_by) do
    if each[1](value) then return each[2](value, row) end
  end
  local is_text = type(value) == "string"
  if is_text and value:find "\n" and on_terminal() then return show_text(value, row) end
  local flat = is_text and not on_terminal() and value or scalar(value)
  if flat then
    for line in (flat .. "\n"):gmatch "(.-)\n" do row(line) end
  elseif is_records(value) then
    grid(value, row)
  else
    show_table(value, row, "", "", 0, {})
  end
end

---How many rows, where that is known before they are made.
function show.count(value)
  if list.is(value) then return #value + 2 end
  return is_records(value) and #value + 1 or nil
end

show.marked, show.scalar = marked, scalar

return show
