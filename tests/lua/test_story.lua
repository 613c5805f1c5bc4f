-- A story's articles, with layers of their own: lists of values beside claims.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"
local story = require "stemma.compare.story"

local function article(outlet, text, annotations)
  local made = core.article(text, { outlet = outlet })
  support.add_layer(made, "casualty", { fate = "string", count = "number", cue = "span" },
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
    ["story.articles[1]:layer_values('casualty', 'cue')"] = "'cue' of layer 'casualty' is a span",
    ["story.articles[1]:layer_values('casualty', 'fat')"] = "fat",
    ["story.articles[1]:layer_values('event', 'kind')"] = "layer 'event' is not in reads",
    ["return story.articles[1].layer_value"] = "did you mean 'layer_values'?",
  } do
    local ok, said = pcall(run, body)
    lu.assertFalse(ok, body)
    lu.assertStrContains(said, message)
    lu.assertStrContains(said, "rules/compare/it.lua:5: ")
  end
end

os.exit(lu.LuaUnit.run())
