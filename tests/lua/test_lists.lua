-- The lists of all tokens that are filled where they are read, against the spans that say the same.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"

local function load(body)
  return support.load(([[
local stemma = require "stemma"
local t = stemma.token
return stemma.extract {
  api = 1, about = "A test.", writes = "it", fields = { what = "string" },
  extract = function(article, emit)
%s
  end,
  examples = { { "A text." } },
}
]]):format(body))
end

local function run(body, text)
  local rule = assert(load(body))
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

-- The pattern's stretches, said by the words at their ends, and its matches, said likewise.
local both = [==[
    local p = %s
    local first, last = p:stretches(article)
    for i = 1, #first do
      emit { begin = 0, stop = 1, what = article.texts[first[i]] .. "-" .. article.texts[last[i]] }
    end
    local n = 0
    for m in p:each(article) do
      n = n + 1
      assert(m.first == first[n] and m.last == last[n])
    end
    assert(n == #first and n == #last)
]==]

local function stretches(pattern, of) return run(both:format(pattern), of) end

function TestLists.test_stretches_are_where_matches_are()
  local names = "The old Joe Biden met Ann Lee.\nJen Psaki said “Go” to Joe and Ann."
  lu.assertEquals(stretches("t.capital ^ 1", names),
    { "The-The", "Joe-Biden", "Ann-Lee", "Jen-Psaki", "Go-Go", "Joe-Joe", "Ann-Ann" })
  lu.assertEquals(stretches('t.word { "old", "met" } * (t.capital ^ 1):focus()', names),
    { "Joe-Biden", "Ann-Lee" })
  lu.assertEquals(stretches('t.capital:as "a" * t.word "and" * t.capital:as "b"', names),
    { "Joe-Ann" })
  lu.assertEquals(stretches('t.word "zebra"', names), {})
  lu.assertEquals(stretches("t.capital", "none here"), {})
end

function TestLists.test_stretches_that_mean_nothing()
  local function message(pattern)
    local rule = assert(load(("(%s):stretches(article)"):format(pattern)))
    local _, said = pcall(support.run, rule, core.article("A text.", {}))
    return said
  end
  lu.assertStrContains(message "t.word ^ 0", "can match nothing")
  lu.assertStrContains(message "t.upper:focus() + t.lower", "each needs one")
end

function TestLists.test_tight_tokens()
  lu.assertEquals(stretches("t.word * (t.tight * t.tight):focus()", "Coca-Cola - a co-op, too"),
    { "--Cola", "--op" })
end

function TestLists.test_sets_say_what_words_are()
  lu.assertEquals(run([[
    local kinds_of = stemma.sets { pronoun = { "us", "they" }, modal = { will = true, "would" } }
    local kinds = kinds_of(article)
    local said = {}
    for i = 1, #kinds do
      local is = kinds[i]
      said[i] = (is.pronoun and "p:" or "") .. (is.modal and "m:" or "") .. article.words[i]
    end
    emit { begin = 0, stop = 1, what = table.concat(said, " ") }
    assert(kinds[0] == nil and kinds[#kinds + 1] == nil and rawequal(kinds[1], kinds[1]))
  ]], "They would tell US, the U.S., and THEY WILL"),
    { "p:they m:would tell p:us , the p:us , and p:they m:will" })
end

function TestLists.test_sets_say_the_same_as_bits()
  lu.assertEquals(run([[
    local kinds_of, bits_of, bit = stemma.sets { pronoun = { "us", "they" },
      modal = { "will", "us" }, none = {} }
    local kinds, bits, n = kinds_of(article), bits_of(article), article:token_count()
    local said = {}
    for i = 1, n do
      for name, one in pairs(bit) do assert(kinds[i][name] == (bits[i] & one ~= 0)) end
      said[i] = tostring(bits[i] & bit.modal // bit.modal)
    end
    assert(bits[0] == 0 and bits[n + 1] == 0 and bits[1 << 40] == 0)
    assert(bits.word == nil and #bits == n)
    emit { begin = 0, stop = 1, what = table.concat(said) }
  ]], "They would tell US, and THEY WILL"), { "00010001" })
end

function TestLists.test_a_shape_is_a_set()
  lu.assertEquals(run([[
    local kinds_of, bits_of, bit = stemma.sets { modal = { "will" }, capital = t.capital,
      plain = t.capital - t.upper, mark = t.punct, all = t.any }
    local kinds, bits, shapes = kinds_of(article), bits_of(article), article.shapes
    local said = {}
    for i = 1, #kinds do
      for name, one in pairs(bit) do assert(kinds[i][name] == (bits[i] & one ~= 0)) end
      assert(kinds[i].capital == shapes[i].capital and kinds[i].mark == shapes[i].punct)
      assert(kinds[i].all and kinds[i].plain == (shapes[i].capital and not shapes[i].upper))
      said[i] = (kinds[i].capital and "c" or "") .. (kinds[i].modal and "m" or "") .. "."
    end
    emit { begin = 0, stop = 1, what = table.concat(said) }
  ]], "Ann Will tell US, and THEY will"), { "c.cm..c...c.m." })
end

function TestLists.test_sets_have_possessives()
  lu.assertEquals(run([[
    local kinds = stemma.sets { short = { "'s", "'" } } (article)
    local said = {}
    for i = 1, #kinds do said[i] = kinds[i].short and "+" or "-" end
    emit { begin = 0, stop = 1, what = table.concat(said) }
  ]], "Ann's and the Olts’ dog’s bone"), { "-+---+-+-" })
end

function TestLists.test_sets_that_are_none()
  local function message(made)
    local loaded, said = load(("stemma.sets(%s)(article).modal = 1"):format(made))
    if not loaded then return said end
    return select(2, pcall(support.run, loaded, core.article("A text.", {})))
  end
  lu.assertStrContains(message "'word'", "takes { name = { words } }")
  lu.assertStrContains(message "{ modal = 'will' }", "'modal' is a string")
  lu.assertStrContains(message "{ modal = { 'will not' } }", "no single word: will not")
  lu.assertStrContains(message "{ modal = { \"'ll\" } }", "no single word: 'll")
  lu.assertStrContains(message "{ modal = stemma.token.word 'will' }", "'modal' is a pattern")
  lu.assertStrContains(message "{ { 'will' } }", "takes { name = { words } }")
end

function TestLists.test_what_a_word_is_cannot_be_changed_or_misspelt()
  lu.assertEquals(run([[
    local kinds = stemma.sets { modal = { "will" } } (article)
    local _, changed = pcall(function() kinds[1].modal = true end)
    local _, misspelt = pcall(function() return kinds[1].modl end)
    emit { begin = 0, stop = 1, what = changed:match "cannot be changed" }
    emit { begin = 0, stop = 1, what = misspelt:match "no 'modl'.*" }
  ]], "will"), { "cannot be changed", "no 'modl'; did you mean 'modal'?" })
end

os.exit(lu.LuaUnit.run())
