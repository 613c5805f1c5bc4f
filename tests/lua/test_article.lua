-- Extract functions: what they see of an article, what they may emit.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"

local function rule(body, more)
  more = more or {}
  return ([[
local stemma = require "stemma"
local t = stemma.token %s
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = { "number" },
  fields = { what = "string", at = "span", all = "strings", n = "interval", to = "ref" },
  %s
  extract = function(article, emit)
%s
  end,
  examples = { { "A text." } },
}
]]):format(more.before or "", more.keys or "", body)
end

local function run(body, text, more)
  local loaded, message = support.load(rule(body, more))
  assert(loaded, message)
  local article = core.article(text or "He said no. “We go”, she said.\nA line of 14,000 people.",
    { outlet = "Herald", date = "2021-04-13" })
  local b, e = article:sub(0, article:length()):find("14,000", 1, true)
  support.add_layer(article, "number", { value = "interval", kind = "string" }, b and {
    { b - 1, e, kind = "count", value = { value = 14000, low = 14000 } },
  } or {})
  return support.run(loaded, article)
end

TestArticle = {}

function TestArticle.test_metadata_and_text()
  local found = run [[
    local about = article.outlet .. " " .. article.date .. " " .. #article.text
    emit { begin = 0, stop = 2, what = about }
  ]]
  lu.assertEquals(found[1].what, "Herald 2021-04-13 59")
  lu.assertEquals(found[1].text, "He")
end

function TestArticle.test_sentences_blocks_and_tokens()
  local found = run [[
    for s in article:sentences() do
      emit { span = s, what = s:block().role .. s.first .. "-" .. s.last }
    end
    for b in article:blocks() do emit { span = b, what = "block " .. b.index } end
    local token = article:token(1)
    emit { span = token, what = tostring(token.capital) .. tostring(token.upper) .. token.folded }
  ]]
  lu.assertEquals(found[1].what, "truefalsehe")
  lu.assertEquals(found[2].text, "He said no.")
  lu.assertEquals(found[2].what, "body1-4")
  lu.assertEquals(found[5].text, "A line of 14,000 people.")
  lu.assertEquals(found[6].what, "block 2")
end

function TestArticle.test_quotes()
  local found = run [[
    for q in article:quotes() do emit { span = q.content, at = q, what = q.open.text } end
  ]]
  lu.assertEquals(found[1].text, "We go")
  lu.assertEquals(found[1].what, "“")
  lu.assertEquals(found[1].at, { 12, 23 })
end

