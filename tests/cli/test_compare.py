"""Findings of rules written here: rows, text, exit status, order."""
import shlex

import pytest
from conftest import ROOT
from test_extract import DAY

NAMES = '''local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "Outlets that name different days.",
  over = "story",
  reads = { "day" },
  compare = function(story, finding, undecided)
    local claims = story:layer "day"
    if #claims == 0 then return end
    local camps = claims:camps "name"
    if #camps > 1 then
      finding { kind = "conflict", level = "error", message = "the day: {camps}", evidence = camps,
                silent = story.outlets - claims.outlets }
    else
      finding { kind = "single", level = "note", message = "all agree", evidence = camps,
                silent = story.outlets - claims.outlets }
    end
  end,
  examples = {
    { articles = { { outlet = "A", text = "It was on Friday." }, { outlet = "B", text = "It was on Tuesday." } },
      { kind = "conflict" } },
  },
}
'''


@pytest.fixture
def days(rule):
    rule("extract/day.lua", DAY)
    rule("compare/names.lua", NAMES)


@pytest.fixture
def story(days, write):
    write("n/a.txt", "The bridge was closed on Friday, the mayor said.\n")
    write("n/b.txt", "Bridge shut\n\nIt was closed on Tuesday.\n")
    write("n/c.txt", "On Tuesday the bridge was closed.\n")
    write("n/d.txt", "The bridge is closed.\n")


def test_a_row_a_finding(stemma, story):
    done = stemma("n", "--format", "ndjson")
    assert (done.status, done.err) == (0, "")
    row, = done.rows
    assert (row["v"], row["rule"], row["kind"], row["level"]) == (1, "compare/names", "conflict", "error")
    assert row["silent"] == ["d"] and len(row["id"]) == 16 and row["story"].startswith("s-")
    assert [(v["doc"], v["line"], v["text"]) for v in row["evidence"]] == [
        ("n/a.txt", 1, "on Friday"), ("n/b.txt", 3, "on Tuesday"), ("n/c.txt", 1, "On Tuesday")]
    for v in row["evidence"]:
        assert len(v["text"].encode()) == v["end"] - v["begin"]


def test_text_of_one_story(stemma, story):
    done = stemma("n")
    assert done.lines[0].startswith("4 articles") and done.lines[0].endswith("a, b, c, d")
    assert done.lines[1] == "1 finding: 1 error"
    assert done.lines[3].startswith("error conflict  the day: ")
    body = "\n".join(done.lines)
    for words in ["closed ‹on Friday›, the mayor said.", "It was closed ‹on Tuesday›.", "‹On Tuesday› the bridge",
                  "  silent: d"]:
        assert words in body
    assert done.lines[-1].startswith("next: ")
    assert all(len(line) <= 100 for line in done.lines)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_text_keeps_to_the_width(stemma, story, width):
    done = stemma("n", env={"COLUMNS": str(width)})
    assert max(len(line) for line in done.lines) <= width


def test_color_is_for_terminals_or_always(stemma, story):
    assert "\x1b" not in stemma("n").out
    colored = stemma("n", "--color", "always")
    assert "\x1b[1;31mon Friday\x1b[0m" in colored.out and "‹" not in colored.out
    assert "\x1b" not in stemma("n", "--color", "always", "--format", "ndjson").out


@pytest.mark.parametrize("level, status", [("error", 1), ("warning", 1), ("note", 1), (None, 0)])
def test_fail_on(stemma, story, level, status):
    done = stemma("n", *(["--fail-on", level] if level else []))
    assert done.status == status and done.out


def test_fail_on_a_worse_level_than_there_is(stemma, days, write):
    write("n/a.txt", "It was on Friday.\n")
    assert stemma("n", "--fail-on", "warning").status == 0
    assert stemma("n", "--fail-on", "note").status == 1
    assert stemma("n", "--fail-on", "note", "--quiet").out == ""


def test_a_failure_outranks_findings(stemma, story):
    assert stemma("n", "gone.txt", "--fail-on", "note").status == 2


def test_csv_has_a_row_a_piece_of_evidence(stemma, story):
    lines = stemma("n", "--format", "csv").out.split("\r\n")
    assert lines[0] == "story,rule,id,kind,level,message,role,doc,begin,end,line,column,text"
    assert len(lines) == 5 and lines[1].endswith("n/a.txt,22,31,1,23,on Friday")


