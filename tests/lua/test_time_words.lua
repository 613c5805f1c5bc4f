-- The modules that the rules for times and numbers build on: rules/times, rules/numbers.
local lu = require "luaunit"
local core = require "stemma.core"
local pack = require "stemma.load.pack"

local root = os.getenv "STEMMA_ROOT" or "."

local function read(path)
  local file = io.open(root .. "/rules/" .. path, "rb")
  if not file then return nil end
  local bytes = file:read "a"
  file:close()
  return bytes, "@rules/" .. path
end

pack.open("test", { env = setmetatable({}, { __index = _G }), read = read })
local amounts = pack.require "numbers.amounts"
local calendar = pack.require "times.calendar"
local letters = pack.require "numbers.letters"
local numerals = pack.require "numbers.numerals"
local tense = pack.require "times.tense"
local timewords = pack.require "times.timewords"
local timex = pack.require "times.timex"

TestCalendar = {}

function TestCalendar:test_counts_days_as_the_system_does()
  for year = 1896, 2104, 13 do
    for month = 1, 12 do
      local date = { year = year, month = month, day = 28 }
      local clock = os.time { year = year, month = month, day = 28, hour = 12 }
      lu.assertEquals(calendar.weekday(date), tonumber(os.date("!%u", clock)))
      lu.assertEquals(calendar.week(date), os.date("!%G-W%V", clock))
      lu.assertEquals(calendar.day(calendar.add(date, 45)),
        os.date("!%Y-%m-%d", clock + 45 * 86400))
      lu.assertEquals(calendar.day(calendar.add(date, -70)),
        os.date("!%Y-%m-%d", clock - 70 * 86400))
    end
  end
end

function TestCalendar:test_knows_which_days_there_are()
  lu.assertNil(calendar.parse "2021-02-29")
  lu.assertNil(calendar.parse "Tuesday")
  lu.assertEquals(calendar.parse "2020-02-29T11:43", { year = 2020, month = 2, day = 29 })
  lu.assertFalse(calendar.valid(1900, 2, 29))
  lu.assertFalse(calendar.valid(2021, 13, 1))
end

function TestCalendar:test_cuts_a_day_to_the_month()
  lu.assertEquals(calendar.day(calendar.add_months({ year = 2021, month = 1, day = 31 }, 1)),
    "2021-02-28")
  lu.assertEquals(calendar.month(calendar.add_months({ year = 2021, month = 1, day = 31 }, -1)),
    "2020-12")
end

TestNumerals = {}

