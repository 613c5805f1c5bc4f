"""None missed: each way in which files change, and what `watch` tells of it, is what a fresh run finds."""
import os
import shutil
import signal
import time

import pytest
from conftest import run
from editing import ALONE, TOWN, lists
from watching import Watch

TEXTS = ["It was in Lund.\n", "It was in Ystad.\n", "It was in Malmö.\n"]


@pytest.fixture
def w(tmp_path, data, rule, write):
    """A watch on `d`, where each article's town is a finding."""
    rule("extract/town.lua", TOWN)
    rule("compare/alone.lua", ALONE)
    rule("words/level.lua", 'return "note"\n')
    rule("lexicon/towns.txt", lists("Lund", "Ystad", "Malmö"))
    for i in range(20):
        write(f"d/{i}/a.txt", TEXTS[0])
    watch = Watch(tmp_path, {"STEMMA_DATA": str(data)}, "d")
    watch.settled()
    yield watch
    watch.close()


@pytest.fixture
def agrees(w, tmp_path, data):
    """What was told becomes what a fresh run finds, within `seconds`."""
    def call(seconds=2.0):
        env = {"STEMMA_DATA": str(data)}
        fresh = run("d", "--format", "ndjson", cwd=tmp_path, env=env).raw
        docs = sorted(r["doc"] for r in run("articles", "d", "--format", "ndjson", cwd=tmp_path, env=env).rows)
        end = time.monotonic() + seconds
        w.quiet(0.1)
        while (w.output(), sorted(w.docs)) != (fresh, docs) and time.monotonic() < end:
            w.quiet(0.05)
        assert sorted(w.docs) == docs
        assert w.output() == fresh
        assert fresh
    return call


def told(w, doc):
    return [e["change"] for e in w.events if e.get("doc") == doc]


def test_saves(w, agrees, write):
    for i in range(20):
        write(f"d/{i}/a.txt", TEXTS[i % 2 + 1])
    agrees()
    assert all(told(w, f"d/{i}/a.txt") == ["added", "changed"] for i in range(20))


def test_appending(w, agrees, tmp_path):
    for _ in range(3):
        for i in range(20):
            with open(tmp_path / f"d/{i}/a.txt", "a", encoding="utf-8") as f:
                f.write(TEXTS[1])
        agrees()
    assert told(w, "d/7/a.txt") == ["added"] + ["changed"] * 3


def test_atomic_replace(w, agrees, tmp_path):
    for k in range(3):
        for i in range(20):
            new = tmp_path / f"d/{i}/.a.txt.new"
            new.write_text(TEXTS[(k + 1) % 3])
            new.rename(tmp_path / f"d/{i}/a.txt")
        agrees()
    assert told(w, "d/7/a.txt") == ["added"] + ["changed"] * 3


def test_a_burst_of_ten_thousand_saves(w, agrees, tmp_path):
    for k in range(5):
        for i in range(2000):
            path = tmp_path / f"d/{i % 200}/{i}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(TEXTS[k % 3] if i < 200 else f"So it is, {k}.\n")
    agrees(20)


def test_two_hundred_files_in_folders_created_that_moment(w, agrees, tmp_path):
    for i in range(200):
        folder = tmp_path / f"d/new{i % 20}/{i % 7}/{i}"
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(TEXTS[i % 3])
    agrees()
    for i in range(200):
        (tmp_path / f"d/new{i % 20}/{i % 7}/{i}/a.txt").write_text(TEXTS[(i + 1) % 3])
    agrees()


def test_deleted_and_created_again_within_20_ms(w, agrees, tmp_path):
    path = tmp_path / "d/3/a.txt"
    for k in range(20):
        path.unlink()
        time.sleep(k / 1000)
        path.write_text(TEXTS[(k + 1) % 3])
        time.sleep(0.05)
    agrees()
    path.unlink()
    path.write_text(path.name)
    agrees()


def test_moves_of_folders(w, agrees, tmp_path):
    d = tmp_path / "d"
    (d / "3").rename(d / "moved")
    agrees()
    (d / "moved/a.txt").write_text(TEXTS[2])
    agrees()
    (d / "moved").rename(tmp_path / "out")
    agrees()
    (tmp_path / "out/b.txt").write_text(TEXTS[1])
    (tmp_path / "out").rename(d / "4/in")
    agrees()
    (d / "4").rename(d / "5/four")
    (d / "6").rename(d / "4")
    (d / "5/four/in/b.txt").write_text(TEXTS[0])
    agrees()
    shutil.rmtree(d)
    w.quiet(0.6)
    assert not w.docs and not w.findings
    (d / "back").mkdir(parents=True)
    (d / "back/a.txt").write_text(TEXTS[1])
    agrees()


def test_more_changes_than_the_queue_holds(w, agrees, tmp_path):
    w.process.send_signal(signal.SIGSTOP)
    for i in range(12000):  # two events each, and no two alike in a row
        os.utime(tmp_path / f"d/{i % 20}/a.txt")
        os.chmod(tmp_path / f"d/{(i + 1) % 20}/a.txt", 0o644)
    for i in range(20):
        (tmp_path / f"d/{i}/a.txt").write_text(TEXTS[i % 3])
        (tmp_path / f"d/late/{i}").mkdir(parents=True)
        (tmp_path / f"d/late/{i}/a.txt").write_text(TEXTS[i % 2])
    w.process.send_signal(signal.SIGCONT)
    agrees(3)
    (tmp_path / "d/late/7/a.txt").write_text(TEXTS[2])  # what was not told of is watched now
    agrees()


def test_five_pieces_are_one_event(w, agrees, tmp_path):
    for attempt in range(5):
        prompt, before = True, len(told(w, "d/7/a.txt"))
        with open(tmp_path / "d/7/a.txt", "w", encoding="utf-8") as f:
            for piece in ("It ", "was ", "in ", "Ystad", f", time {attempt}.\n"):
                start = time.monotonic()
                f.write(piece)
                f.flush()
                time.sleep(0.03)
                prompt = prompt and time.monotonic() - start < 0.045
        agrees()
        if prompt:  # else the machine was too busy for pieces 30 ms apart
            assert told(w, "d/7/a.txt")[before:] == ["changed"]
            return
    pytest.skip("the machine is too busy")


def test_begun_long_before_its_first_byte(w, agrees, tmp_path):
    for name in ("d/7/a.txt", "d/7/new.txt"):
        before = len(told(w, name))
        with open(tmp_path / name, "w", encoding="utf-8") as f:
            w.quiet(0.3)
            f.write(TEXTS[1])
        agrees()
        assert told(w, name)[before:] == ["changed" if before else "added"]
    assert "empty" not in "".join(w.complaints())


def test_left_open_but_quiet(w, agrees, tmp_path):
    with open(tmp_path / "d/7/a.txt", "w", encoding="utf-8") as f:
        f.write(TEXTS[1])
        f.flush()
        agrees()
