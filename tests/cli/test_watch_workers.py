"""watch and its workers: those that die, rules that take long or kill them, comparisons that go on beside each other."""
import os
import pathlib
import queue
import shutil
import signal
import time

import pytest
from conftest import run
from editing import COMPARES, SUNDAY
from test_compare import NAMES
from test_extract import DAY
from test_watch import kinds, story, workers  # noqa: F401 (story is a fixture)


def test_workers_that_die(watch, story, rule, write):
    """Also such as came with a rule that was saved."""
    w = watch("d", "--jobs", "2")
    w.settled()
    for round_, text in enumerate([DAY, SUNDAY, DAY]):
        rule("extract/day.lua", text + f"-- {round_}\n")
        w.settled()
        assert len(workers(w)) == 2
        for pid in workers(w):
            os.kill(pid, signal.SIGKILL)
        write("d/b.txt", f"So they met {round_} times on Friday.\n")
        w.settled()
        write("d/b.txt", f"So they met {round_} times on Tuesday.\n")
        w.settled()
    assert w.end()[0] == 0


def slow(steps):
    """NAMES, slow where all agree."""
    return NAMES.replace("    else\n", f"    else\n      for _ = 1, {steps} do end\n")


def seen(w, wanted, seconds):
    """How long it takes until such an event comes."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        try:
            line, event = w.next(max(0.01, start + seconds - time.monotonic()))
        except queue.Empty:
            break
        w.take(line, event)
        if wanted(event):
            return time.monotonic() - start
    pytest.fail(f"it has not come in {seconds} s")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_slow_rule_delays_its_own_result_only(watch, rule, write, jobs):
    rule("extract/day.lua", DAY)
    rule("compare/names.lua", slow("4e10"))  # longer than the test takes, on any machine
    for i in range(12):
        write(f"d/{i}/a.txt", "They met on Friday.\n")
        write(f"d/{i}/b.txt", "They met on Tuesday.\n")
    w = watch("d", "--jobs", jobs, "--max-instructions", "100G", "--timeout", "100")
    w.settled()
    for i in range(2):
        write(f"d/{i}/b.txt", "They met on Friday.\n")  # these take long
    time.sleep(0.3)
    write("d/9/b.txt", "So they met on Tuesday.\n")
    seen(w, lambda e: e.get("doc") == "d/9/b.txt", 30)
    write("d/8/b.txt", "They left on Tuesday, and on Friday.\n")
    seen(w, lambda e: e["event"] == "finding" and any(v["doc"] == "d/8/b.txt" for v in e["evidence"]), 30)
    assert not any(e.get("kind") == "single" for e in w.events)  # those still take long
    rule("compare/names.lua", slow("4e8"))
    w.settled(120)
    assert sum(f["kind"] == "single" for f in w.findings.values()) == 2


def by_rule(w):
    return sorted((f["rule"], f["kind"]) for f in w.findings.values())


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_slow_comparison_does_not_hold_up_its_story(watch, rule, write, jobs):
    rules = {"compare/first": False, "compare/names": True, "compare/other": False, "compare/slow": True}

    def write_rules(steps):
        for name, is_slow in rules.items():
            rule(f"{name}.lua", slow(steps) if is_slow else NAMES)

    rule("extract/day.lua", DAY)
    write_rules("4e10")  # longer than the test takes, on any machine
    write("d/a.txt", "They met on Friday.\n")
    write("d/b.txt", "They met on Tuesday.\n")
    w = watch("d", "--jobs", jobs, "--max-instructions", "100G", "--timeout", "100")
    w.settled()
    assert by_rule(w) == [(name, "conflict") for name in rules]
    write("d/b.txt", "They met on Friday.\n")
    partly = [(name, "conflict" if is_slow else "single") for name, is_slow in rules.items()]
    seen(w, lambda e: by_rule(w) == partly, 30)
    write("d/b.txt", "They met on Tuesday, at noon.\n")  # and then they are not waited for
    w.settled(20)
    assert by_rule(w) == [(name, "conflict") for name in rules]
    write_rules("4e8")
    write("d/b.txt", "So they met on Friday.\n")
    w.settled(120)
    assert by_rule(w) == [(name, "single") for name in rules]


def busy(w):
    """How long each worker has run, in seconds."""
    pids = pathlib.Path(f"/proc/{w.process.pid}/task/{w.process.pid}/children").read_text().split()
    return {pid: int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9 for pid in pids}


def edits_of_a_story(w, write):
    """One after the other, and what each brought."""
    for i, day in enumerate(["Friday", "Tuesday"] * 8):
        write("d/b.txt", f"They met on {day}.\nThis is edit {i}.\n")
        yield [(e["event"], e.get("change"), e.get("rule"), e.get("kind")) for e in w.settled()]


def dear(more=""):
    """NAMES, so dear that workers share it: a few ms, and not so long that what it finds is told by itself."""
    return NAMES.replace(COMPARES, f"{COMPARES}    for _ = 1, 4e5 do end\n{more}")


BACK = """local lpeg = stemma.lpeg
local back = lpeg.Ct(lpeg.Cg("a", "name") * (lpeg.Cb "name" * lpeg.P "b")^0)
"""
STUCK = 'back:match("a" .. ("b"):rep(150000))'  # where nothing can be counted


def test_what_kills_its_worker_is_named_however_long_its_path_is(stemma, rule, write):
    deep = "/".join(["deep" * 50] * 4)
    rule("extract/day.lua", DAY)
    rule(f"compare/{deep}/names.lua", NAMES.replace("\nreturn", f"{BACK}\nreturn", 1).replace(
        COMPARES, f"{COMPARES}    if #story.articles == 3 then {STUCK} end\n"))
    rule(f"extract/{deep}/town.lua", f"""local stemma = require "stemma"
{BACK}
return stemma.extract {{
  api = 1, about = "Towns.", writes = "town", fields = {{}},
  extract = function(article, emit) if article.text:find "Lund" then {STUCK} end end,
  examples = {{ {{ "They met." }} }},
}}
""")
    for i, text in enumerate(["They met on Friday.", "They met on Tuesday.", "It was in Lund."]):
        write(f"d/{i}.txt", text + "\n")
    for command, said in (("compare", f"compare/{deep}/names.lua:5: {{}}; what it found in the story of d/0.txt is left out"),
                          ("extract", f"extract/{deep}/town.lua:5: {{}}; what it found in d/2.txt is left out")):
        done = stemma(command, "d", "--timeout", "0.5")
        assert done.errors == [".data/rules/" + said.format("made no progress for 0.5 s and was stopped")]
        assert done.status == 2


def test_what_kills_its_worker_takes_nothing_from_what_goes_on_beside_it(watch, rule, write, tmp_path):
    rule("extract/day.lua", DAY)
    rule("compare/good.lua", dear())
    deadly = dear(f"    if #story.articles == 3 then {STUCK} end\n")
    rule("compare/deadly.lua", deadly.replace("\nreturn", f"{BACK}\nreturn", 1))
    write("d/a.txt", "They met on Friday.\n")
    write("d/b.txt", "They met on Tuesday.\n")
    w = watch("d", "--jobs", "2", "--timeout", "1")
    w.settled()
    both = [("compare/deadly", "conflict"), ("compare/good", "conflict")]
    for _ in range(2):
        assert by_rule(w) == both
        write("d/c.txt", "They met on Friday, too.\n")
        w.settled(60)
        assert by_rule(w) == both[1:]
        (tmp_path / "d/c.txt").unlink()
        w.settled(60)
    _, err = w.end()
    assert "deadly.lua:5: made no progress for 1 s" in err


def test_comparisons_of_an_edit_go_on_side_by_side(watch, rule, write):
    """On two workers, where they are worth it; what is told, and in which order, is as on one."""
    rule("extract/day.lua", DAY)
    for name in ["first", "other"]:
        rule(f"compare/{name}.lua", dear())
    write("d/a.txt", "They met on Friday.\n")
    write("d/b.txt", "They met on Tuesday.\n")
    told, shares = [], []
    for jobs in ["1", "2"]:
        w = watch("d", "--jobs", jobs)
        w.settled()
        before = busy(w)
        told.append(list(edits_of_a_story(w, write)))
        after = busy(w)
        spent = sorted(after[pid] - before[pid] for pid in before)
        shares.append(spent[0] / sum(spent))
        w.close()
        write("d/b.txt", "They met on Tuesday.\n")
    assert [sorted(edit, key=str) for edit in told[0]] == [sorted(edit, key=str) for edit in told[1]]
    assert sum(one == two for one, two in zip(*told)) > 8  # not where this machine was held up
    assert all(edit[0][:2] == ("article", "changed") and len(edit) == 6 for edit in told[0])
    assert shares[1] > 0.3


def two_alike(tmp_path, write, env):
    """Folders below d/ whose stories' ids begin alike, so that both are long where both are there."""
    for i in range(900):
        write(f"d/{i}/a.txt", "They met on Friday.\n")
    ids = {row["docs"][0]: row["story"] for row in run("stories", "d", "--format", "ndjson", cwd=tmp_path, env=env).rows}
    shutil.rmtree(tmp_path / "d")
    by_head = {}
    for doc, story in ids.items():
        if len(story) > len("s-0000"):
            by_head.setdefault(story[:6], []).append(str(pathlib.Path(doc).parent))
    return next(iter(by_head.values()))[:2]


