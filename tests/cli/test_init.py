"""`stemma init` writes a project that works as it is; `stemma rules help` explains."""

import json
import os

import pytest


def files_of(folder):
    return {
        os.path.relpath(os.path.join(at, name), folder): os.path.join(at, name)
        for at, _, names in os.walk(folder)
        for name in names
    }


@pytest.fixture
def project(shipped, tmp_path):
    where = tmp_path / "deep" / "mine"
    done = shipped("init", f"{where}/")
    assert done.status == 0, done.err
    return where, done


def test_says_what_it_wrote_and_what_is_next(project):
    where, done = project
    for name, path in files_of(where).items():
        if not name.startswith(".stemma"):
            assert f"wrote {path}\n" in done.out
    stubs = [name for name in files_of(where) if name.startswith(".stemma")]
    assert f"wrote {where}/.stemma/, {len(stubs)} files" in done.out
    assert f"next: stemma --rules {where}/rules {where}/news\n" in done.out


def test_rules_pass_their_examples(shipped, project):
    where, _ = project
    done = shipped("rules", "test", "--rules", str(where / "rules"), "called_off", "fate")
    assert done.status == 0, done.out + done.err
    assert "2 rules, 7 examples, all hold" in done.out


def test_what_it_says_to_type_finds_something(shipped, project):
    where, done = project
    line = done.out.split("next: stemma ")[1].splitlines()[0]
    found = shipped(*line.split(), "--format", "ndjson")
    assert found.status == 0, found.err
    findings = [json.loads(line) for line in found.out.splitlines()]
    assert [(f["rule"], f["kind"]) for f in findings] == [("compare/fate", "conflict")]


def test_an_editor_finds_its_settings(project):
    where, _ = project
    settings = json.loads((where / ".luarc.json").read_text())
    assert settings["runtime.version"] == "Lua 5.4"
    library = where / settings["workspace.library"][0]
    assert (library / "stemma.lua").read_text().startswith("---@meta stemma\n")
    assert (library / "stemma" / "token.lua").exists()


def test_nothing_is_overwritten(shipped, project):
    where, _ = project
    before = {name: open(path).read() for name, path in files_of(where).items()}
    (where / "README.md").write_text("mine")
    before["README.md"] = "mine"
    done = shipped("init", str(where))
    assert done.status == 2
    assert "is there already, and nothing is overwritten" in done.err
    assert {name: open(path).read() for name, path in files_of(where).items()} == before


def test_one_file_in_the_way_and_nothing_is_written(shipped, tmp_path):
    (tmp_path / "README.md").write_text("mine")
    done = shipped("init", str(tmp_path))
    assert done.status == 2
    assert f"'{tmp_path}/README.md' is there already" in done.err
    assert list(files_of(tmp_path)) == ["README.md"]


def test_a_file_is_no_folder(shipped, tmp_path):
    (tmp_path / "file").write_text("")
    done = shipped("init", str(tmp_path / "file"))
    assert done.status == 2
    assert f"{tmp_path}/file/" in done.err and "Not a directory" in done.err


def test_help_on_a_name(shipped):
    done = shipped("rules", "help", "span:before")
    assert done.status == 0
    assert done.out.startswith("span:before(n?: integer): span|nil\n\n")


def test_help_lists_the_classes(shipped):
    done = shipped("rules", "help")
    for name in ("t", "pattern", "article", "claims", "lua"):
        assert f"\n  {name} " in done.out


def test_help_fits_the_terminal(shipped):
    done = shipped("rules", "help", "t", env={"COLUMNS": "60"})
    assert max(map(len, done.out.splitlines())) <= 60


def test_help_on_what_is_not_there(shipped):
    done = shipped("rules", "help", "t.wrod")
    assert done.status == 2
    assert done.err == "stemma: there is no 't.wrod' for rules; did you mean 't.word'?\n"
    assert done.out == ""
