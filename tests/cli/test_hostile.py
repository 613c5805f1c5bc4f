"""Rules that mean harm, in `hostile/`: each is named with file and line, what it found in that article or
story is left out, and all else is byte for byte as if it were not there.

The first line of each file says when it does harm and what is said of it:

    -- At run time: …    on an article, or in a story, that says "Harmful", and on no other
    -- By the clock: …   the same, where nothing can be counted
    -- At load time: …   it does not load, or its examples fail, and is left out

A second line `-- Options: …` gives the command options.
"""
import json
import os
import pathlib
import re
import subprocess

import pytest
from conftest import STEMMA

HOSTILE = pathlib.Path(__file__).parent / "hostile"
LIMITS = ["--max-instructions", "1000000", "--max-memory", "16M", "--jobs", "1"]
LEAST = ["--max-instructions", "100000", "--max-memory", "6M", "--jobs", "1"]

GOOD = '''local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "What is said to be good.",
  writes = "good",
  fields = { what = "string" },
  pattern = t.word "good" * t.word:as "what",
  examples = { { "A good day.", { what = "day" } } },
}
'''

FINDS = '''local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "All that is good.",
  over = "story",
  reads = { "good" },
  compare = function(story, finding)
    finding { kind = "single", level = "note", message = "Good.", evidence = story:layer "good" }
  end,
  examples = { { articles = { { text = "A good day." } }, { message = "Good." } } },
}
'''


def expected(path):
    """When, what is said, options."""
    return re.match(r"-- ([^:]*): ?(.*)\n(?:-- Options: (.*)\n)?", path.read_text()).groups("")


def place(path):
    return ("compare/" if path.stem.startswith("compare-") else "extract/") + path.name


RULES = sorted(HOSTILE.glob("*.lua"))


@pytest.fixture
def articles(rule, write):
    rule("extract/good.lua", GOOD)
    rule("compare/finds.lua", FINDS)
    words = "a " * 60
    write("a/calm.txt", "Calm\n\nA good day. It was good news.\n")
    write("b/before.txt", "Calm\n\nNo good word.\n")
    write("b/harm.txt", f"Harmful\n\nA good Harmful thing, {words}.\n")
    write("c/after.txt", "Calm\n\nAll good things.\n")
    write("meta.ndjson", "".join(json.dumps({"doc": doc, "title": title}) + "\n" for doc, title in [
        ("a/calm", "Calm"), ("b/before", "Harmful"), ("b/harm", "Harmful"), ("c/after", "Calm")]))


@pytest.fixture
def both(stemma):
    """Runs extract and compare; their rows, those of the hostile rule apart, and what was said."""
    def call(name, *options):
        runs = {}
        for command in ["extract", "compare"]:
            done = stemma(command, "a", "b", "c", "--meta", "meta.ndjson", "--format", "ndjson", *LIMITS, *options)
            rows = [json.loads(line) for line in done.lines]
            good = [line for line, row in zip(done.lines, rows) if row["rule"] != name]
            bad = [row for row in rows if row["rule"] == name]
            runs[command] = (done.status, good, bad, done.errors)
        return runs
    return call


def check_said(lines, path, text, ending):
    assert len(lines) == 1, lines
    assert re.match(rf"\S*/rules/{place(path)}:\d+: ", lines[0]), lines
    assert text in lines[0] and lines[0].endswith(ending), lines


def check_rows(path, bad):
    """What it found where it did no harm is there; of the rest nothing."""
    found = {(row.get("doc") or row["evidence"][0]["doc"])[0] for row in bad}
    docs = {row.get("doc") for row in bad}
    if path.stem.startswith("compare-"):
        assert found == {"a", "c"}
    else:
        assert docs == {"a/calm.txt", "b/before.txt", "c/after.txt"} and len(bad) == 3


@pytest.mark.parametrize("path", RULES, ids=[path.stem for path in RULES])
def test_a_hostile_rule(both, rule, articles, path):
    name = place(path)[:-len(".lua")]
    alone = both(name)
    assert alone["extract"][0] == alone["compare"][0] == 0 and alone["extract"][1] and alone["compare"][1]
    rule(place(path), path.read_text())
    when, text, options = expected(path)
    beside = both(name, "--timeout", "1" if when == "By the clock" else "60", *options.split())
    assert beside["extract"][1] == alone["extract"][1]
    assert beside["compare"][1] == alone["compare"][1]
    compares = path.stem.startswith("compare-")
    status, _, bad, lines = beside["compare" if compares else "extract"]
    assert status == 2
    if when == "At load time":
        check_said(lines, path, text, "")
        assert not bad
    else:
        where = "the story of b/before.txt" if compares else "b/harm.txt"
        check_said(lines, path, text, f"; what it found in {where} is left out")
        check_rows(path, bad)


