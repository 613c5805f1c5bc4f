"""`stemma why` and `stemma why-not`."""
import pytest
from conftest import ROOT, run
from test_extract import DAY

TOLL = """local stemma = require "stemma"
local t = stemma.token
local day = t.layer "day" { name = "Friday" }
local killed = t.word { "killed", "died" }
return stemma.extract {
  api = 1,
  about = "Deaths on Fridays.",
  reads = { "day" },
  writes = "toll",
  fields = { day = "span", fate = "string" },
  pattern = killed:as "fate" * t.upto(2) * day:as "day",
  examples = { { "Two died there on Friday.", { fate = "died" } } },
}
"""

PLAIN = """local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "Long days.", writes = "long", reads = { "day" }, fields = {},
  extract = function(article, emit)
    for _, day in ipairs(article:layer "day") do
      if #day > 20 then emit { span = day } end
    end
  end,
  examples = { { "On Friday." } },
}
"""

APART = """local stemma = require "stemma"
return stemma.compare {
  api = 1,
  about = "Days that differ.",
  over = "story",
  reads = { "day" },
  compare = function(story, finding, undecided)
    local camps = story:layer "day":camps "name"
    if #camps > 1 then
      finding {
        kind = "conflict", level = "error", message = "{camps}", evidence = camps,
      }
    elseif #camps == 1 and #camps[1] == 1 then
      undecided { message = "only one day", evidence = camps }
    end
  end,
  examples = { { articles = { { text = "It was on Friday." }, { text = "It was on Monday." } },
    { kind = "conflict" } } },
}
"""


@pytest.fixture
def rules(rule):
    rule("extract/day.lua", DAY.replace('"Tuesday", "Friday"', '"Monday", "Friday"'))
    rule("extract/toll.lua", TOLL)
    rule("compare/apart.lua", APART)


@pytest.fixture
def story(write):
    write("n/a.txt", "Nobody died there on Friday, and two men died on Friday in a town of two.\n")
    write("n/b.txt", "Two men died on Monday.\nIt was killed by age.\n")
    write("other/c.txt", "It rained on Sunday.\n")


def test_an_annotation_down_to_the_text(stemma, rules, story):
    done = stemma("why", "n/a.txt:1:45")
    assert (done.status, done.err) == (0, "")
    text = done.out
    assert text.index("toll “died on Friday”") < text.index("by extract/toll") < text.index("day “on Friday”")
    for part in [' t.word {"killed", "died"}:as "fate" ', " “died” ", "line 4: local killed =",
                 't.layer "day" {name = Friday}:as "day"', "line 3: local day =",
                 "by extract/day  .data/rules/extract/day.lua:4  Names of two days.", " “on” ", " “Friday” "]:
        assert part in text, part
    line = next(i for i, each in enumerate(done.lines) if "^" in each)
    assert done.lines[line].index("^") == done.lines[line - 1].index("died on Friday in")
    assert done.lines[line].strip() == "^" * len("died on Friday")


def test_a_place_tells_of_its_findings(stemma, rules, story):
    done = stemma("why", "n/b.txt:1")
    assert "error conflict" in done.out and "reported by  line 10: finding {" in done.out
    for name in ("a", "b"):
        assert f"n/{name}.txt:1:" in done.out
    assert "other" not in done.out


def test_a_finding_by_its_id(stemma, rules, story):
    found, = stemma("n", "--format", "ndjson").rows
    whole = stemma("why", found["id"], "n")
    assert (whole.status, whole.err) == (0, "")
    assert "by compare/apart  .data/rules/compare/apart.lua:2  Days that differ." in whole.out
    assert "reads  day" in whole.out
    assert whole.out.count("by extract/day") == 3
    assert stemma("why", found["id"][:6], "n").out == whole.out


def test_ids_that_are_not_there(stemma, rules, story):
    found, = stemma("n", "--format", "ndjson").rows
    near = found["id"][:5] + ("0" if found["id"][5] != "0" else "1")
    done = stemma("why", near, "n")
    assert (done.status, done.err) == (
        2, f"stemma: there is no finding '{near}'; did you mean {found['id']}?\n")
    far = "0" if found["id"][0] != "0" else "1"
    assert stemma("why", far, "n").err == f"stemma: there is no finding '{far}' among the 1 there\n"
    assert stemma("why", "abc", "other").err == "stemma: there is no finding 'abc': nothing was found there\n"
    assert stemma("why", "abc").err.startswith("stemma: 'abc' is a finding's id; say too what was compared")


