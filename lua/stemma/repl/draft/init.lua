-- Rules and patterns that are typed at the prompt: they run at once and show what they find.
--
-- A pattern runs here, over what the front has. A rule goes to the workers, fenced as all rules
-- are, as the file it would be: its text as it was typed, with the names it uses before it. One
-- that extracts shows its matches, one that compares its findings.

local corpus = require "stemma.repl.corpus"
local host = require "stemma.host"
local list = require "stemma.repl.value.list"
local pattern = require "stemma.match.pattern"
local screen = require "stemma.repl.show.screen"
local sort = require "stemma.sort"

local draft = {}

local texts = {}   -- what names were given, as it was typed: name -> the right side
local typed        -- the text that is being evaluated
local before       -- globals as they were before it
local current      -- what :save writes: { kind, name, text, self, matches, before }
local rule_names = {} -- of typed rules, by their variable and by their layer
local found_before = {} -- what a name's pattern or comparison found, for the one that is typed next

---@class stemma.repl.draft

-- --- what is typed ---

local function is_rule(value)
  return debug.getmetatable(value) ~= nil and type(value) == "table"
    and rawget(value, "spec") ~= nil and rawget(value, "kind") ~= nil
end

-- "name = …" gives a name and its text, and so does "function name(…) … end".
local function assignment(text)
  local name, right = text:match "^%s*([%a_][%w_]*)%s*=%s*([^=].*)$"
  if not name then
    name, right = text:match "^%s*function%s+([%a_][%w_]*)%s*(%(.*)$"
    right = name and "function" .. right
  end
  if name then return name, (right:gsub("%s+$", "")) end
  return nil
end

---Called before a text is evaluated, and after it.
function draft.begin(text)
  typed, before = text, {}
  for name, value in pairs(_G) do before[name] = value end
end

-- --- the text of a rule ---