def test_all_of_them_at_once(both, rule, articles):
    alone = both("")
    for path in RULES:
        rule(place(path), path.read_text())
    beside = both("", "--timeout", "1", "--jobs", "2")
    for command in ["extract", "compare"]:
        good = [line for line in beside[command][1] if '"extract/good"' in line or '"compare/finds"' in line]
        want = [line for line in alone[command][1] if '"extract/good"' in line or '"compare/finds"' in line]
        assert good and good == want
        assert beside[command][0] == 2
    for path in RULES:
        when, text, options = expected(path)
        lines = beside["compare" if path.stem.startswith("compare-") else "extract"][3]
        lines = [line for line in lines if f"/{place(path)}:" in line]
        assert len(lines) == 1 and (options or text in lines[0]), (path, lines)


def test_bytecode_is_no_rule(both, rule, articles):
    alone = both("extract/harm")
    rule("extract/harm.lua", "").write_bytes(b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n")
    status, good, bad, lines = both("extract/harm")["extract"]
    assert (status, good, bad) == (2, alone["extract"][1], [])
    assert len(lines) == 1 and "/rules/extract/harm.lua:1: " in lines[0], lines


def peak(pid):
    """The most memory, in KiB, that a process had at a time."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def memory_of(tmp_path, data, count):
    """The peaks of the main process and its worker, read when all is done and both are still there."""
    articles = tmp_path / "n.ndjson"
    articles.write_text("".join(
        json.dumps({"id": str(i), "text": f"Harmful\n\nA good Harmful thing, number {i}.\n"}) + "\n"
        for i in range(count)))
    options = os.environ.get("ASAN_OPTIONS", "")
    env = {**os.environ, "STEMMA_DATA": str(data), "ASAN_OPTIONS": f"{options}:quarantine_size_mb=1"}
    with open(tmp_path / "said", "w+b") as said, subprocess.Popen(
            [STEMMA, "watch", "n.ndjson", "--format", "ndjson", *LEAST], cwd=tmp_path, env=env,
            stdout=subprocess.PIPE, stderr=said) as run:
        settled = any(json.loads(line)["event"] == "settled" for line in run.stdout)
        workers = pathlib.Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        main, worker = peak(run.pid), max(map(peak, workers))
        run.terminate()
        run.communicate()
        assert settled and run.returncode == 0
        said.seek(0)
        return said.read().decode(), main, worker


def growth(tmp_path, data, fails):
    """How much more main process and worker need for 1,000 articles than for 100."""
    few, many = memory_of(tmp_path, data, 100), memory_of(tmp_path, data, 1000)
    for count, (said, *_) in [(100, few), (1000, many)]:
        assert f"and {count - 1} more is left out" in said if fails else not said, said
    return many[1] - few[1], many[2] - few[2]


@pytest.fixture(scope="module")
def usual():
    return {}


@pytest.mark.parametrize("name", ["one-string", "a-million-tables", "loop-in-gsub-callback",
                                  "result-of-a-wrong-type", "closure-kept-between-articles",
                                  "lpeg-grammar-without-end"])
def test_memory_after_a_thousand_failures_is_that_after_a_hundred(rule, tmp_path, data, usual, name):
    rule("extract/good.lua", GOOD)
    rule("compare/finds.lua", FINDS)
    if not usual:
        usual["main"], usual["worker"] = growth(tmp_path, data, fails=False)
    rule(f"extract/{name}.lua", (HOSTILE / f"{name}.lua").read_text())
    layer = name.replace("-", "_")
    rule("compare/finds.lua", FINDS.replace('reads = { "good"', f'reads = {{ "good", "{layer}"'))
    main, worker = growth(tmp_path, data, fails=True)
    assert main < usual["main"] + 2048, (main, usual)
    assert worker < usual["worker"] + 2048, (worker, usual)
