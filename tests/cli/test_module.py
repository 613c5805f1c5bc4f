"""`require "stemma"` in Debian's lua5.4: the engine and the values of the prompt, for scripts of one's own."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest
from conftest import ROOT, STEMMA, run

LUA = shutil.which("lua5.4")
NATIVE = pathlib.Path(STEMMA).parent / "lua"

pytestmark = pytest.mark.skipif(
    not LUA or b"__asan_init" in (NATIVE / "stemma" / "core.so").read_bytes()
    or b"__tsan_init" in (NATIVE / "stemma" / "core.so").read_bytes(),
    reason="lua5.4 is not there, or cannot load a module with a sanitizer")


@pytest.fixture
def script(tmp_path):
    def call(text, cwd=ROOT):
        path = tmp_path / "script.lua"
        path.write_text("local stemma = require 'stemma'\n" + text)
        environment = {**os.environ, "LUA_PATH": f"{ROOT}/lua/module/?.lua;;", "LUA_CPATH": f"{NATIVE}/?.so;;",
                       "STEMMA": STEMMA}
        return subprocess.run([LUA, str(path)], cwd=cwd, env=environment, timeout=120, capture_output=True, text=True,
                              check=False)
    return call


def test_annotations_are_those_of_extract(script):
    done = script("""
        local news = stemma.open "corpus/call"
        for _, one in ipairs(news:layer "quotation") do print(stemma.json(one)) end
    """)
    assert done.returncode == 0, done.stderr
    assert done.stdout == run("extract", "corpus/call", "--layer", "quotation", "--format", "ndjson", cwd=ROOT).out


def test_findings_are_those_of_compare(script):
    done = script("""
        local news = stemma.open { "corpus/call", "corpus/ferry" }
        for _, one in ipairs(news.findings) do print(stemma.json(one)) end
    """)
    assert done.returncode == 0, done.stderr
    expected = run("corpus/call", "corpus/ferry", "--format", "ndjson", cwd=ROOT).lines
    assert sorted(done.stdout.splitlines()) == sorted(expected)


def test_articles_and_patterns(script):
    done = script("""
        local news = stemma.open { "corpus/call", jobs = 1 }
        print(#news.articles, #news.stories, news.articles.herald.doc)
        print(#news:find "White House", #news:find(stemma.token.word "said") > 10)
    """)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "5\t1\tcorpus/call/herald.txt"
    assert second.endswith("\ttrue") and int(second.split("\t")[0]) > 5


def test_rules_of_ones_own(script, tmp_path):
    run("init", tmp_path / "mine")
    done = script("""
        local news = stemma.open { "mine/news", rules = "mine/rules" }
        print(news.findings[1].rule, #news:layer "called_off")
    """, cwd=tmp_path)
    assert (done.stdout, done.returncode) == ("compare/fate\t2\n", 0), done.stderr


def test_another_takes_its_place(script):
    done = script("""
        local first = stemma.open "corpus/call"
        assert(#first.articles == 5)
        local second = stemma.open "corpus/vote"
        print(#second.findings == 0 or second.findings[1].message, select(2, pcall(function() return first.rules end)))
        second:close()
        second:close()
        print(pcall(function() return second.articles end))
    """)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("it is closed") == 2


def test_what_is_not_there(script):
    done = script("""
        local news = stemma.open "nowhere"
        print(#news.articles)
    """)
    assert "nowhere" in done.stderr
    assert done.returncode in (0, 1)
    done = script("print(pcall(stemma.open, {}))")
    assert "open takes a file or a folder" in done.stdout
    done = script("print(pcall(function() return stemma.open('corpus/call').artciles end))")
    assert "there is no 'artciles'" in done.stdout


def test_export(script, tmp_path):
    done = script(f"stemma.open('corpus/call'):layer('time'):export('{tmp_path}/t.ndjson')")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "t.ndjson").read_text().splitlines()]
    assert rows and all(row["layer"] == "time" for row in rows)


def test_the_readme_says_how_lua_finds_it_in_a_build(tmp_path):
    text = (ROOT / "README.md").read_text().split("In a script of one's own, in plain Lua 5.4:")[1]
    script, line = (text.split(f"```{kind}\n")[1].split("```")[0] for kind in ("lua", "sh"))
    (tmp_path / "script.lua").write_text(script)
    for name in ("lua", "corpus"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "release").symlink_to(pathlib.Path(STEMMA).parent)
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, timeout=120, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(row)["rule"] for row in done.stdout.splitlines()]
    assert (tmp_path / "quotations.csv").read_text().count("\n") > 1