function TestArticle.test_annotations_have_their_fields()
  local found = run [[
    for _, n in ipairs(article:layer "number") do
      emit { span = n, n = n.value, to = n, what = n.kind .. #article:layer "number" }
    end
  ]]
  lu.assertEquals(found[1].text, "14,000")
  lu.assertEquals(found[1].what, "count1")
  lu.assertEquals(found[1].n[1], 14000)
  lu.assertEquals(found[1].to, { "number", 1 })
end

function TestArticle.test_neighbours()
  local found = run [[
    local n = article:layer "number"[1]
    emit { span = n:before(2), what = n:after(1).text }
    local b = n:block()
    emit { span = n:before(), what = tostring(n:within(b)) .. tostring(n:covers(b)) }
    emit { span = n:sentence(), what = n:sentence():layer "number"[1].text }
    emit { span = n:after(), what = tostring(n:after():after(1)) }
  ]]
  lu.assertEquals(found[1].text, "A line of")
  lu.assertEquals(found[1].what, "truefalse")
  lu.assertEquals(found[2].what, "14,000")
  lu.assertEquals(found[3].text, "line of")
  lu.assertEquals(found[3].what, "people")
  lu.assertEquals(found[4].text, "people.")
  lu.assertEquals(found[4].what, "nil")
end

function TestArticle.test_lists_of_what_tokens_are()
  local found = run [[
    local b = article:layer "number"[1]:sentence()
    local shapes, texts, low = b:shapes(), b:texts(), b:texts "lower"
    emit { span = b, what = #shapes .. texts[1] .. low[1] .. tostring(shapes[1].capital)
      .. tostring(shapes[2].capital) .. tostring(shapes[4].number) }
    emit { span = b, what = tostring(pcall(function() shapes[1].capital = false end))
      .. tostring(pcall(function() return shapes[1].captal end)) }
  ]]
  lu.assertEquals(found[1].what, "6Aatruefalsetrue")
  lu.assertEquals(found[2].what, "falsefalse")
end

function TestArticle.test_find_in_spans()
  local found = run([[
    local who = t.capital:as "who" * t.any:as "rest" ^ 1
    for s in article:sentences() do
      local m = who:find(s)
      if m then emit { span = m, at = m.who, all = { m.rest[1].text, m.rest[#m.rest].text } } end
    end
    for m in (t.layer "number":as "n" * t.word):each(article) do
      emit { span = m.n, n = m:annotation "n".value, what = m.text }
    end
  ]])
  lu.assertEquals(found[1].text, "He said no.")
  lu.assertEquals(found[1].at, { 0, 2 })
  lu.assertEquals(found[1].all, { "said", ".", list = true })
  lu.assertEquals(found[2].text, "We go”, she said.")
  lu.assertEquals(found[4].text, "14,000")
  lu.assertEquals(found[4].what, "14,000 people")
  lu.assertEquals(found[4].n[2], 14000)
end

function TestArticle.test_find_sees_only_its_span()
  local found = run([[
    local part = article:between(2, 3)
    for _, pattern in ipairs(patterns) do
      emit { span = article:span(0, 1), what = tostring(pattern:find(part)) }
    end
  ]], "one two three four", { before = [[local patterns = {
    t.any * t.word "two", t.after(t.word "one") * t.any, t.word "three" * -t.any }]] })
  lu.assertEquals(found[1].what, "nil")
  lu.assertEquals(found[2].what, "two")
  lu.assertEquals(found[3].what, "three")
end

function TestArticle.test_roles_hide_what_is_not_named()
  local loaded = assert(support.load(rule([[
    for b in article:blocks() do emit { span = b } end
  ]], { keys = 'roles = { "caption" },' })))
  local article = core.article("One line.\nA photo.", {})
  support.add_layer(article, "block", { role = "string" }, { { 0, 9, role = "body" },
    { 10, 18, role = "caption" } })
  local found = support.run(loaded, article)
  lu.assertEquals(#found, 1)
  lu.assertEquals(found[1].text, "A photo.")
end

function TestArticle.test_emit_takes_tokens_and_bytes()
  local found = run [[
    emit { first = 2, last = 3, at = { first = 1, last = 2 }, all = {}, n = 7 }
    emit { begin = 0, stop = 2, at = article:token(3), n = { low = 3, hedge = "over" } }
    emit(setmetatable({}, { __index = { first = 1, last = 3, what = "behind" } }))
  ]]
  lu.assertEquals(found[1].text, "He")
  lu.assertEquals(found[1].at, { 8, 10 })
  lu.assertEquals(found[1].n, { nil, 3, nil, "over" })
  lu.assertEquals(found[2].what, "behind")
  lu.assertEquals(found[2].text, "He said no")
  lu.assertEquals(found[3].text, "said no")
  lu.assertEquals(found[3].at, { 0, 7 })
  lu.assertEquals(found[3].n, { 7, 7, 7, nil })
  lu.assertNil(found[3].all)
end

function TestArticle.test_an_annotation_that_fails_half_way_is_left_out()
  local found = run [[
    emit { first = 1, last = 1, what = "whole" }
    pcall(emit, { first = 2, last = 2, what = "half", n = "x" })
    emit { first = 3, last = 3, what = "after" }
    pcall(emit, { first = 3, last = 4, at = { first = 1, last = 2 }, what = 1 })
  ]]
  lu.assertEquals(#found, 2)
  lu.assertEquals(found[2].what, "after")
end

-- Lists say the same as one call for each.
function TestArticle.test_emit_takes_lists()
  local at_once = run [[
    emit { first = { 4, false, 1, 2 }, last = { 5, 1, 1, 3 }, what = { "a", "b", false, "d" },
      at = { false, false, article:token(3) }, all = { { "x", "y" }, {}, { "z" } }, n = 7 }
    emit { first = {}, last = {} }
  ]]
  local singly = run [[
    emit { first = 4, last = 5, what = "a", all = { "x", "y" }, n = 7 }
    emit { first = 1, last = 1, at = article:token(3), all = { "z" }, n = 7 }
    emit { first = 2, last = 3, what = "d", n = 7 }
  ]]
  lu.assertEquals(#at_once, 3)
  lu.assertEquals(at_once, singly)
  local by_bytes = run [[
    local begins, stops = {}, {}
    for i, pair in ipairs { { 4, 5 }, { 1, 1 }, { 2, 3 } } do
      begins[i], stops[i] = article:bytes_of(pair[1], pair[2])
    end
    emit { begin = { begins[1], false, begins[2], begins[3] },
      stop = { stops[1], 1, stops[2], stops[3] }, what = { "a", "b", false, "d" },
      at = { false, false, article:token(3) }, all = { { "x", "y" }, {}, { "z" } }, n = 7 }
  ]]
  lu.assertEquals(by_bytes, singly)
end

-- Those before the wrong one stay, as they would have, each put out for itself.
function TestArticle.test_lists_that_fail_half_way_leave_that_one_out()
  local found = run [[
    pcall(emit, { first = { 1, 2, 3 }, last = { 1, 2, 3 }, what = { "a", "b" }, n = { 1, "x" } })
    emit { first = 4, last = 4, what = "after" }
  ]]
  lu.assertEquals(#found, 2)
  lu.assertEquals({ found[1].what, found[2].what }, { "a", "after" })
end

-- What was allowed once is known by where it is; what was not is asked about each time.
function TestArticle.test_a_field_has_only_the_texts_that_it_may_have()
  local loaded = support.load [[
local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "A test.", writes = "it",
  fields = { what = { "red", "green" }, mood = { "blue", "red" } },
  extract = function(article, emit)
    for round = 1, 2 do
      for _, what in ipairs { "red", "green", "bl" .. "ue", "re" .. "d", "black" } do
        for _, mood in ipairs { "red", "blue", "green" } do
          pcall(emit, { first = round, last = round, what = what, mood = mood })
        end
      end
    end
  end,
  examples = { { "A text." } },
}
]]
  local found = {}
  for i, one in ipairs(support.run(loaded, core.article("One two.", {}))) do
    found[i] = one.what .. " " .. one.mood
  end
  local once = "red red, red blue, green red, green blue"
  lu.assertEquals(table.concat(found, ", "), once .. ", " .. once)
end

local mistakes = {
  { 'emit { span = article:token(1), waht = "x" }', "no field 'waht'; did you mean 'what'?" },
  { 'emit { span = article:token(1), what = 7 }', "'what' is a string, here 7" },
  { 'emit { span = article:token(1), all = "x" }', "'all' is a list of strings, here \"x\"" },
  { 'emit { span = article:token(1), at = 3 }', "'at' is a span, here 3" },
  { 'emit { span = article:token(1), to = article:token(1) }', "'to' is a ref, here a span" },
  { 'emit { begin = 5, stop = 700 }', "is no stretch of a text" },
  { 'emit { begin = 5, stop = 5 }', "is no stretch of a text" },
  { 'emit { what = "x" }', "takes span = a span, or begin = and stop =" },
  { 'emit { begin = 1, first = 1, last = 1 }', "takes span = a span, or begin = and stop =" },
  { 'emit { begin = 1.5, stop = 3 }', "takes span = a span, or begin = and stop =" },
  { 'emit { span = article:token(1), begin = 3 }', "takes span = a span, or begin = and stop =" },
  { 'emit { span = { begin = 1, stop = 3 } }', "takes span = a span, or begin = and stop =" },
  { 'emit(setmetatable({ first = 1, last = 1 }, '
    .. '{ __index = function() emit { first = 1, last = 2 } end }))', "emit inside of emit" },
  { 'emit { first = setmetatable({}, { __len = function() return 1 << 62 end }), last = {} }',
    "lists of tokens; number 1 has none" },
  { 'emit { first = 3, last = 900 }', "no tokens 3 to 900 in an article of" },
  { 'emit { first = 3, last = 2 }', "no tokens 3 to 2 in an article of" },
  { 'emit "x"', "emit takes a table, as in emit { span = … }; here a string" },
  { 'emit(article:token(1))', "emit takes a table, as in emit { span = … }; here a span" },
  { 'emit { article:token(1) }', "emit: a span without its name; write span = before it" },
  { 'emit { first = 1, last = 1, n = "x" }', "'n' is an interval, here \"x\"" },
  { 'emit { first = 1, last = 1, n = { low = {} } }', "'n' is an interval, here a table" },
  { 'emit { first = 1, last = 1, at = { first = 1, last = 900 } }', "no tokens 1 to 900" },
  { 'emit { first = 1, last = 1, all = { "a", 3 } }', "'all' is a string, here 3" },
  { 'emit { first = 1, last = 1, [1] = "a" }', "has no field '1'" },
  { 'emit { begin = 12, stop = 13 }', "cut a character" },
  { 'emit { first = { 1 }, last = 1 }', "takes span = a span, or begin = and stop =" },
  { 'emit { first = { 1 }, last = { 1 }, begin = 1 }', "takes span = a span, or begin =" },
  { 'emit { first = article:token(1), last = { 1 } }', "takes span = a span, or begin =" },
  { 'emit { first = { 1, 2 }, last = { 1 } }', "lists of tokens; number 2 has none" },
  { 'emit { begin = { 1, 2 }, stop = { 2 } }', "lists of byte offsets; number 2 has none" },
  { 'emit { begin = { 1 }, stop = { 700 } }', "is no stretch of a text" },
  { 'emit { begin = { 1 }, stop = { 2 }, first = 1 }', "takes span = a span, or begin =" },
  { 'emit { first = { 1, "x" }, last = { 1, 2 } }', "number 2 has none" },
  { 'emit { first = { 1, 3 }, last = { 1, 900 } }', "no tokens 3 to 900 in an article of" },
  { 'emit { first = { 1 }, last = { 1 }, what = { 7 } }', "'what' is a string, here 7" },
  { 'emit { first = { 1 }, last = { 1 }, waht = { "x" } }', "did you mean 'what'?" },
  { 'local x = article:token(1).foldde', "a token has no 'foldde'; did you mean 'folded'?" },
  { 'local x = article.outlett', "an article has no 'outlett'; did you mean 'outlet'?" },
  { 'local x = article:layer "number"[1].knid',
    "an annotation of 'number' has no 'knid'; did you mean 'kind'?" },
  { 'local x = article:span(5, 900)', "no span [5, 900)" },
  { 'local x = (t.any * "said"):find(article)', 'a bare string; write t.word "said"' },
  { 'local x = (t.any:as "text"):find(article)', "a match has a 'text' of its own" },
  { 'local x = article:token(1):within(nil)', ":within takes a span, here nil" },
  { 'local x = article:token(1):before "x"', ":before takes a number of tokens" },
  { 'local x = article:between(3, 900)', "no tokens 3 to 900" },
  { 'local x = article:layer "time"',
    "layer 'time' is not in reads; write reads = { \"time\" }, with any others" },
  { 'local x = article:layer "numbr"', "layer 'numbr' is not in reads; did you mean 'number'?" },
}

function TestArticle.test_mistakes_are_named_at_their_line()
  for _, case in ipairs(mistakes) do
    local ok, message = pcall(run, "\n" .. case[1])
    lu.assertFalse(ok, case[1])
    lu.assertStrContains(message, case[2])
    if not case[2]:find "reads" then lu.assertStrContains(message, "rules/extract/it.lua:9: ") end
  end
end

os.exit(lu.LuaUnit.run())
