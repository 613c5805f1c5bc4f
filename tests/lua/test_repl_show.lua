-- What is shown at the prompt: columns, widths, what says the same, errors under a caret, :diff.

local lu = require "luaunit"
require "support"
local host = require "host_stub"
local list = require "stemma.repl.value.list"
local alike = require "stemma.repl.alike"
local columns = require "stemma.repl.show.columns"
local errors = require "stemma.repl.errors"
local interval = require "stemma.interval"
local plain = require "stemma.repl.value.plain"
local screen = require "stemma.repl.show.screen"
local show = require "stemma.repl.show"
require "stemma.repl.value.span"

local function rows_of(value)
  local rows = {}
  show.rows(value, function(row) rows[#rows + 1] = row end)
  return rows
end

local function words(text)
  local found = {}
  for word in text:gmatch "%S+" do found[#found + 1] = word end
  return found
end

local function world(wide, high)
  host.open({ articles = { { doc = "n/herald.txt",
    text = "Ada said no. Bo said yes.\nAda left." } },
    layers = { block = { fields = {} }, quotation = { fields = { who = "string" },
      ["n/herald.txt"] = { { 0, 3, who = "Ada" } } } } }, wide, high)
  return require("stemma.repl.corpus").articles()
end

TestShow = {}

function TestShow.test_a_cell_is_a_value_in_words()
  lu.assertEquals(columns.text(nil), "")
  lu.assertEquals(columns.text(3.0), "3")
  lu.assertEquals(columns.text(0.1), "0.1")
  lu.assertEquals(columns.text(true), "true")
  lu.assertEquals(columns.text { "a", 2, { "b" } }, "a; 2; b")
  lu.assertEquals(columns.text { low = 3, high = 5 }, "3–5")
  lu.assertEquals(columns.text(interval.of(14000, "more than")), "more than 14000")
  lu.assertEquals(columns.text {}, "")
  lu.assertEquals(columns.text(print), "(function)")
  lu.assertEquals(columns.text(setmetatable({}, {})), "(table)")
end

function TestShow.test_columns_are_what_items_have()
  local function heads(items, all)
    local found = {}
    for i, head in ipairs(columns.of(items, all)) do found[i] = head.name end
    return found
  end
  lu.assertEquals(heads(list.new({ { b = 1 }, { a = 2 } }, "item")), { "b", "a" })
  lu.assertEquals(heads(list.new({ 1, "x" }, "item")), { "value" })
  lu.assertEquals(heads(list.new({ { value = 1, count = 2 } }, "count")), { "value", "count" })
  local annotations = require("stemma.repl.value.story").layer("quotation", world())
  lu.assertEquals(heads(annotations), { "place", "text", "who" })
  lu.assertEquals(heads(annotations, true),
    { "doc", "outlet", "date", "line", "begin", "end", "text", "who" })
  lu.assertEquals(columns.kind { annotations[1], "x" }, nil)
end

function TestShow.test_what_is_wide_is_clipped_by_columns_and_not_by_bytes()
  lu.assertEquals(screen.width "東京", 4)
  lu.assertEquals(screen.clip("東京東京", 5), "東京…")
  lu.assertEquals(screen.fit("東", 4), "東  ")
  lu.assertEquals(screen.fit("7", 3, true), "  7")
  lu.assertEquals(screen.clip("a\tb\27[31m\nc", 20), "a b [31m c")
  for width = 1, 30 do
    local before, word, behind = screen.around("one two three 東京 ", "four", " five 東京 six", width)
    lu.assertTrue(screen.width(before .. word .. behind) <= width, width)
  end
  lu.assertEquals({ screen.many(1, "story"), screen.many(2, "story"), screen.many(1200, "match"),
    screen.many(0, "piece of evidence") }, { "1 story", "2 stories", "1,200 matches",
    "0 pieces of evidence" })
end

function TestShow.test_rows_fold_at_blanks_and_lose_no_word()
  world(20, 24)
  local text, rows = "  one two three four five six seven", {}
  screen.fold(text, function(row) rows[#rows + 1] = row end)
  lu.assertEquals(words(table.concat(rows, " ")), words(text))
  for i, row in ipairs(rows) do
    lu.assertTrue(#row <= 20)
    lu.assertEquals(#row:match "^ *", i == 1 and 2 or 6)
  end
  lu.assertEquals(rows_of "one two three\nfour five six seven eight", { "one two three",
    "four five six seven", "eight" })
end

function TestShow.test_what_rules_see_is_shown_as_what_it_is()
  local article = world()[1]
  local seen = article:layer("quotation")[1].article
  lu.assertIs(plain.value(seen), article)
  lu.assertEquals(rows_of(seen)[1], "herald")
  lu.assertEquals(plain.value(seen:layer "quotation"), article:layer "quotation")
  local t = require "stemma.token"
  for _, pattern in ipairs { t.word, t.any, t.capital * t.number } do
    lu.assertIs(plain.value(pattern), pattern)
  end
  lu.assertEquals(rows_of(seen:token(1):shapes()), {
    '{ { "capital", "spaced", "starts_sentence", "word" } }' })
  for _, value in ipairs { seen, { seen }, seen.words, seen:layer "quotation", article, seen.native,
    setmetatable({ 1 }, { __index = string }), { f = print }, seen:token(1) } do
    lu.assertNil(table.concat(rows_of(value)):find("0x", 1, true))
  end
end

TestAlike = {}

function TestAlike.test_nearly_word_for_word_or_a_part_of_it()
  local whole = words "both expressed readiness to keep up the dialogue on matters of security"
  lu.assertTrue(alike(whole, words "both expressed readiness to keep up the dialogue"))
  lu.assertTrue(alike(words "expressed readiness to keep up the dialogue on matters", whole))
  lu.assertTrue(alike(whole, words "both expressed readiness to keep up the dialogue on security"))
  lu.assertFalse(alike(whole, words "the two men spoke of the weather and of nothing else"))
end

function TestAlike.test_a_few_words_have_to_be_equal()
  lu.assertTrue(alike(words "calm has come", words "calm has come"))
  lu.assertFalse(alike(words "calm has come", words "calm has gone"))
  lu.assertFalse(alike(words "calm has come", words "calm has come first of all"))
  lu.assertFalse(alike({}, {}))
end

TestErrors = {}

function TestErrors.test_the_caret_finds_what_the_message_names()
  local function at(line, message) return errors.culprit(line, message) end
  lu.assertEquals(at("x = nowhere.at", "there is no global 'nowhere'"), 5)
  lu.assertEquals(at("xx.x(x)", "attempt to call a nil value (field 'x')"), 6)
  lu.assertEquals(at("f(1 +)", "unexpected symbol near ')'"), 6)
  lu.assertEquals(at('p = t.any + t.word "x"',
    't.word "x" is never reached: t.any (line 1) matches'), 13)
  lu.assertEquals(at("p = t.any + t.any", "t.any is never reached: t.any (line 1) matches all"), 13)
  lu.assertEquals(at('p = t.any * "said"', 'a bare string; write t.word "said"'), 13)
  lu.assertEquals(at('p = t.any:as "text"', "a match has a 'text' of its own; name it otherwise"),
    15)
  lu.assertNil(at("x = 1", "something else"))
end

local function shown(message, text, high)
  world(60, high)
  local said, real = {}, io.stderr
  -- luacheck: push ignore 122
  io.stderr = { write = function(_, ...) said[#said + 1] = table.concat { ... } end }
  local ok, why = pcall(errors.show, message, "prompt", text, true)
  io.stderr = real
  -- luacheck: pop
  lu.assertTrue(ok, why)
  return table.concat(said)
end

function TestErrors.test_an_error_is_one_line_below_the_prompt()
  lu.assertEquals(shown("prompt:1: there is no global 'no'", "x = no", 24),
    (" "):rep(12) .. "^ there is no global 'no'\n")
  lu.assertEquals(shown("prompt:2: there is no global 'no'", "f(1,\n  no)", 24),
    "2:   no)\n" .. (" "):rep(5) .. "^ there is no global 'no'\n")
  lu.assertEquals(shown("prompt:1: there is no global 'no'", "x = no", 0),
    "prompt:1: there is no global 'no'\n")
  lu.assertEquals(shown("elsewhere: x", "x = no", 24), "elsewhere: x\n")
  local many = "prompt:1: there is no global 'no'; there are " .. ("names "):rep(20)
  local long = shown(many, "no", 24)
  for row in long:gmatch "[^\n]+" do lu.assertTrue(#row <= 60, row) end
  lu.assertStrContains(shown("prompt:1: unexpected symbol near ':'", 't.any^1:as "n"', 24),
    "(t.any^1):…")
end

TestDiff = {}

function TestDiff.test_what_a_draft_gains_and_loses()
  local draft = require "stemma.repl.draft"
  local diff, current = require "stemma.repl.draft.diff", nil
  draft.current = function() return current end
  lu.assertErrorMsgContains("no rule or pattern was typed", function() diff.draft(print) end)
  local articles = world()
  local find = require("stemma.repl.find").all
  current = { kind = "pattern", name = "p", matches = find("said", articles) }
  lu.assertErrorMsgContains("there is nothing to set 'p' beside", function() diff.draft(print) end)
  current.before = find("Ada", articles)
  local rows = {}
  diff.draft(function(row) rows[#rows + 1] = row end)
  lu.assertEquals(rows, { "+ n/herald.txt:1  said", "+ n/herald.txt:1  said",
    "- n/herald.txt:1  Ada",
    "- n/herald.txt:2  Ada", "2 gained, 2 lost; the draft finds 2, the one before found 2" })
end

os.exit(lu.LuaUnit.run())