local function value(text)
  local words = {}
  for word in text:gmatch "%S+" do words[#words + 1] = word end
  local number, after = numerals.read(words, 1)
  return number, after and after - 1
end

function TestNumerals:test_reads_figures_and_words()
  for text, wanted in pairs {
    ["14,000"] = 14000, ["1.2m"] = 1200000, ["8.2 million"] = 8200000, ["2.4bn"] = 2400000000,
    ["twenty - one"] = 21, ["two hundred and five"] = 205, ["half a million"] = 500000,
    ["half million"] = 500000, ["two dozen"] = 24, ["a dozen"] = 12, ["5 1 / 2"] = 5.5,
    ["two and a half million"] = 2500000, ["40 000"] = 40000, ["a score of"] = 20,
    ["one million two hundred thousand"] = 1200000,
  } do lu.assertEquals(value(text), wanted, text) end
end

function TestNumerals:test_stops_where_the_number_does()
  for text, wanted in pairs {
    ["two and three"] = 1, ["20 to 25"] = 1, ["nineteen eighty"] = 1, ["twelve people"] = 1,
    ["three thousand workers"] = 2,
  } do lu.assertEquals(select(2, value(text)), wanted, text) end
  for _, text in ipairs { "2gb", "3,17", "a year", "people", "1,2,3" } do
    lu.assertNil(value(text), text)
  end
end

function TestNumerals:test_reads_ordinals_and_sees_fractions()
  lu.assertEquals(numerals.ordinal "second", 2)
  lu.assertEquals(numerals.ordinal "21st", 21)
  lu.assertNil(numerals.ordinal "first")
  lu.assertEquals(numerals.compound_ordinal({ "twenty", "-", "first" }, 1), 21)
  lu.assertTrue(numerals.is_fraction({ "two", "-", "thirds" }, 2))
  lu.assertFalse(numerals.is_fraction({ "two", "seconds" }, 2))
end

function TestNumerals:test_ends_with_the_sentence()
  local words = { "in", "20", "million", "people" }
  lu.assertEquals({ numerals.within(words, 2, 4) }, { 20000000, 4 })
  lu.assertEquals({ numerals.within(words, 2, 2) }, { 20, 3 })
end

TestNumbers = {}

local function sentence(text)
  local article = require "stemma.read.article".open({}, core.article(text, {}))
  local words, shapes = article:between(1, article:token_count()):words(),
    article:between(1, article:token_count()):shapes()
  return { article = article, words = words, shapes = shapes, names = { ["737"] = true },
    first = 1, last = #words }
end

-- Numbers as forms lead to them (rules/extract/number.lua).
local function by_forms(text)
  local found, done, s = {}, 0, sentence(text)
  for form, first, last, values in s.article:written(letters.alphabet):forms(letters.forms) do
    local i = first + letters.before[form]
    if i > done then
      local number = letters.simple[form] and amounts.simple(s, values, first, i, last)
        or not letters.simple[form] and amounts.at(s, i)
      found[#found + 1], done = number or nil, number and number.after - 1 or i
    end
  end
  return found
end

-- The same by a look at each word with which a number can begin.
local function by_words(text)
  local found, done, s = {}, 0, sentence(text)
  for k, word in ipairs(s.words) do
    local i = numerals.scales[word] and (s.words[k - 1] == "a" or s.words[k - 1] == "an") and k - 1
      or (numerals.counts[word] or numerals.vague[word] or numerals.ordinals[word]
        or numerals.tenths[word] or word == "half" or word == "tens" or s.shapes[k].digit) and k
    if i and i > done then
      local number = amounts.at(s, i)
      found[#found + 1], done = number, number and number.after - 1 or done
    end
  end
  return found
end

local around_numbers = {}
for word in ([[a an A half two twenty five hundred million dozen score m k bn of 12 45 1,500 2.5 000
  007 737 3,17 21st 500km 1.2m $ US £ USD percent per cent square miles dollars barrels and to - –
  between from votes people at least or more than second third thirds halves first tens dozens
  thousands no one person Boeing about / : quarter G7 twentieth , said]]):gmatch "%S+" do
  around_numbers[#around_numbers + 1] = word
end

function TestNumbers:test_finds_by_forms_what_it_finds_word_by_word()
  math.randomseed(3)
  local count = 0
  for _ = 1, 20000 do
    local words = {}
    for k = 1, math.random(2, 7) do words[k] = around_numbers[math.random(#around_numbers)] end
    local text = table.concat(words, " ")
    local found = by_forms(text)
    lu.assertEquals(found, by_words(text), text)
    count = count + #found
  end
  lu.assertTrue(count > 10000)
end

TestTimeWords = {}

local function open(text)
  local article = require "stemma.read.article".open({}, core.article(text, {}))
  return { article = article, words = article.words, shapes = article.shapes }
end

-- What the forms of times take of a text, one behind the other, and their values by letter.
local function taken(text)
  local s, found, of, done = open(text), {}, {}, 0
  for number, first, last, values in timewords.written(s):forms(timex.patterns) do
    if first > done then
      found[#found + 1] = s.article:text_of(first, last)
      of[#of + 1], done = values, last
      values.form = timex.forms[number][1]
    end
  end
  return table.concat(found, " | "), of
end

function TestTimeWords:test_reads_numbers_of_several_words_as_one()
  local found, of = taken "two and a half years ago, at 6:05 pm, 1,500 days, twenty-one days later"
  lu.assertEquals(found, "two and a half years ago | 6:05 pm | 1,500 days | twenty-one days later")
  lu.assertEquals({ of[1].N, of[1].V }, { 2.5, "Y" })
  lu.assertEquals({ of[2].D, of[2]["0"], of[2].P }, { 6, 5, 12 })
  lu.assertEquals({ of[3].N, of[4].N, of[4].r }, { 1500, 21, 1 })
end

-- A look at every place, as `written` looks only where a number may go on.
function TestTimeWords:test_misses_no_number()
  for _, number in ipairs {
    "two", "12", "45", "1,500", "2.5", "two hundred", "12 million", "45 million", "two-hundred",
    "half a million", "half-a-dozen", "half a dozen", "a dozen", "a hundred", "40 000", "12 000",
    "twenty five", "twenty-five", "two hundred and five", "two and a half", "12 and a half",
    "45 and a quarter", "5 1/2", "45 1/2", "two 1/2",
  } do
    local _, of = taken(number .. " days")
    local s = open(number .. " days")
    lu.assertEquals(of[1].N or of[1].D, (numerals.read(s.words, 1)), number)
    lu.assertEquals(of[1].V, "D", number)
    lu.assertNil(of[2], number)
  end
end

function TestTimeWords:test_tells_names_of_months_and_days_from_words()
  lu.assertEquals(taken "In May it may march. Sun is what Sat. 4 May and the sun brought",
    "May | Sat. 4 May")
  lu.assertEquals(taken "May 5 it was; Will May is a name", "May 5 | May")
  lu.assertEquals(taken "May is a name, as is Mar", "")
  lu.assertEquals(taken "They met at 11:45 am, and lost by 11:75 at 7:5 pm", "11:45 am | 5 pm")
end

TestTense = {}

local function future(text)
  local article = require "stemma.read.article".open({}, core.article(text, {}))
  local s = { article = article, words = article.words, shapes = article.shapes,
    first = 1, last = article:token_count() }
  for i = 1, s.last do
    if s.words[i] == "monday" then return tense.future(s, i, i) end
  end
end

function TestTense:test_looks_to_the_nearest_sign()
  lu.assertTrue(future "they will meet on monday")
  lu.assertTrue(future "talks will be held on monday")
  lu.assertTrue(future "on monday they will vote")
  lu.assertTrue(future "she plans to leave on monday")
  lu.assertTrue(future "a meeting planned for monday")
  lu.assertFalse(future "he said on monday that it will rain")
  lu.assertFalse(future "they passed it by 61 votes on monday")
  lu.assertFalse(future "according to the police on monday")
  lu.assertFalse(future "she went to Moscow on monday")
  lu.assertNil(future "on monday")
  lu.assertNil(future "to them on monday")
end

os.exit(lu.LuaUnit.run())
