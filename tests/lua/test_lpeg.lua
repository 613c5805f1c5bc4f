-- LPeg for rules: what its manual shows, through the fence, and as a part of character patterns.

local lu = require "luaunit"
require "support"
local core = require "stemma.core"
local stemma = require "stemma"
local real = require "lpeg"
local c, lpeg, t = stemma.char, stemma.lpeg, stemma.token

local P, R, S, V, C, Ct, Cg, Cb, Cc, Cf, Cs, Cp, Cmt, B =
  lpeg.P, lpeg.R, lpeg.S, lpeg.V, lpeg.C, lpeg.Ct, lpeg.Cg, lpeg.Cb, lpeg.Cc, lpeg.Cf, lpeg.Cs,
  lpeg.Cp, lpeg.Cmt, lpeg.B

TestLpeg = {}

function TestLpeg.test_operators_and_captures()
  lu.assertEquals((R("az", "AZ")^1):match "hello 12", 6)
  lu.assertNil(P("b"):match "a")
  lu.assertEquals(("a" * S "bc"):match "ac", 3)
  lu.assertEquals((C(R "09"^-2) * (P(1) - "x") * Cp()):match "123x", "12")
  lu.assertEquals({ (C "a" * Cc(1, true)):match "a" }, { "a", 1, true })
  lu.assertEquals(Ct(Cg(C "a", "first") * (C(1) / "<%0>")):match "ab", { first = "a", "<b>" })
  lu.assertEquals((C(1) / { a = "A" }):match "a", "A")
  lu.assertEquals((C(1) * C(1) / 2):match "ab", "b")
  lu.assertEquals(Cs((S "aeiou" / string.upper + 1)^0):match "audio", "AUdIO")
  lu.assertEquals(Cf(Ct "" / function() return 0 end * (C(R "09") / tonumber)^1,
    function(a, b) return a + b end):match "123", 6)
  lu.assertEquals((Cg(C "a", "n") * Cb "n"):match "a", "a")
  lu.assertEquals((P(1) * B "a" * C(1)):match "ab", "b")
  lu.assertEquals(Cmt(P "a"^0, function(_, at) return at == 3, "two" end):match "aa", "two")
  lu.assertEquals((#P "a" * -P "b" * lpeg.Carg(1)):match("a", 1, "extra"), "extra")
  lu.assertEquals(lpeg.match(P "b", "ab", 2), 3)
  lu.assertEquals(lpeg.type(P(1)), "pattern")
  lu.assertNil(lpeg.type "x")
  lu.assertEquals(lpeg.version(), real.version())
  lu.assertEquals(lpeg.locale().digit:match "1", 2)
end

function TestLpeg.test_grammars()
  local balanced = P { "(" * ((1 - S "()") + V(1))^0 * ")" }
  lu.assertEquals(balanced:match "(a(b)c)d", 8)
  local rules = { "list", list = Ct(V "item" * ("," * V "item")^0), item = C(R "az"^1) }
  lu.assertEquals(P(rules):match "a,b,c", { "a", "b", "c" })
  lu.assertEquals(type(rules.item), "table") -- the author's table is as it was
end

function TestLpeg.test_counted_or_not_it_finds_the_same()
  local ways = 0
  core.counter = function()
    return function()
      ways = ways + 1
      return true
    end
  end
  local digits = R "09"^1
  local list = P { Ct(C(digits) * ("," * (C(digits) + V(1)))^0) }
  core.counter = function() return nil end
  lu.assertEquals(list:match "1,22,333", { "1", "22", "333" })
  lu.assertEquals(ways, 6) -- the rule once, each of three numbers, what follows each of two commas
end

function TestLpeg.test_parts_of_character_patterns()
  local digits = R "09"^1
  lu.assertEquals({ c.find(digits, "on the 17th") }, { 8, 9, {} })
  lu.assertEquals({ c.find((c.text "no. " * C(digits)):as "n", "at no. 12!") },
    { 4, 9, { n = "no. 12" } })
  lu.assertEquals({ c.find(digits * c.text "th", "12 13th") }, { 4, 7, {} })
  lu.assertEquals({ c.find((digits + c.letter)^1, " a1b2 ") }, { 2, 5, {} })
  lu.assertEquals({ c.find(c.any - digits, "1a") }, { 2, 2, {} })
  local article = core.article("The 12th of May.", {})
  lu.assertNotNil(article)
  lu.assertEquals(tostring(t.match(digits * "th")), "t.match(…)")
end

local mistakes = {
  { function() return P { c.text "a" } end, "cannot hold one of stemma's" },
  { function() return P(1) * t.word "a" end, "a token pattern and a character pattern" },
  { function() return t.word "a" * P(1) end, "joins patterns; one operand is a table" },
  { function() return c.text "a" * (P "a" * V(1))^0 end, "a rule is used outside of its grammar" },
  { function() return (P "a"^0)^0 end, "lpeg: loop body may accept empty string" },
  { function() return P { V "x" } end, "rule 'x'" },
  { function() return lpeg.setmaxstack(10) end, "no lpeg.setmaxstack for rules" },
  { function() return P(1):mtach "a" end, "has no method 'mtach'" },
  { function() return lpeg.match(1, 2) end, "match takes a string, here a number" },
  { function() return P(1) .. "a" end, "`..` does not join lpeg patterns" },
  { function() return P(20000) end, "some 20001 parts, at most 10000" },
  { function() return Cc {} end, "takes strings, numbers and booleans, here a table" },
  { function() return P(1) / { {} } end, "here with a table" },
  { function() return lpeg.S(3) end, "lpeg.S takes a string" },
  { function() return P(1)^0.5 end, "p^n takes a whole number" },
  { function() return c.find((c.text "a" * P "b"^-1 * P(0))^0 * P(0)^0, "a") end, "lpeg:" },
}

function TestLpeg.test_mistakes_are_named_at_their_line()
  for i, case in ipairs(mistakes) do
    local ok, message = pcall(case[1])
    lu.assertFalse(ok, i)
    lu.assertStrContains(message, case[2])
    lu.assertStrContains(message, "test_lpeg.lua:")
  end
end

-- LPeg's metatable is one for all patterns of a state.
function TestLpeg.test_the_metatable_is_out_of_reach()
  lu.assertEquals(getmetatable(P(1)), "lpeg")
  lu.assertFalse(pcall(function() P(1).x = 1 end))
  lu.assertNil(next(P(1)))
end

os.exit(lu.LuaUnit.run())
