-- How what an example says is compared with what was found.

local lu = require "luaunit"
require "support"
local examples = require "stemma.load.examples"

local function check(wanted, fields, text)
  local example = { number = 1, place = { file = "f.lua", line = 3 }, expected = { wanted },
    articles = { { text = "A text." } } }
  local found = { begin = 0, ["end"] = 1, text = text or "A", fields = fields }
  return (examples.check(example, { found }))
end

TestExamples = {}

function TestExamples.test_intervals_by_number_or_parts()
  local found = { n = { value = 12, low = 12, hedge = "at least" } }
  lu.assertTrue(check({ n = 12 }, found))
  lu.assertTrue(check({ n = { low = 12, high = false } }, found))
  lu.assertFalse(check({ n = 13 }, found))
  lu.assertFalse(check({ n = { low = 13 } }, found))
  lu.assertFalse(check({ n = { high = 12 } }, found))
end

function TestExamples.test_what_is_found_is_told_as_an_example_would_say_it()
  local exact, about = { value = 12, low = 12, high = 12 }, { value = 12, low = 11, high = 13 }
  lu.assertEquals(examples.plain(exact), 12)
  lu.assertEquals(examples.plain(about), about)
  lu.assertEquals(examples.differences({ n = 13 }, { fields = { n = exact } }),
    { { key = "n", found = "12", wanted = "13" } })
end

function TestExamples.test_spans_and_references_by_their_text()
  local found = { at = { begin = 1, ["end"] = 3, text = "on Friday" } }
  lu.assertTrue(check({ at = "on Friday" }, found))
  lu.assertFalse(check({ at = "Friday" }, found))
end

function TestExamples.test_lists_whole()
  local found = { who = { "Ann", "Bob" } }
  lu.assertTrue(check({ who = { "Ann", "Bob" } }, found))
  lu.assertFalse(check({ who = { "Ann" } }, found))
  lu.assertFalse(check({ who = { "Bob", "Ann" } }, found))
  lu.assertTrue(check({ who = {} }, { who = {} }))
end

function TestExamples.test_false_is_unset()
  lu.assertTrue(check({ who = false }, {}))
  lu.assertTrue(check({ who = false }, { who = {} }))
  lu.assertFalse(check({ who = false }, { who = "Ann" }))
end

function TestExamples.test_the_annotation_s_own_text()
  lu.assertTrue(check({ text = "A" }, {}))
  lu.assertFalse(check({ text = "B" }, {}))
end

function TestExamples.test_findings_by_the_keys_that_are_named()
  local wanted = { kind = "conflict", silent = { "C" }, evidence = { { role = "a" }, "on Friday" } }
  local example = { number = 2, place = { file = "f.lua", line = 3 }, expected = { wanted },
    articles = { { text = "T." } } }
  local found = { kind = "conflict", level = "error", message = "m", silent = { "C" },
    evidence = { { role = "a", text = "x" }, { role = "b", text = "on Friday" } } }
  lu.assertTrue((examples.check(example, { found })))
  found.silent = {}
  local ok, message = examples.check(example, { found })
  lu.assertFalse(ok)
  lu.assertStrContains(message, 'f.lua:3: example 2 ("T."): result 1: silent is {  }, expected')
end

os.exit(lu.LuaUnit.run())
