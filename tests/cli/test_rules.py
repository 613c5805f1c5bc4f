"""`stemma rules`, `rules show`, `rules test`."""
import pytest
from test_extract import COUNT, DAY

NONE = """local stemma = require "stemma"
return stemma.compare { api = 1, about = "None.", over = "story", reads = { "days" },
  compare = function(story, finding) end,
  examples = { { articles = { "It was on Friday." } } } }
"""


@pytest.fixture
def two(rule):
    rule("extract/count.lua", COUNT)
    return rule("extract/day.lua", DAY)


def test_the_list(stemma, two):
    done = stemma("rules")
    assert (done.status, done.err) == (0, "")
    assert done.lines == [
        "extract/count  Numbers with the words before and after.",
        "               reads day; writes count; 1 example",
        "extract/day    Names of two days.",
        "               writes day; 2 examples",
    ]
    assert stemma("rules", "list").out == done.out
    assert [row["rule"] for row in stemma("rules", "--format", "ndjson").rows] == ["extract/count", "extract/day"]


@pytest.mark.parametrize("name", ["extract/count", "count"])
def test_one_rule(stemma, two, name):
    done = stemma("rules", "show", name)
    assert done.status == 0 and done.lines[1] == "Numbers with the words before and after."
    for line in ["reads     day", "writes    count", "fields    value: number", "          words: list of string",
                 "          when: ref", "overlap   the longest stays"]:
        assert line in done.lines
    at = next(i for i, line in enumerate(done.lines) if line.startswith("example 1 "))
    assert done.lines[at].endswith("extract/count.lua:11")
    assert done.lines[at + 1:at + 3] == [
        "  Only 12 men came on Friday.",
        '       ^^^^^^^^^^^^^^^^^^^^^  found as expected: value = 12, when = "on Friday", words = { "men", "came" }']
    assert "read by   extract/count" in stemma("rules", "show", "day").lines
    assert "  nothing is found, as expected" in stemma("rules", "show", "day").lines
    row, = stemma("rules", "show", name, "--format", "ndjson").rows
    assert (row["fields"]["words"], row["reads"], row["examples"][0]["ok"]) == ("strings", ["day"], True)


def test_unknown_rules_are_named(stemma, two):
    done = stemma("rules", "show", "dya")
    assert (done.status, done.err) == (2, "stemma: no rule is called 'dya'; did you mean 'extract/day'?\n")


def test_files_that_are_no_rules(stemma, two, tmp_path):
    done = stemma("rules", "test", "nowhere.lua")
    assert (done.status, done.err) == (2, "stemma: nowhere.lua: no such file\n")
    (tmp_path / "apart.lua").write_text("return {}")
    done = stemma("rules", "test", "apart.lua")
    assert (done.status, done.err) == (2, "stemma: apart.lua: a rule stands in extract/, compare/ or "
                                          "layer/ of a folder\n")


def test_examples_that_hold(stemma, two):
    done = stemma("rules", "test")
    assert (done.status, done.err) == (0, "")
    assert done.lines == ["ok    extract/count: 1 example", "ok    extract/day: 2 examples",
                          "2 rules, 3 examples, all hold"]
    assert stemma("rules", "test", two).lines == ["ok    extract/day: 2 examples", "1 rule, 2 examples, all hold"]


def test_an_example_that_fails_is_shown_with_what_was_found(stemma, two, rule):
    rule("extract/day.lua", DAY.replace('{ name = "Friday" }', '{ name = "Monday" }'))
    done = stemma("rules", "test", "day")
    assert done.status == 2
    assert done.lines[0] == "FAILS extract/day: 1 of 2 examples fail"
    assert "extract/day.lua:10: examples = {" in done.lines[1]
    assert done.lines[2:] == [
        "    They met on Friday.",
        '             ^^^^^^^^^  found: name = "Friday", on = "on"',
        '    expected: name = "Monday"',
        '      name: found "Friday", expected "Monday"',
        "1 rule, 2 examples, 1 failed"]
    rows = stemma("rules", "test", "day", "--format", "ndjson").rows
    assert [(row["example"], row["ok"], row["line"]) for row in rows] == [(1, False, 10), (2, True, 10)]
    assert [step["step"] for step in rows[0]["steps"]] == ["article", "found", "expected", "differs"]


