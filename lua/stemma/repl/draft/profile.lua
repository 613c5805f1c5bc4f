-- :profile: what each rule takes. The workers run all of them once more, as they always run.

local host = require "stemma.host"
local list = require "stemma.repl.value.list"
local sort = require "stemma.sort"

---A list of rows, the slowest first: on how many articles a rule was tried, or how many stories
---it compared, what it found there, how long it took. `name`: of one rule, or nothing for all.
return function(name)
  local rows = {}
  for i, row in ipairs(host.ask("profile", name or "")) do
    rows[i] = { rule = row.rule, tried = row.tried, matched = row.matched,
      ms = math.floor(row.microseconds / 100 + 0.5) / 10 }
  end
  return list.new(sort.by(rows, function(row) return { -row.ms, row.rule } end), "measured rule")
end
