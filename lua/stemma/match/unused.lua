-- A pattern that is made and goes nowhere: mostly a `*` is missing before it, for Lua takes
--
--   local met = t.capital * t.word "met"  t.word "with"
--
-- as two statements. Whether something still holds a pattern only the collector knows; it is asked
-- where a line looks like this one, and that is hardly ever.

local core = require "stemma.core"
local pack = require "stemma.load.pack"
local source = require "stemma.base.source"

local unused = {}

-- Patterns that no other one and no rule has taken yet: their places.
local made = setmetatable({}, { __mode = "k" })

function unused.made(pattern, place) made[pattern] = place end
function unused.taken(pattern) made[pattern] = nil end

---Forgets what was made for the rule before.
function unused.begin()
  for pattern in pairs(made) do made[pattern] = nil end
end

-- Two expressions beside each other, or a line that begins with a call: `t.word "a"`.
local function is_suspicious(line)
  line = line:gsub("%-%-.*$", "")
  return line:find "[%w\"'%)%}%]]%s+[%a_][%w_]*%.[%a_][%w_]*%s*[\"'{(]" ~= nil
    or line:find "^[%a_][%w_]*%.[%a_][%w_]*%s*[\"'{(]" ~= nil
end

---Fails at the line of a pattern that nothing holds; call it when all of a rule is loaded.
function unused.check()
  local held, places = setmetatable({}, { __mode = "v" }), {}
  for pattern, place in pairs(made) do
    if is_suspicious(pack.line(place) or "") then
      places[#places + 1] = place
      held[#places] = pattern
    end
  end
  if #places == 0 then return end
  core.collect()
  local first
  for i, place in ipairs(places) do
    local before = first and (first.file < place.file
      or first.file == place.file and first.line <= place.line)
    if held[i] == nil and not before then first = place end
  end
  if first then
    source.fail_at(first, "a pattern in this line is used nowhere; is a `*` missing before it?")
  end
end

return unused
