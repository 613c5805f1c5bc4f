"""rules/README.md, "Write a rule in five minutes": followed to the letter, it gives what it says."""

import re
import shlex

import pytest
from conftest import ROOT

PAGE = (ROOT / "rules" / "README.md").read_text(encoding="utf-8").split("## Write a rule in five minutes")[1]
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.S)
LUA = [text for kind, text in BLOCKS if kind == "lua"]
ARTICLE = next(text for kind, text in BLOCKS if kind == "text")
SHELL = "".join(text for kind, text in BLOCKS if kind == "")
SESSION = [(command, output) for command, output in re.findall(r"^\$ stemma (.*)\n((?:(?!\$ ).*\n)*)", SHELL, re.M)]


@pytest.fixture
def folder(tmp_path, write):
    write("news/a.txt", ARTICLE)
    write("mine/extract/resignation.lua", LUA[0])
    return tmp_path


def taught():
    """The rule with the line and the example of step 5."""
    rule = re.sub(r"^local gone .*\n", lambda _: LUA[1], LUA[0], flags=re.M)
    return rule.replace("    { \"He resigned himself", LUA[2] + "    { \"He resigned himself")


def check(shipped, command, output):
    done = shipped(*shlex.split(command))
    assert done.status == 0, done.err
    said, told = output.splitlines(), done.lines
    if said and said[-1].strip() == "…":
        said, told = said[:-1], told[:len(said) - 1]
    assert told == said, command


def test_the_session(shipped, folder, write):
    assert len(SESSION) == 7
    for number, (command, output) in enumerate(SESSION):
        if number == 5:
            write("mine/extract/resignation.lua", taught())
        check(shipped, command, output)


def test_the_comparison(shipped, folder, write):
    write("mine/extract/resignation.lua", taught())
    write("mine/compare/resignation.lua", LUA[3])
    done = shipped("rules", "test", "--rules", "mine", "mine/compare/resignation.lua",
                   "mine/extract/resignation.lua")
    assert done.status == 0, done.out + done.err
    assert "2 rules, 5 examples, all hold" in done.out


def test_an_article_is_not_set_against_itself(shipped, folder, write):
    write("mine/extract/resignation.lua", taught())
    write("mine/compare/resignation.lua", LUA[3])
    rows = shipped("--rules", "mine", "news", "--format", "ndjson").rows
    assert not [row for row in rows if row["rule"] == "compare/resignation"]
    write("news/b.txt", "Anna Holt resigned.\n\nThe minister had been ill, a friend said.\n")
    rows = shipped("--rules", "mine", "news", "--format", "ndjson").rows
    assert [row["message"] for row in rows if row["rule"] == "compare/resignation"] == [
        "Boris Lund is gone: a; nothing of it: b"]
