-- :diff: what a draft finds that the rules in use do not, and the other way round; of a rule's
-- file, what `stemma rules diff` says.

local columns = require "stemma.repl.show.columns"
local corpus = require "stemma.repl.corpus"
local draft = require "stemma.repl.draft"
local finding = require "stemma.repl.value.finding"
local host = require "stemma.host"
local screen = require "stemma.repl.show.screen"
local sort = require "stemma.sort"
local story = require "stemma.repl.value.story"

local diff = {}

-- What a finding says and where its evidence is.
local function key_of_finding(one)
  local parts = { one.story, one.level, one.kind, one.message }
  for _, each in ipairs(one.evidence) do
    parts[#parts + 1] = ("%s:%d:%d"):format(each.doc, each.begin, each.stop)
  end
  return table.concat(parts, "\0")
end

-- Where an annotation is and what it says.
local function key_of(one)
  if finding.is(one) then return key_of_finding(one) end
  local parts = { one.doc, tostring(one.begin), tostring(one.stop) }
  for _, name in ipairs(sort.keys(rawget(one, "fields") or rawget(one, "captures") or {})) do
    if one[name] ~= nil then parts[#parts + 1] = name .. "=" .. columns.text(one[name]) end
  end
  return table.concat(parts, "\0")
end

local function line_of(one, sign)
  local head = finding.is(one) and ("%s %s %s %s  "):format(sign, one.story, one.level, one.kind)
    or ("%s %s:%d  "):format(sign, one.doc, one.line)
  local text = finding.is(one) and one.message or one.text
  return head .. screen.clip(text, screen.columns() - screen.width(head))
end

local function by_key(items)
  local found = {}
  for _, one in ipairs(items) do found[key_of(one)] = true end
  return found
end

local function only_in(items, others, sign, row)
  local n = 0
  for _, one in ipairs(items) do
    if not others[key_of(one)] then
      n = n + 1
      row(line_of(one, sign))
    end
  end
  return n
end

-- What a typed rule writes, and what others write to its layer.
local function of_rule(current)
  local now, before = {}, {}
  for _, one in ipairs(story.layer(current.name, corpus.articles())) do
    table.insert(one.rule == current.rule_name and now or before, one)
  end
  return now, before, "the rules in use find"
end

-- What it found when it was typed before.
local function of_before(current)
  if not current.before then
    error(("there is nothing to set '%s' beside: type it again with a change"):format(current.name),
      0)
  end
  return current.matches, current.before, "the one before found"
end

-- What a pattern finds, and what the saved rule of its name does; where there is none, what the one
-- before it of that name found.
local function of_pattern(current)
  local saved = "extract/" .. current.name
  if corpus.layers()[current.name] then
    local all = story.layer(current.name, corpus.articles())
    local before = all:filter(function(one) return one.rule == saved end)
    if #before > 0 then return current.matches, before, saved .. " finds" end
  end
  return of_before(current)
end

local function findings_of(rule_name)
  return corpus.findings():filter(function(one) return one.rule == rule_name end)
end

-- What a comparison finds, and what the saved one of its name does; where there is none, what it
-- found before it was typed again.
local function of_comparison(current)
  local saved = "compare/" .. current.name
  for _, rule in ipairs(corpus.rules()) do
    if rule.name == saved then
      return findings_of(current.rule_name), findings_of(saved), saved .. " finds"
    end
  end
  return of_before(current)
end

local kinds = { rule = of_rule, pattern = of_pattern, comparison = of_comparison }

---The draft beside the rules that write its layer, the saved comparison of its name, or the pattern
---before it. Calls `row` with each row.
function diff.draft(row)
  local current = draft.current()
  if not current then
    error("no rule or pattern was typed; :diff NAME sets a rule's file beside its committed one", 0)
  end
  local now, before, others = kinds[current.kind](current)
  local gained = only_in(now, by_key(before), "+", row)
  local lost = only_in(before, by_key(now), "-", row)
  row(("%d gained, %d lost; the draft finds %d, %s %d"):format(gained, lost, #now, others, #before))
end

local function quoted(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

---A rule's file beside its committed version, or another file, as the command prints it.
function diff.file(name, against, row)
  local words = {}
  for i, word in ipairs(host.ask "command") do words[i] = quoted(word) end
  local options = against ~= "" and " --against " .. quoted(against) or ""
  table.insert(words, 2, "rules diff " .. quoted(name) .. options)
  local pipe = assert(io.popen(table.concat(words, " ") .. " 2>&1"))
  for line in pipe:lines() do row((line:gsub("with %-%-against FILE", "as :diff RULE FILE"))) end
  pipe:close()
end

return diff
