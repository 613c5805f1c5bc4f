"""`stemma rules new`: drafts that load and pass their own example."""
import pytest
from conftest import ROOT
from test_extract import DAY


def columns(path, line, words):
    text = path.read_text().split("\n")[line - 1]
    return f"{text.index(words) + 1}-{text.index(words) + len(words)}"


@pytest.fixture
def news(write):
    return write("n/a.txt", "Rain.\n\nTwo men, said \"Ann Lee\", died there on Friday; the others on Friday night.\n")


def test_a_draft_from_words_and_layers(stemma, rule, news, tmp_path):
    rule("extract/day.lua", DAY)
    where = columns(news, 3, "died there on Friday")
    done = stemma("rules", "new", "toll", "--from", f"n/a.txt:3:{where}")
    assert (done.status, done.err) == (0, "")
    assert done.lines[0] == "rules/extract/toll.lua  written; it loads and passes its example"
    text = (tmp_path / "rules/extract/toll.lua").read_text()
    assert text in done.out
    assert '  pattern  = t.word "died"\n           * t.word "there"\n           * t.layer "day":as "day",\n' in text
    assert '  reads    = { "day" },\n' in text and '  fields   = { day = "span" },\n' in text
    assert 'said \\"Ann Lee\\", died' in text
    assert '{ text = "died there on Friday", day = "on Friday" }' in text
    assert stemma("rules", "test", "rules/extract/toll.lua").lines[0] == "ok    extract/toll: 1 example"
    rows = stemma("extract", "n", "--rules", "rules", "--layer", "toll", "--format", "ndjson").rows
    assert [row["text"] for row in rows] == ["died there on Friday"]


def test_what_else_the_draft_finds_is_in_its_example(stemma, rule, news, tmp_path):
    rule("extract/day.lua", DAY)
    stemma("rules", "new", "days", "--from", f"n/a.txt:3:{columns(news, 3, 'on Friday')}")
    text = (tmp_path / "rules/extract/days.lua").read_text()
    assert text.count('{ text = "on Friday"') == 2
    assert stemma("rules", "test", "rules/extract/days.lua").status == 0


def test_half_a_word_means_all_of_it_and_marks_are_left_out(stemma, news, tmp_path):
    start = columns(news, 3, "id \"Ann L")
    done = stemma("rules", "new", "who", "--from", f"n/a.txt:3:{start}", "--rules", "n")
    assert done.status == 0
    text = (tmp_path / "n/extract/who.lua").read_text()
    assert 't.word "said"\n           * t.word "Ann"\n           * t.word "Lee",' in text


def test_a_comma_that_was_marked_too_is_left_out(stemma, news, tmp_path):
    done = stemma("rules", "new", "who", "--from", f"n/a.txt:3:{columns(news, 3, 'Two men,')}")
    assert done.status == 0 and "is marked: " not in done.out
    assert 't.word "Two"\n           * t.word "men",\n' in (tmp_path / "rules/extract/who.lua").read_text()


def test_a_name_that_is_cut_is_told(stemma, rule, news):
    rule("extract/day.lua", DAY)
    done = stemma("rules", "new", "who", "--from", f"n/a.txt:3:{columns(news, 3, 'died there on')}")
    assert 'only a part of “on Friday” is marked: with all of it the rule would ask for t.layer "day"' in done.lines
    assert "next: say in `about` what it finds, " in done.out


def test_fields_are_called_by_what_they_are(shipped, write, tmp_path):
    path = write("n/b.txt", "Anna Holt of Norway told Ben Lund in Oslo that 12 men and 9 women voted on Friday.\n")
    words = columns(path, 1, path.read_text().strip().rstrip("."))
    assert shipped("rules", "new", "told", "--from", f"n/b.txt:1:{words}").status == 0
    text = (tmp_path / "rules/extract/told.lua").read_text()
    assert 't.layer "mention" { kind = "person" }:as "person"' in text
    assert 't.layer "mention" { kind = "person" }:as "other_person"' in text
    assert '  fields   = { person = "entity", place = "entity", other_person = "entity", other_place = "entity", ' \
        'count = "interval", other_count = "span", time = "time" },\n' in text
    assert 'other_place = "Oslo", count = 12, other_count = "9"' in text.replace("\n", " "), text


def test_nothing_is_overwritten(stemma, rule, news, tmp_path):
    rule("extract/day.lua", DAY)
    assert stemma("rules", "new", "toll", "--from", "n/a.txt:3:1-7").status == 0
    before = (tmp_path / "rules/extract/toll.lua").read_bytes()
    done = stemma("rules", "new", "toll", "--from", "n/a.txt:3:1-3")
    assert (done.status, done.err) == (2, "stemma: rules/extract/toll.lua is there already; nothing is overwritten\n")
    assert (tmp_path / "rules/extract/toll.lua").read_bytes() == before
    assert "has a rule of that name, which the new one would override" in stemma(
        "rules", "new", "day", "--from", "n/a.txt:3:1-3").err


@pytest.mark.parametrize("words, message", [
    (["x"], "--from is missing"),
    (["x", "--from", "n/a.txt:3:5"], "is no place; --from takes FILE:LINE:COLUMN-COLUMN"),
    (["x", "--from", "n/a.txt:3:9-5"], "is no place; --from takes"),
    (["x", "--from", "n/a.txt:9:1-5"], "n/a.txt has no line 9; its last is"),
    (["1x", "--from", "n/a.txt:3:1-5"], "'1x' is no name for a rule"),
    (["../x", "--from", "n/a.txt:3:1-5"], "is no name for a rule"),
])
def test_slips_are_answered(stemma, news, tmp_path, words, message):
    done = stemma("rules", "new", *words)
    assert done.status == 2 and message in done.err
    assert not (tmp_path / "rules").exists()


@pytest.mark.parametrize("article, line, words", [
    ("call/gazette.txt", 2, "Vladimir V. Putin of Russia spoke on the telephone on Thursday"),
    ("call/herald.txt", 4, "US President Joe Biden suggested a summit"),
    ("call/herald.txt", 4, "on Tuesday"),
    ("call/gazette.txt", 2, "Mr. Biden"),
])
def test_drafts_with_the_shipped_rules_pass(shipped, tmp_path, article, line, words):
    path = ROOT / "corpus" / article
    done = shipped("rules", "new", "mine", "--from", f"{path}:{line}:{columns(path, line, words)}")
    assert (done.status, done.err) == (0, "")
    done = shipped("rules", "test", "rules/extract/mine.lua")
    assert (done.status, done.lines[0]) == (0, "ok    extract/mine: 1 example")
