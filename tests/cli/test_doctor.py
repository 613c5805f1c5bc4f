"""`stemma doctor`: what it looks at, and that it names the fix where something is off."""

import resource


def checks(done):
    found = {}
    for row in done.rows:
        found.setdefault(row["check"], []).append(row)
    return found


def test_all_is_looked_at(shipped):
    done = shipped("doctor", "--format", "ndjson", env={"LC_ALL": "C.UTF-8"})
    assert done.status == 0, done.out
    found = checks(done)
    assert {"versions", "data", "rules", "workers", "watching", "locale", "terminal"} <= set(found)
    for name in ("stemma ", "Lua 5.4", "LPeg ", "libuv ", "Unicode 1"):
        assert name in found["versions"][0]["message"]
    assert all(row["v"] == 1 and row["status"] in ("ok", "note", "error") for row in done.rows)
    assert all("fix" not in row for row in done.rows if row["status"] == "ok")


def test_text_is_aligned(shipped):
    done = shipped("doctor", env={"LC_ALL": "C.UTF-8"})
    assert all(line[7] != " " and line[18] != " " for line in done.lines if line.startswith("ok "))


def test_the_number_of_watches_is_the_systems(shipped):
    with open("/proc/sys/fs/inotify/max_user_watches", encoding="ascii") as file:
        count = f"{int(file.read()):,}"
    watching = checks(shipped("doctor", "--format", "ndjson"))["watching"]
    assert any(row["message"].startswith(f"{count} folders") for row in watching)


def test_a_rule_that_does_not_load(stemma, rule):
    rule("extract/broken.lua", "local stemma = require 'stemma'\nreturn stemma.extract { api = 1, abuot = 'x' }\n")
    done = stemma("doctor", "--format", "ndjson")
    assert done.status == 2
    row = [row for row in checks(done)["rules"] if row["status"] == "error"][0]
    assert "extract/broken does not load: " in row["message"] and "broken.lua:2" in row["message"]
    assert row["fix"]


def test_a_locale_without_utf8(shipped):
    row = checks(shipped("doctor", "--format", "ndjson", env={"LC_ALL": "C"}))["locale"][0]
    assert (row["status"], row["fix"]) == ("note", "export LC_ALL=C.UTF-8")
    row = checks(shipped("doctor", "--format", "ndjson", env={"LC_ALL": "xx_YY.UTF-8"}))["locale"][0]
    assert "is not installed here" in row["message"]


def test_without_corpus(stemma):
    done = stemma("doctor", "--format", "ndjson", env={"LC_ALL": "C.UTF-8"})
    assert done.status == 0
    assert checks(done)["corpus"][0]["status"] == "note"


def test_few_files(shipped):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (200, hard))
    try:
        done = shipped("doctor", "--format", "ndjson")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert checks(done)["files"][0]["message"] == "only 200 files can be open"


def test_quiet(shipped):
    assert shipped("doctor", "--quiet").out == ""
