-- The modules that the shipped comparison rules build on: rules/events, rules/wording.
local lu = require "luaunit"
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
local align = pack.require "wording.align"
local days = pack.require "events.days"
local events = pack.require "events.events"
local reading = pack.require "wording.reading"
local spelling = pack.require "wording.spelling"
local statement = pack.require "wording.statement"
local texts = pack.require "wording.texts"

local function words_of(text, open) return reading.new():words(text, open or false) end

local function keys(text)
  local list = {}
  for i, word in ipairs(words_of(text)) do list[i] = word.key end
  return table.concat(list, " ")
end

-- The words for which a list has something.
local function flagged(words, how)
  local list = {}
  for i, word in ipairs(words) do
    if words[how][i] then list[#list + 1] = word.plain end
  end
  return table.concat(list, " ")
end

TestReading = {}

function TestReading:test_joins_what_is_one_word()
  lu.assertEquals(keys "The U.S. and the US, not us", "the us. and the us. not us")
  lu.assertEquals(keys "1,200.5 per cent; 4.2 percent", "1,200.5 percent 4.2 percent")
  lu.assertEquals(keys "build-up — ‘Iran’s’ programme…", "buildup iran's program")
  lu.assertEquals(keys "F.B.I. agents", keys "FBI agents")
end

function TestReading:test_keeps_the_places_of_words()
  local text = "“[T]hey’re … here,” – Élan said (twice)."
  local words = words_of(text)
  lu.assertEquals(#words, 5)
  for i, word in ipairs(words) do
    local there = text:sub(words.from[i] + 1, reading.to(words, i))
    lu.assertEquals(there:gsub("[%[%]]", ""):gsub("’", "'"), word.plain)
  end
end

function TestReading:test_sees_cuts_brackets_and_marks()
  lu.assertEquals(flagged(words_of 'He said "a fire … [to put] out" again', "cut"), "to put out")
  lu.assertEquals(flagged(words_of 'He said "a fire … [to put] out" again', "bracket"), "to put")
  lu.assertEquals(flagged(words_of 'He said "a fire … [to put] out" again', "marked"),
    "a fire to put out")
  lu.assertEquals(flagged(words_of "a “b ‘c” d", "marked"), "b c")
  lu.assertEquals(flagged(words_of('a" b "c', true), "marked"), "a c")
  lu.assertEquals(flagged(words_of("a b", true), "marked"), "a b")
  lu.assertEquals(flagged(words_of "a (b c", "bracket"), "b c")
  lu.assertEquals(flagged(words_of "[T]he [...] end", "cut"), "The end")
  lu.assertTrue(reading.has(words_of "[T]he end", "bracket"))
  lu.assertFalse(reading.has(words_of "The […] end", "bracket"))
end

-- A word is the same wherever it stands, and whatever was read before.
function TestReading:test_knows_words_again()
  local lines = { "Twelve per cent, per “cent”.", "cent per Cent", "a re-read “U.S. [t]ext”: d***",
    "per", "cents a cent", "“U.S.”, per cent (d***) a re-read [t]ext" }
  local reader = reading.new()
  for _, text in ipairs(lines) do
    local words, again = words_of(text), reader:words(text, false)
    lu.assertEquals(#words, #again)
    for i, word in ipairs(words) do lu.assertEquals(again[i], word) end
    for _, how in ipairs { "cut", "marked", "bracket" } do
      lu.assertEquals(flagged(again, how), flagged(words, how))
    end
    lu.assertEquals(again.from, words.from)
  end
end

function TestReading:test_parts_and_joins_texts()
  local words = words_of 'a "b [c] d" … e'
  local part = reading.part(words, 2, 4)
  lu.assertEquals({ flagged(part, "marked"), flagged(part, "bracket") }, { "b c d", "c" })
  lu.assertEquals(part.from, { words.from[2], words.from[3], words.from[4] })
  local all = reading.join { words_of("a b", true), words_of("", true), part }
  lu.assertEquals(flagged(all, "marked"), "a b b c d")
  lu.assertEquals(flagged(all, "cut"), "b c d")
  lu.assertEquals(#all, 5)
end

TestSpelling = {}

function TestSpelling:test_plain_words_have_the_same_key()
  local found = 0
  for word in read("lexicon/spelling.tsv"):lower():gmatch "%f[^\n\t]%l+%f[\n\t]" do
    lu.assertEquals(spelling.key_of_plain(word), spelling.key(word))
    found = found + 1
  end
  lu.assertTrue(found > 100)
  for _, word in ipairs { "for", "four", "flour", "harbours", "the", "organised", "theatre", "2021",
    "élan", "3s" } do
    lu.assertEquals(spelling.key_of_plain(word), spelling.key(word))
  end
end

function TestSpelling:test_two_spellings_have_one_key()
  for british, american in pairs {
    defence = "defense", harbour = "harbor", neighbours = "neighbors", organised = "organized",
    centre = "center", travelled = "traveled", dialogue = "dialog", kyiv = "kiev",
    ["harbour's"] = "harbor's",
  } do
    lu.assertEquals(spelling.key(british), spelling.key(american))
  end
end

function TestSpelling:test_two_words_have_two()
  for one, other in pairs {
    four = "for", hour = "hor", prise = "prize", share = "divide", wise = "wize", our = "or",
  } do
    lu.assertNotEquals(spelling.key(one), spelling.key(other))
  end
end

function TestSpelling:test_short_forms_are_spellings()
  lu.assertTrue(spelling.same({ "we've" }, { "we", "have" }))
  lu.assertTrue(spelling.same({ "isn't" }, { "is", "not" }))
  lu.assertTrue(spelling.same({ "work", "force" }, { "workforce" }))
  lu.assertFalse(spelling.same({ "can" }, { "can't" }))
end

function TestSpelling:test_figures_and_letters_are_spellings()
  lu.assertTrue(spelling.same({ "two-in-three" }, { "2", "in", "3" }))
  lu.assertTrue(spelling.same({ "two", "and", "a", "half", "million" }, { "2.5", "million" }))
  lu.assertFalse(spelling.same({ "two-in-three" }, { "1", "in", "3" }))
  lu.assertFalse(spelling.same({ "1", "2" }, { "12" }))
end

function TestSpelling:test_hidden_letters_are_spellings()
  for _, mask in ipairs { "d***", "d**n", "d---", "da*n" } do
    local word = words_of("a " .. mask .. " lie")[2]
    lu.assertEquals(word.plain, mask)
    lu.assertTrue(spelling.same({ word.folded }, { "damn" }))
    lu.assertFalse(spelling.same({ word.folded }, { "bloody" }))
  end
  lu.assertEquals(keys "a lie* -- or I--no, **bold** one", "a lie or i no bold one")
end

TestAlign = {}

function TestAlign:test_finds_the_common_stretch()
  local a = words_of "one two the red fox ran home before dark three"
  local b = words_of "four the red fox slowly ran home before dark"
  local found = align.best(a, b)
  lu.assertEquals(found, { 3, 2, 4, 3, 5, 4, 6, 6, 7, 7, 8, 8, 9, 9 })
end

function TestAlign:test_nothing_in_common()
  lu.assertEquals(align.best(words_of "one two", words_of "red fox"), {})
  lu.assertEquals(align.best({}, {}), {})
end

TestStatement = {}

local function text_of(text, marked)
  return { words = words_of(text, marked), marked = marked }
end

local function kinds(a, b)
  local reference, text = text_of(a, true), text_of(b, true)
  local aligned = statement.same(reference, text)
  if not aligned then return nil end
  local list = {}
  for i, change in ipairs(statement.compare(reference, text, aligned).changes) do
    list[i] = change.kind
  end
  return table.concat(list, " ")
end

function TestStatement:test_names_each_change()
  local whole = "The harbour will open in spring, and no crew will lose a single day of pay"
  lu.assertEquals(kinds(whole, whole), "")
  lu.assertEquals(kinds(whole, (whole:gsub("harbour", "harbor"))), "spelling")
  lu.assertEquals(kinds(whole, (whole:gsub(" in spring", ""))), "dropped")
  lu.assertEquals(kinds(whole, (whole:gsub(" in spring", " …"))), "cut")
  lu.assertEquals(kinds(whole, (whole:gsub("spring", "winter"))), "replaced")
  lu.assertEquals(kinds(whole, (whole:gsub("crew will", "crew will ever"))), "added")
  lu.assertEquals(kinds(whole, (whole:gsub("pay$", "leave"))), "replaced")
  local cut = statement.compare(text_of("We will not " .. whole, true),
    text_of("We won't " .. whole, true), statement.same(text_of("We will not " .. whole, true),
    text_of("We won't " .. whole, true))).cut
  lu.assertFalse(cut)
  lu.assertEquals(kinds(whole, (whole:gsub("no crew", "[nobody]"))), "brackets")
  lu.assertEquals(kinds(whole, (whole:gsub("The harbour", "The **harbour**"))), "")
  lu.assertEquals(kinds(whole .. " in the workforce", whole .. " in the work force"), "spelling")
  lu.assertEquals(kinds(whole .. " at two-in-three ports", whole .. " at 2 in 3 ports"), "spelling")
end

function TestStatement:test_ends_fitted_to_their_surroundings_are_no_misquotations()
  local whole = "I look forward to the day when no crew of ours will lose its pay, and I'd tell "
    .. "every captain so"
  lu.assertEquals(kinds(whole, "looks forward to the day when no crew of ours will lose its pay"),
    "")
  lu.assertEquals(kinds(whole, "as forward to the day when no crew of ours will lose its pay"), "")
  lu.assertEquals(kinds(whole, "march forward to the day when no crew of ours will lose its wages"),
    "replaced replaced")
  lu.assertEquals(kinds(whole, (whole:gsub("I'd", "I would"))), "spelling")
  local cut = whole:gsub("when", "… when")
  lu.assertEquals(kinds(cut, (whole:gsub("when", "at last when"))), "cut")
end

function TestStatement:test_does_not_mix_two_sentences()
  lu.assertNil(kinds("We have a budget, and tonight we have a majority for it",
    "We had a majority and we used it"))
  lu.assertNil(kinds("reduce tensions", "reduce tensions"))
end

TestDays = {}

local function day(value) return days.read(value) end

function TestDays:test_reads_days_only()
  lu.assertEquals(days.words(day "2021-04-13", true), "Tuesday, 13 April 2021")
  lu.assertEquals(days.words(day "2021-04-12TNI"), "Monday, 12 April")
  lu.assertEquals(days.words(day "XXXX-WXX-5"), "Friday")
  lu.assertEquals(days.words(day "XXXX-04-13"), "13 April")
  for _, value in ipairs { "2021-04", "2021-W15", "2021", "P5Y", "PRESENT_REF" } do
    lu.assertNil(day(value))
  end
  lu.assertNil(day(nil))
end

function TestDays:test_fit()
  lu.assertTrue(days.fit(day "2021-04-13", day "XXXX-WXX-2"))
  lu.assertFalse(days.fit(day "2021-04-13", day "XXXX-WXX-5"))
  lu.assertFalse(days.fit(day "2021-04-13", day "2021-04-20"))
  lu.assertTrue(days.fit(day "XXXX-04-13", day "2021-04-13"))
end

function TestDays:test_what_an_event_s_words_tell()
  lu.assertEquals(days.told("2021-04-13", "on Tuesday").number, day "2021-04-13".number)
  lu.assertNil(days.told("2021-04-12", "on Monday and Tuesday"))
  lu.assertNil(days.told("2021-04-12", "on Monday-Tuesday"))
  lu.assertNil(days.told("2021-04-13", "at noon"))
  local last = days.told("2021-04-20", "last Tuesday")
  lu.assertTrue(days.fit(last, day "2021-04-13"))
  lu.assertFalse(days.fit(last, day "2021-04-14"))
end

local function camps(list)
  local articles, shown = {}, {}
  for i, values in ipairs(list) do
    for _, value in ipairs(values) do
      articles[i] = articles[i] or {}
      table.insert(articles[i], { day = day(value), article = i })
    end
  end
  for i, camp in ipairs(days.camps(articles)) do
    local numbers = {}
    for k, one in ipairs(camp) do numbers[k] = one.article end
    shown[i] = table.concat(numbers, " ")
  end
  return table.concat(shown, " / ")
end

function TestDays:test_camps()
  lu.assertEquals(camps { { "2021-04-13" }, { "XXXX-WXX-2" }, { "XXXX-WXX-5" }, {} }, "1 2 / 3")
  lu.assertEquals(camps { { "2021-04-16", "2021-04-13" }, { "2021-04-13" }, { "2021-04-13" } },
    "1 2 3")
  lu.assertEquals(camps { { "2021-06-03" }, { "2021-06-04" }, { "2021-06-03" }, { "2021-06-04" } },
    "1 3 / 2 4")
  lu.assertEquals(camps {}, "")
end

TestEvents = {}

function TestEvents:test_names()
  lu.assertTrue(events.same_name("Joe Biden", "Joseph R. Biden Jr."))
  lu.assertTrue(events.same_name("Biden", "Joe Biden"))
  lu.assertFalse(events.same_name("Rural Party", "Labor Party"))
  lu.assertFalse(events.same_name("Anna Holt", "Boris Lund"))
end

function TestEvents:test_groups_by_participants()
  local function mention(article, ...)
    return { kind = "call", article = article, who = { ... }, people = { ... } }
  end
  local list = events.group {
    mention(1, "Anna Holt", "Boris Lund"), mention(1, "Clara Munk", "Jonas Reed"),
    mention(2, "Holt", "Lund"), mention(3, "Holt"), mention(3, "Elias Berg"), mention(4),
  }
  lu.assertEquals(#list, 2)
  lu.assertEquals({ list[1].size, list[2].size }, { 4, 1 })
end

function TestEvents:test_countries_stand_for_their_leaders()
  local function mention(article, who, people)
    return { kind = "meeting", article = article, who = who, people = people }
  end
  local leaders = { "Anna Holt", "Boris Lund" }
  local countries = { "Elbia", "Norland" }
  lu.assertEquals(#events.group { mention(1, leaders, leaders), mention(2, countries, {}) }, 1)
  local others = { "Clara Munk", "Jonas Reed" }
  lu.assertEquals(#events.group { mention(1, leaders, leaders), mention(2, others, others) }, 2)
end

-- --- what need not be read ---

-- Ways to write one word, or what is read as one or two, in many texts.
local ways = {
  { "harbour", "harbor", "Harbour,", "“harbor" }, { "Organised", "organized.”", "(organised)" },
  { "grey", "gray" }, { "centre", "center" }, { "US", "U.S.", "US’" },
  { "us", "Us" }, { "percent", "per cent", "per-cent" }, { "that's", "that’s", "that' s" },
  { "farmers’", "farmers", "‘Farmers’" }, { "build-up", "buildup", "build‐up" },
  { "[the", "the]", "the", "**the", "the**", "The…" }, { "[t]he", "the" },
  { "d***", "d---" }, { "that's", "that’ s" }, { "café", "Café!" }, { "41,000" },
  { "2021", "2021." }, { "in/out", "in out" },
  { "port—of", "port – of", "port of", "[port ](http) of", "[port](http://of.the.port) of" },
}

-- Some of the words, now and then another one in between, each in one of its ways.
local function written(words)
  local list = {}
  for _, word in ipairs(words) do
    if math.random(8) == 1 then list[#list + 1] = "lark" end
    list[#list + 1] = word[math.random(#word)]
  end
  return table.concat(list, " ", math.random(#list))
end

-- What is passed over unread shares no more than is said.
function TestUnread_shares_too_little()
  math.randomseed(23)
  local passed, near = 0, 0
  for _ = 1, 3000 do
    local reader, words = reading.new(), {}
    for i = 1, math.random(9) do words[i] = ways[math.random(#ways)] end
    local quoted, text, least = written(words), written(words), math.random(3)
    local quotations = texts.index { { words = reader:words(quoted, true) } }
    local rough = texts.rough()
    rough:add(reading.shown(quoted))
    local found = quotations:near(reader:words(text, false), least)
    near = near + #found
    if #rough:near(reading.shown(text), least) == 0 then
      lu.assertEquals(found, {}, text)
      passed = passed + 1
    end
  end
  lu.assertTrue(passed > 300 and near > 300, passed .. " " .. near)
end

-- Words of the list of spellings, and some whose endings differ.
local function spellings()
  local list = { { "organising", "organizing" }, { "colours", "colors" }, { "centre", "center" },
    { "analysed", "analyzed" }, { "fibre", "fiber" }, { "dialogue", "dialog" },
    { "neighbourhood", "neighborhood" }, { "centred", "centered" } }
  for line in read("lexicon/spelling.tsv"):gmatch "[^\n]+" do
    local british, american = line:match "^([^#\t][^\t]*)\t([^\t]+)"
    if british and british ~= "british" then list[#list + 1] = { british, american } end
  end
  return list
end

function TestUnread_are_found_in_any_spelling()
  local list = spellings()
  lu.assertTrue(#list > 120)
  for _, pair in ipairs(list) do
    local british, american = table.unpack(pair)
    lu.assertEquals(spelling.key(british:lower()), spelling.key(american:lower()))
    for _, shown in ipairs { "the %s of", "the %s’s plan", "The re-%s, of", "“A post-%s” – he" } do
      local rough = texts.rough()
      rough:add(shown:format(american))
      local words = words_of(shown:format(british))
      if texts.index({ { words = words_of(shown:format(american)) } }):near(words, 1)[1] then
        lu.assertEquals(rough:near(shown:format(british), 1), { 1 }, shown:format(british))
      end
    end
  end
end

os.exit(lu.LuaUnit.run())
