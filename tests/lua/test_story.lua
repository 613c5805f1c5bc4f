-- A story's articles, with layers of their own: lists of values beside claims.

local lu = require "luaunit"
local support = require "support"
local article_module = require "stemma.read.article"
local core = require "stemma.core"
local interval = require "stemma.interval"
local story = require "stemma.compare.story"

local function article(outlet, text, annotations)
  local made = core.article(text, { outlet = outlet })
  support.add_layer(made, "casualty", { fate = "string", count = "number", range = "interval" },
    annotations)
  return core.reads(made, { "casualty" })
end

-- Runs it on two articles; the messages of what is undecided, and what a recorder was told.
local function run(body)
  local rule = assert(support.load(([[
local stemma = require "stemma"
return stemma.compare {
  api = 1, about = "A test.", over = "story", reads = { "casualty" },
  compare = function(story, finding, undecided)
%s
  end,
  examples = { { articles = { "A text.", "Another." } } },
}
]]):format(body), "compare"))
  local said, told = {}, {}
  local sink = { close = function() end }
  function sink.undecided(_, message) said[#said + 1] = message end
  local recorder = { emitted = function() end }
  function recorder.took(_, layer, outlet, count)
    told[#told + 1] = ("%s %s %d"):format(layer, outlet, count)
  end
  story.run(rule, core.story {
    article("Herald", "12 died. Two hurt.", {
      { 0, 7, fate = "killed", count = 12 }, { 9, 17, count = 2 } }),
    article("Post", "All is well.", {}),
  }, sink, recorder)
  return said, told
end

TestStory = {}

function TestStory.test_values_are_those_of_the_claims()
  lu.assertEquals(run [[
    for _, article in ipairs(story.articles) do
      local fates = article:layer_values("casualty", "fate")
      local counts, claims = article:layer_values("casualty", "count"), article:layer "casualty"
      assert(#fates == #claims and #counts == #claims)
      for i, one in ipairs(claims) do
        assert(fates[i] == (one.fate or false) and counts[i] == (one.count or false))
      end
      undecided { message = ("%d %s"):format(#fates, tostring(fates[2])) }
    end
  ]], { "2 false", "0 nil" })
end

function TestStory.test_few_claims_are_made_of_what_lists_tell()
  lu.assertEquals(run [[
    for _, article in ipairs(story.articles) do
      local texts = article:layer_values("casualty", "text")
      local roles = article:layer_values("casualty", "role")
      local last = #texts > 0 and article:claim("casualty", #texts)
      for i, one in ipairs(article:layer "casualty") do
        assert(texts[i] == one.text and roles[i] == one.role)
        assert(rawequal(one, last) == (i == #texts))
      end
      undecided { message = table.concat(texts, "|") }
    end
  ]], { "12 died|Two hurt", "" })
end

function TestStory.test_what_is_wrong_with_a_finding_may_be_caught()
  local rule = assert(support.load([[
local stemma = require "stemma"
return stemma.compare {
  api = 1, about = "A test.", over = "story", reads = { "casualty" },
  compare = function(story, finding, undecided)
    local one = story:layer "casualty"[1]
    local function report(evidence)
      finding { kind = "single", level = "note", message = "{outlets}", evidence = evidence }
    end
    report { one }
    local ok = pcall(report, { one, one, 3 })
    report { one, one }
    undecided { message = tostring(ok) }
  end,
  examples = { { articles = { "A text.", "Another." } } },
}
]], "compare"))
  local native = core.story { article("Herald", "12 died.", { { 0, 7, fate = "killed" } }) }
  local sink = core.sink(native)
  story.run(rule, native, sink)
  local found = {}
  for i, each in ipairs(sink:findings()) do
    found[i] = ("%s %s %d"):format(each.kind, each.message, #each.evidence)
  end
  lu.assertEquals(found, { "single Herald 1", "single Herald 2", "undecided false 0" })
end

-- Native articles with a field of each type, on each of which nothing and something is set.
local function of_all_types()
  local made = core.article("Two men met.\nAgain.", {})
  local opened = article_module.open({}, made)
  local two, men = opened:span(0, 3), opened:span(4, 7)
  support.add_layer(made, "other", { s = "string" }, { { 0, 3 }, { 4, 7 } })
  local others = opened:layer "other"
  local fields = { s = "string", ss = "strings", n = "number", ns = "numbers", p = "span",
    ps = "spans", v = "interval", r = "ref", rs = "refs" }
  local all = { 0, 3, s = "a", ss = { "a", "b" }, n = 2, ns = { 1, 2.5 }, p = two,
    ps = { two, men }, v = interval.of(14, "more than"), r = others[2],
    rs = { others[2], others[1] } }
  support.add_layer(made, "one", fields, { all, { 13, 18 } })
  return made, fields
end

function TestStory.test_values_of_all_types()
  local made = of_all_types()
  for name, expected in pairs { s = { "a", false }, ss = { { "a", "b" }, {} }, n = { 2, false },
      ns = { { 1, 2.5 }, {} }, p = { "Two", false }, ps = { { "Two", "men" }, {} },
      text = { "Two", "Again" }, rule = { "r", "r" }, role = { "body", "body" } } do
    lu.assertEquals(made:layer_values("one", name), expected, name)
  end
  for _, name in ipairs { "v", "r", "rs" } do lu.assertNil(made:layer_values("one", name), name) end
end

-- In one call what the other methods give in several.
function TestStory.test_a_field_is_read_in_one_call()
  local made, fields = of_all_types()
  for i = 1, 2 do
    for name, type in pairs(fields) do
      local parts, is_list = {}, type:sub(-1) == "s"
      local count = made:values("one", i, name)
      for k = 1, count do
        local more = table.pack(made:value("one", i, name, k))
        table.move(more, 1, more.n, #parts + 1, parts)
      end
      lu.assertEquals(count, i == 2 and 0 or is_list and 2 or 1, name)
      local expected = is_list and { type, parts } or { type, table.unpack(parts) }
      if count == 0 and not is_list then expected = { "unset" } end
      lu.assertEquals({ made:read("one", i, name) }, expected, name)
    end
  end
end

function TestStory.test_what_an_annotation_has_besides_its_fields()
  local made = of_all_types()
  lu.assertEquals({ made:read("one", 1, "text") }, { "string", "Two" })
  lu.assertEquals({ made:read("one", 2, "text") }, { "string", "Again" })
  lu.assertEquals({ made:read("one", 1, "rule") }, { "string", "r" })
  local _, role = made:read("one", 2, "role")
  local _, _, _, _, _, of_block = made:block(2)
  lu.assertEquals(role, of_block)
  for _, other in ipairs { "begin", "", 1, true } do
    lu.assertEquals({ made:read("one", 1, other) }, {})
  end
  lu.assertErrorMsgContains("there is no annotation 3", made.read, made, "one", 3, "text")
end

function TestStory.test_what_is_no_article_is_none()
  local made = of_all_types()
  for _, other in ipairs { 1, "x", {}, require("lpeg").P "x", core.story { made } } do
    lu.assertErrorMsgContains("stemma.article expected", made.read, other, "one", 1, "text")
  end
  lu.assertErrorMsgContains("stemma.story expected", core.story({ made }).articles, made)
end

function TestStory.test_a_recorder_is_told_once_of_a_layer()
  local _, told = run [[
    story.articles[1]:layer_values("casualty", "fate")
    story.articles[1]:layer_values("casualty", "count")
    story:layer "casualty"
  ]]
  lu.assertEquals(told, { "casualty Herald 2", "casualty Post 0" })
end

function TestStory.test_mistakes_are_named_at_their_line()
  for body, message in pairs {
    ["story.articles[1]:layer_values('casualty', 'range')"] = "'range' of layer 'casualty' is an",
    ["story.articles[1]:layer_values('casualty', 'fat')"] = "fat",
    ["story.articles[1]:layer_values('event', 'kind')"] = "layer 'event' is not in reads",
    ["story.articles[1]:layer_values('event', 'text')"] = "layer 'event' is not in reads",
    ["story.articles[1]:claim('event', 1)"] = "layer 'event' is not in reads",
    ["story.articles[1]:claim('casualty', 3)"] = "there is no annotation 3",
    ["return story.articles[1].layer_value"] = "did you mean 'layer_values'?",
  } do
    local ok, said = pcall(run, body)
    lu.assertFalse(ok, body)
    lu.assertStrContains(said, message)
    lu.assertStrContains(said, "rules/compare/it.lua:5: ")
  end
end

os.exit(lu.LuaUnit.run())
