-- Articles at the prompt: opened when touched, let go where there are many, opened again.

local lu = require "luaunit"
require "support"
local host = require "host_stub"
local corpus = require "stemma.repl.corpus"
local find = require "stemma.repl.find"
require "stemma.repl.value.span"

-- So many that not all can be open at once.
local function many(n, size)
  local articles, layer = {}, { fields = { who = "string" } }
  for i = 1, n do
    local doc = ("n/%04d.txt"):format(i)
    articles[i] = { doc = doc, text = ("Ada said %d. "):format(i)
      .. ("Nothing else was said. "):rep(size // 23) }
    layer[doc] = { { 0, 3, who = "Ada" .. i } }
  end
  return { articles = articles, layers = { block = { fields = {} }, name = layer } }
end

TestCorpus = {}

function TestCorpus.test_few_stay_open()
  host.open(many(5, 100))
  find.all("Ada", corpus.articles())
  find.all("Ada", corpus.articles())
  lu.assertEquals(host.dropped, 0)
  local asks = 0
  for _, one in ipairs(host.asked) do asks = asks + (one:find "^articles " and 1 or 0) end
  lu.assertEquals(asks, 1)
end

function TestCorpus.test_many_are_let_go_and_what_rests_on_them_opens_them_again()
  host.open(many(120, 20000))
  local found = find.all("Ada", corpus.articles())
  lu.assertEquals(#found, 120)
  lu.assertTrue(host.dropped > 50)
  lu.assertNil(rawget(found[1].article, "native"))
  lu.assertEquals(found[1].text, "Ada")
  lu.assertEquals(found[1]:sentence().text, "Ada said 1.")
  lu.assertEquals(found[120].article.text:sub(1, 13), "Ada said 120.")
end

function TestCorpus.test_annotations_have_their_layer_again()
  host.open(many(120, 20000))
  local names = require("stemma.repl.value.story").layer("name", corpus.articles())
  for i, one in ipairs(names) do lu.assertEquals(one.who, "Ada" .. i) end
  lu.assertEquals(names[3].who, "Ada3")
  lu.assertEquals(names[3].article.name, "0003")
end

function TestCorpus.test_who_goes_through_a_list_asks_for_many_at_once()
  host.open(many(120, 20000))
  local names = require("stemma.repl.value.story").layer("name", corpus.articles())
  host.asked = {}
  for _, one in ipairs(names) do lu.assertTrue(#one.who > 3) end
  lu.assertTrue(#host.asked < 40, #host.asked)
end

function TestCorpus.test_what_has_changed_meanwhile_is_not_passed_off_as_what_was_found()
  local world = many(120, 20000)
  host.open(world)
  local found = find.all("Ada", corpus.articles())
  world.articles[1].text = "Bo said 1. " .. world.articles[1].text
  lu.assertErrorMsgContains("0001 has changed since; ask for it anew",
    function() return found[1].text end)
  corpus.at(2)
  lu.assertErrorMsgContains("0001 has changed since", function() return found[1].text end)
  lu.assertEquals(find.all("Bo", corpus.articles())[1].text, "Bo")
  lu.assertEquals(found[2].text, "Ada")
end

function TestCorpus.test_an_article_is_told_by_as_much_of_its_path_as_it_takes()
  host.open { articles = { { doc = "n/a/herald.txt", text = "x" }, { doc = "n/b/herald.txt",
    text = "y" },
    { doc = "n/b/wire.md", text = "z" } }, layers = {} }
  local articles = corpus.articles()
  lu.assertEquals(articles:map("label"), require("stemma.repl.value.list").new(
    { "a/herald", "b/herald", "wire" }, "item"))
  local named = require("stemma.repl.value.article").named
  lu.assertEquals(named(articles, "b/herald").doc, "n/b/herald.txt")
  lu.assertErrorMsgContains("'herald' is one of 2 articles: a/herald, b/herald",
    function() named(articles, "herald") end)
  lu.assertErrorMsgContains("did you mean 'wire'", function() named(articles, "wir") end)
end

os.exit(lu.LuaUnit.run())
