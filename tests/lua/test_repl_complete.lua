-- Tab: the half-typed word, what goes in behind it, what is shown.

local lu = require "luaunit"
require "support"
local host = require "host_stub"
local complete = require "stemma.repl.complete"
require "stemma.repl"

local function open()
  host.open { articles = { { doc = "n/herald.txt", text = "Ada said no. Bo said yes. Ada left." },
    { doc = "n/wire.txt", text = "Ada said no." } },
    layers = { quotation = { fields = { speaker = "string" }, ["n/herald.txt"] = {
      { 0, 3, speaker = "Ada Byron" }, { 13, 15, speaker = "Bo" }, { 26, 29,
        speaker = "Ada Byron" } },
      ["n/wire.txt"] = { { 0, 3, speaker = "Ada" } } } },
    stories = { { id = "s-1", docs = { "n/herald.txt", "n/wire.txt" }, outlets = { "herald",
      "wire" } } },
    findings = { { id = "0123456789abcdef", kind = "conflict", level = "error", story = "s-1",
      rule = "compare/x", message = "they differ", silent = {}, evidence = {
        { doc = "n/wire.txt", outlet = "wire", line = 1, column = 1, begin = 0, stop = 3,
          text = "Ada" } } } } }
  rawset(_G, "q", require("stemma.repl.names").given.layer "quotation")
end

local function typed(text)
  open()
  local answer = complete.at(text)
  lu.assertEquals(answer[1], text)
  return answer[2], table.move(answer, 3, #answer, 1, {})
end

local function first_words(rows)
  local words = {}
  for i, row in ipairs(rows) do words[i] = row:match "^%s*(.-)%s%s" end
  return words
end

TestComplete = {}

function TestComplete.test_a_name_is_completed_as_far_as_all_agree()
  lu.assertEquals(typed "art", "icles")
  lu.assertEquals(typed ":wa", "tch")
  lu.assertEquals(typed "x = fin", "d")
  local put, rows = typed ":why"
  lu.assertEquals(put, "")
  lu.assertEquals(first_words(rows), { "why", "why-not" })
  lu.assertEquals({ typed "zzz" }, { "", {} })
end

function TestComplete.test_members_of_what_calls_nothing()
  lu.assertEquals(typed "articles.her", "ald")
  lu.assertEquals(typed "stories[1]:qu", "otations")
  lu.assertEquals(typed "t.cap", "ital")
  lu.assertEquals(typed 'find(t.word "said" * t.cap', "ital")
  lu.assertEquals(typed "os.exit().x", "") -- and nothing has ended
end

function TestComplete.test_a_string_is_closed_where_it_is_whole()
  lu.assertEquals(typed 'layer "quot', 'ation"')
  lu.assertEquals(typed "layer 'quot", "ation'")
  lu.assertEquals(typed 'x, y = "a", layer("quot', 'ation"')
end

function TestComplete.test_values_of_a_field_are_those_in_the_articles()
  local put, rows = typed 'q:where{ speaker = "'
  lu.assertEquals(put, "")
  lu.assertEquals(first_words(rows), { "Ada", "Ada Byron", "Bo" })
  lu.assertStrContains(rows[2], "2")
  lu.assertEquals(typed 'layer "quotation":where { speaker = "B', 'o"')
  lu.assertEquals(typed 'q:where { text = "x" }:sort "begin":where { speaker = { "Ada", "B', 'o"')
  lu.assertEquals(typed 'stories[1]:quotations():where{ speaker = "B', 'o"')
  lu.assertEquals(typed 'findings:where{ kind = "con', 'flict"')
end

function TestComplete.test_fields_in_queries()
  lu.assertEquals(typed "q:where{ spea", "ker")
  lu.assertEquals(typed 'q:where{ speaker = "Bo", outl', "et")
  lu.assertEquals(typed 'q:by "outl', 'et"')
  lu.assertEquals(typed 'findings:count("ki', 'nd"')
  lu.assertEquals(typed 'q:map "speaker":where{ spea', "") -- texts have no speaker
end

function TestComplete.test_places_and_ids()
  lu.assertEquals(typed ":why her", "ald:")
  lu.assertEquals(typed ":why-not quotation her", "ald:")
  local put, rows = typed ":why wire:"
  lu.assertEquals({ put, first_words(rows) }, { "", { "wire:", "wire:1" } })
  lu.assertEquals(typed ":why 012", "34567")
  lu.assertEquals(typed ":why-not quot", "") -- a rule's whole name
  lu.assertEquals(typed ":why-not extract/", "quotation")
end

os.exit(lu.LuaUnit.run())
