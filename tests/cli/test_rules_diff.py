"""`stemma rules diff`."""
import shutil
import subprocess

import pytest
from test_extract import DAY
from test_why import APART

MORE = DAY.replace('"Tuesday", "Friday" }', '"Tuesday", "Monday" }').replace("on Friday", "on Monday").replace(
    'name = "Friday"', 'name = "Monday"').replace('(t.word "on":as "on")^-1', '(t.word { "on", "late" }:as "on")^-1')


@pytest.fixture
def story(rule, write):
    rule("compare/apart.lua", APART.replace('"It was on Monday."', '"It was on Tuesday."'))
    write("n/a.txt", "It rained on Friday.\nIt rained late Tuesday.\n")
    write("n/b.txt", "Rain on Monday.\n")


def signs(done):
    return [line for line in done.lines if line[:2] in ("+ ", "- ", "~ ")]


def test_against_the_rule_it_overrides(stemma, rule, story, write):
    rule("extract/day.lua", DAY)
    write("mine/extract/day.lua", MORE)
    done = stemma("rules", "diff", "day", "n", "--rules", "mine")
    assert (done.status, done.err) == (0, "")
    assert done.lines[0] == (
        "mine/extract/day.lua against .data/rules/extract/day.lua, which it overrides; all else as it is now")
    assert signs(done)[:4] == ["- n/a.txt:1:11  day", "+ n/a.txt:2:11  day", "- n/a.txt:2:16  day",
                               "+ n/b.txt:1:6  day"]
    at = done.lines.index("+ n/b.txt:1:6  day")
    assert done.lines[at + 1:at + 4] == ["    Rain on Monday.", "         ^^^^^^^^^", "    name Monday, on on"]
    assert done.lines[-2:] == ["annotations: 2 gained, 2 lost, 0 changed, of 2 now",
                               "findings: 1 gained, 1 lost, 0 changed, of 1 now"]
    assert any(line.startswith("+ error conflict") for line in done.lines)


def test_fields_that_change(stemma, rule, story, write):
    rule("extract/day.lua", DAY)
    write("mine/extract/day.lua", DAY.replace('"Friday" }:as "name"', '"Friday" }:is "day":as "name"')
          .replace('name = "Friday"', 'name = "day"'))
    done = stemma("rules", "diff", "day", "n/a.txt", "--rules", "mine")
    at = done.lines.index("~ n/a.txt:1:11  day")
    assert done.lines[at + 3:at + 5] == ["    was  name Friday, on on", "    now  name day, on on"]
    rows = stemma("rules", "diff", "day", "n/a.txt", "--rules", "mine", "--format", "ndjson").rows
    assert [(row["diff"], row["annotation"]["name"], row["was"]["name"]) for row in rows[:2]] == [
        ("~", "day", "Friday"), ("~", "day", "Tuesday")]


def test_against_another_file(stemma, rule, story, write):
    rule("extract/day.lua", DAY)
    write("old.lua", MORE)
    done = stemma("rules", "diff", "day", "n", "--against", "old.lua")
    assert done.lines[0].endswith("extract/day.lua against old.lua; all else as it is now")
    assert "- n/b.txt:1:6  day" in done.lines and any(line.startswith("- error conflict") for line in done.lines)
    write("same.lua", DAY)
    assert stemma("rules", "diff", "day", "n", "--against", "same.lua").lines[0].endswith("is the same as same.lua")
    assert stemma("rules", "diff", "day", "n", "--against", "none.lua").err == (
        "stemma: --against: none.lua cannot be read\n")
    write("broken.lua", "return 1")
    done = stemma("rules", "diff", "day", "n", "--against", "broken.lua")
    assert done.status == 2 and "stemma: broken.lua does not load: " in done.err


def test_a_rule_without_an_earlier_version(stemma, rule, story, write):
    path = rule("extract/day.lua", DAY)
    done = stemma("rules", "diff", "day", "n")
    assert (done.status, done.out) == (2, "")
    assert "is not committed and overrides no rule: there is nothing to compare it with" in done.err
    assert str(path.name) in done.err


@pytest.mark.skipif(not shutil.which("git"), reason="git is not there")
def test_against_what_is_committed(stemma, rule, story, write, tmp_path):
    write("mine/extract/day.lua", DAY)
    for words in (["init", "-q"], ["add", "mine"],
                  ["-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "A rule"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert stemma("rules", "diff", "day", "n", "--rules", "mine").lines == [
        "mine/extract/day.lua is the same as its committed version (git HEAD)"]
    write("mine/extract/day.lua", MORE)
    done = stemma("rules", "diff", "day", "n", "--rules", "mine")
    assert done.lines[0] == "mine/extract/day.lua against its committed version (git HEAD); all else as it is now"
    assert "+ n/b.txt:1:6  day" in done.lines
