-- `finding { … }` and `undecided { … }` of a comparison rule: checked, and given to the engine.

local claim = require "stemma.compare.claim"
local message = require "stemma.compare.message"
local outlets = require "stemma.compare.outlets"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local finding = {}

---Reports a finding.
---```lua
---finding { kind = "conflict", level = "error", message = "{key.fate}: {camps}", evidence = camps }
---```
---@alias stemma.finding fun(found: stemma.found)

---Says what cannot be decided, and why.
---@alias stemma.undecided fun(open: stemma.open_question)

---What a finding says of its evidence.
---@alias stemma.finding_kind
---| "conflict"  # cannot both be true, or a reader of one would plan otherwise
---| "hedge"     # the same figure with other certainty
---| "wording"   # one statement in several wordings
---| "credit"    # one statement, a different source or none
---| "single"    # only one outlet has it
---| "omission"  # most have it, this one does not
---| "reuse"     # shared or copied text
---| "framing"   # several terms for one thing
---| "integrity" # doubled words, marks that do not match, mixed scripts, a weekday off its date

---The keys of a finding.
---@class stemma.found
---@field kind stemma.finding_kind  what it says of its evidence
---Error: cannot both be true; warning: misleads a reader; note: style.
---@field level "error"|"warning"|"note"
---With `{camps}`, `{claims.FIELD}` (the different values), `{key.FIELD}`, `{outlets}`, `{silent}`
---and what `values` has filled in; `{{` is a brace.
---@field message string
---@field evidence any        claims, camps, parts, or lists of these with `role = "…"`
---@field silent? stemma.outlets|string[]  the outlets that say nothing of it
---@field values? table<string, any>  more for the message

---The keys of an open question.
---@class stemma.open_question
---@field message string      as a finding's
---@field evidence? any       as a finding's
---@field silent? stemma.outlets|string[]  the outlets that say nothing of it
---@field values? table<string, any>  more for the message

local kinds = {
  "conflict", "hedge", "wording", "credit", "single", "omission", "reuse", "framing", "integrity",
}
local levels = { "error", "warning", "note" }

local finding_keys = {
  kind = true, level = true, message = true, evidence = true, silent = true, values = true,
}
local undecided_keys = { message = true, evidence = true, silent = true, values = true }

local function check_keys(what, given, known)
  if type(given) ~= "table" then source.fail("%s takes a table, here a %s", what, type(given)) end
  for _, key in ipairs(sort.keys(given)) do
    if not known[key] then
      source.fail("%s has no '%s'%s", what, tostring(key), suggest.text(key, known))
    end
  end
  if type(given.message) ~= "string" then source.fail("%s: 'message' is missing", what) end
end

local function one_of(what, value, known)
  for _, each in ipairs(known) do
    if value == each then return end
  end
  source.fail("finding: %s = %q is unknown%s", what, tostring(value),
    suggest.text(tostring(value), known))
end

local put

local function put_claim(sink, one, role)
  local from = claim.is_part(one) and one or nil
  local base = from and from.claim or one
  sink:evidence(base.article.number, base.layer, base.index, role, from and from.field,
    from and from.k, from and from.from or nil, from and from.to or nil)
end

-- Evidence may be nested: lists with a role, claims, camps, single claims and parts of them.
function put(sink, evidence, role)
  if claim.is(evidence) or claim.is_part(evidence) then
    put_claim(sink, evidence, role)
    return 1
  end
  if type(evidence) ~= "table" then
    source.fail("evidence is claims, spans of claims or camps, here a %s", type(evidence))
  end
  local own = rawget(evidence, "role")
  if own ~= nil and type(own) ~= "string" then source.fail "evidence: a role is a string" end
  local n = 0
  for _, each in ipairs(evidence) do
    n = n + put(sink, each, own and own ~= "" and own or role)
  end
  return n
end

-- An outlet that is silent is named by its first article.
local function put_silent(self, sink, silent)
  if silent == nil then return end
  local set = outlets.is(silent) and silent or type(silent) == "table" and outlets.new(silent)
  if not set then source.fail "silent takes a set of outlets or a list of their names" end
  local seen = {}
  for _, article in ipairs(self.articles) do
    if set:has(article.outlet) and not seen[article.outlet] then
      seen[article.outlet] = true
      sink:silent(article.number)
    end
  end
end

local function close(self, sink, given)
  if given.evidence ~= nil then put(sink, given.evidence, "") end
  put_silent(self, sink, given.silent)
  sink:close()
end

local function holds_something(evidence)
  if claim.is(evidence) or claim.is_part(evidence) then return true end
  if type(evidence) ~= "table" then return evidence ~= nil end
  for _, each in ipairs(evidence) do
    if holds_something(each) then return true end
  end
  return false
end

-- The author's file and line that calls.
local function place()
  local here = source.here()
  if here then return here.file, here.line end
end

-- For explanations.
local function tell(self, kind, text)
  if self.recorder then self.recorder:emitted { text = kind .. ": " .. text } end
end

---The `finding` that a comparison rule gets.
function finding.open(self, sink)
  return function(given)
    check_keys("finding", given, finding_keys)
    one_of("kind", given.kind, kinds)
    one_of("level", given.level, levels)
    if not holds_something(given.evidence) then source.fail "finding: there is no evidence" end
    local text = message.fill(given, given.evidence)
    tell(self, given.kind, text)
    sink:open(given.kind, given.level, text, place())
    close(self, sink, given)
  end
end

---The `undecided` that a comparison rule gets.
function finding.undecided(self, sink)
  return function(given)
    check_keys("undecided", given, undecided_keys)
    local text = message.fill(given, given.evidence)
    tell(self, "undecided", text)
    sink:undecided(text, place())
    close(self, sink, given)
  end
end

return finding
