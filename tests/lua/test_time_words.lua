-- The modules that the rules for times and numbers build on: rules/words.
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
local calendar = pack.require "times.calendar"
local forms = pack.require "words.forms"
local numerals = pack.require "numbers.numerals"
local tense = pack.require "times.tense"
local timewords = pack.require "times.timewords"

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

TestForms = {}

local function items(line)
  local letter = {}
  for each in line:gmatch "." do letter[#letter + 1] = each end
  return { letter = letter, n = #letter }
end

function TestForms:test_takes_the_longest_and_then_the_first()
  local tree = forms.tree { { "MD", 1 }, { "m?MD,?Y", 2 }, { "[MW]", 3 }, { "MDx?", 4 },
    { "D%-?[DM]", 5 } }
  local form, last = forms.longest(tree, items "MD,Y", 1)
  lu.assertEquals({ form[2], last }, { 2, 4 })
  form, last = forms.longest(tree, items ".MD.", 2)
  lu.assertEquals({ form[2], last }, { 1, 3 })
  lu.assertEquals(forms.longest(tree, items "mMDY", 1)[2], 2)
  lu.assertEquals(forms.longest(tree, items "D-M", 1)[2], 5)
  lu.assertNil(forms.longest(tree, items "D-", 1))
end

function TestForms:test_gives_a_second_value_of_a_letter_its_letter_doubled()
  local values = forms.values(items "MDDD", 1, 4, function(k) return k end)
  lu.assertEquals(values, { M = 1, D = 2, DD = 3, DDD = 4 })
  local function value_of(k, all, by) return all.letter[k] .. k * by end
  values = forms.values(items "MD", 2, 2, value_of, 5)
  lu.assertEquals(values, { D = "D10" })
end

-- `article:runs` leads to runs with core letters only.
function TestForms:test_no_time_is_without_a_core_letter()
  local function look(node, path, holds)
    if node.form then lu.assertTrue(holds, path) end
    for letter, below in pairs(node) do
      if letter ~= "form" then
        look(below, path .. letter, holds or timewords.core:find(letter, 1, true) ~= nil)
      end
    end
  end
  look(forms.tree(pack.require "times.timex".forms), "", false)
end

TestTimeWords = {}

-- A run of words as items, with the first token of each and of what follows them.
local function read_items(text)
  local article = require "stemma.read.article".open({}, core.article(text, {}))
  local s = { article = article, words = article.words, shapes = article.shapes,
    first = 1, last = article:token_count() }
  local found = { first = {}, number = {} }
  for first, last, letters in article:runs(timewords.alphabet, timewords.core) do
    timewords.read(s, found, letters, first, last)
  end
  local first = table.concat(found.first, " ", 1, found.n + 1)
  return table.concat(found.letter, "", 1, found.n) .. " " .. first, found, s
end

function TestTimeWords:test_reads_numbers_of_several_words_as_one()
  local items_of, found, s = read_items "two and a half years ago"
  lu.assertEquals(items_of, "NVg 1 5 6 7")
  lu.assertEquals(timewords.value(1, found, s), 2.5)
  lu.assertEquals(timewords.value(2, found, s), "Y")
  items_of, found, s = read_items "at 6:05 pm, twenty-one days later"
  lu.assertEquals(items_of, "iD:0P,NVr 1 2 3 4 5 6 7 10 11 12")
  lu.assertEquals(timewords.value(4, found, s), 5)
  lu.assertEquals(timewords.value(7, found, s), 21)
end

TestTense = {}

local function future(text)
  local article = require "stemma.read.article".open({}, core.article(text, {}))
  local s = { article = article, words = article.words, shapes = article.shapes,
    first = 1, last = article:token_count() }
  tense.read(s)
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
