-- :diff: what a draft finds that the rules in use do not, and the other way round; of a rule's
-- file, what `stemma rules diff` says.

local columns = require "stemma.repl.columns"
local corpus = require "stemma.repl.corpus"
local draft = require "stemma.repl.draft"
local host = require "stemma.host"
local screen = require "stemma.repl.screen"
local sort = require "stemma.sort"

local diff = {}

-- Where an annotation is and what it says.
local function key_of(one)
  local parts = { one.doc, tostring(one.begin), tostring(one.stop) }
  for _, name in ipairs(sort.keys(rawget(one, "fields") or {})) do
    if one[name] ~= nil then parts[#parts + 1] = name .. "=" .. columns.text(one[name]) end
  end
  return table.concat(parts, "\0")
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
      local place = ("%s %s:%d  "):format(sign, one.doc, one.line)
      row(place .. screen.clip(one.text, screen.columns() - screen.width(place)))
    end
  end
  return n
end

---The draft beside the rules that write its layer. Calls `row` with each row.
function diff.draft(row)
  local current = draft.current()
  if not current or current.kind ~= "rule" then
    error("no rule was typed; :diff NAME sets a rule's file beside its committed version", 0)
  end
  local now, before = {}, {}
  local all = require("stemma.repl.story").layer(current.name, corpus.articles())
  for _, one in ipairs(all) do
    table.insert(one.rule == current.rule_name and now or before, one)
  end
  local gained = only_in(now, by_key(before), "+", row)
  local lost = only_in(before, by_key(now), "-", row)
  row(("%d gained, %d lost; the draft finds %d, the rules in use %d"):format(gained, lost, #now,
    #before))
end

local function quoted(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

---A rule's file beside its committed version, as the command prints it.
function diff.file(name, row)
  local words = {}
  for i, word in ipairs(host.ask "command") do words[i] = quoted(word) end
  table.insert(words, 2, "rules diff " .. quoted(name))
  local pipe = assert(io.popen(table.concat(words, " ") .. " 2>&1"))
  for line in pipe:lines() do row(line) end
  pipe:close()
end

return diff