def test_what_another_rule_wrote_too_names_that_rule(stemma, two, rule, write):
    rule("extract/other.lua", DAY)
    for name in "day", "other":  # the one whose name comes first stays
        assert stemma("rules", "test", name).status == (0 if name == "day" else 2)
    said = "extract/day wrote one that fits; of equal ones of two rules one stays"
    assert stemma("rules", "test", "other").lines[2:5] == [
        "    They met on Friday.", '    expected, not found: name = "Friday"', f"      {said}"]
    write("n/a.txt", "They met on Friday.\n")
    assert f"0 found, 1 expected: {said}" in stemma("extract", "n").err
    row = stemma("rules", "test", "other", "--format", "ndjson").rows[0]
    assert f"0 found, 1 expected: {said}" in row["message"]


def test_what_is_missing_and_what_is_too_much(stemma, two, rule):
    rule("extract/day.lua", DAY.replace(
        '{ "They met." }', '{ "On Friday and on Tuesday.", { name = "Tuesday" }, { name = "Monday", text = "and" } }'))
    done = stemma("rules", "test", "day")
    assert done.lines[2:6] == [
        "    On Friday and on Tuesday.",
        '    ^^^^^^^^^  found, not expected: name = "Friday", on = "On"',
        '                  ^^^^^^^^^^  found as expected: name = "Tuesday", on = "on"',
        '              ^^^  expected, not found: name = "Monday", text = "and"']


def test_examples_of_comparisons_show_their_evidence(stemma, two, rule):
    rule("compare/days.lua", """local stemma = require "stemma"
return stemma.compare { api = 1, about = "Days that differ.", over = "story", reads = { "day" },
  compare = function(story, finding)
    local camps = story:layer "day":camps "name"
    if #camps > 1 then
      finding { kind = "conflict", level = "error", message = "two", evidence = camps }
    end
  end,
  examples = {
    { articles = { { outlet = "A", date = "2021-04-13", text = "It was on Friday." },
      { outlet = "B", text = "It was on Tuesday." } }, { kind = "hedge" } },
  } }""")
    done = stemma("rules", "test", "days")
    for line in ["    A, 2021-04-13: It was on Friday.", "    B: It was on Tuesday.",
                 '    found: kind = "conflict", level = "error", message = "two"', '    expected: kind = "hedge"',
                 '      kind: found "conflict", expected "hedge"']:
        assert line in done.lines
    at = next(i for i, line in enumerate(done.lines) if line.startswith("      B"))
    assert done.lines[at + 1:at + 3] == ["        It was on Tuesday.", "               ^^^^^^^^^^"]


def test_an_override_that_fails_is_what_is_tested(stemma, two, write):
    write("mine/extract/day.lua", DAY.replace('{ name = "Friday" }', '{ name = "Monday" }'))
    done = stemma("rules", "test", "mine/extract/day.lua")
    assert done.status == 2 and done.lines[0] == "FAILS extract/day: 1 of 2 examples fail"


def test_a_rule_whose_example_fails_names_what_it_reads(stemma, two, rule, write):
    rule("extract/day.lua", DAY.replace('"Tuesday", "Friday"', '"Tuesday"').replace(
        'examples = { { "They met on Friday.", { name = "Friday" } }', 'examples = { { "They met on Friday." }'))
    rule("extract/count.lua", COUNT.replace("{ value = 12 }", '{ value = 12, when = "on Friday" }'))
    write("a.txt", "It rained.\n")
    done = stemma("extract", "a.txt")
    assert done.status == 2 and len(done.errors) == 1
    assert "; the rule, which reads day, is left out (stemma rules test " in done.errors[0]


@pytest.mark.parametrize("name", ["day.lua", "extrct/day.lua"])
def test_a_rule_that_stands_where_none_is_looked_for_is_named(stemma, write, name):
    write("mine/" + name, DAY)
    write("mine/words/days.lua", "return { 'Monday' }")
    write("a.txt", "It rained.\n")
    done = stemma("extract", "a.txt", "--rules", "mine")
    assert done.status == 2
    assert done.err == f"mine/{name}: rules stand in the folders extract, compare and layer; left out\n"


