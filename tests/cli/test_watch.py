"""watch: events, what a saved rule does, the end."""
import os
import pathlib
import shutil
import signal
import subprocess
import time

import pytest
from conftest import STEMMA
from editing import ALONE, COMPARES, ON, SUNDAY, TOWN
from test_compare import NAMES
from test_extract import DAY

FRIDAY = DAY.replace('"Tuesday", "Friday"', '"Friday"')


@pytest.fixture
def story(rule, write):
    rule("extract/day.lua", DAY)
    rule("compare/names.lua", NAMES)
    write("d/a.txt", "They met on Friday.\n")
    write("d/b.txt", "They met on Tuesday.\n")


def kinds(events):
    return [(e["event"], e.get("change")) for e in events]


def test_an_article(watch, story, write, tmp_path):
    w = watch("d")
    assert kinds(w.settled()) == [("article", "added"), ("article", "added"), ("finding", "added"), ("settled", None)]
    write("d/b.txt", "They met on Friday.\n")
    other = [("article", "changed"), ("finding", "added"), ("finding", "removed"), ("settled", None)]
    assert kinds(w.settled()) == other
    write("d/b.txt", "So they met on Tuesday.\n")
    assert kinds(w.settled()) == other
    write("d/b.txt", "And so they met on Tuesday.\n")  # the same, elsewhere
    assert kinds(w.settled()) == [("article", "changed"), ("finding", "changed"), ("settled", None)]
    os.utime(tmp_path / "d/b.txt")
    write("d/b.txt", "And so they met on Tuesday.\n")
    w.quiet(0.3)
    assert w.events[-1]["event"] == "settled"  # nothing of substance: nothing is said
    (tmp_path / "d/b.txt").unlink()
    assert kinds(w.settled()) == [("article", "removed"), *other[1:]]


def test_a_path_that_is_not_there_yet(watch, story, write, tmp_path):
    w = watch("d", "e/late.txt", "later")
    w.settled()
    write("e/late.txt", "They met on Friday.\n")
    assert kinds(w.settled())[0] == ("article", "added")
    write("later/a.txt", "They met on Friday.\n")
    assert kinds(w.settled())[0] == ("article", "added")
    assert w.docs == {"d/a.txt", "d/b.txt", "e/late.txt", "later/a.txt"}
    (tmp_path / "e/late.txt").unlink()
    assert kinds(w.settled())[0] == ("article", "removed")
    status, err = w.end()
    line = "{}: no such file or folder; taken in when it is there\n"
    assert (status, err) == (0, line.format("e/late.txt") + line.format("later") + line.format("e/late.txt"))


def test_only_what_changed_runs(watch, story, write, rule):
    rule("extract/day.lua", DAY)
    rule("extract/town.lua", TOWN)
    rule("compare/alone.lua", ALONE.replace("local level = require \"words.level\"", "local level = \"note\""))
    rule("lexicon/towns.txt", "Lund\n")
    w = watch("d", "--stats")
    w.settled()
    write("d/b.txt", "And so they met on Tuesday.\n")  # what is compared came out the same
    w.settled()
    write("d/b.txt", "They met on Friday.\n")
    w.settled()
    rule("extract/town.lua", TOWN.replace("Towns", "All towns"))  # finds the same: what reads it does not run
    w.settled()
    _, err = w.end()
    assert [line.rsplit(";", 1)[0] for line in err.splitlines() if " layers run, " in line] == [
        "4 layers run, 0 kept; 2 comparisons run, 0 kept",
        "2 layers run, 0 kept; 0 comparisons run, 2 kept",
        "2 layers run, 0 kept; 1 comparisons run, 1 kept",
        "2 layers run, 2 kept; 0 comparisons run, 2 kept"]


def test_what_cannot_be_read_is_told_each_time_anew(watch, story, write):
    w = watch("d")
    w.settled()
    for i in range(2):
        write("d/b.txt", b"They met\0 on Tuesday.")
        assert kinds(w.settled())[0] == ("article", "removed")
        write("d/b.txt", b"They met\0 on Tuesday, again.")  # as before
        w.quiet(0.3)
        write("d/b.txt", "They met on Tuesday.\n")
        assert kinds(w.settled())[0] == ("article", "added")
    line = "d/b.txt: holds NUL bytes, so it is no text; left out\n"
    assert w.end() == (0, 2 * line)


def test_a_rule_that_fails_is_told_of_each_time_anew(watch, story, rule, write, tmp_path):
    rule("compare/names.lua", NAMES.replace(COMPARES, f"{COMPARES}    if #story.articles == 3 then error 'no' end\n"))
    w = watch("d")
    w.settled()
    for _ in range(2):
        write("d/c.txt", "They met on Friday.\n")
        w.settled()
        write("d/c.txt", "They met on Tuesday.\n")  # as before
        w.settled()
        (tmp_path / "d/c.txt").unlink()
        w.settled()
    status, err = w.end()
    assert status == 0
    assert [line.split(": ", 1)[0] for line in err.splitlines()] == [".data/rules/compare/names.lua:9"] * 2


def test_metadata(watch, story, write):
    w = watch("d")
    w.settled()
    write("d/meta.ndjson", '{"doc":"a","outlet":"The Herald"}\n')
    assert ("article", "changed") in kinds(w.settled())
    assert w.docs == {"d/a.txt", "d/b.txt"}


