-- Lists at the prompt: what queries keep, group, count and write.

local lu = require "luaunit"
require "support"
local host = require "host_stub"
local list = require "stemma.repl.value.list"
local corpus = require "stemma.repl.corpus"
require "stemma.repl.value.span"

local function rows()
  return list.new({ { who = "Ada", n = 3, tags = { "x", "y" } }, { who = "ada byron", n = 1 },
    { who = "Canada", n = 2, tags = { "y" } }, { who = "Bo", n = 2, open = false } }, "item")
end

local function names(of)
  local found = {}
  for i, one in ipairs(of) do found[i] = one.who end
  return table.concat(found, ",")
end

TestRepl = {}

function TestRepl.test_where_takes_a_text_as_whole_words_whatever_the_case()
  lu.assertEquals(names(rows():where { who = "ADA" }), "Ada,ada byron")
  lu.assertEquals(names(rows():where { who = { "bo", "canada" } }), "Canada,Bo")
  lu.assertEquals(names(rows():where { n = 2 }), "Canada,Bo")
  lu.assertEquals(names(rows():where { tags = "y", n = 3 }), "Ada")
  lu.assertEquals(names(rows():where { tags = false }), "ada byron,Bo")
  lu.assertEquals(names(rows():where { n = function(n) return n < 3 end }), "ada byron,Canada,Bo")
  lu.assertEquals(names(rows():where(function(one) return one.n == 1 end)), "ada byron")
end

function TestRepl.test_a_slip_is_named_and_an_empty_list_knows_none()
  lu.assertErrorMsgContains("did you mean 'who'", function() rows():where { whu = 1 } end)
  lu.assertErrorMsgContains("did you mean 'who'", function() rows():by "whu" end)
  lu.assertErrorMsgContains("a list has no 'whre'; did you mean 'where'",
    function() return rows().whre end)
  lu.assertEquals(#list.new({}, "item"):where { whu = 1 }, 0)
  lu.assertNil(rows()[9])
end

function TestRepl.test_groups_are_lists_with_their_key()
  local groups = rows():by "n"
  lu.assertEquals(groups:map "key", list.new({ 1, 2, 3 }, "item"))
  lu.assertEquals(names(groups[2]), "Canada,Bo")
  lu.assertEquals(groups[2].key, 2)
  lu.assertEquals(list.group(groups[2]).name, "n")
  local columns = require "stemma.repl.show.columns"
  lu.assertEquals(columns.of(groups:first(2):where { key = 1 })[1].name, "n")
  lu.assertEquals(names(groups[2]:where { who = "bo" }), "Bo")
  lu.assertEquals(#rows():by(function(one) return one.n > 2 and "many" or nil end)[1], 3)
end

function TestRepl.test_counts_come_most_frequent_first()
  local counts = rows():count "n"
  lu.assertEquals({ counts[1].value, counts[1].count, #counts }, { 2, 2, 3 })
  lu.assertEquals(rows():count(), 4)
end

function TestRepl.test_sorting_is_stable_and_what_has_none_comes_last()
  lu.assertEquals(names(rows():sort "n"), "ada byron,Canada,Bo,Ada")
  lu.assertEquals(names(rows():sort("n", "down")), "Ada,Bo,Canada,ada byron")
  local some = list.new({ { a = nil, b = 1 }, { a = 2, b = 2 }, { a = 1, b = 3 } }, "item")
  lu.assertEquals(some:sort("a"):map("b"), list.new({ 3, 2, 1 }, "item"))
  lu.assertEquals(names(rows()), "Ada,ada byron,Canada,Bo") -- it is another list
end

function TestRepl.test_map_filter_first_unique()
  lu.assertEquals(rows():map "n", list.new({ 3, 1, 2, 2 }, "item"))
  lu.assertEquals(#rows():map "tags", 2)
  lu.assertEquals(names(rows():filter(function(_, i) return i % 2 == 0 end)), "ada byron,Bo")
  lu.assertEquals(rows():unique "n", list.new({ 3, 1, 2 }, "item"))
  lu.assertEquals(names(rows():first(2)), "Ada,ada byron")
  lu.assertEquals(rows():first().who, "Ada")
  lu.assertErrorMsgContains("a field's name or a function", function() rows():map(1) end)
end

local function exported(of, ending)
  local path = os.tmpname()
  os.remove(path)
  path = path .. ending
  local said = of:export(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read "a"
  file:close()
  os.remove(path)
  return bytes, (said:gsub(" in .*", ""))
end

function TestRepl.test_export_quotes_what_would_end_a_cell()
  local some = list.new({ { a = 'say "no", then\nleave', b = 1 }, { a = "tab\there", b = 2.5 } },
    "item")
  lu.assertEquals({ exported(some, ".csv") },
    { 'a,b\r\n"say ""no"", then\nleave",1\r\ntab\there,2.5\r\n', "2 rows" })
  lu.assertEquals((exported(some, ".tsv")), 'a\tb\nsay "no", then leave\t1\ntab here\t2.5\n')
  lu.assertEquals((exported(some:first(1), ".ndjson")),
    '{"a":"say \\"no\\", then\\nleave","b":1}\n')
  lu.assertErrorMsgContains(".csv, .tsv or .ndjson", function() some:export "x.doc" end)
  lu.assertErrorMsgContains("/nowhere/", function() some:export "/nowhere/x.csv" end)
end

function TestRepl.test_annotations_answer_to_their_fields()
  host.open { articles = { { doc = "n/herald.txt", text = "Ada said no. Bo said yes.",
    date = "2021-01-01" } },
    layers = { word = { fields = { who = "string" },
      ["n/herald.txt"] = { { 0, 3, who = "Ada" }, { 13, 15, who = "Bo" } } } } }
  local words = require("stemma.repl.value.story").layer("word", corpus.articles())
  lu.assertEquals(#words, 2)
  lu.assertEquals(words:where({ who = "bo" })[1].text, "Bo")
  lu.assertEquals(words:map "outlet", list.new({ "herald", "herald" }, "item"))
  lu.assertErrorMsgContains("did you mean 'who'", function() words:where { wo = "x" } end)
  lu.assertEquals((exported(words, ".csv")), "doc,outlet,date,line,begin,end,text,who\r\n"
    .. "n/herald.txt,herald,2021-01-01,1,0,3,Ada,Ada\r\n"
    .. "n/herald.txt,herald,2021-01-01,1,13,15,Bo,Bo\r\n")
end

os.exit(lu.LuaUnit.run())
