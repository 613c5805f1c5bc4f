"""What was read: `stemma articles` and `stemma extract --layer sentence`."""
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_a_row_an_article(stemma, write):
    write("n/a.txt", "Rain falls\n\nIt rained on Friday. It was cold.\n")
    write("n/meta.ndjson", json.dumps({"doc": "a.txt", "outlet": "Herald", "date": "2021-04-13",
                                       "title": "Rain", "url": "https://x.example/a", "author": "Ann"}) + "\n")
    row, = stemma("articles", "n", "--format", "ndjson").rows
    assert row["doc"] == "n/a.txt" and row["v"] == 1
    assert (row["outlet"], row["date"], row["title"]) == ("Herald", "2021-04-13", "Rain")
    assert row["date_from"] == row["outlet_from"] == "meta.ndjson"
    assert (row["url"], row["author"]) == ("https://x.example/a", "Ann")
    assert (row["bytes"], row["lines"]) == (46, 4)
    assert row["sentences"] == 3 and row["tokens"] == 11
    assert "decoded" not in row and "text" not in row


def test_decoded_text_is_printed(stemma, write):
    write("n/a.txt", "Café on Friday.".encode("utf-16"))
    row, = stemma("articles", "n", "--format", "ndjson").rows
    assert row["decoded"] is True and row["text"].endswith("Café on Friday.")


def test_the_table_keeps_to_the_width(stemma, write):
    for i in range(3):
        write(f"news/folder-{i}/article-number-{i}-with-a-rather-long-name.md",
              "---\ntitle: A title that is much longer than there is room for\n---\nText.\n")
    for width in [60, 80, 100, 140]:
        done = stemma("articles", "news", env={"COLUMNS": str(width)})
        assert done.status == 0 and done.lines[0] == "3 articles in news" and done.lines[1].startswith("doc")
        assert len(done.lines) == 5 and all(len(line) <= width for line in done.lines)
        assert width < 90 or all("A tit" in line for line in done.lines[2:])


def test_the_folder_that_all_are_in_is_said_once(stemma, write):
    write("a/long/way/down/x.txt", "One.\n")
    write("a/long/way/down/y/z.ndjson", '{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n')

    def names(*paths):
        lines = stemma("articles", *paths).lines
        head = next(i for i, line in enumerate(lines) if line.startswith("doc"))
        return lines[:head] + [line.split()[0] for line in lines[head + 1:]]
    assert names("a") == ["3 articles in a/long/way/down", "x.txt", "y/z.ndjson#1", "y/z.ndjson#2"]
    assert names("a/long/way/down/y") == ["2 articles in a/long/way/down/y/z.ndjson", "1", "2"]
    write("b.txt", "One.\n")
    assert names("a", "b.txt")[-1] == "b.txt" and len(names("a", "b.txt")) == 4


def test_quiet_prints_nothing_and_stats_go_to_standard_error(stemma, write):
    write("a.txt", "One. Two.\n")
    done = stemma("articles", "a.txt", "--quiet", "--stats")
    assert (done.status, done.out) == (0, "")
    assert done.errors[0] == "files 1, articles 1, MB 0.000, tokens 4, sentences 2"
    assert any(line.startswith("load ") for line in done.errors)


def test_standard_input_is_an_article(stemma, write):
    write("a.txt", "One. Two.\n")
    row, other = stemma("articles", "-", "a.txt", "--format", "ndjson", stdin=b"It rained. It was cold.").rows
    assert (row["doc"], row["sentences"], other["doc"]) == ("-", 2, "a.txt")
    assert stemma("-", stdin=b"It rained.").lines[0].startswith("1 article ")
    rows = stemma("extract", "-", "--layer=sentence", "--format=ndjson", stdin=b"It rained.").rows
    assert [(row["doc"], row["begin"], row["text"]) for row in rows] == [("-", 0, "It rained.")]


@pytest.mark.parametrize("text, docs", [
    ('{"id": "x", "title": "T",\n "text": "One."}', ["-#x"]),
    ('{"id": "x", "text": "One."}\n{"id": "y", "text": "Two."}\n', ["-#x", "-#y"]),
    ("<!DOCTYPE html><title>T</title><p>One day, they said, it would rain.</p>", ["-"]),
    ("[T]his is text.", ["-"])])
def test_standard_input_is_looked_into(stemma, text, docs):
    done = stemma("articles", "-", "--format", "ndjson", stdin=text.encode())
    assert (done.status, done.err) == (0, "") and [row["doc"] for row in done.rows] == docs
    assert all("<" not in row.get("text", "") for row in done.rows)


def test_standard_input_that_is_no_text(stemma):
    assert stemma("articles", "-").errors == ["-: empty; left out"]
    done = stemma("articles", "-", stdin=b"a\0b" * 9)
    assert done.status == 2 and done.errors == ["-: holds NUL bytes, so it is no text; left out"]


def test_sentences_need_no_rules(stemma, write):
    write("a.txt", "It rained. The U.S. team left.\n\nNo more.")
    done = stemma("extract", "a.txt", "--layer", "sentence", "--format", "ndjson")
    assert [row["text"] for row in done.rows] == ["It rained.", "The U.S. team left.", "No more."]
    assert [(row["line"], row["column"]) for row in done.rows] == [(1, 1), (1, 12), (3, 1)]
    assert done.lines[0] == ('{"v":1,"doc":"a.txt","layer":"sentence","begin":0,"end":10,"line":1,"column":1,'
                             '"text":"It rained.","rule":"core"}')


def test_csv_has_a_head_and_quotes_what_it_must(stemma, write):
    write("a.txt", '"No," he said.')
    done = stemma("extract", "a.txt", "--layer=sentence", "--format=csv")
    assert done.raw == (b"doc,layer,begin,end,line,column,text,fields,rule\r\n"
                        b'a.txt,sentence,0,14,1,1,"""No,"" he said.",,core\r\n')


def test_a_bom_counts(stemma, write):
    write("a.txt", b"\xef\xbb\xbfHello there.")
    row, = stemma("extract", "a.txt", "--layer=sentence", "--format=ndjson").rows
    assert (row["begin"], row["text"]) == (3, "Hello there.") and "decoded" not in row


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=200))
def test_offsets_slice_the_text(stemma, write, text):
    """Of any text: every row's text is the bytes it names, in order, on its line and column."""
    content = write("a.txt", text).read_bytes()
    begin = 0
    for row in stemma("extract", "a.txt", "--layer=sentence", "--format=ndjson").rows:
        assert content[row["begin"]:row["end"]].decode() == row["text"]
        assert row["begin"] >= begin
        begin = row["end"]
        before = content[:row["begin"]].decode()
        assert row["line"] == before.count("\n") + 1
        assert row["column"] == len(before.rsplit("\n", 1)[-1]) + 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read(stemma, write, content):
    """No bytes make it fail or print a terminal's commands."""
    write("d/a.txt", content)
    done = stemma("articles", "d", "--format", "ndjson")
    assert done.status == 0
    assert all(line.startswith("d/a.txt") for line in done.errors)
    assert b"\x1b" not in done.raw