def test_a_rule(watch, story, rule):
    w = watch("d")
    first = w.settled()[2]
    rule("extract/day.lua", DAY + "\nthis is no Lua")
    events = w.settled()
    assert kinds(events) == [("rule", "broken"), ("settled", None)]
    assert f"extract/day.lua:{DAY.count(chr(10)) + 2}: " in events[0]["message"]
    assert list(w.findings) == [first["id"]]  # the last good one stays
    rule("compare/names.lua", NAMES.replace('"error"', '"note"'))  # and others go on
    events = w.settled()
    assert ("rule", "changed") in kinds(events) and ("finding", "changed") in kinds(events)
    assert [f["level"] for f in w.findings.values()] == ["note"]
    rule("extract/day.lua", ON)
    assert ("finding", "removed") in kinds(w.settled())  # the words that are evidence
    rule("extract/day.lua", DAY)
    w.settled()
    assert list(w.findings) == [first["id"]]
    rule("extract/day.lua", FRIDAY)  # good by itself, but an example of names needs Tuesdays
    events = w.settled()
    assert kinds(events) == [("rule", "broken"), ("settled", None)]
    assert events[0]["rule"] == "extract/day"  # the one that changed, and the one that it breaks
    said = "with this an example of compare/names fails: .data/rules/compare/names.lua:"
    assert said in events[0]["message"]
    assert list(w.findings) == [first["id"]]
    _, err = w.end()
    assert "extract/day.lua:" in err and said in err


def test_a_module_that_breaks_an_example_is_named(watch, story, rule):
    rule("words/days.lua", 'return { "Tuesday", "Friday" }')
    rule("extract/day.lua", DAY.replace('t.word { "Tuesday", "Friday" }', 't.word(require "words.days")'))
    w = watch("d")
    w.settled()
    rule("words/days.lua", 'return { "Tuesday", "Sunday" }')
    event = w.settled()[0]
    assert (event["rule"], event["change"]) == ("extract/day", "broken")
    assert event["message"].startswith(".data/rules/extract/day.lua:")
    assert event["message"].endswith("(since .data/rules/words/days.lua changed)")


def workers(w):
    path = f"/proc/{w.process.pid}/task/{w.process.pid}/children"
    return [int(pid) for pid in pathlib.Path(path).read_text().split()]


def test_rules_that_stay_the_same(watch, story, rule):
    """A save without a change costs nothing: the same workers go on."""
    w = watch("d")
    w.settled()
    before = workers(w)
    rule("extract/day.lua", DAY)
    w.quiet(0.5)
    assert (workers(w), w.events[-1]["event"]) == (before, "settled")
    rule("extract/day.lua", SUNDAY)
    w.settled()
    assert not set(workers(w)) & set(before)
    rule("extract/day.lua", SUNDAY + "\nthis is no Lua")  # what is on disk now is not what is in use
    w.settled()
    rule("extract/day.lua", SUNDAY)
    w.quiet(0.5)
    rule("extract/day.lua", DAY)
    assert ("rule", "changed") in kinds(w.settled())


def test_standard_input(stemma):
    done = stemma("watch", "-")
    assert (done.status, done.out) == (2, "")
    assert done.err == "stemma: watch: standard input cannot be watched; name a file or folder\n"


def test_an_argument_that_comes_later(watch, story, write, tmp_path):
    w = watch("d", "later", "one.txt")
    w.settled()
    write("later/a.txt", "They met on Friday.\n")
    write("one.txt", "They met on Friday.\n")
    w.quiet(1)
    assert w.docs == {"d/a.txt", "d/b.txt", "later/a.txt", "one.txt"}
    shutil.rmtree(tmp_path / "later")
    w.quiet(1)
    assert w.docs == {"d/a.txt", "d/b.txt", "one.txt"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals(watch, story, number):
    w = watch("d")
    w.settled()
    status, err = w.end(number)
    assert (status, err) == (0, "")


def test_closed_pipe(tmp_path, data, story):
    process = subprocess.Popen([STEMMA, "watch", "d", "--format", "ndjson"], cwd=tmp_path, stdin=subprocess.DEVNULL,
                               env={**os.environ, "STEMMA_DATA": str(data)}, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=10) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_reader_that_does_not_read_holds_up_no_signal(tmp_path, data, story, write, number):
    for i in range(900):
        write(f"d/{'name' * 20}{i}.txt", "They met on Friday.\n")
    process = subprocess.Popen([STEMMA, "watch", "d", "--format", "ndjson"], cwd=tmp_path, stdin=subprocess.DEVNULL,
                               env={**os.environ, "STEMMA_DATA": str(data)}, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    process.stdout.readline()
    time.sleep(2)  # until the pipe is full
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert process.stderr.read() == b""
    process.stdout.close()
    process.stderr.close()


def test_text(tmp_path, data, story, write):
    process = subprocess.Popen([STEMMA, "watch", "d", "--color", "never"], cwd=tmp_path, stdin=subprocess.DEVNULL,
                               env={**os.environ, "STEMMA_DATA": str(data)}, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "watching 2 articles in 1 story; 1 finding\n"
    write("d/b.txt", "They met on Friday.\n")
    assert process.stdout.readline().startswith("d/b.txt saved: 1 new, 1 gone (")
    lines = [process.stdout.readline() for _ in range(4)]
    assert lines[0].startswith("+ note single  all agree")
    assert lines[3].startswith("- error conflict: the day: ")
    process.terminate()
    process.wait()
    process.stdout.close()