def test_the_status_is_that_of_the_rules_asked_about(stemma, two, rule):
    rule("extract/bad.lua", "return 1")
    assert stemma("rules", "test").status == 2
    assert stemma("rules", "test", "day").status == 0


def test_a_rule_that_does_not_load_fails(stemma, two, rule):
    rule("extract/day.lua", DAY.replace("t.word {", "t.wrod {"))
    done = stemma("rules", "test")
    assert done.status == 2 and "FAILS extract/day: does not load" in done.lines
    assert "did you mean 'word'?" in done.out
    done = stemma("rules")
    assert done.status == 2 and "does not load: " in done.out


def test_an_override_that_is_not_fit_leaves_the_shipped_rule(stemma, two, write, tmp_path):
    write("n/a.txt", "It rained on Friday.\n")
    good = stemma("extract", "n", "--format", "ndjson").out
    for text, complaint in (("local x =\n", "unexpected symbol"),
                            (DAY.replace(', "Friday" }:as', " }:as"), "example 1")):
        write("mine/extract/day.lua", text)
        done = stemma("extract", "n", "--format", "ndjson", "--rules", "mine")
        assert (done.status, done.out) == (2, good)
        assert complaint in done.err and "taken instead of mine/extract/day.lua" in done.err


@pytest.fixture
def counting(rule, write):
    rule("extract/day.lua", DAY)
    rule("extract/count.lua", COUNT.replace("{ value = 12 }", '{ value = 12, when = "on Friday" }'))
    write("n/a.txt", "It rained on Tuesday, and 3 men came on Friday.\n")


def test_an_override_that_breaks_another_rule_s_example_is_refused_and_both_are_named(stemma, counting, write):
    good = stemma("extract", "n", "--format", "ndjson")
    assert good.status == 0 and len(good.rows) == 4
    write("mine/extract/day.lua", DAY.replace('"Tuesday", "Friday"', '"Tuesday"').replace("on Friday", "on Tuesday")
          .replace('"Friday"', '"Tuesday"'))
    done = stemma("extract", "n", "--format", "ndjson", "--rules", "mine")
    assert (done.status, done.out, len(done.errors)) == (2, good.out, 1)
    assert done.err.startswith("mine/extract/day.lua:4: with this an example of extract/count fails: ")
    assert done.err.endswith("rules/extract/day.lua is taken instead\n")
    assert "FAILS extract/count" in stemma("rules", "test", "--rules", "mine").out


def test_where_it_cannot_be_told_which_override_breaks_an_example_the_rule_is_left_out(stemma, counting, write):
    worse = DAY.replace('"Tuesday", "Friday"', '"Tuesday"').replace("on Friday", "on Tuesday").replace(
        '"Friday"', '"Tuesday"')
    write("mine/extract/day.lua", worse)
    write("mine/extract/more.lua", DAY.replace('"Tuesday", "Friday"', '"Sunday"').replace("on Friday", "on Sunday")
          .replace('"Friday"', '"Sunday"'))
    done = stemma("extract", "n", "--format", "ndjson", "--rules", "mine")
    assert done.status == 2 and "is taken instead" not in done.err
    assert "; the rule, which reads day, is left out (stemma rules test " in done.err


def test_what_cannot_be_read_of_the_rules_is_left_out(stemma, two, write, tmp_path):
    write("n/a.txt", "It rained on Friday.\n")
    good = stemma("extract", "n", "--format", "ndjson").out
    (tmp_path / "mine/extract").mkdir(parents=True)
    (tmp_path / "mine/extract/gone.lua").symlink_to("nowhere")
    (tmp_path / "mine/words.txt").symlink_to("nowhere")
    done = stemma("extract", "n", "--format", "ndjson", "--rules", "mine")
    assert (done.status, done.out) == (2, good)
    assert done.errors == ["mine/extract/gone.lua:1: cannot be read: No such file or directory",
                           "mine/words.txt: cannot be read: No such file or directory; left out"]


