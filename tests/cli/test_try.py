"""`stemma try`: a pattern on the spot."""
import pytest


@pytest.fixture
def news(write):
    write("n/a.txt", "Rain.\nThe mayor said on Friday that it rained, and told Ann Lee so.\n")
    write("n/b.txt", "Nothing here.\n")


def test_matches_in_their_lines(stemma, news):
    done = stemma("try", 't.word "on" * t.word { "Tuesday", "Friday" }:as "day"', "n")
    assert (done.status, done.err) == (0, "")
    assert done.lines == [
        "n/a.txt:2:16  day Friday",
        "  The mayor said ‹on Friday› that it rained, and told Ann Lee so.",
        "1 match in 1 of 2 articles",
    ]


def test_rows(stemma, news):
    row, = stemma("try", 't.word "told" * (t.capital:as "who")^1', "n", "--format", "ndjson").rows
    assert (row["layer"], row["text"]) == ("try", "told Ann Lee")
    assert [span["text"] for span in row["who"]] == ["Ann", "Lee"]


def test_values(stemma, news):
    pattern = '(t.word "said":is "say" + t.word "told":is "tell"):as "verb"'
    rows = stemma("try", pattern, "n", "--format", "ndjson").rows
    assert [row["verb"] for row in rows] == ["say", "tell"]


def test_what_a_layer_s_field_gives(shipped, news, write):
    write("n/c.txt", "About 12 guests came. The minister Anna Holt resigned.\n")
    pattern = 't.layer "number":get "of":as "of":get "value":as "n" * t.word "guests" * t.word:as "verb"'
    done = shipped("try", pattern, "n/c.txt", "--format", "ndjson")
    row, = done.rows
    assert (row["of"], row["n"], row["verb"]["text"]) == ("guests", 12, "came")
    row, = shipped("try", 't.layer "mention":as "who":get "title":as "post"', "n/c.txt", "--format", "ndjson").rows
    assert (row["who"]["text"], row["post"]) == ("Anna Holt", "minister")


def test_characters_of_a_word(stemma, news):
    row, = stemma("try", 't.match(c.text "Fri" * c.any^0)', "n", "--format", "ndjson").rows
    assert row["text"] == "Friday"


def test_nothing_found_is_said(stemma, news):
    done = stemma("try", 't.word "zebra"', "n")
    assert (done.status, done.lines) == (0, ["0 matches in 0 of 2 articles"])


@pytest.mark.parametrize("pattern, message", [
    ('t.wrod "x"', "PATTERN:1: no t.wrod; did you mean 'word'?"),
    ('"said"', "PATTERN:1: a token pattern is wanted, here a string; words are t.word { \"said\" }"),
    ('t.word "x" * "y"', 'PATTERN:1: a bare string; write t.word "y"'),
    ('t.word "x" *\nt.wrod "y"', "PATTERN:2: no t.wrod; did you mean 'word'?"),
])
def test_slips_are_answered(stemma, news, pattern, message):
    done = stemma("try", pattern, "n")
    assert (done.status, done.out) == (2, "")
    assert done.errors[0] == message
    assert done.errors[1].startswith("stemma: a pattern is an expression, as ")


def test_a_pattern_cannot_leave_its_fence(stemma, news, tmp_path):
    done = stemma("try", f'(io.open("{tmp_path}/x", "w") and t.word "x")', "n")
    assert done.status == 2 and not (tmp_path / "x").exists()
