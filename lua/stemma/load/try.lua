-- The rule that `stemma try 'PATTERN' PATH…` makes of a pattern: what it names becomes fields, what
-- it asks of layers becomes what the rule reads.

local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local rule = require "stemma.load.rule"
local sort = require "stemma.sort"
local shaped = require "stemma.load.shaped"
local source = require "stemma.base.source"

local function reads()
  local layers = {}
  for _, use in ipairs(pack.current().uses) do layers[use.layer] = true end
  return sort.keys(layers)
end

local hint = 'a pattern is an expression, as t.word { "said", "told" } * t.capital:as "who"'

local function fail(message, ...)
  source.fail_at({ file = pack.current().file, line = 1 }, message, ...)
end

-- The text is a chunk of its own, so that lines are counted in it and Lua's parser sees no more. It
-- has these names, all in its first line.
local function value_of(text)
  if not text:find "%S" then fail("the pattern is empty; %s", hint) end
  local chunk = pack.run("local stemma, t, c = ... return " .. text, "@" .. pack.current().file)
  local stemma = pack.require "stemma"
  return chunk(stemma, stemma.token, stemma.char)
end

---@param text string
return function(text)
  local given = value_of(text)
  if type(given) == "string" then
    fail("a token pattern is wanted, here a string; words are t.word { %q }", given)
  elseif not pattern.is(given, "token") then
    fail("a token pattern is wanted, here a %s; %s",
      pattern.is(given) and "character pattern" or type(given), hint)
  end
  return rule.extract {
    api = 1, about = "A pattern that is being tried.", writes = "try", reads = reads(),
    fields = shaped.fields_of(given.tree), pattern = given,
    examples = require("stemma.load.examples").untried,
  }
end