def test_a_rule_is_tested_where_it_lies(stemma, two, write, data):
    write("mine/extract/other.lua", DAY.replace('"day"', '"other"'))
    done = stemma("rules", "test", "mine/extract/other.lua")
    assert (done.status, done.err) == (0, "")
    assert done.lines == ["ok    extract/other: 2 examples", "1 rule, 2 examples, all hold"]
    assert stemma("rules", "test", "day.lua", cwd=data / "rules/extract").lines[0] == "ok    extract/day: 2 examples"
    write("alone.lua", DAY)
    done = stemma("rules", "test", "alone.lua")
    assert done.err == "stemma: alone.lua: a rule stands in extract/, compare/ or layer/ of a folder\n"


def test_a_rule_that_is_not_in_use_fails(stemma, two, rule):
    rule("extract/count.lua", COUNT.replace('reads = { "day" }', 'reads = { "days" }').replace('t.layer "day"', 't.layer "days"'))
    rule("compare/none.lua", NONE)
    complaint = "nobody writes layer 'days'; did you mean 'day'?"
    for name in ("extract/count", "compare/none"):
        done = stemma("rules", "test", name)
        assert done.status == 2 and done.lines[0] == f"FAILS {name}: is not in use"
        assert complaint in done.lines[1] and done.lines[2:] == ["1 rule, 0 examples, 1 failed"]
        done = stemma("rules", "test", name, "--format", "ndjson")
        row, = done.rows
        assert (done.status, row["rule"], row["ok"]) == (2, name, False) and row["message"].endswith(complaint)
        assert "is not in use: " in stemma("rules", "show", name).out
        assert any(line.startswith(name) and "is not in use: " in line for line in stemma("rules").lines)
    assert stemma("rules", "test").lines[-1] == "3 rules, 2 examples, 2 failed"


def test_a_rule_that_reads_what_a_failing_rule_writes_is_not_in_use(stemma, two, rule):
    rule("extract/day.lua", DAY.replace('{ name = "Friday" }', '{ name = "Monday" }'))
    done = stemma("rules", "test")
    assert done.status == 2 and done.lines[0] == "FAILS extract/count: is not in use"
    assert done.lines[1].endswith("reads layer 'day', which no rule that loads writes")


def test_a_name_of_two_rules_means_the_one_that_fits(stemma, two, rule, write):
    rule("compare/day.lua", NONE.replace('"days"', '"day"'))
    write("n/a.txt", "It rained on Monday.\n")
    done = stemma("rules", "test", "day")
    assert done.status == 0 and done.lines[:2] == ["ok    compare/day: 1 example", "ok    extract/day: 2 examples"]
    assert stemma("rules", "test", "day", "extract/day").lines[-1] == "2 rules, 3 examples, all hold"
    assert "by extract/day" in stemma("why-not", "day", "n/a.txt:1").out
    assert "by compare/day" in stemma("why-not", "day", "n").out
    assert "write extract/day or compare/day" in stemma("rules", "show", "day").err


def test_what_is_wrong_with_a_tested_rule_is_told_once(stemma, two, rule):
    rule("extract/day.lua", DAY.replace('{ name = "Friday" }', '{ name = "Monday" }'))
    rule("extract/bad.lua", "return 1")
    assert stemma("rules", "test").err == ""
    done = stemma("rules", "test", "day")
    assert len(done.errors) == 2 and not any("extract/day.lua" in line for line in done.errors)
    assert "extract/bad.lua:1: " in done.errors[0] and "extract/count.lua:" in done.errors[1]
    assert len(stemma("rules", "test", "day", "--quiet").errors) == 3


def test_one_error_in_several_examples_is_told_below_them(stemma, two, rule):
    rule("extract/day.lua", DAY.replace('pattern = (t.word "on":as "on")^-1 * t.word { "Tuesday", "Friday" }:as "name"',
                                        "extract = function(article, emit) emit(article.none.none) end"))
    lines = stemma("rules", "test", "day").lines
    assert lines[0] == "FAILS extract/day: 2 of 2 examples fail" and len(lines) == 5
    assert "day.lua:10: " in lines[1] and "day.lua:10: " in lines[2] and "day.lua:9: " in lines[3]


