"""Annotations of rules written here: rows, layers, order, failures."""
import os
import pathlib
import subprocess
import time

import pytest
from conftest import STEMMA

DAY = '''local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "Names of two days.",
  writes = "day",
  fields = { name = "string", on = "span" },
  pattern = (t.word "on":as "on")^-1 * t.word { "Tuesday", "Friday" }:as "name",
  examples = { { "They met on Friday.", { name = "Friday" } }, { "They met." } },
}
'''

COUNT = '''local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "Numbers with the words before and after.",
  writes = "count",
  fields = { value = "number", words = "strings", when = "ref" },
  reads = { "day" },
  pattern = t.number:as "value" * ((t.word - t.layer "day"):as "words")^0 * (t.layer "day":as "when")^-1,
  examples = { { "Only 12 men came on Friday.", { value = 12 } } },
}
'''


@pytest.fixture
def days(rule, write):
    rule("extract/day.lua", DAY)
    write("n/b.txt", "It rained on Friday.\nOn Tuesday, it did not.\n")
    write("n/a.txt", "Friday came.\n")


def test_rows(stemma, days):
    done = stemma("extract", "n", "--layer", "day", "--format", "ndjson")
    assert (done.status, done.err) == (0, "")
    assert done.lines == [
        '{"v":1,"doc":"n/a.txt","layer":"day","begin":0,"end":6,"line":1,"column":1,"text":"Friday",'
        '"name":"Friday","rule":"extract/day"}',
        '{"v":1,"doc":"n/b.txt","layer":"day","begin":10,"end":19,"line":1,"column":11,"text":"on Friday",'
        '"name":"Friday","on":{"begin":10,"end":12,"text":"on"},"rule":"extract/day"}',
        '{"v":1,"doc":"n/b.txt","layer":"day","begin":21,"end":31,"line":2,"column":1,"text":"On Tuesday",'
        '"name":"Tuesday","on":{"begin":21,"end":23,"text":"On"},"rule":"extract/day"}',
    ]


def test_all_layers_are_sorted_and_sentences_among_them(stemma, days):
    rows = stemma("extract", "n", "--format", "ndjson").rows
    keys = [(row["doc"], row["layer"], row["begin"], row["end"], row["rule"]) for row in rows]
    assert keys == sorted(keys)
    assert {row["layer"] for row in rows} == {"day", "sentence"}


def test_text_names_the_article_once(stemma, days):
    done = stemma("extract", "n")
    assert done.lines == [
        "n/a.txt",
        "  1:1     day  Friday  name Friday",
        "n/b.txt",
        "  1:11    day  on Friday  name Friday, on on",
        "  2:1     day  On Tuesday  name Tuesday, on On",
    ]


def test_lists_numbers_and_references(stemma, days, rule, write):
    rule("extract/count.lua", COUNT)
    write("n/a.txt", "Only 3,500 brave men came on Friday.\n")
    row, = stemma("extract", "n/a.txt", "--layer", "count", "--format", "ndjson").rows
    assert row["value"] == 3500
    assert row["words"] == ["brave", "men", "came"]
    assert row["when"] == {"layer": "day", "begin": 26, "end": 35, "text": "on Friday"}
    assert stemma("extract", "n/a.txt", "--layer", "count").lines[1].endswith(", when on Frid…")


def test_layers_are_named_with_commas_or_again(stemma, days):
    one = stemma("extract", "n", "--layer", "day,sentence", "--format", "ndjson")
    two = stemma("extract", "n", "--layer", "sentence", "--layer=day", "--layer=day", "--format", "ndjson")
    assert one.status == 0 and one.raw == two.raw


@pytest.mark.parametrize("name, message", [
    ("dya", "--layer: no rule writes 'dya'; did you mean 'day'?"),
    ("zebra", "--layer: no rule writes 'zebra'; there are day, sentence"),
    ("day,", "--layer: a name is missing"),
])
def test_unknown_layers_are_named(stemma, days, name, message):
    done = stemma("extract", "n", "--layer", name)
    assert (done.status, done.out, done.err) == (2, "", f"stemma: {message}\n")


@pytest.mark.parametrize("change", [("t.word {", "t.wrod {"), ('{ name = "Friday" }', '{ name = "Monday" }'),
                                    ('writes = "day"', 'writes = "day", reads = { "dyas" }')])
