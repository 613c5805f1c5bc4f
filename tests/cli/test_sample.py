"""The sample rules: their examples hold, they are loaded only when asked for, and what they find in corpus/."""
import re

import pytest
from conftest import ROOT

SAMPLE = ROOT / "rules" / "sample"
RULES = {f"{path.parent.name}/{path.stem}" for path in SAMPLE.glob("*/*.lua")}


@pytest.fixture
def sampled(shipped):
    def call(*arguments):
        return shipped(*arguments, "--rules", SAMPLE, "--format", "ndjson")
    return call


def test_all_examples_hold(shipped):
    done = shipped("rules", "test", "--rules", SAMPLE)
    assert (done.status, done.err) == (0, "")
    tested = dict(re.match(r"ok +(\S+): (\d+) examples", line).groups() for line in done.lines[:-1])
    assert RULES <= set(tested)
    assert all(int(tested[name]) >= 4 for name in RULES), tested


def test_the_readme_names_them_all():
    named = set(re.findall(r"`((?:extract|compare)/\w+)`", (SAMPLE / "README.md").read_text()))
    assert named == RULES


def test_none_is_loaded_unless_asked_for(shipped):
    listed = {row["rule"] for row in shipped("rules", "--format", "ndjson").rows}
    assert listed and not listed & RULES


def test_they_change_nothing_else(shipped, sampled):
    alone = shipped("extract", ROOT / "corpus", "--format", "ndjson")
    beside = sampled("extract", ROOT / "corpus")
    assert (beside.status, beside.err) == (alone.status, alone.err) == (0, "")
    shared = [line for line, row in zip(beside.lines, beside.rows) if row["rule"] not in RULES]
    assert shared == alone.lines and len(beside.lines) > len(shared)


def test_what_they_find_in_the_sample_stories(sampled):
    rows = sampled("extract", ROOT / "corpus", "--layer", "tally,casualty,unnamed").rows
    tallies = {(row["ayes"], row["noes"]) for row in rows if row["layer"] == "tally"}
    assert tallies == {(61, 58)}
    dead = [row for row in rows if row["layer"] == "casualty" and row["fate"] == "killed" and "ferry" in row["doc"]]
    assert sorted(row["low"] for row in dead) == [12, 12, 12, 14]
    assert all("briefed on" in row["text"] or "official" in row["text"] for row in rows if row["layer"] == "unnamed")


def test_a_count_that_is_hedged_differently(sampled):
    findings = [row for row in sampled("compare", ROOT / "corpus" / "ferry").rows if row["rule"] == "compare/casualty"]
    killed = [row for row in findings if "killed" in row["message"]]
    assert [row["kind"] for row in killed] == ["hedge"] and len(killed[0]["evidence"]) == 4
