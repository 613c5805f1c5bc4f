"""Bad input: one line on standard error, the rest as if it were not there, and the exit status."""
import os

import pytest

GOOD = {"n/a.txt": "It rained on Friday.\n", "n/b.txt": "Snow fell on Tuesday.\n"}


@pytest.fixture
def good(write, stemma):
    """The output for good articles, to be compared with."""
    for name, text in GOOD.items():
        write(name, text)
    return sentences(stemma, "n").out


def sentences(stemma, *paths):
    return stemma("extract", *paths, "--layer", "sentence", "--format", "ndjson")


def without(out, doc):
    return "".join(line + "\n" for line in out.splitlines() if f'"doc":"{doc}"' not in line)


@pytest.mark.parametrize("name, content, reason", [
    ("n/c.txt", b"caf\xe9 on Monday.\n", "UTF-8"),
    ("n/c.txt", b"NUL\0here.\n", "NUL"),
    ("n/c.txt", b"", "empty"),
])
def test_one_line_and_no_change_of_status(stemma, write, good, name, content, reason):
    write(name, content)
    done = sentences(stemma, "n")
    assert done.status == 0
    assert len(done.errors) == 1 and done.errors[0].startswith(f"{name}")
    assert reason in done.errors[0] and "; " in done.errors[0]
    assert without(done.out, name) == good


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_folder_without_permission(stemma, write, good, tmp_path):
    write("n/d/x.txt", "Hidden.")
    os.chmod(tmp_path / "n/d", 0)
    done = sentences(stemma, "n")
    os.chmod(tmp_path / "n/d", 0o755)
    assert done.status == 0 and done.out == good
    assert len(done.errors) == 1 and done.errors[0].startswith("n/d: ")


def test_an_argument_that_is_not_there(stemma, good):
    done = sentences(stemma, "n", "nowhere.txt")
    assert done.status == 2 and done.out == good
    assert len(done.errors) == 1 and done.errors[0].startswith("nowhere.txt: ")


def test_a_broken_line_is_named_by_its_number(stemma, write, good):
    write("n/c.ndjson", '{"id":"1","text":"One on Friday."}\n{"id":"2","text":\n{"id":"3","text":"Three."}\n')
    done = sentences(stemma, "n")
    assert done.status == 0
    assert len(done.errors) == 1 and done.errors[0].startswith("n/c.ndjson:2: ")
    docs = [row["doc"] for row in done.rows]
    assert docs == ["n/a.txt", "n/b.txt", "n/c.ndjson#1", "n/c.ndjson#3"]


def test_html_cut_in_the_middle(stemma, write, good):
    write("n/c.html", "<html><body><p>It was a day.</p><p>And then <b>som")
    done = sentences(stemma, "n")
    assert done.status == 0
    assert "It was a day." in [row["text"] for row in done.rows]
    assert without(done.out, "n/c.html") == good


def test_a_long_line(stemma, write, good):
    write("n/c.txt", b"word " * (1 << 20))
    done = sentences(stemma, "n")
    assert done.status == 0 and without(done.out, "n/c.txt") == good


def test_a_link_that_leads_nowhere_and_one_that_loops(stemma, good, tmp_path):
    (tmp_path / "n/gone.txt").symlink_to("nothing")
    (tmp_path / "n/loop").symlink_to(".")
    done = sentences(stemma, "n")
    assert done.status == 0 and done.out == good
    assert all(line.startswith("n/gone.txt: ") for line in done.errors)
