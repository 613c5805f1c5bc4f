-- What begins with a colon.

local article = require "stemma.repl.value.article"
local corpus = require "stemma.repl.corpus"
local draft = require "stemma.repl.draft"
local errors = require "stemma.repl.errors"
local finding = require "stemma.repl.value.finding"
local host = require "stemma.host"
local list = require "stemma.repl.value.list"
local pager = require "stemma.repl.show.pager"
local rule = require "stemma.repl.value.rule"
local screen = require "stemma.repl.show.screen"
local show = require "stemma.repl.show"
local sort = require "stemma.sort"
local span = require "stemma.read.span"
local suggest = require "stemma.base.suggest"

local command = {}

---By name: what it takes, a line on it, and `run(rest)`.
local commands = {}

local function repl() return require "stemma.repl" end

-- The value of an expression; of nothing, the last result.
local function value_of(text)
  if not text:find "%S" then return _G._ end
  local chunk, message = load("return " .. text, "=prompt", "t")
  if not chunk then error(message, 0) end
  return chunk()
end

local function say(text, ...)
  if select("#", ...) > 0 then text = text:format(...) end
  print(text)
end

-- Runs a shell's command on the terminal; its exit status.
local function on_terminal(text) return host.ask("terminal", text) end

local function quoted(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

-- --- help ---

local function two_columns(pairs_of, row)
  local width = 0
  for _, each in ipairs(pairs_of) do width = math.max(width, screen.width(each[1])) end
  width = math.min(width, 30)
  for _, each in ipairs(pairs_of) do
    row(("  %s  %s"):format(screen.style("cyan", screen.fit(each[1], width)),
      screen.clip(each[2], screen.columns() - width - 4)))
  end
end

local function general_help(row)
  local names = require "stemma.repl.names"
  row "What is typed is Lua, and its value is printed. At hand:"
  local given, taken = {}, {}
  for i, name in ipairs(sort.keys(names.docs)) do given[i] = { name, names.docs[name] } end
  two_columns(given, row)
  row "Lists answer to :where { field = value }, :by, :count, :map, :filter, :sort, :export."
  row "Commands:"
  for i, name in ipairs(sort.keys(commands)) do
    local one = commands[name]
    taken[i] = { ":" .. name .. (one.takes and " " .. one.takes or ""), one.about }
  end
  two_columns(taken, row)
  row "Tab completes, Ctrl-C ends what runs, Ctrl-D all. Ctrl-R goes back to the last line that has"
  row "what is typed so far; again, to the one before."
end

-- A name's line: one at hand, a layer, a command, or what rules may use.
local function help_text(name)
  local names = require "stemma.repl.names"
  if names.docs[name] then return name .. ": " .. names.docs[name] end
  local bare = name:gsub("^:", "")
  if commands[bare] then
    local one = commands[bare]
    return (":%s %s\n  %s"):format(bare, one.takes or "", one.about)
  end
  local layer = corpus.layers()[name]
  if layer then return nil, layer end
  local method = list.doc((name:gsub("^list:", "")))
  if method then return table.concat(method, "\n") end
  local text, why = require("stemma.doc.help").text(name, screen.columns())
  if not text then error((why:gsub(" for rules", "", 1)), 0) end
  return text
end

local function show_help(name, row)
  if name == nil or name == "" then return general_help(row) end
  if type(name) ~= "string" then
    show.rows(name, row)
    return row(screen.style("dim", "a " .. type(name)))
  end
  local text, layer = help_text(name)
  if layer then return show.rows(layer, row) end
  for line in (text .. "\n"):gmatch "([^\n]*)\n" do row(line) end
end

---What a name is; all that is at hand where none is given.
function command.help(name)
  pager.run(function(row) show_help(name, row) end)
end

commands.help = { takes = "[NAME]", about = "what is at hand; what a name is", run = command.help }

commands.doc = { takes = "NAME", about = "what a rule says of itself; what a name is",
  run = function(name)
    local one = rule.find(corpus.rules(), name)
    if not one then return command.help(name) end
    pager.run(function(row) show.rows(one, row) end)
  end }

-- --- patterns and rules ---

-- A rule by its name or last part.
local function rule_named(name)
  local one = rule.find(corpus.rules(), name)
  if one then return one end
  local known = {}
  for _, each in ipairs(corpus.rules()) do known[each.name] = true end
  error(("there is no rule '%s'%s"):format(name, suggest.text(name, known)), 0)
end

local function captured(match)
  local parts, columns = {}, require "stemma.repl.show.columns"
  for _, name in ipairs(sort.keys(rawget(match, "captures") or {})) do
    parts[#parts + 1] = name .. " = " .. columns.text(match.captures[name])
  end
  return table.concat(parts, ", ")
end

local function try_on(p, sentence)
  local seen = require("stemma.read.article").open({}, require("stemma.core").article(sentence, {}))
  local n = 0
  for match in p:each(seen) do
    n = n + 1
    say("  %s  %s", show.marked(seen, match.begin, match.stop, screen.columns() - 30),
      screen.style("dim", captured(match)))
  end
  if n == 0 then say "no match" end
end

-- A token pattern, or that of a rule that extracts.
local function pattern_of(value)
  if draft.is_rule(value) then value = value.spec.pattern end
  if not require("stemma.match.pattern").is(value, "token") then
    error('a token pattern is wanted, as t.word { "said" } * t.capital, or a rule that has one', 0)
  end
  return value
end

commands.try = { takes = 'PATTERN [on "SENTENCE"]',
  about = "what a pattern finds in a sentence, or in all articles",
  run = function(text)
    local pattern_text, sentence = text:match '^(.*%S)%s+on%s+(["\'%[].*)$'
    local p = pattern_of(value_of(pattern_text or text))
    if sentence then return try_on(p, value_of(sentence)) end
    local found = require("stemma.repl.find").all(p, corpus.articles())
    repl().keep { n = 1, found }
    pager.run(function(row) show.rows(found, row) end, show.count(found))
  end }

commands.diff = { takes = "[RULE [FILE]]",
  about = "what the rule or pattern typed last gains and loses; a rule against its committed file",
  run = function(text)
    local diff = require "stemma.repl.draft.diff"
    local name, against = text:match "^(%S*)%s*(.*)$"
    pager.run(function(row)
      if name == "" then diff.draft(row) else diff.file(rule_named(name).name, against, row) end
    end)
  end }

commands.profile = { takes = "[RULE]", about = "of each rule: tried, matched, milliseconds",
  run = function(name)
    local rows = require "stemma.repl.draft.profile"(name ~= "" and rule_named(name).name or nil)
    repl().keep { n = 1, rows }
    pager.run(function(row) show.rows(rows, row) end, show.count(rows))
  end }

commands.save = { takes = "FILE", about = "write the rule or pattern typed last as a rule's file",
  run = function(path) require("stemma.repl.draft.save")(path) end }

-- "herald:6" as the front knows it, by the article's doc.
local function place_named(text)
  local name, rest = text:match "^(%S-)(:%d+:?%d*)$"
  if not name then error(("'%s' is no place; one is herald:6, or herald:6:12"):format(text), 0) end
  return article.named(corpus.articles(), name).doc .. rest
end

-- Where a value begins.
local function place_in(value)
  if finding.is(value) then return value.id end
  if finding.is_evidence(value) then
    return ("%s:%d:%d"):format(value.doc, value.line, value.column)
  end
  if span.is(value) and value.doc then
    return ("%s:%d:%d"):format(value.doc, value.article:place(value.begin))
  end
  return nil
end

-- What is asked about: a place, an id, or what a name or an expression stands for.
local function subject(text)
  if text:find "^%x+$" and #text >= 4 then return text end
  if text:find "^%S+:%d+:?%d*$" then return place_named(text) end
  local value = value_of(text)
  local place = place_in(value)
  if place then return place, value end
  error((":why takes a place, a finding or an annotation, and '%s' is %s; alone it is about the "
    .. "last result"):format(text, value == nil and "nil" or "none of these"), 0)
end

local function page(text)
  pager.run(function(row)
    for line in text:gmatch "([^\n]*)\n" do row(line) end
  end)
end

commands.why = { takes = "[DOC:LINE|ID|VALUE]",
  about = "how an annotation or a finding came about",
  run = function(text)
    local place, value = subject(text)
    local function ask() page(host.ask("why", place)) end
    if not draft.with_match(value, ask) then ask() end
  end }

commands["why-not"] = { takes = "RULE [DOC:LINE]",
  about = "how far a rule got where it found nothing",
  run = function(text)
    local name, place = text:match "^(%S+)%s*(%S*)$"
    if not name then error(":why-not takes a rule and a place, as quotation herald:6", 0) end
    place = place ~= "" and place_named(place) or ""
    local function ask(rule_name) page(host.ask("why-not", rule_name, place)) end
    local one = rule.find(corpus.rules(), name)
    if one then return ask(one.name) end
    if not draft.with_rule(name, ask) then rule_named(name) end
  end }

-- --- the editor, the pager ---

-- Where a value is: a file and a line.
local function place_of(value)
  if span.is(value) then return value.doc, value.line end
  if article.is(value) then return value.doc, 1 end
  if finding.is_evidence(value) then return value.doc, value.line end
  if finding.is(value) then return place_of(value.evidence[1]) end
  if rule.is(value) then return value.file, value.line end
  if type(value) == "table" and #value > 0 then return place_of(value[1]) end
  return nil
end

commands.open = { takes = "[VALUE]", about = "an article, annotation, finding or rule in $EDITOR",
  run = function(text)
    local file, line = place_of(value_of(text))
    if not file then error("that is in no file", 0) end
    file = file:gsub("#[^#]*$", "")
    on_terminal(("${VISUAL:-${EDITOR:-vi}} +%d %s"):format(line, quoted(file)))
  end }

commands.more = { about = "the next screenful of what was shown last", run = pager.more }
commands.all = { about = "all of what was shown last", run = pager.all }
commands.less = { about = "what was shown last, in $PAGER",
  run = function() pager.open(on_terminal) end }

-- --- the session ---

commands.time = { takes = "EXPRESSION", about = "a value, and how long it takes",
  run = function(text)
    local chunk, message = repl().compile(text, "=prompt")
    if not chunk then error(message, 0) end
    local began = host.seconds()
    local values = table.pack(chunk())
    local took = host.seconds() - began
    if values.n > 0 then repl().keep(values) end
    repl().show_values(values)
    say(screen.style("dim", ("%.1f ms"):format(took * 1000)))
  end }

commands.watch = { takes = "[on|off]", about = "whether articles and rules are watched",
  run = function(text)
    say(host.ask("watch", text) and "articles and rules are watched"
      or "nothing is watched; :watch on looks at all that changed meanwhile")
  end }

commands.trace = { about = "where the last error came from", run = function()
  say(errors.trace())
end }

commands.quit = { about = "end; Ctrl-D does as well", run = function() host.ask "quit" end }

---Runs a line that begins with a colon. A comment behind it is left out, as in Lua.
function command.run(line)
  line = line:gsub("%s+%-%-%s.*$", "")
  local name, rest = line:match "^:([%w-]*)%s*(.-)%s*$"
  local one = name and commands[name]
  if not one then
    error(("there is no command ':%s'%s; :help lists them"):format(tostring(name),
      suggest.text(tostring(name), commands):gsub("^; there are.*", "")), 0)
  end
  one.run(rest)
end

command.commands = commands

return command
