-- The lists of all tokens that are filled where they are read, against the spans that say the same.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"

local function run(body, text)
  local rule = assert(support.load(([[
local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "A test.", writes = "it", fields = { what = "string" },
  extract = function(article, emit)
%s
  end,
  examples = { { "A text." } },
}
]]):format(body)))
  local found = {}
  for i, one in ipairs(support.run(rule, core.article(text, {}))) do found[i] = one.what end
  return found
end

TestLists = {}

local text = "Mr. Déjà said “no” on the 7th.\nThe U.S. paid €14,000; it’s Ørsted’s money."

function TestLists.test_say_what_spans_say()
  lu.assertEquals(run([[
    local all = article:span(0, #article.text)
    local words, texts, shapes = all:words(), all:texts(), all:shapes()
    for i = article:token_count(), 1, -1 do          -- in no order, and twice
      for _ = 1, 2 do
        assert(article.words[i] == words[i] and article.texts[i] == texts[i])
        assert(rawequal(article.shapes[i], shapes[i]))
      end
    end
    local counts = #article.words .. " " .. #article.texts .. " " .. #article.shapes
    emit { begin = 0, stop = 1, what = counts }
  ]], text), { "21 21 21" })
end

function TestLists.test_end_where_the_article_ends()
  lu.assertEquals(run([[
    for _, list in ipairs { article.words, article.texts, article.shapes } do
      for _, i in ipairs { 0, -1, article:token_count() + 1, 1 << 40, "word", 1.5 } do
        assert(list[i] == nil)
      end
    end
    emit { begin = 0, stop = 1, what = article.words[1] .. article.texts[1] }
  ]], text), { "mrMr." })
end

os.exit(lu.LuaUnit.run())
