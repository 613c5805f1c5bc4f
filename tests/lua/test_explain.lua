-- Why and why not: the steps of explanations.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"
local engine = require "stemma.run.engine"

local pattern = [[t.capital * t.word { "said", "says" } * t.upto(1)
  * (t.word "we" + t.number)
  * t.word "go"]]

-- The bytes of the n-th line of a text.
local function line_of(text, n)
  local begin = 0
  for _ = 2, n do begin = text:find("\n", begin + 1, true) end
  return { begin = begin, stop = text:find("\n", begin + 1, true) or #text }
end

local function emit_for(rule, article)
  local fields = {}
  for _, field in ipairs(rule.fields) do fields[field.name] = field.type end
  return core.emit(article, rule.writes, fields, rule.name, "all")
end

-- A step in one line: what it is, its text, the words it is about, the line of the rule.
local function written(step, article)
  local parts = { step.step }
  if step.text then parts[#parts + 1] = step.text end
  if step.begin then parts[#parts + 1] = ("<%s>"):format(article:sub(step.begin, step.stop)) end
  if step.place then parts[#parts + 1] = ("line %d"):format(step.place.line) end
  return (" "):rep(2 * (step.depth or 0)) .. table.concat(parts, " ")
end

local function all_written(steps, article)
  local lines = {}
  for i, step in ipairs(steps) do lines[i] = written(step, article) end
  return table.concat(lines, "\n")
end

local function why_not(text, line, at, source)
  local rule = assert(support.load(source or support.rule(pattern)))
  local article, place = core.article(text, {}), line_of(text, line)
  place.at = at
  return all_written(engine.why_not(rule, article, place, emit_for(rule, article)), article)
end

local function why(text, words, source, days)
  local rule = assert(support.load(source))
  local article = core.article(text, {})
  if days then support.add_layer(article, "day", { name = "string" }, days) end
  local first, last = text:find(words, 1, true)
  return all_written(engine.why(rule, article, { begin = first - 1, stop = last },
    emit_for(rule, article)), article)
end

TestExplain = {}

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

function TestExplain.test_every_kind_of_node_can_be_described_and_walked()
  local kinds = sorted_keys(require("stemma.match.tree").kinds)
  lu.assertEquals(sorted_keys(require("stemma.match.describe").kinds), kinds)
  lu.assertEquals(sorted_keys(require("stemma.why.walk").kinds), kinds)
end

function TestExplain.test_the_nearest_miss_is_told_part_by_part()
  lu.assertEquals(why_not("He met them. Ann said then 14 left. Bob said no.", 1), [[
absent t.word "go" line 8
miss <Ann said then 14>
  took t.capital <Ann>
  took t.word {"said", "says"} <said> line 6
  took t.upto(1) <then> line 6
  took t.number <14>
  stopped left <left>
  wants t.word "go" line 8]])
end

function TestExplain.test_a_column_picks_the_place()
  lu.assertStrContains(why_not("He met them. Ann said then 14 left. Bob said no.", 1, 38),
    "miss <Bob said no>")
end

function TestExplain.test_several_parts_wanted()
  local text = why_not("Ann said no.", 1)
  lu.assertStrContains(text, 'wants t.word "we" line 7')
  lu.assertStrContains(text, "wants t.number")
end

function TestExplain.test_a_sentence_that_ends_too_early()
  lu.assertStrContains(why_not("Ann said 14", 1), "stopped the end of the sentence <>")
end

function TestExplain.test_a_line_where_nothing_starts()
  local text = why_not("Ann.\nnothing here", 2)
  lu.assertStrContains(text, "note no word there starts the pattern\n  wants t.capital")
end

function TestExplain.test_a_match_is_said_to_be_one()
  lu.assertEquals(why_not("Then Ann said we go.", 1), "match <Ann said we go>")
end

function TestExplain.test_a_line_without_words()
  lu.assertEquals(why_not("Ann.\n\nBob.", 2), "note there are no words in this line")
end

function TestExplain.test_what_may_stand_between_is_not_wanted()
  for _, between in ipairs { "t.upto(4)", '(t.any:as "x")^-3', "t.any^0" } do
    local source = support.rule('t.word "a" * ' .. between .. ' * t.word "z"',
      { fields = between:find "as" and '{ x = "spans" }' })
    lu.assertStrContains(why_not("a b", 1, nil, source),
      'stopped the end of the sentence <>\n  wants t.word "z"')
    lu.assertNotStrContains(why_not("a b", 1, nil, source), "wants t.any")
  end
  local source = support.rule 't.word "a" * t.any^1 * t.any * t.word "z"'
  lu.assertStrContains(why_not("a b", 1, nil, source), "wants t.any")
end

function TestExplain.test_what_excludes_a_word_is_told()
  local source = support.rule 't.word "a" * (t.any - t.word "b") * t.word "c"'
  lu.assertStrContains(why_not("So a b c.", 1, nil, source), 'stopped b <b>\n  wants -t.word "b"')
end

function TestExplain.test_each_part_of_a_match_tells_what_it_took()
  local source = support.rule([[t.after(t.word "the")
    * (t.word "very"^0 * t.word { "old", "new" }):as "how"
    * t.word "men":focus() * -t.word "now"]], { fields = '{ how = "string" }' })
  lu.assertEquals(why("See the very very old men go.", "men", source), [[
held t.after(t.word "the") <very> line 6
named :as "how" <very very old> line 7
  took t.word "very"^0 <very very> line 7
  took t.word {"old", "new"} <old> line 7
took t.word "men":focus() <men> line 8
held -t.word "now" <go> line 8]])
end

function TestExplain.test_of_two_matches_the_one_asked_about_is_told()
  local source = support.rule 't.word "a"^1 * t.word "b"'
  lu.assertEquals(why("a b and a a b.", "a a b", source),
    'took t.word "a"^1 <a a> line 6\ntook t.word "b" <b> line 6')
end

local plain = [[
local stemma = require "stemma"
local t = stemma.token
local said = t.capital * t.word "said" * t.word "so"
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = {}, fields = {},
  extract = function(article, emit)
    for sentence in article:sentences() do
      local found = said:find(sentence)
      if found then
        emit { span = found }
      end
    end
    if article.text:find "boom" then error "no" end
  end,
  examples = { { "A text." } },
}
]]

function TestExplain.test_plain_lua_tells_the_line_that_emitted()
  lu.assertEquals(why("Then Ann said so. Bob.", "Ann said so", plain),
    'put emitted <Ann said so> line 10\n'
    .. 'pattern t.capital * t.word "said" * t.word "so" <Ann said so> line 3')
end

function TestExplain.test_plain_lua_tells_the_line_that_emitted_lists()
  lu.assertEquals(why("Then Ann said so. Bob.", "Ann said", [[
local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = {}, fields = {},
  extract = function(_, emit)
    emit { first = { 1, false, 2, 6 }, last = { 1, 2, 3, 6 } }
  end,
  examples = { { "A text." } },
}
]]), "put emitted <Ann said> line 5")
end

-- Of a layer in lists it looked at those whose values it asked for.
function TestExplain.test_plain_lua_tells_what_it_read_in_lists()
  lu.assertEquals(why("On Monday, Ann and on Friday, Bob.", "Friday, Bob", [[
local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = { "day" }, fields = {},
  extract = function(article, emit)
    local first = article:layer_tokens "day"
    local name = article:layer_values("day", "name")
    if #name == 2 and first[2] == 7 and name[2] == "friday" then emit { first = 7, last = 9 } end
  end,
  examples = { { "A text." } },
}
]], { { 3, 9, name = "monday" }, { 22, 28, name = "friday" } }),
    "put emitted <Friday, Bob> line 7\nread <Friday>")
end

function TestExplain.test_plain_lua_tells_which_patterns_came_near()
  lu.assertEquals(why_not("Then Ann said no. Bob.", 1, nil, plain), [[
note plain Lua; it ran and emitted nothing here (0 elsewhere in the article)
tried t.capital * t.word "said" * t.word "so" line 3
  miss <Ann said>
    took t.capital <Ann>
    took t.word "said" <said> line 3
    stopped no <no>
    wants t.word "so" line 3]])
end

function TestExplain.test_plain_lua_that_fails_says_where()
  lu.assertStrContains(why_not("A boom.", 1, nil, plain), "failed rules/extract/it.lua:13: no")
end

os.exit(lu.LuaUnit.run())
