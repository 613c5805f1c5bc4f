-- Rules as checked data: every mistake in a constructor is named at its line.

local lu = require "luaunit"
local support = require "support"
local engine = require "stemma.run.engine"

local good = [==[
local stemma = require "stemma"
local t = stemma.token
-- writes = "comment", fields = { x = 1 }
return stemma.extract {
  api = 1,
  about = "What is said.",
  writes = "saying",
  fields = {
    who = "string",
    cue = "span",
  },
  roles = { "body", "caption" },
  pattern = t.capital:as "who" * t.word "said":as "cue",
  examples = {
    { "Ann said no.", { who = "Ann", cue = "said", text = "Ann said" } },
    { "He said: \"stop\"." , { who = "He" }, date = "2021-04-13" },
    { [[Nobody
spoke.]] },
  },
}
]==]

-- The good rule with one line replaced.
local function with(from, to)
  local at, stop = good:find(from, 1, true)
  return good:sub(1, at - 1) .. to .. good:sub(stop + 1)
end

TestRule = {}

function TestRule.test_a_rule_is_described()
  local rule = assert(support.load(good))
  local d = engine.describe(rule)
  lu.assertEquals(d.name, "extract/it")
  lu.assertEquals(d.kind, "extract")
  lu.assertEquals(d.writes, "saying")
  lu.assertEquals(d.within, "sentence")
  lu.assertEquals(d.overlap, "longest")
  lu.assertEquals(d.fields, { { "who", "string" }, { "cue", "span" } })
  lu.assertEquals(d.roles, { "body", "caption" })
  lu.assertEquals(d.examples, 3)
  lu.assertEquals(d.line, 4)
  lu.assertEquals(d.source, "rules/extract/it.lua")
end

local mistakes = {
  { "api = 1,", "apy = 1,", 5, "stemma.extract has no 'apy'; did you mean 'api'?" },
  { "api = 1,", "api = 2,", 5, "api 2 is newer than this stemma, which knows 1" },
  { "api = 1,", "api = 1.5,", 5, "'api' takes a whole number, here a number" },
  { '  about = "What is said.",', "", 4,
    "'about' is missing; write a sentence that says what it is about" },
  { 'about = "What is said.",', 'about = " ",', 6, "'about' says in a sentence" },
  { 'writes = "saying",', 'writes = "saying", about = "Again.",', 7,
    "'about' stands here for the second time" },
  { 'cue = "span",', 'cue = "span", who = "span",', 10, "'who' stands here for the second time" },
  { 'writes = "saying",', 'writes = "Saying",', 7, "is no layer's name" },
  { 'writes = "saying",', 'writes = "saying", reads = { "saying" },', 7, "which it writes" },
  { 'writes = "saying",', 'writes = "saying", within = "sentense",', 7,
    "did you mean 'sentence'?" },
  { 'writes = "saying",', 'writes = "saying", reads = { "a", "a" },', 7, "names 'a' twice" },
  { 'who = "string"', 'who = "sring"', 9, "no type 'sring'; did you mean 'string'?" },
  { 'who = "string"', 'who = "date"', 9, "no type 'date'; there are string, span, number" },
  { 'who = "string"', 'who = "intervals"', 9, "one interval at most" },
  { 'who = "string"', 'begin = "string"', 9, "the output uses that name" },
  { 'cue = "span"', 'cue = "span", low = "number", n = "interval", hedge = "string"', 10,
    "'hedge' is written beside the interval 'n' already" },
  { '"caption" }', '"captoin" }', 12, "no role 'captoin'; did you mean 'caption'?" },
  { 'pattern = t', 'patern = t', 13, "did you mean 'pattern'?" },
  { 'pattern = t.capital:as "who" * t.word "said":as "cue"', 'pattern = "x"', 13,
    "'pattern' takes a token pattern, here a string; write t.word \"x\"" },
  { 'pattern = t.capital:as "who" * t.word "said":as "cue"', 'pattern = stemma.char.digit', 13,
    "here a character pattern; t.match(c…) tests the characters of one token" },
  { 'pattern = t.capital', 'extract = print, pattern = t.capital', 13, "not both" },
  { 'as "cue",', 'as "cue", t.any,', 4, "a value without its key" },
  { 'who = "Ann"', 'whom = "Ann"', 15, "example 1 expects 'whom'; did you mean 'who'?" },
  { 'date = "2021', 'dat = "2021', 16, "example 2 has no 'dat'; did you mean 'date'?" },
  { "    { [[Nobody\nspoke.]] },", "\n    'Nobody spoke.',", 18,
    "example 3 is a string; it takes a table, { \"text\", { … } }" },
  { '{ [[Nobody', '{ {}, [[Nobody', 17, "starts with the text" },
  { "examples = {", "samples = {", 14, "has no 'samples'; did you mean 'examples'?" },
  { 'spoke.]] }', 'spoke.]], 3 }', 17, "example 3 entry 2 is a number" },
}

function TestRule.test_mistakes_are_named_at_their_line()
  for _, case in ipairs(mistakes) do
    local rule, message = support.load(with(case[1], case[2]))
    lu.assertNil(rule, case[2])
    lu.assertStrContains(message, case[4])
    if case[3] ~= 17 or not case[4]:find "text" then
      lu.assertStrContains(message, ("rules/extract/it.lua:%d: "):format(case[3]))
    end
  end
end