def test_an_id_that_becomes_long_while_its_story_is_compared(watch, rule, write, tmp_path, data):
    env, limits = {"STEMMA_DATA": str(data)}, ("--max-instructions", "10G", "--timeout", "100")
    first, second = two_alike(tmp_path, write, env)
    rule("extract/day.lua", DAY)
    rule("compare/names.lua", slow("2e8"))
    write(f"{first}/a.txt", "They met on Friday.\n")
    write(f"{first}/b.txt", "They met on Tuesday.\n")
    w = watch("d", *limits)
    w.settled()
    write(f"{first}/b.txt", "They met on Friday.\n")
    seen(w, lambda e: e["event"] == "article", 5)
    time.sleep(0.2)
    write(f"{second}/a.txt", "So it was.\n")
    w.settled(60)
    assert w.output() == run("d", "--format", "ndjson", *limits, cwd=tmp_path, env=env).raw
    assert [len(f["story"]) for f in w.findings.values()] == [len("s-0123456789abcdef")]


def test_edits_are_answered_while_a_rule_is_tried(watch, story, rule, write):
    w = watch("d", "--max-instructions", "10G", "--timeout", "100")
    w.settled()
    example = "examples = {\n    { articles = { { outlet = \"A\", text = \"It was on Friday.\" } }, { kind = \"single\" } },"
    rule("compare/names.lua", slow("4e8").replace("examples = {", example))
    time.sleep(0.5)
    write("d/b.txt", "They met at noon on Tuesday.\n")
    seen(w, lambda e: e["event"] == "finding", 5)
    assert not any(e["event"] == "rule" for e in w.events)
    assert kinds(w.settled(60))[-2:] == [("rule", "changed"), ("settled", None)]


def test_a_rule_that_is_mended_while_it_is_tried(watch, story, rule):
    """What hangs is not waited for when it is not on disk any more."""
    w = watch("d", "--timeout", "60")
    w.settled()
    stuck = NAMES.replace("\nreturn", f"{BACK}\nreturn", 1).replace(COMPARES, f"{COMPARES}    {STUCK}\n")
    for level in ("warning", "note"):
        rule("compare/names.lua", stuck)
        time.sleep(0.5)
        rule("compare/names.lua", stuck + "-- again\n")
        time.sleep(0.5)
        rule("compare/names.lua", NAMES.replace('"error"', f'"{level}"'))
        seen(w, lambda e: e["event"] == "rule" and e["change"] == "changed", 20)
        w.settled()
        assert [f["level"] for f in w.findings.values()] == [level]
    assert w.end() == (0, "")
