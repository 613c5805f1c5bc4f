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


def test_fields_come_in_the_order_of_the_pattern_as_a_rule_s_do_in_the_author_s(stemma, news):
    done = stemma("try", 't.word "on":as "when" * t.word "friday":as "day"', "n")
    assert done.lines[0] == "n/a.txt:2:16  when on, day Friday"


def test_the_first_fifty_are_printed_and_how_many_more_there_are(stemma, write):
    write("m/a.txt", "Word.\n\n" + "one two\n\n" * 60)
    write("m/b.txt", "one\n")
    lines = stemma("try", 't.word "one"', "m").lines
    assert sum(line.startswith("m/") for line in lines) == 50
    assert lines[-2:] == ["… 11 more; --limit 0 prints all", "61 matches in 2 of 2 articles"]
    lines = stemma("try", 't.word "one"', "m", "--limit", "3").lines
    assert len(lines) == 8 and lines[-2].startswith("… 58 more")
    lines = stemma("try", 't.word "one"', "m", "--limit", "0").lines
    assert len(lines) == 123 and lines[-1] == "61 matches in 2 of 2 articles"
    assert len(stemma("try", 't.word "one"', "m", "--format", "ndjson").rows) == 61
    assert stemma("try", 't.word "one"', "m", "--limit", "few").status == 2


def test_nothing_found_is_said(stemma, news):
    done = stemma("try", 't.word "zebra"', "n")
    assert (done.status, done.lines) == (0, ["0 matches in 0 of 2 articles"])


@pytest.mark.parametrize("pattern, message", [
    ('t.wrod "x"', "PATTERN:1: no t.wrod; did you mean 'word'?"),
    ('"said"', "PATTERN:1: a token pattern is wanted, here a string; words are t.word { \"said\" }"),
    ("3", "PATTERN:1: a token pattern is wanted, here a number; a pattern is an expression, as t.word { "),
    (" ", "PATTERN:1: the pattern is empty; a pattern is an expression, as t.word { "),
    ("word", "PATTERN:1: there is no 'word' here; is the name misspelt, or a `local` missing?"),
    ('t.word "x" * "y"', 'PATTERN:1: a bare string; write t.word "y"'),
    ('t.word "x" *\nt.wrod "y"', "PATTERN:2: no t.wrod; did you mean 'word'?"),
    ("print(t.any)", "PATTERN:1: 'print' is not there for rules; to look at a value, error(tostring(value))"),
    ('t.lexicon "rols"', "PATTERN:1: no lexicon 'rols'"),
    ('t.layer "numbr"', "PATTERN:1: nobody writes layer 'numbr'"),
    ('t.layer "number".count', "PATTERN:1: a pattern has no method 'count'"),
    ('t.any^-2:as "x" * t.word "met"', "PATTERN:1: `:` goes with the number before it; write (t.any^-2):as"),
    ('t.word "police"\n t.word "arrested" t.any', "PATTERN:2: a `*` (then) or `+` (or) is missing before t.word"),
    ('(t.word "a" * t.any', "PATTERN:1: the `(` is never closed: a `)` is missing in it or at its end"),
    ('t.word "a" ]==]', "PATTERN:1: there is a `]` too many"),
    ('t.word "a")', "PATTERN:1: there is a `)` too many"),
])
def test_slips_are_answered(stemma, news, pattern, message):
    done = stemma("try", pattern, "n")
    assert (done.status, done.out) == (2, "")
    assert len(done.errors) == 1 and done.errors[0].startswith(message), done.err


@pytest.mark.parametrize("ending", ["", "]", "]=", "]==", "--]=]", "-- ]]"])
def test_a_pattern_may_have_brackets_of_lua(stemma, news, ending):
    done = stemma("try", f't.word [=[Friday]=] -- {ending}', "n")
    assert (done.status, done.err) == (0, "") and "‹Friday›" in done.out


def test_a_pattern_that_begins_with_a_sign(stemma, news):
    assert stemma("try", "-t.word", "n").errors == [
        "stemma: unknown option '-t'; 'stemma --help' lists them; a pattern or a path that begins with '-' stands "
        "behind '--'"]
    assert "‹.›" in stemma("try", "--", "-t.word * t.any", "n").out


def test_a_pattern_cannot_leave_its_fence(stemma, news, tmp_path):
    done = stemma("try", f'(io.open("{tmp_path}/x", "w") and t.word "x")', "n")
    assert done.status == 2 and not (tmp_path / "x").exists()