-- Those of some names that an expression uses, by Lua's own rules of scope: what it would take from
-- around it. Keys and fields that are called the same are none.
local function used_of(names, text)
  local make = load(("local %s\nreturn function() return %s\nend"):format(
    table.concat(names, ", "), text), "=names", "t")
  local expression, found = make and make(), {}
  while expression do
    local name = debug.getupvalue(expression, #found + 1)
    if not name then break end
    found[#found + 1] = name
  end
  return found
end

-- Lua takes at most so many locals at once.
local MOST_LOCALS = 100

-- The names that a text uses and that were given at the prompt, each after those it needs.
local function needs(text, found, seen)
  local given, used = sort.keys(texts), {}
  for from = 1, #given, MOST_LOCALS do
    local some = table.move(given, from, math.min(from + MOST_LOCALS - 1, #given), 1, {})
    for _, name in ipairs(used_of(some, text)) do used[#used + 1] = name end
  end
  for _, name in ipairs(used) do
    if texts[name] and not seen[name] then
      seen[name] = true
      needs(texts[name], found, seen)
      found[#found + 1] = name
    end
  end
  return found
end

local function definitions(text, self)
  local lines = {}
  for _, name in ipairs(needs(text, {}, { [self or ""] = true })) do
    lines[#lines + 1] = ("local %s = %s"):format(name, texts[name])
  end
  return lines
end

-- What stands before it; errors are told by the lines that were typed.
local HEAD = 'local stemma = require "stemma"; local t, c = stemma.token, stemma.char; '

local DRAFTS = "do local whole, draft = stemma, stemma.draft; stemma = setmetatable({ "
  .. 'extract = function(spec) return draft(spec, "extract") end, '
  .. 'compare = function(spec) return draft(spec, "compare") end }, { __index = whole }) end\n'

local function worker_text(text, name)
  local lines = definitions(text, name)
  local head = HEAD .. DRAFTS
  for _, line in ipairs(lines) do head = head .. line .. "\n" end
  return head .. "return " .. text, select(2, head:gsub("\n", ""))
end

-- --- running ---

local function show_matches(found, what)
  current.matches = found
  local stories = {}
  for _, one in ipairs(found) do stories[one.doc] = true end
  local n = #sort.keys(stories)
  require("stemma.repl.show.pager").run(function(row)
    row(screen.style("dim", ("%s in %s of %s%s"):format(
      screen.many(#found, "match"), screen.count(n), screen.many(#corpus.articles(), "article"),
      what and "; " .. what or "")))
    if #found > 0 then require("stemma.repl.show.grid")(found, row) end
  end, #found + 2)
  require("stemma.repl").keep { n = 1, found }
end

-- Each as it is shown alone, one after the other.
local function show_findings(found, open, what)
  local show, stories = require "stemma.repl.show", {}
  for _, one in ipairs(found) do stories[one.story] = true end
  require("stemma.repl.show.pager").run(function(row)
    row(screen.style("dim", ("%s in %s of %s%s%s"):format(screen.many(#found, "finding"),
      screen.count(#sort.keys(stories)), screen.many(#corpus.stories(), "story"),
      #open > 0 and ("; %s undecided"):format(screen.count(#open)) or "", what)))
    for _, one in ipairs(found) do show.rows(one, row) end
    for _, one in ipairs(open) do show.rows(one, row) end
  end)
  require("stemma.repl").keep { n = 1, found }
end

-- "rules/extract/prompt_x.lua:3: what" as the line that was typed. A draft has an example that is
-- not its author's, which an error of a function names first.
local function as_typed(message, offset)
  message = message:gsub("^[^\n:]+:%d+: example %d+: (%a+/prompt_[^\n:]+%.lua:%d+: )", "%1")
  local line, rest = message:match "^[^\n:]+%.lua:(%d+): (.*)$"
  if not line then return message end
  return ("prompt:%d: %s"):format(math.max(1, math.tointeger(tonumber(line)) - offset), rest)
end

-- The rule takes part from here on, as a file of that name would.
local function define(rule_name, file, offset)
  local wrong = host.ask("define", rule_name, file)
  corpus.forget_layers()
  if #wrong > 0 then error(as_typed(wrong[1], offset), 0) end
end

-- What went wrong where it ran: the rest was shown.
local function raise_failures(offset)
  local lines = host.ask "failures"
  for i, line in ipairs(lines) do lines[i] = as_typed(line, offset) end
  if #lines > 0 then error(table.concat(lines, "\n"), 0) end
end

-- Defines a rule that was typed; how many lines stand before its text in its file.
local function take_rule(rule, kind, name, text, self)
  local rule_name = ("%s/prompt_%s"):format(rule.kind, (name:gsub("[^%w_]", "_")))
  local file, offset = worker_text(text, self)
  current = { kind = kind, name = name, text = text, rule_name = rule_name, self = self,
    spec = rule.spec }
  define(rule_name, file, offset)
  rule_names[name] = rule_name
  if self then rule_names[self] = rule_name end
  return rule_name, offset
end

local function run_rule(rule, text, name)
  local writes = type(rule.spec.writes) == "string" and rule.spec.writes or "draft"
  local rule_name, offset = take_rule(rule, "rule", writes, text, name)
  local found = require("stemma.repl.value.story").layer(writes, corpus.articles())
  found = found:filter(function(one) return one.rule == rule_name end)
  show_matches(found, ("layer '%s'; :save rules/extract/%s.lua keeps it"):format(writes, writes))
  raise_failures(offset)
end

local function run_comparison(rule, text, name)
  local rule_name, offset = take_rule(rule, "comparison", name or "draft", text, name)
  local function is_its(one) return one.rule == rule_name end
  local found = corpus.findings():filter(is_its)
  current.matches, current.before = found, found_before[current.name]
  found_before[current.name] = found
  show_findings(found, corpus.undecided():filter(is_its),
    ("; :save rules/compare/%s.lua keeps it"):format(current.name))
  raise_failures(offset)
end

local function run_pattern(p, text, name)
  current = { kind = "pattern", name = name or "it", text = text, pattern = p, self = name,
    before = name and found_before[name] }
  local found = require("stemma.repl.find").all(p, corpus.articles())
  if name then found_before[name] = found end
  show_matches(found, name and (":save rules/extract/%s.lua keeps it"):format(name))
end

local function run_value(value, text, name)
  if is_rule(value) and value.kind == "extract" then return run_rule(value, text, name) end
  if is_rule(value) and value.kind == "compare" then return run_comparison(value, text, name) end
  if is_rule(value) then
    error("a layer has nothing to run; it stands in a file of its own, rules/layer/NAME.lua", 0)
  end
  if pattern.is(value) then return run_pattern(value, text, name) end
end

---Whether a result is a rule or a pattern, which shows what it finds instead.
function draft.took(value)
  if not (is_rule(value) or pattern.is(value)) then return false end
  run_value(value, (typed:gsub("^%s*return%s+", "")), nil)
  return true
end

---A name that was given a rule or a pattern.
function draft.finish()
  local name, text = assignment(typed)
  if not name or rawequal(_G[name], before[name]) then return end
  texts[name] = text
  local value = _G[name]
  if is_rule(value) or pattern.is(value) then run_value(value, text, name) end
end

---Calls the function with the rule that was typed under a name, or that writes a layer of this
---name; a pattern is a rule for as long. False where nothing of this name was typed.
function draft.with_rule(name, f)
  if rule_names[name] then
    f(rule_names[name])
    return true
  end
  if not texts[name] or not pattern.is(_G[name], "token") then return false end
  local rule_name = "extract/prompt_" .. name
  local text = ('stemma.extract { writes = "%s", pattern = %s }'):format(name, name)
  define(rule_name, worker_text(text))
  local ok, why = pcall(f, rule_name)
  host.ask("undefine", rule_name)
  corpus.forget_layers()
  if not ok then error(why, 0) end
  return true
end

---The same of the pattern that was typed last, where a match is one that it found.
function draft.with_match(match, f)
  local one = current or {}
  for _, each in ipairs(one.kind == "pattern" and one.self and one.matches or {}) do
    if rawequal(each, match) then return draft.with_rule(one.self, f) end
  end
  return false
end

---Whether a rule that was typed can be this file: its examples hold.
function draft.holds(one, file)
  local wrong = host.ask("define", one.rule_name, file)
  corpus.forget_layers()
  return #wrong == 0
end

---What :save writes.
function draft.current() return current end
function draft.definitions(text, self) return definitions(text, self) end
function draft.saved()
  if current and current.rule_name then host.ask("undefine", current.rule_name) end
  corpus.forget_layers()
end

draft.is_rule, draft.list = is_rule, list

return draft