function TestRule.test_files_that_are_no_rules()
  local bare = 'local s = require "stemma" return s.extract { api = 1, about = "A.", '
    .. 'writes = "it", fields = {}, pattern = s.token.any'
  local cases = {
    { "return 3", "rules/extract/it.lua:1: the file returns a number" },
    { "", "rules/extract/it.lua:1: the file returns nothing" },
    { "local x = = 3", "rules/extract/it.lua:1: unexpected symbol" },
    { "error 'no'", "rules/extract/it.lua:1: no" },
    { 'return require("stemma").compare {}', "a file in rules/extract returns stemma.extract" },
    { 'return require("stemma").extract "x"', "stemma.extract takes a table" },
    { 'return require("stemma").extrac {}', "no stemma.extrac; did you mean 'extract'?" },
    { bare .. "}", "rules/extract/it.lua:1: 'examples' is missing; write examples = {" },
    { bare .. ", examples = {} }", "it.lua:1: 'examples' is empty; give at least one" },
    { bare:gsub(", pattern.*", "") .. ", examples = { { 'A.' } } }", "'pattern' is missing" },
    { 'require "stemma.run.engine"', "no module 'stemma.run.engine' for rules" },
    { '\nrequire "words.nope"', "rules/extract/it.lua:2: no module 'words.nope' in rules/" },
  }
  for _, case in ipairs(cases) do
    local rule, message = support.load(case[1])
    lu.assertNil(rule)
    lu.assertStrContains(message, case[2])
  end
end

function TestRule.test_modules_of_the_pack()
  local files = {
    ["words/verbs.lua"] = "return { said = { 'said', 'told' } }",
    ["words/loop.lua"] = "return require 'words.loop'",
    ["words/bad.lua"] = "local stemma = require 'stemma'\nreturn stemma.token.any * 'x'",
  }
  local text = with("local t =", 'local verbs = require "words.verbs"\nlocal t =')
  local rule = assert(support.load(text, "extract", files))
  lu.assertEquals(engine.describe(rule).modules, { "words.verbs" })
  local _, message = support.load('require "words.loop"', "extract", files)
  lu.assertStrContains(message, "module 'words.loop' requires itself")
  _, message = support.load('require "words.bad"', "extract", files)
  lu.assertStrContains(message, "rules/words/bad.lua:2: a bare string")
  _, message = support.load('require "words.verb"', "extract", files)
  lu.assertStrContains(message, "did you mean 'words.verbs'?")
end

function TestRule.test_fields_may_stand_in_the_layer_s_file()
  local files = { ["layer/saying.lua"] = [[
return require("stemma").layer { about = "Sayings.", overlap = "all",
  fields = { cue = "span", who = "string" } }
]] }
  local bare = good:gsub("  fields = {.-  },\n", "", 1)
  local rule = assert(support.load(bare, "extract", files))
  lu.assertEquals(engine.describe(rule).fields, { { "cue", "span" }, { "who", "string" } })
  lu.assertEquals(engine.describe(rule).overlap, "all")
  local _, message = support.load(good, "extract", files)
  lu.assertStrContains(message, "it.lua:8: the fields of 'saying' stand in rules/layer/saying.lua")
  _, message = support.load(bare)
  lu.assertStrContains(message, "'fields' is missing, and there is no rules/layer/saying.lua; "
    .. 'write fields = { name = "type" }, or fields = {} for none')
end

function TestRule.test_examples_are_given_and_checked()
  local rule = assert(support.load(good))
  local example = engine.example(rule, 2)
  lu.assertEquals(example.articles[1].text, 'He said: "stop".')
  lu.assertEquals(example.articles[1].date, "2021-04-13")
  lu.assertEquals(example.line, 16)
  lu.assertEquals(engine.example(rule, 3).line, 17)
  local cue = { begin = 4, ["end"] = 8, text = "said" }
  local found = { begin = 0, ["end"] = 8, text = "Ann said", fields = { who = "Ann", cue = cue } }
  lu.assertTrue(engine.check(rule, 1, { found }))
  lu.assertTrue(engine.check(rule, 3, {}))
  local ok, message = engine.check(rule, 1, {})
  lu.assertFalse(ok)
  lu.assertStrContains(message, 'it.lua:15: example 1 ("Ann said no."): 0 found, 1 expected')
  message = select(2, engine.check(rule, 1, {}, { { rule = "extract/other", found = found } }))
  lu.assertStrContains(message, "0 found, 1 expected: extract/other wrote one that fits; of equal")
  found.fields.who = "Bob"
  message = select(2, engine.check(rule, 1, {}, { { rule = "extract/other", found = found } }))
  lu.assertNotStrContains(message, "extract/other")
  ok, message = engine.check(rule, 1, { found })
  lu.assertFalse(ok)
  lu.assertStrContains(message, 'result 1: who is "Bob", expected "Ann"')
  lu.assertStrContains(message, 'found: { cue = "said", text = "Ann said", who = "Bob" }')
  lu.assertFalse((engine.check(rule, 3, { found })))
end

-- Lines of the constructor are looked up in the text: comments and strings must not lead astray.
function TestRule.test_lines_are_not_taken_from_comments_or_strings()
  local text = with('about = "What is said."', 'about = "writes = 3, fields = { who"')
  local _, message = support.load((text:gsub('writes = "saying"', 'writes = "Saying"')))
  lu.assertStrContains(message, "it.lua:7: ")
end

os.exit(lu.LuaUnit.run())
