-- Character patterns: the operators of token patterns, on UTF-8.

local lu = require "luaunit"
require "support"
local c = require("stemma").char
local t = require("stemma").token

local function found(p, text, init)
  local first, last = c.find(p, text, init)
  return first and text:sub(first, last)
end

TestChar = {}

function TestChar.test_classes()
  lu.assertEquals(found(c.digit^1, "on the 17th"), "17")
  lu.assertEquals(found(c.letter^1, "1 Élan!"), "Élan")
  lu.assertEquals(found(c.set "«é"^1, "a é«b"), "é«")
  lu.assertEquals(found(c.range("а", "я")^1, "Кремль"), "ремль")
  lu.assertEquals(found(c.upper * c.lower, "aBc"), "Bc")
  lu.assertEquals(found(c.space * c.any, "a\u{A0}é"), "\u{A0}é")
end

function TestChar.test_giving_back_and_names()
  local p = (c.any^0):as "head" * c.text "b" * (c.digit:is "number" + c.letter):as "kind"
  local first, last, names = c.find(p, "abab1")
  lu.assertEquals({ first, last }, { 1, 5 })
  lu.assertEquals(names, { head = "aba", kind = "number" })
  lu.assertNil(c.find(p, "xyz"))
end

function TestChar.test_any_is_one_character()
  lu.assertEquals(found(c.any * c.text "b", "éb"), "éb")
  lu.assertEquals(found(c.any, "éb", 2), "b")
end

function TestChar.test_a_token_is_matched_whole()
  local ordinal = require("stemma.match.chars").whole(c.digit^1 * (c.text "th" + c.text "st"))
  lu.assertTrue(ordinal "17th")
  lu.assertFalse(ordinal "17ths")
  lu.assertFalse(ordinal "a17th")
  local ending = require("stemma.match.chars").whole(c.any^0 * c.text "ing")
  lu.assertTrue(ending "singing")
  lu.assertFalse(ending "singings")
end

function TestChar.test_mistakes()
  local cases = {
    { function() return c.text "" end, "c.text takes a string that is not empty" },
    { function() return c.text "\xff" end, "text in UTF-8" },
    { function() return c.range("z", "a") end, "the lower first" },
    { function() return c.digit * "x" end, 'a bare string; write c.text "x"' },
    { function() return c.digit * t.any end, "a token pattern and a character pattern" },
    { function() return c.digti end, "no c.digti; did you mean 'digit'?" },
    { function() return c.find(t.any, "x") end, "c.find takes a character pattern" },
    { function() return c.find(c.digit^0, "x") end, "can match nothing" },
  }
  for _, case in ipairs(cases) do lu.assertErrorMsgContains(case[2], case[1]) end
end

os.exit(lu.LuaUnit.run())