def test_stories_are_folders_files_of_json_or_all_that_is_named(stemma, story, write):
    write("m/x.txt", "On Friday.\n")
    write("m/y.ndjson", '{"id":"1","text":"On Tuesday."}\n{"id":"2","text":"On Friday."}\n')
    docs = [row["docs"] for row in stemma("stories", "m", "n", "--format", "ndjson").rows]
    assert sorted(docs) == [["m/x.txt"], ["m/y.ndjson#1", "m/y.ndjson#2"],
                            ["n/a.txt", "n/b.txt", "n/c.txt", "n/d.txt"]]
    row, = stemma("stories", "m/x.txt", "n/a.txt", "--format", "ndjson").rows
    assert row["docs"] == ["m/x.txt", "n/a.txt"]


def test_several_stories_are_told_apart(stemma, story, write):
    write("m/x.txt", "Nothing.\n")
    write("o/1.txt", "It was on Friday.\n")
    write("o/2.txt", "It was on Friday.\n")
    done = stemma("m", "n", "o")
    assert done.lines[0] == "7 articles in 3 stories; 2 findings: 1 error, 1 note"
    assert [line for line in done.lines if "· no date ·" in line] == [
        "n: 4 articles · no date · a, b, c, d", "o: 2 articles · no date · 1, 2"]
    assert "1 story without findings: 1 article" in done.lines


def test_the_same_bytes_for_any_jobs_and_order(stemma, days, write):
    for i in range(40):
        write(f"m/{i % 5}/{i}.txt", f"They met on {'Friday' if i % 3 else 'Tuesday'}, {i} men said.\n")
    paths = [f"m/{i}" for i in range(5)]
    first = {form: stemma(*paths, "--format", form, "--jobs", "1").raw for form in ["ndjson", "text"]}
    for jobs in ["1", "2", "7"]:
        for order in [paths, paths[::-1], paths[2:] + paths[:2] + paths]:
            done = stemma(*order, "--format", "ndjson", "--jobs", jobs)
            assert done.status == 0 and done.raw == first["ndjson"]
    text = stemma(*paths, "--jobs", "7").raw
    assert text == first["text"]


def test_ids_survive_edits_elsewhere(stemma, story, write):
    before, = stemma("n", "--format", "ndjson").rows
    write("n/b.txt", "Bridge shut\n\nA new line.\n\nIt was closed on Tuesday.\n")
    after, = stemma("n", "--format", "ndjson").rows
    assert before["id"] == after["id"] and before["evidence"] != after["evidence"]


MANY = '''local stemma = require "stemma"

return stemma.compare {
  api = 1, about = "Many findings.", over = "story", reads = { "day" },
  compare = function(story, finding, undecided)
    local claims = story:layer "day"
    if #claims == 0 then return end
    for i = 1, 200 do
      local level = i % 3 == 0 and "error" or i % 3 == 1 and "warning" or "note"
      finding { kind = "conflict", level = level, message = ("number %d"):format(i), evidence = claims }
    end
    for i = 1, 30 do undecided { message = ("open %d"):format(i), evidence = claims } end
  end,
  examples = { { articles = { { text = "x" } } } },
}
'''


def test_forty_lines_hold_a_story_whatever_is_found(stemma, story, rule):
    rule("compare/many.lua", MANY)
    done = stemma("n")
    assert done.status == 0 and len(done.lines) <= 40
    assert done.lines[1] == "201 findings: 67 errors, 67 warnings, 67 notes; 30 undecided"
    assert any("more (--format ndjson shows all)" in line for line in done.lines)
    assert len(stemma("n", "--format", "ndjson").rows) == 201


@pytest.mark.parametrize("story", ["call", "ferry", "strike", "summit", "vote"])
def test_five_articles_fit_forty_lines(shipped, story):
    done = shipped(f"corpus/{story}", cwd=ROOT)
    assert done.status == 0 and done.err == ""
    assert 4 <= len(done.lines) <= 40 and max(len(line) for line in done.lines) <= 100
    assert done.lines[0].startswith("5 articles · ")


def test_the_sample_in_the_readme_is_what_is_printed(shipped):
    done = shipped("corpus/call", cwd=ROOT)
    assert f"```\n$ stemma corpus/call\n{done.out}```\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_notes_are_unfolded_where_there_is_room(shipped):
    lines = shipped("corpus/strike", cwd=ROOT).lines
    note = next(i for i, line in enumerate(lines) if line.startswith("note wording"))
    versions = [line.split()[:2] for line in lines[note + 1:] if line.startswith("  ")]
    assert ["spelling", "ledger:6"] in versions and lines[note - 1] == ""


NOTES = """local stemma = require "stemma"

return stemma.compare {
  api = 1, about = "Notes.", over = "story", reads = { "day" },
  compare = function(story, finding, undecided)
    local claims = story:layer "day"
    for i = 1, #claims > 0 and %d or 0 do
      finding { kind = "wording", level = "note", message = ("number %%d: %%s, to its end"):format(i, ("word "):rep(20)),
                evidence = { { claims[i %% #claims + 1], role = i %% 2 == 0 and "cut" or "replaced" },
                             { claims[(i + 1) %% #claims + 1], role = "same" } } }
    end
  end,
  examples = { { articles = { { text = "x" } } } },
}
"""


