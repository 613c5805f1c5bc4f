-- The rule that `stemma try 'PATTERN' PATH…` makes of a pattern: what it names becomes fields, what
-- it asks of layers becomes what the rule reads.

local pack = require "stemma.pack"
local pattern = require "stemma.pattern"
local rule = require "stemma.rule"
local sort = require "stemma.sort"
local shaped = require "stemma.shaped"
local source = require "stemma.source"

local function reads()
  local layers = {}
  for _, use in ipairs(pack.current().uses) do layers[use.layer] = true end
  return sort.keys(layers)
end

---@param given stemma.pattern
return function(given)
  if not pattern.is(given, "token") then
    source.fail("a token pattern is wanted, here a %s; words are t.word { \"said\" }",
      pattern.is(given) and "character pattern" or type(given))
  end
  return rule.extract {
    api = 1, about = "A pattern that is being tried.", writes = "try", reads = reads(),
    fields = shaped.fields_of(given.tree), pattern = given, examples = { { "Not looked at." } },
  }
end
