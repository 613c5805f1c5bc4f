"""stemma repl -e, stemma run and standard input: what runs, and how it ends."""
import os
import signal
import subprocess
import time

import pytest

from conftest import STEMMA, run
from prompting import CALL, evaluate


def test_standard_input_is_run_chunk_by_chunk():
    done = run("repl", CALL, stdin=b"n = 0\nfor _, a in ipairs(articles) do\n  n = n + 1\nend\nn\n")
    assert (done.status, done.lines) == (0, ["5"])


def test_what_fails_ends_a_script():
    done = evaluate("print 'before'", "error 'no good'", "print 'after'", paths=())
    assert done.status == 2 and done.lines == ["before"] and "no good" in done.err


def test_run_gives_the_script_its_arguments(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("#!/usr/bin/env stemma\nprint(#articles, arg[0], arg[1], ...)\n")
    done = run("run", script, CALL, "--", "one", "--two")
    assert (done.status, done.lines) == (0, [f"5\t{script}\tone\tone\t--two"])


def test_run_says_where_a_script_fails(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("local x = 1\nerror 'no good'\n")
    done = run("run", script)
    assert done.status == 2 and f"{script}:2: no good" in done.err
    assert run("run", tmp_path / "none.lua").status == 2


def test_run_ends_as_the_script_says(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("print 'out'; os.exit(7)\n")
    done = run("run", script)
    assert done.status == 7 and done.lines == ["out"]


def test_a_script_reads_standard_input(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("print(io.read 'a')")
    assert run("run", script, stdin=b"hello").lines == ["hello"]


def test_ctrl_c_ends_a_script():
    with subprocess.Popen([STEMMA, "repl", "-e", "print 'on'; while true do end"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"on\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 130 and b"interrupted" in errors


def test_an_article_that_cannot_be_read_is_a_complaint(tmp_path):
    done = evaluate("#articles", paths=(tmp_path / "none",), cwd=tmp_path)
    assert done.status == 2 and done.lines == ["0"]
    assert done.err == f"{tmp_path / 'none'}: no such file or folder; left out\n"


@pytest.mark.parametrize("words, stdin", [(("repl", "-e", "1"), b""), (("repl",), b"1"), (("run", "s.lua"), b"")])
def test_a_path_that_is_not_there_is_named_though_nothing_asks_for_articles(tmp_path, words, stdin):
    (tmp_path / "s.lua").write_text("print(1)")
    done = run(*words, "none", cwd=tmp_path, stdin=stdin)
    assert (done.status, done.lines) == (2, ["1"])
    assert done.err == "none: no such file or folder; left out\n"


def test_a_script_that_asks_for_nothing_waits_for_nothing():
    assert evaluate("1 + 1").status == 0
    assert evaluate("os.exit(3)", paths=("none",)).status == 3


def test_a_comparison_that_fails_makes_the_status_2():
    done = evaluate("stemma.compare { compare = function() error 'no' end }", "print 'after'")
    assert done.status == 2 and "prompt:1: no; what it found in the story of" in done.err
    assert "after" not in done.out


MEMORY = """
local function used()
  collectgarbage()
  for line in io.lines "/proc/self/status" do
    local n = line:match "VmRSS:%s+(%d+)"
    if n then return n // 1024 end
  end
end
local few = list(table.move(articles, 1, 100, 1, {}))
few:map(function(article) return article:find "zebra" end)
local before = used()
print(#find "zebra", #find(t.word "zebra" * t.capital), #find(c.text "zebra"))
print(used() - before)
local found = find "harbour"
find "zebra"
print(#found, found[1].text, found[1]:sentence().text, #found:where { text = "harbour" }, found[#found].doc)
print(#found:by "outlet", found[700].article:find("harbour")[1].begin == found[700].begin)
"""


def test_what_is_looked_for_everywhere_does_not_stay_in_memory(tmp_path):
    folder = tmp_path / "many"
    for i in range(1500):
        (folder / f"{i // 5}").mkdir(parents=True, exist_ok=True)
        (folder / f"{i // 5}" / f"{i}.txt").write_text(
            f"The harbour of town {i} is open.\n" + "Officials said so on Tuesday, and nobody asked them why.\n" * 70)
    (tmp_path / "s.lua").write_text(MEMORY)
    options = os.environ.get("ASAN_OPTIONS", "")
    done = run("run", "s.lua", "many", cwd=tmp_path, env={"ASAN_OPTIONS": f"{options}:quarantine_size_mb=1"})
    assert done.status == 0, done.err
    assert done.lines[0] == "0\t0\t0"
    assert int(done.lines[1]) < 25, done.out  # kept whole, they would take 60 MB
    assert done.lines[2] == "1500\tharbour\tThe harbour of town 0 is open.\t1500\tmany/99/499.txt"
    assert done.lines[3] == "1500\ttrue"
