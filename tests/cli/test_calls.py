"""Rules that call all they can reach with whatever there is (`calls/`): no worker dies, what others find is
byte for byte as if they were not there, and all that is said or written is as documented.

STEMMA_ROUNDS rounds of rules made by chance, 2 unless set; STEMMA_SEED repeats what failed."""
import json
import os
import pathlib
import random
import re

import pytest
from conftest import ROOT
from test_hostile import FINDS, GOOD

SEED = int(os.environ.get("STEMMA_SEED", "1"))
ROUNDS = int(os.environ.get("STEMMA_ROUNDS") or 2)
LIMITS = ["--max-instructions", "1000000", "--max-memory", "16M", "--timeout", "30"]
RULES = 6

TEXTS = ["Calm\n\nA good day. It was good news.\n", "No good word", "Good “quotes ‘in’ quotes”, U.S. good’s end.\n",
         "日本 good 🙂 e\u0301 good\u200d.\n\n\u2028good ne\u00adver\n", "12 good men and 1,999 good 7ths. " * 20,
         "good " * 300, "\ufeffgood\r\ngood\r\n\r\nMr. Good said: \"Good.", "A <b>good</b> thing.\x01"]

FIELDS = ('s = "string", sp = "span", n = "number", i = "interval", t = "time", e = "entity", r = "ref", '
          'ss = "strings", sps = "spans", ns = "numbers", ts = "times", es = "entities", rs = "refs", '
          'calls_tried = "number", calls_done = "number"')

EXTRACT = '''local stemma = require "stemma"
local calls = require "calls.calls"
local made = calls.load(%(seed)d, %(before)d, %(all)s)

return stemma.extract {
  api = 1,
  about = "Whatever comes of calls made by chance.",
  writes = "%(name)s",
  reads = { "good" },
  fields = { %(fields)s },
  extract = function(article, emit)
    if article.text == "A quiet day." then return end
    local tried, done = calls.run(%(seed)d, %(count)d, made, article.text, article, emit,
      article:layer "good", article:sentence(1), article:token(1), article:quotes()())
    emit { span = article:token(1), calls_tried = tried, calls_done = done }
  end,
  examples = { { "A quiet day." } },
}
'''

COMPARE = '''local stemma = require "stemma"
local calls = require "calls.calls"
local made = calls.load(%(seed)d, %(before)d, %(all)s)

return stemma.compare {
  api = 1,
  about = "Whatever comes of calls made by chance.",
  over = "story",
  reads = { "good", "%(reads)s" },
  compare = function(story, finding, undecided)
    if not story:layer("good")[1] then return end
    local tried, done = calls.run(%(seed)d, %(count)d, made, story:layer("good")[1].text, story, finding,
      undecided, story:layer "good", story:layer "%(reads)s", story.articles, story.outlets)
    finding { kind = "single", level = "note", message = tried .. " " .. done, evidence = story:layer "good" }
  end,
  examples = { { articles = { { text = "A quiet day." } } } },
}
'''


def members():
    """By class what the README of lua/stemma says there is, as a module of rules."""
    found = {}
    for name, member in re.findall(r"^\| `(\w+)[.:](\w+)", (ROOT / "lua/stemma/README.md").read_text(), re.M):
        found.setdefault(name, []).append(member)
    for kind in ["sentence", "block", "token", "quote", "annotation", "match"]:
        found[kind] = found.get(kind, []) + found["span"]
    assert {"article", "span", "story", "claims", "pattern", "t", "c", "lpeg"} <= set(found)
    found["classes"] = sorted(found)
    return "return " + re.sub(r'"(\w+)": \[(.*?)\]', r"\1 = { \2 }", json.dumps(found)) + "\n"


@pytest.fixture
def quiet(tmp_path):
    """Where sanitizers write what they find, whichever process it is in."""
    reports = tmp_path / ".reports"
    reports.mkdir()
    env = {name: f"{os.environ.get(name, '')}:log_path={reports}/{name}" for name in
           ["ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"]}
    yield env
    assert not [path.read_text(errors="replace") for path in reports.iterdir()], f"STEMMA_SEED={SEED}"


@pytest.fixture
def run(stemma, write, rule, quiet):
    """What extract and compare say, of two stories."""
    rule("extract/good.lua", GOOD)
    rule("compare/finds.lua", FINDS)
    rule("calls/calls.lua", (pathlib.Path(__file__).parent / "calls/calls.lua").read_text())
    rule("calls/names.lua", members())
    for number, text in enumerate(TEXTS):
        write(f"{'ab'[number % 2]}/{number}.txt", text)

    def call(command, jobs="1"):
        return stemma(command, "a", "b", "--format", "ndjson", *LIMITS, "--jobs", jobs, env=quiet)
    return call


def lines(text):
    assert text.endswith("\n") or not text
    return text.split("\n")[:-1]


def of_others(done):
    return [line for line in lines(done.out) if json.loads(line)["rule"] in ("extract/good", "compare/finds")]


def make(rule, rand):
    for number in range(RULES):
        given = {"seed": rand.getrandbits(62), "before": rand.choice([0, 50, 400]), "name": f"f{number}",
                 "all": rand.choice(["false", "false", "true"]), "count": rand.choice([200, 600, 1000]),
                 "reads": f"f{rand.randrange(RULES)}", "fields": FIELDS}
        rule(f"extract/f{number}.lua", EXTRACT % given)
        rule(f"compare/f{number}.lua", COMPARE % given)


def check(done, alone, where):
    """How many calls of extract functions raised nothing."""
    assert done.status in (0, 2), (where, done.status, done.errors)
    assert (done.status == 2) == bool(done.errors), (where, done.errors)
    for line in lines(done.err):
        assert re.match(r"\S*/rules/(calls|extract/f|compare/f)\S*\.lua:\d+: ", line), (where, line)
        assert "its worker" not in line and "no progress" not in line, (where, line)
    assert of_others(done) == of_others(alone), where
    return sum(row.get("calls_done") or 0 for row in done.rows)


def test_whatever_is_called(run, rule):
    alone = {command: run(command) for command in ["extract", "compare"]}
    assert all(done.status == 0 and of_others(done) for done in alone.values())
    good = 0
    for number in range(ROUNDS):
        where = f"STEMMA_SEED={SEED}, round {number}"
        rand = random.Random(f"{SEED} {number}")
        make(rule, rand)
        beside = {command: run(command, rand.choice("12")) for command in alone}
        good += sum(check(beside[command], alone[command], where) for command in alone)
    assert good > 100 * ROUNDS, "most rules do not load, or are stopped: nothing is tested"