def test_articles_without_an_outlet_are_called_as_messages_call_them(stemma, two, rule):
    rule("compare/day.lua", """local stemma = require "stemma"
return stemma.compare { api = 1, about = "Days.", over = "story", reads = { "day" },
  compare = function(story, finding)
    local camps = story:layer "day":camps "name"
    if #camps > 1 then finding { kind = "conflict", level = "note", message = "{camps}", evidence = camps } end
  end,
  examples = { { articles = { "It was on Friday.", "It was on Tuesday." }, { kind = "hedge" } } } }""")
    out = stemma("rules", "test", "compare/day").out
    assert "(001) against " in out and "    001: It was on Friday." in out and "article 1" not in out


def test_a_field_of_a_type_that_its_layer_cannot_give(shipped, write):
    write("mine/extract/arrest.lua", '''local stemma = require "stemma"
local t = stemma.token
return stemma.extract {
  api = 1, about = "Arrests.", writes = "arrest", reads = { "number" }, fields = { count = "number" },
  pattern = (t.word "no" + t.layer "number"):as "count" * t.word "arrests",
  examples = { { "12 arrests.", { count = 12 } } },
}
''')
    done = shipped("extract", "--rules", "mine", "mine", "--layer", "number")
    assert done.errors[0] == ("mine/extract/arrest.lua:5: field 'count' is a number, and layer 'number' gives none; "
                              "its 'value' is an interval: write count = \"interval\", or :get \"value\":as \"count\" "
                              "for its number without the hedge")


def test_a_layer_that_plain_lua_misspells_is_named_with_what_was_meant(stemma, two, rule):
    at = "rules/compare/none.lua:2: layer 'dya' is not in reads; did you mean 'day'?"
    rule("compare/none.lua", NONE.replace('"days"', '"day"').replace(
        "finding) end", 'finding) return story:layer "dya" end'))
    assert at in stemma("rules", "test", "none").out
    rule("extract/plain.lua", COUNT.replace('"count"', '"plain"').replace("pattern =", "--").replace(
        "examples", "extract = function(article) return article:layer \"dya\" end, examples"))
    assert "layer 'dya' is not in reads; did you mean 'day'?" in stemma("rules", "test", "plain").out


def test_a_rule_of_one_s_own_adds_to_a_layer_of_the_shipped_ones(shipped, write):
    write("news/a.txt", "The MV Borealis sank on Monday.\n\nThe minister Anna Holt had warned of it.\n")
    write("mine/extract/ship.lua", '''local stemma = require "stemma"
local t = stemma.token
return stemma.extract {
  api = 1, about = "Ships, as names.", writes = "mention",
  pattern = (t.word "MV" * (t.capital:as "entity")):is "organisation":as "kind",
  examples = { { "The MV Borealis sank.", { text = "MV Borealis", entity = "Borealis", kind = "organisation" } } },
}
''')
    done = shipped("extract", "--rules", "mine", "--layer", "mention", "--format", "ndjson", "news")
    assert done.status == 0, done.err
    assert [(row["text"], row["entity"], row["rule"]) for row in done.rows] == [
        ("MV Borealis", "Borealis", "extract/ship"), ("Anna Holt", "Anna Holt", "extract/mention")]


OWN = """local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "Lines of a sailor's own.", writes = "LAYER", roles = { "body", "link" },
  extract = function(article, emit)
    for word in article.text:gmatch "()Maytide" do
      emit { begin = word - 1, stop = word + 6, GIVEN }
    end
  end,
  examples = { { "Nothing." } },
}
"""


@pytest.mark.parametrize("layer, given, rows", [
    ("block", 'role = "body"', [("Ships came in.", "extract/block"), ("READ MORE: Maytide", "extract/block")]),
    ("published", 'date = "2020-05-01"', [("Maytide", "extract/own")]),
    ("sentence", "", [("Ships came in.", "extract/sentence"), ("Maytide", "extract/own")]),
])
def test_nobody_has_to_say_the_fields_of_a_shipped_layer_again(shipped, write, layer, given, rows):
    write("news/a.txt", "Ships came in.\n\nREAD MORE: Maytide\n")
    write("mine/extract/own.lua", OWN.replace("LAYER", layer).replace("GIVEN", given))
    done = shipped("extract", "--rules", "mine", "--layer", layer, "--format", "ndjson", "news")
    assert (done.status, done.err) == (0, "")
    assert [(row["text"], row["rule"]) for row in done.rows] == rows