def test_rows_of_an_explanation(stemma, rules, story):
    rows = stemma("why", "n/a.txt:1:45", "n", "--format", "ndjson").rows
    assert [(row["why"], row.get("layer"), row.get("depth")) for row in rows if row["why"] == "annotation"][-2:] == [
        ("annotation", "toll", 0), ("annotation", "day", 1)]
    toll = next(row for row in rows if row.get("layer") == "toll")
    assert [(step["step"], step["words"], step["line"]) for step in toll["steps"]] == [
        ("took", "died", 4), ("took", "on Friday", 3)]
    finding = stemma("why", stemma("n", "--format", "ndjson").rows[0]["id"], "n", "--format", "ndjson").rows[0]
    assert (finding["why"], finding["line"], finding["evidence"][0]["layer"]) == ("finding", 10, "day")


def test_nothing_at_a_place_is_said(stemma, rules, story):
    done = stemma("why", "n/b.txt:2")
    assert done.status == 0 and done.lines == [
        "no rule found anything there; stemma why-not RULE DOC:LINE tells how far a rule got"]


def test_colour_on_demand_only(stemma, rules, story):
    assert "\x1b" not in stemma("why", "n/a.txt:1").out
    assert "\x1b" in stemma("why", "n/a.txt:1", "--color", "always").out


@pytest.mark.parametrize("command", [("why",), ("why-not", "day")])
@pytest.mark.parametrize("place, message", [
    ("n/a.txt:9", "n/a.txt has no line 9; its last is 1"),
    ("n/a.txt:0", "'n/a.txt:0' is no place; it is DOC:LINE or DOC:LINE:COLUMN"),
    (":3", "':3' is no place; it is DOC:LINE or DOC:LINE:COLUMN"),
])
def test_a_wrong_place_is_named(stemma, rules, story, command, place, message):
    done = stemma(*command, place)
    assert (done.status, done.err) == (2, f"stemma: {message}\n")


def test_a_file_that_is_not_there(stemma, rules, story):
    assert stemma("why", "n/zebra.txt:1").err == (
        "stemma: n/zebra.txt: no such file; an article inside a file is FILE#ID\n")


# --- why not ---

def test_how_far_a_pattern_got(stemma, rules, story):
    done = stemma("why-not", "toll", "n/b.txt:1")
    assert (done.status, done.err) == (0, "")
    assert done.lines[:2] == ["n/b.txt:1  Two men died on Monday.",
                              "  by extract/toll  .data/rules/extract/toll.lua:5  Deaths on Fridays."]
    assert any(line.startswith('  the sentence lacks t.layer "day" {name = Friday}') for line in done.lines)
    at = done.lines.index("    stopped at “.”")
    assert done.lines[at + 1] == "      Two men died on Monday." and done.lines[at + 2] == " " * 28 + "^"
    assert any("it wants t.layer \"day\" {name = Friday}" in line for line in done.lines[at:])


def test_a_rule_that_fails_its_examples_is_explained_all_the_same(stemma, rules, rule, write):
    rule("extract/toll.lua", TOLL.replace('"Two died there on', '"Two perished there on'))
    write("n/x.txt", "Two perished there on Friday.\n")
    done = stemma("why-not", "toll", "n/x.txt:1")
    assert done.status == 2 and done.err.count("\n") == 1 and "example 1" in done.err
    assert any("the sentence lacks t.word {\"killed\", \"died\"}" in line for line in done.lines), done.lines


def test_what_an_annotation_lacks_is_told(stemma, rules, story):
    done = stemma("why-not", "toll", "n/b.txt:1:14")
    assert 'a day begins there, but its name is "Monday"' in done.out


def test_what_was_found_has_no_why_not(stemma, rules, story):
    done = stemma("why-not", "toll", "n/a.txt:1:45")
    assert done.lines[-2:] == ["", "it did find, at 1:42: died on Friday"]


def test_what_overlaps_and_won_is_told(stemma, rules, rule, story):
    rule("extract/longer.lua", TOLL.replace("killed:as", 't.word "men" * killed:as')
         .replace('"Two died there', '"Two men died there').replace("Deaths on", "More deaths on"))
    done = stemma("why-not", "toll", "n/a.txt:1:45")
    assert "the pattern matches:" in done.out
    assert ("but it overlaps “men died on Friday” of extract/longer, which won: "
            "of annotations that overlap the longest stays") in done.out