@pytest.mark.parametrize("count", range(1, 45))
def test_what_is_shown_of_notes_fits_forty_lines(stemma, rule, write, count):
    """Best first: unfolded, then messages whole, then a line each, then counted."""
    rule("extract/day.lua", DAY)
    rule("compare/notes.lua", NOTES % count)
    for name in "abc":
        write(f"n/{name}.txt", "It was closed on Tuesday.\n")
    done = stemma("n")
    assert (done.status, done.err) == (0, "") and len(done.lines) <= 40
    notes = [i for i, line in enumerate(done.lines) if line.startswith("note wording")]
    left_out = [line for line in done.lines if line.startswith("… and ")]
    assert len(notes) + sum(int(line.split()[2]) for line in left_out) == count
    ends = sum("to its end" in line for line in done.lines)
    assert ends == count if count <= 12 else len(done.lines) >= 37
    assert count > 5 or sum(line.startswith("  same") for line in done.lines) == count


def test_findings_of_more_outlets_and_worse_ones_come_first(stemma, rule, write):
    rule("extract/day.lua", DAY)
    rule("compare/notes.lua", NOTES % 6)
    for name in "abc":
        write(f"n/{name}.txt", "It was closed on Tuesday.\n")
    notes = [line.split()[3] for line in stemma("n").lines if line.startswith("note wording")]
    assert sorted(notes[:3]) == ["1:", "3:", "5:"] and sorted(notes[3:]) == ["2:", "4:", "6:"]


def test_outlets_that_do_not_fit_take_a_line_of_their_own(stemma, days, write):
    names = [f"The Daily Gazette of County {i}" for i in range(9)]
    for i, name in enumerate(names):
        write(f"n/{i}.md", f"---\noutlet: {name}\ntitle: The bridge is shut\n---\nIt rained on Friday.\n")
    done = stemma("n", env={"COLUMNS": "80"})
    assert done.lines[0] == "9 articles · “The bridge is shut” · no date"
    assert done.lines[1] == "  " + ", ".join(names[:2]) + ","
    assert done.lines[2] == f"  {names[2]}, {names[3]}, and 5 more"
    assert max(len(line) for line in done.lines) <= 80


def test_what_to_type_next_can_be_typed(shipped, write):
    write("two's company/a.txt", "He said: “We will stay here.”\n")
    last = shipped("two's company").lines[-1]
    assert last.startswith("next: ")
    command = shlex.split(last[len("next: "):].split(" · ")[0])
    assert command == ["stemma", "extract", "two's company", "--layer", "quotation"]
    assert shipped(*command[1:]).lines
    long = shipped("two's company", "/".join(["two's company", *[".."] * 30, "x"])).lines[-1]
    assert long.startswith("next: stemma extract PATH… --layer quotation · ")


def test_why_the_worst_finding_is_one_comes_next(stemma, story, rule):
    found, = stemma("n", "--format", "ndjson").rows
    last = stemma("n").lines[-1]
    assert last == f"next: stemma why {found['id'][:8]} n · stemma rules show compare/names"
    done = stemma(*shlex.split(last[len("next: "):].split(" · ")[0])[1:])
    assert done.status == 0 and "by compare/names" in done.out
    assert stemma("n", "--rules", "n").lines[-1] == f"next: stemma why {found['id'][:8]} n --rules n · stemma rules"


def test_no_layer_is_suggested_that_has_nothing(shipped, write):
    write("n/a.txt", "It rained.\n")
    assert shipped("n").lines[-1] == "next: stemma extract n · stemma rules"


def test_rules_are_named_from_the_current_folder(shipped, tmp_path, write):
    write("own/compare/x.lua", "return 1 +\n")
    write("a.txt", "One.\n")
    for said in [tmp_path / "own", f"{tmp_path}/own/", "own"]:
        done = shipped("a.txt", "--rules", said)
        assert done.status == 2 and done.err.startswith("own/compare/x.lua:")
    (tmp_path / "b").mkdir()
    done = shipped("../a.txt", "--rules", "../own", cwd=tmp_path / "b")
    assert done.err.startswith("../own/compare/x.lua:")


def test_stats_have_what_each_rule_took(stemma, story):
    done = stemma("n", "--stats", "--quiet")
    rows = {line.split()[0]: line.split()[1:] for line in done.err.splitlines() if line[:8] in ("extract/", "compare/")}
    assert rows["compare/names"][:2] == ["1", "1"], done.err
    assert rows["extract/day"][1] == "3", done.err
