"""How the command is called: help, options, exit status."""
import os
import pty
import subprocess

import pytest
from conftest import ROOT, STEMMA


def test_alone_it_prints_its_usage(stemma):
    done = stemma()
    assert done.status == 2 and done.out == ""
    assert done.errors[0] == "usage: stemma [compare] PATH…"


def test_version(stemma):
    done = stemma("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("stemma ") and done.out.count("\n") == 1


@pytest.mark.parametrize("words", [["--help"], ["help"], ["-h"]])
def test_help_lists_commands_and_options(stemma, words):
    done = stemma(*words)
    assert (done.status, done.err) == (0, "")
    for name in ["compare PATH…", "extract PATH…", "articles", "stories", "try PATTERN", "rules show",
                 "rules test", "why-not", "--format", "--fail-on", "--jobs", "exit status"]:
        assert name in done.out, name
    assert max(len(line) for line in done.lines) <= 80


@pytest.mark.parametrize("command", ["compare", "extract", "articles", "stories", "try", "rules",
                                     "rules show", "rules test", "why-not", "help"])
def test_help_on_one_command_comes_both_ways(stemma, command):
    done = stemma("help", *command.split())
    assert done.status == 0 and done.lines[0].startswith(f"usage: stemma {command}")
    assert all(line == line.rstrip() for line in done.lines)
    assert "examples:" in done.lines
    if command != "help":
        assert stemma(*command.split(), "--help").out == done.out


def test_the_examples_of_the_help_are_understood(stemma):
    """Each names a command and options that exist: the words are parsed before anything is read."""
    for command in ["compare", "extract", "articles", "stories", "rules", "rules show"]:
        lines = stemma("help", *command.split()).lines
        for line in lines[lines.index("examples:"):]:
            if line.startswith("  stemma "):
                done = stemma(*line.split()[1:])
                assert "unknown" not in done.err and "needs" not in done.err, line


@pytest.mark.parametrize("words, message", [
    (["extrat", "x"], "unknown command 'extrat'; did you mean 'extract'?"),
    (["nothing-like-it"], "'nothing-like-it' is neither a command nor a file or folder; "
                          "'stemma --help' lists the commands"),
    (["x", "--jbos", "2"], "unknown option '--jbos'; did you mean '--jobs'?"),
    (["./x", "--format", "ndjsn"], "--format: 'ndjsn' is not known; it is text, ndjson or csv"),
    (["./x", "--fail-on", "all"], "--fail-on: 'all' is not known; it is note, warning or error"),
    (["./x", "--color", "red"], "--color: 'red' is not known; it is auto, always or never"),
    (["./x", "--jobs", "many"], "--jobs: 'many' is not a whole number from 1 to 256"),
    (["stories", "./x", "--fail-on=note"], "option '--fail-on' belongs to 'compare', not to 'stories'"),
    (["./x", "--rules", "nowhere"], "--rules: 'nowhere' is no folder"),
    (["help", "me"], "there is no command 'me'; 'stemma --help' lists them"),
    (["help", "extrat"], "there is no command 'extrat'; did you mean 'extract'?"),
    (["why", "a.txt"], "'a.txt' is no place; it is DOC:LINE or DOC:LINE:COLUMN"),
])
def test_errors_of_use_are_one_line_and_status_2(stemma, words, message):
    done = stemma(*words)
    assert (done.status, done.out, done.err) == (2, "", f"stemma: {message}\n")


def test_the_man_page_is_the_one_that_the_tables_make(stemma):
    assert stemma("--man").out == (ROOT / "core/app/stemma.1").read_text(), \
        "run: stemma --man >core/app/stemma.1"


def test_the_readme_has_the_options(stemma):
    text = (ROOT / "README.md").read_text()
    for line in stemma("--help").lines:
        if line.startswith("  ") and "--" in line[:12]:
            option = "--" + line.split("--", 1)[1].split()[0]
            assert option in text, option


def test_the_rule_in_the_readme_holds(stemma, rule):
    text = (ROOT / "README.md").read_text().split("\n## A rule\n")[1].split("```lua\n")[1].split("```")[0]
    rule("extract/unnamed.lua", text)
    done = stemma("rules", "test")
    assert (done.status, done.err, done.lines[-1]) == (0, "", "1 rule, 2 examples, all hold")


SLOW = '''local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "Takes its time.", writes = "slow", fields = { a = "string" },
  extract = function(article, emit)
    for i = 1, 2000000 do local _ = i % 7 end
  end,
  examples = { { "Dry." } },
}
'''


def read_all(terminal):
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            return seen
        if not piece:
            return seen
        seen += piece


def test_a_terminal_sees_progress_and_it_goes_away(write, rule, data, tmp_path):
    rule("extract/slow.lua", SLOW)
    for i in range(120):
        write(f"n/{i}.txt", f"Article {i}.")
    try:
        terminal, other = pty.openpty()
    except OSError as refused:  # a room without /dev/pts
        pytest.skip(f"no terminal to be had: {refused}")
    environment = {**os.environ, "STEMMA_DATA": str(data)}
    with subprocess.Popen([STEMMA, "extract", "n", "--jobs", "1"], cwd=tmp_path, env=environment,
                          stdout=subprocess.DEVNULL, stderr=other) as process:
        os.close(other)
        seen = read_all(terminal).decode()
        assert process.wait(120) == 0
    os.close(terminal)
    assert " of 120 articles…" in seen and seen.endswith("\r\x1b[K")


def test_a_reader_that_goes_away_is_no_failure(write, data, tmp_path):
    write("a.txt", "It rained on Friday. " * 20000)
    command = [STEMMA, "extract", "--layer", "sentence", "--format", "ndjson", "a.txt"]
    environment = {**os.environ, "STEMMA_DATA": str(data)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        process.stdout.read(100)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_is_a_failure(write, data, tmp_path):
    write("a.txt", "It rained on Friday.")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([STEMMA, "extract", "--layer", "sentence", "a.txt"], cwd=tmp_path, stdout=full,
                              env={**os.environ, "STEMMA_DATA": str(data)}, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"stemma: standard output: No space left on device\n"


def test_a_data_folder_that_is_none_is_named(shipped, write):
    write("a.txt", "Hello.")
    done = shipped("a.txt", env={"STEMMA_DATA": "nowhere"})
    assert (done.status, done.err) == (2, "stemma: STEMMA_DATA: 'nowhere' holds no lua/stemma/init.lua\n")


def test_standard_streams_that_are_closed(tmp_path):
    (tmp_path / "one.txt").write_text("A line.\n")
    for stream, status in (("<&-", 0), ("2>&-", 0), (">&-", 2)):
        done = subprocess.run(["sh", "-c", f'"$0" articles . {stream}', STEMMA], cwd=tmp_path,
                              capture_output=True, text=True)
        assert done.returncode == status, stream
        assert ("one.txt" in done.stdout) == (status == 0)
    assert done.stderr == "stemma: standard output: Bad file descriptor\n"


@pytest.mark.parametrize("option, value, least", [("--max-memory", "1k", "4M"),
                                                  ("--max-instructions", "99999", "100000")])
def test_limits_that_no_rule_could_keep(stemma, option, value, least):
    done = stemma(".", option, value)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"stemma: {option}: rules need at least {least}")


def test_help_offers_the_formats_that_a_command_prints(stemma):
    for command, formats in (("repl", None), ("tour", None), ("why", ("ndjson",)), ("compare", ("ndjson", "csv"))):
        text = " ".join(stemma("help", command).out.split())
        for name in ("ndjson", "csv"):
            offered = formats is not None and name in formats
            assert (f"{name} (one JSON" in text or f"or {name} for programs" in text) == offered, (command, name)
            assert (f"|{name}" in text) == offered, (command, name)


def test_the_help_says_whom_the_limits_are_for(stemma):
    assert "The limits are for rules" in stemma("help", "repl").out
