"""Completion for shells: bash is asked, zsh and fish at least read what is written for them."""

import os
import shutil
import subprocess

import pytest
from conftest import ROOT, STEMMA, run

COMPLETE = r"""
source <("$STEMMA" completion bash)
words=("$@")
COMP_WORDS=("${words[@]}")
COMP_CWORD=$((${#words[@]} - 1))
COMPREPLY=()
_stemma
printf '%s\n' "${COMPREPLY[@]}"
"""


def complete(*words):
    """What bash offers for the last word."""
    done = subprocess.run(["bash", "--norc", "-c", COMPLETE, "bash", STEMMA, *words], cwd=ROOT, check=True,
                          env={**os.environ, "STEMMA": STEMMA}, capture_output=True, text=True)
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


def test_every_command_is_offered():
    listed = run("--help").out.split("commands:\n")[1].split("\noptions")[0]
    commands = {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "}
    assert commands <= set(complete(""))


@pytest.mark.parametrize("words, offered", [
    (["ext"], ["extract"]),
    (["rules", "sh"], ["show"]),
    (["rules", "show", "extract/qu"], ["extract/quotation"]),
    (["rules", "--quiet", "sh"], ["show"]),
    (["extract", "corpus", "--lay"], ["--layer"]),
    (["extract", "--layer", "quo"], ["quotation"]),
    (["extract", "-l", "quotation,quo"], ["quotation,quotation"]),
    (["extract", "--format", ""], ["text", "ndjson", "csv"]),
    (["articles", "--format", ""], ["text", "ndjson"]),
    (["articles", "--format", "=", "nd"], ["ndjson"]),
    (["--fail-on", "w"], ["warning"]),
    (["--color", "n"], ["never"]),
    (["corpus", "--fail"], ["--fail-on"]),
    (["extract", "corpus", "--fail"], []),
    (["--rules", "rule"], ["rules"]),
    (["why-not", "extract/quo"], ["extract/quotation"]),
    (["why-not", "extract/quotation", "corpus/call/her"], ["corpus/call/herald.txt"]),
    (["extract", "corpus/call/wi"], ["corpus/call/wire.md"]),
    (["corpus/call/wi"], ["corpus/call/wire.md"]),
    (["completion", ""], ["bash", "zsh", "fish"]),
    (["help", "extr"], ["extract"]),
    (["rules", "help", "t.wor"], ["t.word"]),
    (["rules", "help", "span.bef"], ["span.before"]),
    (["tour", "--y"], ["--yes"]),
])
def test_bash(words, offered):
    assert complete(*words) == offered


def test_bash_knows_the_rules_of_a_folder(tmp_path):
    done = run("init", tmp_path / "mine")
    assert done.status == 0
    rules = str(tmp_path / "mine" / "rules")
    assert complete("rules", "--rules", rules, "show", "extract/cal") == ["extract/called_off"]
    assert complete("extract", "--rules", rules, "--layer", "called") == ["called_off"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_reads_it(shell, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "stemma"
    script.write_text(run("completion", shell).out)
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
@pytest.mark.parametrize("line, offered", [
    ("stemma ext", ["extract"]),
    ("stemma rules sh", ["show"]),
    ("stemma rules show extract/quo", ["extract/quotation"]),
    ("stemma extract corpus --layer quo", ["quotation"]),
    ("stemma extract corpus --fail", []),
    ("stemma corpus --fail", ["--fail-on"]),
    ("stemma --color ne", ["never"]),
])
def test_fish(line, offered, tmp_path):
    script = tmp_path / "stemma.fish"
    script.write_text(run("completion", "fish").out)
    path = os.path.dirname(STEMMA) + ":" + os.environ["PATH"]
    done = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"], cwd=ROOT,
                          env={**os.environ, "PATH": path, "HOME": str(tmp_path)}, capture_output=True, text=True,
                          check=True)
    assert [each.split("\t")[0] for each in done.stdout.splitlines()] == offered


def test_another_shell_is_refused():
    done = run("completion", "tcsh")
    assert done.status == 2
    assert done.err == "stemma: completion: 'tcsh' is not known; it is bash, zsh or fish\n"
