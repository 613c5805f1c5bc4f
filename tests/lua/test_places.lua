-- Where patterns can begin, against where they match; sentences as numbers, against spans.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"

local function run(body, text, more)
  more = more or {}
  local rule = assert(support.load(([[
local stemma = require "stemma"
local t = stemma.token
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = { "number" }, fields = { what = "string" },
  %s
  extract = function(article, emit)
%s
  end,
  examples = { { "A text." } },
}
]]):format(more.keys or "", body)))
  local article = core.article(text, {})
  support.add_layer(article, "number", { kind = "string" }, more.numbers or {})
  if more.blocks then support.add_layer(article, "block", { role = "string" }, more.blocks) end
  local found = {}
  for i, one in ipairs(support.run(rule, article)) do found[i] = one.what end
  return found
end

local text = "The U.S. Army said on Monday that 12 people, “most of them” soldiers, were killed.\n"
  .. "Two more people died in New York, New York officials said; the New Yorker did not."

TestPlaces = {}

-- Patterns of one token are where each token alone is matched.
function TestPlaces.test_one_token_is_where_it_matches()
  for _, pattern in ipairs {
    't.word "people"', 't.word { "said", "killed", "us" }', 't.exact { "U.S." }', "t.capital",
    "t.capital - t.word { 'new', 'the' }", "t.any - (t.lower + t.punct)", "t.number + t.upper",
    "t.word { 'said' } + t.punct ','", "-t.punct * t.any", "#t.capital * t.any - t.upper",
    "t.match(stemma.char.letter^1)", "t.capital:is('y'):as 'x'",
    "t.quoted - t.word 'of'", "t.any",
  } do
    lu.assertEquals(run(([[
      local p = %s
      local expected = {}
      for i = 1, article:token_count() do
        local one = article:between(i, i)
        if not article:token(i).quote and p:find(one) then expected[#expected + 1] = i end
      end
      local got = p:places(article)
      emit { begin = 0, stop = 1, what = #expected > 0
        and table.concat(got, " ") == table.concat(expected, " ") and "same"
        or table.concat(got, " ") .. " | " .. table.concat(expected, " ") }
    ]]):format(pattern), text), { "same" }, pattern)
  end
end

-- No match of any pattern begins elsewhere.
function TestPlaces.test_no_match_begins_elsewhere()
  for _, pattern in ipairs {
    "t.word 'new' * t.word 'york'", "t.capital^0 * t.word 'said'", "t.number^-1 * t.word 'people'",
    "t.first * t.any * t.any", "t.after(t.word 'the') * t.capital",
    "-t.capital * t.any * t.capital",
    "(t.number + t.word 'two') * t.any^0 * t.word 'died'", "#(t.capital * t.upper) * t.any",
    "-(t.word 'new' * t.word 'york') * t.capital * t.any", "(t.word 'most':as 'x')^1 * t.any",
  } do
    lu.assertEquals(run(([[
      local p, seen, n = %s, {}, 0
      for _, i in ipairs(p:places(article)) do seen[i] = true end
      for i = 1, article:token_count() do
        local m = not article:token(i).quote and p:find(article:between(i, article:token_count()))
        if m and m.first == i then
          n = n + 1
          assert(seen[i], i)
        end
      end
      emit { begin = 0, stop = 1, what = n > 0 and "all" or "none" }
    ]]):format(pattern), text), { "all" }, pattern)
  end
end

function TestPlaces.test_runs_tell_their_ends_and_numbers()
  local numbers = {}
  for at, stop in text:gmatch "()%f[%w]12()" do
    numbers[#numbers + 1] = { at - 1, stop - 1, kind = "count" }
  end
  local two = text:find "Two"
  numbers[#numbers + 1] = { two - 1, two + 7, kind = "ordinal" }
  lu.assertEquals(run([[
    local at, last, number = (t.layer "number" + t.word "killed"):places(article)
    for k, i in ipairs(at) do
      emit { first = i, last = last[k], what = i .. "-" .. last[k] .. " " .. tostring(number[k]) }
    end
    at, last, number = (t.layer "number" { kind = "ordinal" }):places(article)
    emit { first = 1, last = 1, what = #at .. " " .. last[1] - at[1] .. " " .. number[1] }
    at, last = (t.word { "New York", "said" }):places(article)
    for k, i in ipairs(at) do
      local text = article.texts[ last[k] ]
      emit { first = i, last = last[k], what = text }
    end
    assert(select("#", t.word("said"):places(article)) == 1)
  ]], text, { numbers = numbers }), { "1 1 2", "said", "8-8 1", "19-19 false", "21-22 2", "York",
    "York", "said" })
end

function TestPlaces.test_spans_and_roles()
  local stop = text:find "\n"
  local blocks = { { 0, stop - 1, role = "caption" }, { stop, #text, role = "body" } }
  lu.assertEquals(run([[
    local p = t.word { "people", "said" }
    local all, n = p:places(article), 0
    for _, first, last in article:bounds() do
      for _, i in ipairs(p:places(article:between(first, last))) do
        n = n + 1
        assert(i == all[n])
      end
    end
    emit { begin = 0, stop = 1, what = #all .. " " .. n .. " " .. all[1] }
    emit { begin = 0, stop = 2, what = tostring(#p:places(article:between(1, 4))) }
  ]], text, { blocks = blocks }), { "2 2 23", "0" })
end

function TestPlaces.test_texts_are_those_of_spans()
  lu.assertEquals(run([[
    local n = article:token_count()
    for first = 1, n do
      for last = first, n do
        assert(article:text_of(first, last) == article:between(first, last).text)
      end
    end
    for _, wrong in ipairs { { 0, 1 }, { 2, 1 }, { 1, n + 1 } } do
      local fine, said = pcall(article.text_of, article, wrong[1], wrong[2])
      assert(not fine and said:find("no tokens", 1, true))
    end
    emit { first = 1, last = 1, what = "well" }
  ]], text), { "well" })
end

function TestPlaces.test_an_outline_is_that_of_the_blocks()
  lu.assertEquals(run([[
    local numbers = {}
    for number, first, last, begin, stop, tag in article:outline() do
      local block = article:block(number)
      assert(block.begin == begin and block.stop == stop and block.tag == tag)
      assert(block.first == first and block.last == last)
      numbers[#numbers + 1] = number
    end
    local count = 0
    for _ in article:blocks() do count = count + 1 end
    emit { begin = 0, stop = 1, what = ("%d of %d"):format(#numbers, count) }
  ]], "One line.\nA second line of words.\n\nA third."), { "3 of 3" })
end

function TestPlaces.test_lists_of_an_outline_say_the_same()
  for _, keys in ipairs { "", 'roles = { "caption" },', 'roles = { "body", "caption" },' } do
    local stop = text:find "\n"
    lu.assertEquals(run([[
      local alphabet = stemma.letters { { "w", stemma.token.word }, { "#", "one" } }
      for _, of in ipairs { false, alphabet } do
        local begins, stops, tags, letters = article:outline_lists(of or nil)
        local n = 0
        assert((letters ~= nil) == (of ~= false))
        for _, _, _, begin, stop, tag, word in article:outline(of or nil) do
          n = n + 1
          assert(begins[n] == begin and stops[n] == stop and tags[n] == tag)
          assert(not of or letters[n] == word and #word > 0)
        end
        assert(n > 0 and #begins == n and #stops == n and #tags == n)
        assert(not of or #letters == n)
      end
      emit { begin = 0, stop = 1, what = "well" }
    ]], text, { keys = keys, blocks = { { 0, stop, role = "caption" },
      { stop, #text, role = "body" } } }), { "well" })
  end
end

function TestPlaces.test_bounds_are_those_of_sentences()
  for _, keys in ipairs { "", 'roles = { "caption" },', 'roles = { "body", "caption" },' } do
    local stop = text:find "\n"
    lu.assertEquals(run([[
      local expected, n = {}, 0
      for s in article:sentences() do expected[#expected + 1] = s end
      for number, first, last, block in article:bounds() do
        n = n + 1
        local s = expected[n]
        assert(s.index == number and s.first == first and s.last == last and s.block_index == block)
        for i = first, last do
          local f, l, of, b = article:bounds_of(i)
          assert(f == first and l == last and of == number and b == block)
        end
      end
      assert(n == #expected and n > 0)
      assert(not article:bounds_of(0) and not article:bounds_of(article:token_count() + 1))
      assert(not article:bounds_of(math.mininteger) and not article:bounds_of(math.maxinteger))
      emit { begin = 0, stop = 1, what = "same" }
    ]], text, { keys = keys, blocks = { { 0, stop - 1, role = "caption" },
      { stop, #text, role = "body" } } }), { "same" })
  end
end

function TestPlaces.test_quote_bounds_are_those_of_quotations()
  local said = "He said “we ‘must’ go” and “stay”.\n“A paragraph that is left open\n“and goes on.”"
  for _, keys in ipairs { "", 'roles = { "caption" },' } do
    lu.assertEquals(run([[
      local expected, n = {}, 0
      for quote in article:quotes() do expected[#expected + 1] = quote end
      for first, last, depth, closed, continues in article:quote_bounds() do
        n = n + 1
        local quote = expected[n]
        assert(quote.first == first and quote.last == last and quote.depth == depth)
        assert(quote.closed == closed and quote.continues == continues)
        local begin, stop = article:bytes_of(first, last)
        assert(quote.begin == begin and quote.stop == stop)
      end
      assert(n == #expected)
      emit { begin = 0, stop = 1, what = tostring(n) }
    ]], said, { keys = keys, blocks = { { 0, #said, role = "body" } } }),
      { keys == "" and "5" or "0" })
  end
end

function TestPlaces.test_sentences_in_lists_are_those_of_bounds()
  for _, keys in ipairs { "", 'roles = { "caption" },', 'roles = { "link" },' } do
    local stop = text:find "\n"
    lu.assertEquals(run([[
      local firsts, lasts, blocks = article:sentence_tokens()
      local n = 0
      for _, first, last, block in article:bounds() do
        n = n + 1
        assert(firsts[n] == first and lasts[n] == last and blocks[n] == block)
      end
      assert(#firsts == n and #lasts == n and #blocks == n)
      emit { begin = 0, stop = 1, what = tostring(n > 0) }
    ]], text, { keys = keys, blocks = { { 0, stop - 1, role = "caption" },
      { stop, #text, role = "body" } } }), { tostring(not keys:find "link") })
  end
end

-- "“”" has nothing in it, and "‘must’" lies in another.
function TestPlaces.test_quotations_in_lists_are_the_outermost()
  local said = "He said “we ‘must’ go”, “” and “stay”.\n“A paragraph left open\n“goes on.”"
    .. "\nA mark “ that nothing closes."
  for _, keys in ipairs { "", 'roles = { "caption" },' } do
    lu.assertEquals(run([[
      local firsts, lasts, closes, goes_on, sentence = article:quote_tokens()
      local begins, ends = article:sentence_tokens()
      local of, n, holds = article:quote_of(), 0, {}
      for first, last, depth, closed, continues in article:quote_bounds() do
        if depth == 0 and last - first > (closed and 1 or 0) then
          n = n + 1
          assert(firsts[n] == first and lasts[n] == last)
          assert(closes[n] == closed and goes_on[n] == continues)
          local at = sentence[n]
          assert(begins[at] <= first and first <= ends[at])
          for i = first, last do holds[i] = n end
        end
      end
      assert(#firsts == n and #lasts == n and #closes == n and #goes_on == n and #sentence == n)
      for i = 0, article:token_count() + 1 do assert(of[i] == holds[i]) end
      emit { begin = 0, stop = 1, what = tostring(n) }
    ]], said, { keys = keys, blocks = { { 0, #said, role = "body" } } }),
      { keys == "" and "5" or "0" })
  end
end

function TestPlaces.test_a_layer_in_lists_is_that_of_its_annotations()
  lu.assertEquals(run([[
    local first, last = article:layer_tokens "number"
    local of = article:layer_of "number"
    local kind, all = article:layer_values("number", "kind"), article:layer "number"
    for i = 1, #all do
      assert(first[i] == (all[i].first or false) and last[i] == (all[i].last or false))
      assert(kind[i] == (all[i].kind or false))
      assert(article:layer_values("number", "text")[i] == all[i].text)
    end
    for i = 1, article:token_count() do
      local holds
      for k = 1, #all do
        if first[k] and first[k] <= i and i <= last[k] then holds = k end
      end
      assert(of[i] == holds)
    end
    assert(#first == #all and #last == #all and #kind == #all and not of[0])
    emit { begin = 0, stop = 1, what = #all .. " " .. tostring(first[2]) .. " " .. last[3] }
  ]], "One line. Two words.\nAn end.", { numbers = {
    { 0, 9, kind = "a" }, { 9, 10, kind = "a blank" }, { 10, 16 }, { 24, 27, kind = "c" },
  } }), { "4 false 5" })
end

function TestPlaces.test_values_that_come_again_are_themselves()
  local numbers, kinds = {}, { "a", "", "bc", false, "a b", "b" }
  for i = 1, 120 do
    numbers[i] = { (i - 1) * 2, (i - 1) * 2 + 1, kind = kinds[i % 6 + 1] or nil }
  end
  lu.assertEquals(run([[
    local all, kind, n = article:layer "number", article:layer_values("number", "kind"), 0
    for i = 1, #all do
      assert(kind[i] == (all[i].kind or false))
      n = kind[i] and n + 1 or n
    end
    emit { begin = 0, stop = 1, what = #kind .. " " .. n }
  ]], ("a "):rep(120), { numbers = numbers }), { "120 100" })
end

function TestPlaces.test_mistakes()
  for body, message in pairs {
    ["(t.any^0):places(article)"] = "can match nothing",
    ["(t.word 'x'):places(3)"] = "takes a span or the article, here a number",
    ["(t.layer 'time'):places(article)"] = "layer 'time' is not in reads",
    ["article:layer_of 'time'"] = "layer 'time' is not in reads",
    ["article:layer_tokens 'time'"] = "layer 'time' is not in reads",
    ["article:layer_values('time', 'value')"] = "layer 'time' is not in reads",
    ["article:bytes_of(2, 1)"] = "no tokens 2 to 1",
  } do
    lu.assertErrorMsgContains(message, run, body, text)
  end
end

os.exit(lu.LuaUnit.run())