def test_a_layer_that_has_nothing_there(stemma, rules, story):
    assert "  day: nothing in this line" in stemma("why-not", "toll", "n/b.txt:2").lines
    assert "  day: nothing in the article" in stemma("why-not", "toll", "other/c.txt:1").lines


def test_a_role_that_the_rule_does_not_see(stemma, rules, rule, story):
    rule("extract/toll.lua", TOLL.replace('writes = "toll",', 'writes = "toll", roles = { "headline" },')
         .replace('{ { "Two died there on Friday.", { fate = "died" } } }', '{ { "Rain." } }'))
    done = stemma("why-not", "toll", "n/a.txt:1")
    assert "these words are a body; the rule sees headline (roles = { … } in the rule changes that)" in done.out


def test_a_line_of_metadata_is_called_so(stemma, rules, write):
    write("n/a.txt", "---\noutlet: A\n---\n\nTwo died.\n")
    last = {line: stemma("why-not", "toll", f"n/a.txt:{line}").lines[-1] for line in (2, 4)}
    assert last == {2: "  this line is metadata of the article; rules see its text",
                    4: "  there are no words in this line"}


def test_plain_lua_tells_what_it_read_and_put_out(stemma, rules, rule, story):
    rule("extract/long.lua", PLAIN)
    done = stemma("why-not", "long", "n/a.txt:1")
    assert "  read day  “on Friday”" in done.lines
    assert "  plain Lua; it ran and emitted nothing here (0 elsewhere in the article)" in done.lines


def test_plain_lua_that_reads_nothing_of_the_line(stemma, rules, rule, story):
    rule("extract/long.lua", PLAIN.replace('ipairs(article:layer "day")', "ipairs {}"))
    done = stemma("why-not", "long", "n/a.txt:1")
    assert "  day: 2 in this line that it did not look at one by one" in done.lines


def test_an_article_inside_a_file(stemma, rules, write):
    write("n.ndjson", '{"id":"1","text":"Rain."}\n{"id":"2","text":"She died on Sunday."}\n')
    done = stemma("why-not", "toll", "n.ndjson#2:1:5")
    assert done.status == 0 and done.lines[0] == "n.ndjson#2:1  She died on Sunday."


def test_comparisons_tell_what_they_read_and_returned(stemma, rules, story):
    done = stemma("why-not", "compare/apart", "n", "other")
    assert (done.status, done.err) == (0, "")
    assert any(line.strip().startswith("read day: 3 claims (a 2, b 1)") for line in done.lines)
    assert any(line.strip().startswith("camps by name: 2") for line in done.lines)
    assert any(line.strip().startswith("conflict: ") for line in done.lines)
    assert "  it ran to its end and found nothing" in done.lines
    rows = stemma("why-not", "apart", "n", "--format", "ndjson").rows
    assert [step["step"] for step in rows[0]["steps"]] == ["group", "group", "group", "put"]


def test_comparisons_are_not_asked_about_a_line(stemma, rules, story):
    done = stemma("why-not", "compare/apart", "n/a.txt:3")
    assert (done.status, done.out, done.err) == (2, "", (
        "stemma: compare/apart compares the articles of a story: name their folder and no line, as in "
        "stemma why-not compare/apart n\n"))


def test_layers_have_no_why_not(stemma, rules, rule, story):
    rule("layer/it.lua", 'return require "stemma".layer { about = "A layer.", fields = {} }')
    assert stemma("why-not", "layer/it", "n/a.txt:1").err == (
        "stemma: layer/it only says a layer's fields; why-not is for rules that extract or compare\n")


@pytest.mark.parametrize("columns", [70, 100])
def test_no_row_is_wider_than_the_terminal(columns):
    herald = "corpus/call/herald.txt:4"
    for words in (["why", herald + ":125"], ["why-not", "extract/quotation", herald]):
        done = run(*words, cwd=ROOT, env={"COLUMNS": str(columns)})
        rows = [line for line in done.lines if not line.startswith("  plain Lua; ")]
        assert done.status == 0 and rows
        assert max(map(len, rows)) <= columns, max(rows, key=len)
