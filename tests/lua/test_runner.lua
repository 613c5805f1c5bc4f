-- Rules that are patterns, run in C on the sentences that can match, against the matcher that plain
-- rules use on the whole article: the same annotations with the same fields.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"
local t = require("stemma").token

local words = { "said", "people", "killed", "new", "york", "the", "of", "police", "two", "no" }
local texts = { "said", "12", "People", "killed", "New", "York", "the", "of", "Police", "14,000",
  "two", ",", "no", "“", "”", ".", "Ann", "Reed", "4" }

-- A generator of its own, so that a failure is the same in every run.
local state = 1
local function random(n)
  state = (state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (state >> 33) % n + 1
end

local function text()
  local list = {}
  for i = 1, 30 + random(60) do
    list[i] = texts[random(#texts)]
    if random(25) == 1 then list[i] = list[i] .. ".\n" end
  end
  return table.concat(list, " ")
end

local function some_words()
  local list = {}
  for i = 1, random(4) do list[i] = ("%q"):format(words[random(#words)]) end
  return "t.word { " .. table.concat(list, ", ") .. " }"
end

local leaves = {
  some_words, some_words, some_words,
  function() return "t.capital" end, function() return "t.number" end,
  function() return "t.layer 'number'" end, function() return "t.any" end,
  function() return "t.word { 'New York', 'people' }" end,
  function() return "(t.lower - t.word 'of')" end,
  function() return "t.match(function(text) return #text == 3 end)" end,
}

local part

local joins = {
  function(n) return ("(%s * %s)"):format(part(n), part(n)) end,
  function(n) return ("(%s * %s)"):format(part(n), part(n)) end,
  function(n) return ("(%s + %s)"):format(part(n), part(n)) end,
  function(n) return ("(%s * %s^-2)"):format(part(n), part(0)) end,
  function(n) return ("(%s^0 * %s)"):format(part(0), part(n)) end,
  function(n) return ("(-%s * %s)"):format(part(0), part(n)) end,
  function(n) return ("(#%s * %s)"):format(part(0), part(n)) end,
  function(n) return ("(%s * t.upto(3) * %s)"):format(part(n), part(n)) end,
  function(n) return ("(t.after(%s) * %s)"):format(some_words(), part(n)) end,
}

function part(n)
  if n == 0 then return leaves[random(#leaves)]() end
  return joins[random(#joins)](n - 1)
end

local function load(pattern, within)
  return support.load(support.rule(pattern, { within = within, reads = "{ 'number' }",
    fields = "{ a = 'span', b = 'string' }" }))
end

-- What `pattern:each` finds, in a rule of its own.
local function expected(pattern, article, within)
  local rule = assert(support.load(([[
local stemma = require "stemma"
local t = stemma.token
local p = %s
return stemma.extract {
  api = 1, about = "A test.", writes = "it", reads = { "number" },
  fields = { a = "span", b = "string" },
  extract = function(article, emit)
    local list = {}
    if %q == "sentence" then
      list[1] = article
    else
      for block in article:blocks() do list[#list + 1] = block end
    end
    for _, where in ipairs(list) do
      for m in p:each(where) do emit { span = m, a = m.a, b = m.b and m.b.text } end
    end
  end,
  examples = { { "A text." } },
}
]]):format(pattern, within)))
  return support.run(rule, article)
end

local function article_of(body)
  local article, numbers = core.article(body, {}), {}
  for at, stop in body:gmatch "()%f[%d][%d,]*%d()" do
    numbers[#numbers + 1] = { at - 1, stop - 1, kind = "count" }
  end
  support.add_layer(article, "number", { kind = "string" }, numbers)
  return article
end

TestRunner = {}

function TestRunner.test_finds_what_the_matcher_finds()
  local tried, found = 0, 0
  for _ = 1, 400 do
    local pattern = ("(%s):as 'a' * (%s):as 'b'"):format(part(random(3) - 1), part(random(2) - 1))
    for _, within in ipairs { "sentence", "paragraph" } do
      local rule = load(pattern, within)
      if rule then
        local body = text()
        local got = support.run(rule, article_of(body))
        lu.assertEquals(got, expected(pattern, article_of(body), within),
          pattern .. " within " .. within .. " on " .. body)
        tried, found = tried + 1, found + #got
      end
    end
  end
  lu.assertTrue(tried > 300 and found > 300, ("%d tried, %d found"):format(tried, found))
end

-- What may exclude what follows it, or follow the end of a sentence.
local hopeless = {
  function() return ("(-%s * %s)"):format(some_words(), some_words()) end,
  function() return ("(#%s * %s)"):format(some_words(), some_words()) end,
  function() return ("(-(%s) * %s)"):format(part(random(2) - 1), part(random(3) - 1)) end,
  function() return ("(#(%s) * %s)"):format(part(random(2) - 1), part(random(3) - 1)) end,
  function() return ("(%s * (t.first + t.last * %s) * t.any)"):format(part(1), part(0)) end,
}

-- Whether a pattern finds something in one of some texts; nil where another mistake is told first.
local function finds_something(pattern)
  pattern = ("(%s):as 'a' * (t.any^-1):as 'b'"):format(pattern)
  for _ = 1, 4 do
    local whole, found = pcall(expected, pattern, article_of(text()), "sentence")
    if not whole or #found > 0 then return whole or nil end
  end
  return false
end

function TestRunner.test_what_is_said_never_to_match_does_not()
  local never, ran = require "stemma.match.never", 0
  for _ = 1, 2000 do
    local pattern = hopeless[random(#hopeless)]()
    local ok, p = pcall(assert(_G.load("local t = ... return " .. pattern)), t)
    if ok and never.is(p.tree) then
      local found = finds_something(pattern)
      lu.assertTrue(not found, pattern)
      if found == false then ran = ran + 1 end
    end
  end
  lu.assertTrue(ran > 500, ran)
end

local function fields(pattern, layer_fields, annotation, field_type, body)
  local rule = assert(support.load(support.rule(pattern, { reads = "{ 'number' }",
    fields = ("{ x = '%s' }"):format(field_type) })))
  local article = core.article(body or "About 14,000 people left.", {})
  support.add_layer(article, "number", layer_fields, annotation and { annotation } or {})
  local found = support.run(rule, article)
  return found[1] and found[1].x
end

function TestRunner.test_values_of_fields()
  local number = "t.layer('number'):as 'x' * t.word 'people'"
  local kinds = { value = "interval", kind = "string", of = "span", n = "number", who = "entities" }
  local one = { 0, 12, value = { value = 14000, low = 13000, hedge = "about" }, kind = "count",
    of = { first = 3, last = 3 }, n = 7, who = { "Ann", "Bob" } }
  lu.assertEquals(fields(number, kinds, one, "string"), "About 14,000")
  lu.assertEquals(fields(number, kinds, one, "span"), { 0, 12 })
  lu.assertEquals(fields(number, kinds, one, "ref"), { "number", 1 })
  lu.assertEquals(fields(number, kinds, one, "interval"), { 14000, 13000, nil, "about" })
  lu.assertEquals(fields(number, kinds, one, "number"), 7)
  lu.assertEquals(fields(number, kinds, one, "entity"), "Ann")
  lu.assertEquals(fields("t.layer('number'):get('kind'):as 'x'", kinds, one, "string"), "count")
  lu.assertEquals(fields("t.layer('number'):get('of'):as 'x'", kinds, one, "span"), { 13, 19 })
  lu.assertEquals(fields("t.layer('number'):get('n'):as 'x'", kinds, one, "interval"),
    { 7, nil, nil, nil })
  lu.assertEquals(fields("t.layer('number'):get('value'):as 'x'", kinds, one, "number"), 14000)
  lu.assertNil(fields("t.layer('number'):get('value'):as 'x'", kinds,
    { 0, 12, value = { low = 10, high = 12 } }, "number"))
  lu.assertEquals(fields("(t.word 'left'):is(3):as 'x'", kinds, one, "number"), 3)
  lu.assertEquals(fields("(t.word 'left'):is(3):as 'x'", kinds, one, "string"), "3")
  lu.assertEquals(fields("(t.word 'left'):is 'gone':as 'x'", kinds, one, "strings"), "gone")
  lu.assertEquals(fields("t.number:as 'x'", kinds, one, "number"), 14000)
  lu.assertNil(fields("(t.word 'people'):as 'x'", kinds, one, "number"))
end

function TestRunner.test_what_a_layer_does_not_give_is_named()
  for pattern, case in pairs {
    ["t.layer('number'):as 'x'"] = { "interval", "has no field of type interval for 'x'" },
    ["t.layer('number'):get('kind'):as 'x'"] = { "interval", "what the pattern gives is none" },
    ["(t.word 'left'):is 'gone':as 'x'"] = { "number", "what the pattern gives is none" },
  } do
    lu.assertErrorMsgContains(case[2], fields, pattern, { kind = "string" },
      { 0, 12, kind = "count" }, case[1])
    lu.assertErrorMsgContains("it.lua:6:", fields, pattern, { kind = "string" },
      { 0, 12, kind = "count" }, case[1])
  end
end

os.exit(lu.LuaUnit.run())
