-- `why-not`: how far a pattern got.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"
local engine = require "stemma.engine"

local pattern = [[t.capital * t.word { "said", "says" } * t.upto(1)
  * (t.word "we" + t.number)
  * t.word "go"]]

local function explain(text, line, column)
  local rule = assert(support.load(support.rule(pattern)))
  return table.concat(engine.explain(rule, core.article(text, {}), line, column), "\n")
end

TestExplain = {}

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

function TestExplain.test_every_kind_of_node_can_be_described_and_walked()
  local kinds = sorted_keys(require("stemma.tree").kinds)
  lu.assertEquals(sorted_keys(require("stemma.describe").kinds), kinds)
  lu.assertEquals(sorted_keys(require("stemma.walk").kinds), kinds)
end

function TestExplain.test_the_nearest_miss_is_told_part_by_part()
  lu.assertEquals(explain("He met them. Ann said then 14 left. Bob said no.", 1), [[
the nearest miss starts at 1:14
  t.capital took "Ann"
  t.word {"said", "says"} took "said" (line 6)
  t.any took "then"
  t.number took "14"
  stopped at "left", where it wants t.word "go" (line 8)]])
end

function TestExplain.test_a_column_picks_the_place()
  lu.assertStrContains(explain("He met them. Ann said then 14 left. Bob said no.", 1, 30),
    'the nearest miss starts at 1:37')
end

function TestExplain.test_several_parts_wanted()
  lu.assertStrContains(explain("Ann said no.", 1),
    'where it wants t.word "we" (line 7), or t.number')
end

function TestExplain.test_a_sentence_that_ends_too_early()
  lu.assertStrContains(explain("Ann said 14", 1), "stopped at the end of the sentence")
end

function TestExplain.test_a_line_where_nothing_starts()
  lu.assertEquals(explain("Ann.\nnothing here", 2),
    "no word of line 2 starts the pattern\n  it starts with t.capital")
end

function TestExplain.test_a_match_is_said_to_be_one()
  lu.assertEquals(explain("Then Ann said we go.", 1),
    'the pattern matches at 1:6: "Ann said we go"')
end

function TestExplain.test_a_line_without_words()
  lu.assertStrContains(explain("Ann.\n\nBob.", 2), "line 2 has no words that the rule sees")
end

os.exit(lu.LuaUnit.run())