def test_a_layer_whose_rule_is_broken_names_the_rule(stemma, days, rule, change):
    rule("extract/day.lua", DAY.replace(*change))
    done = stemma("extract", "n", "--layer", "day")
    assert done.status == 2 and len(done.errors) == 2
    assert done.errors[1] == "stemma: --layer: the rule that writes 'day', extract/day, is not in use, see above"


def test_a_folder_of_rules_overrides_by_name(stemma, days, write, tmp_path):
    write("mine/extract/day.lua", DAY.replace('"Tuesday", "Friday"', '"rained"')
          .replace("They met on Friday.", "It rained.").replace('name = "Friday" }', 'name = "rained" }'))
    done = stemma("extract", "n", "--rules", "mine", "--layer", "day", "--format", "ndjson")
    assert [row["text"] for row in done.rows] == ["rained"]


BROKEN = {
    "syntax": ("return stemma.", "extract/bad.lua:1:"),
    "raises": ('error("no")', "extract/bad.lua:1:"),
    "unknown word": (DAY.replace("t.word {", "t.wrod {").replace('"day"', '"other"'), "extract/bad.lua:9:"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_that_does_not_load_is_named_and_others_go_on(stemma, days, rule, name):
    before = stemma("extract", "n", "--format", "ndjson")
    text, place = BROKEN[name]
    rule("extract/bad.lua", text)
    done = stemma("extract", "n", "--format", "ndjson")
    assert done.status == 2 and done.raw == before.raw
    assert len(done.errors) == 1 and place in done.errors[0]


ENDLESS = '''local stemma = require "stemma"
return stemma.extract {
  api = 1, about = "Never ends on rain.", writes = "other", fields = { a = "string" },
  extract = function(article, emit)
    while article.text:find "rained" do end
  end,
  examples = { { "Dry." } },
}
'''


def test_a_rule_that_never_ends_is_stopped_on_that_article_alone(stemma, days, rule):
    before = stemma("extract", "n", "--format", "ndjson")
    rule("extract/endless.lua", ENDLESS)
    done = stemma("extract", "n", "--format", "ndjson", "--max-instructions", "1M")
    assert done.status == 2 and done.raw == before.raw
    assert len(done.errors) == 1
    assert "extract/endless.lua:5:" in done.errors[0] and "n/b.txt" in done.errors[0]


def test_the_same_bytes_for_any_jobs_and_order(stemma, days, write):
    for i in range(60):
        write(f"m/{i % 7}/{i}.txt", f"In {i} places they met on {'Friday' if i % 3 else 'Tuesday'}.\n" * (i % 5 + 1))
    paths = [f"m/{i}" for i in range(7)] + ["n"]
    first = stemma("extract", *paths, "--format", "ndjson", "--jobs", "1")
    assert first.status == 0 and len(first.lines) > 100
    for jobs in ["1", "2", "7"]:
        for order in [paths, paths[::-1], paths[3:] + paths[:3] + ["m/1", "./m//2"]]:
            assert stemma("extract", *order, "--format", "ndjson", "--jobs", jobs).raw == first.raw


def environment_of_a_worker(tmp_path, data, *arguments, **more):
    """What a worker was started with."""
    command = [STEMMA, *arguments, "n", "--jobs", "1"]
    env = {k: v for k, v in os.environ.items() if k != "GLIBC_TUNABLES"}
    with subprocess.Popen(command, cwd=tmp_path, env={**env, "STEMMA_DATA": str(data), **more}, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as child:
        told, end = None, time.monotonic() + 20
        while told is None and time.monotonic() < end:
            for pid in pathlib.Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split():
                if b"--worker" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
                    told = pathlib.Path(f"/proc/{pid}/environ").read_text()
        child.kill()
    return told


def test_workers_of_one_run_have_large_pages(rule, write, data, tmp_path):
    """Not those that live on, and not where somebody has said otherwise."""
    rule("extract/day.lua", DAY)
    write("n/a.txt", "Friday came.\n" * 100_000)
    large, small, other = "glibc.malloc.hugetlb=1", "glibc.malloc.hugetlb=0", "glibc.malloc.check=0"
    assert f"GLIBC_TUNABLES={large}" in environment_of_a_worker(tmp_path, data, "extract")
    assert "GLIBC_TUNABLES" not in environment_of_a_worker(tmp_path, data, "watch")
    told = environment_of_a_worker(tmp_path, data, "extract", GLIBC_TUNABLES=small)
    assert small in told and large not in told
    told = environment_of_a_worker(tmp_path, data, "extract", GLIBC_TUNABLES=other)
    assert f"GLIBC_TUNABLES={other}" in told and large in told
