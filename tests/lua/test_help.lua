-- What help(name) says: lookups by every way to name a thing, and what is said where nothing is.

local lu = require "luaunit"
require "support"
local help = require "stemma.doc.help"

local function first_line(name) return (assert(help.text(name)):match "^[^\n]*") end

function TestSpellings()
  lu.assertEquals(first_line "span:before", "span:before(n?: integer): span|nil")
  lu.assertEquals(first_line "span.before", first_line "span:before")
  lu.assertEquals(first_line "stemma.token.exact", first_line "t.exact")
  lu.assertEquals(first_line "stemma.char.range", first_line "c.range")
  lu.assertEquals(first_line 't.layer "number"', "t.layer(name: string): pattern")
  lu.assertEquals(first_line "t.layer(name)", "t.layer(name: string): pattern")
end

function TestInherited()
  lu.assertEquals(first_line "token:before", first_line "span:before")
  lu.assertEquals(first_line "match.begin", first_line "span.begin")
end

function TestLastPart()
  lu.assertEquals(first_line "token_count", first_line "article:token_count")
  local several = help.text "before"
  lu.assertStrContains(several, "span:before(n?)")
  lu.assertStrContains(several, "claim:before(other)")
end

function TestOperator()
  lu.assertStrContains(help.text "*", "`a`, then `b`")
  lu.assertStrContains(help.text "^", "any number")
end

function TestClass()
  local text = help.text "token"
  lu.assertStrContains(text, "token.folded")
  lu.assertStrContains(text, "span:before(n?)")
end

function TestKeysOfATable()
  local text = help.text "stemma.extract"
  lu.assertStrContains(text, "  examples  ")
  lu.assertStrContains(text, "  within?   ")
  lu.assertStrContains(help.text "finding", '"conflict", "hedge"')
end

function TestUnknown()
  local text, message = help.text "t.wrod"
  lu.assertNil(text)
  lu.assertEquals(message, "there is no 't.wrod' for rules; did you mean 't.word'?")
  lu.assertStrContains(select(2, help.text "span.befor"), "'span:before'")
  lu.assertEquals(select(2, help.text "qqqqqqqq"), "there is no 'qqqqqqqq' for rules")
end

function TestOverview()
  local text = help.text()
  for _, name in ipairs { "t", "pattern", "span", "claims", "lua" } do
    lu.assertStrContains(text, "\n  " .. name .. " ")
  end
end

-- Every name that is listed leads somewhere, and no line is wider than was asked for, unless it is
-- a signature or code.
function TestEveryNameFitsTheWidth()
  for _, name in ipairs(help.names()) do
    local text = assert(help.text(name, 60), name)
    for line in text:gmatch "[^\n]+" do
      local prose = not line:find "[(){}=\"]"
      lu.assertTrue(not prose or utf8.len(line) <= 60, name .. ": " .. line)
    end
  end
end

function TestClassOfAValue()
  local t = require "stemma.token"
  lu.assertEquals(help.class_of(t.any), "pattern")
  lu.assertEquals(help.class_of(require("stemma.interval").new(3)), "interval")
  lu.assertNil(help.class_of "text")
  lu.assertNil(help.class_of {})
end

os.exit(lu.LuaUnit.run())
