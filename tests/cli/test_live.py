"""After any series of edits, what `watch` has told is byte for byte what a fresh run finds.

STEMMA_SERIES series (2,000 unless set, fewer with sanitizers) go on a hundred at a time, each in a folder of its
own, while rules and word lists are edited, broken and mended beside them. STEMMA_SEED repeats what failed."""
import os
import random
import shutil
import time

import pytest
from conftest import ROOT, run
from editing import Rules, Series
from watching import Watch

SEED = int(os.environ.get("STEMMA_SEED", "1"))
SERIES = int(os.environ.get("STEMMA_SERIES") or os.environ.get("STEMMA_SERIES_USUAL") or 2000)
BESIDE, STEPS = 100, 3
FEW, LONG = 2, 12  # where workers have nothing else to do, they share the comparisons of a story


@pytest.fixture
def good(tmp_path):
    """A data folder with the last good version of each rule."""
    folder = tmp_path / ".good"
    (folder / "rules").mkdir(parents=True)
    (folder / "lua").symlink_to(ROOT / "lua")
    return folder


class Live:
    """A watch on `d`, and what is done below it."""

    def __init__(self, root, data, good, seed, env=(), beside=BESIDE):
        self.root, self.good, self.marks = root, good, 0
        self.random = random.Random(seed)
        self.rules = Rules(data, good, seed, beside == FEW)
        self.series = [Series(root / "d", f"s{i:03d}", seed) for i in range(beside)]
        for s in self.series:
            for _ in s.actions(3):
                pass
        self.watch = Watch(root, {"STEMMA_DATA": str(data), **dict(env)}, "d")
        self.watch.settled(60)

    def edit(self, rules=True):
        going = [s.actions(self.random.choice([0, 1, 1, 2, 4])) for s in self.series]
        while going:
            one = self.random.randrange(len(going))
            if next(going[one], self) is self:
                going[one] = going[-1]
                going.pop()
        if rules:
            self.rules.edit()

    def settle(self):
        """Until a file that is saved after all else was taken in, and nothing is left to do."""
        time.sleep(0.12)
        self.marks += 1
        mark = f"d/mark/{self.marks}.txt"
        (self.root / mark).parent.mkdir(exist_ok=True)
        (self.root / mark).write_text("So it is.\n")
        self.watch.settled(60, after=mark)

    def fresh(self):
        env = {"STEMMA_DATA": str(self.good)}
        findings = run("d", "--format", "ndjson", cwd=self.root, env=env)
        articles = run("articles", "d", "--format", "ndjson", cwd=self.root, env=env)
        return findings.raw, sorted(r["doc"] for r in articles.rows)

    def told(self):
        return self.watch.output(), sorted(self.watch.docs)


def differences(told, fresh):
    """What only one of the two has, as far as it helps."""
    here, there = set(told[0].split(b"\n")), set(fresh[0].split(b"\n"))
    return [f"docs: {sorted(set(told[1]) ^ set(fresh[1]))}"] + [
        ("told: " if line in here else "fresh: ") + line.decode() for line in sorted(here ^ there)][:8]


def check(live, steps, part):
    try:
        for step in range(steps):
            live.edit()
            live.settle()
            fresh = live.fresh()
            if live.told() != fresh:
                live.watch.quiet(1)  # a second is what is promised
            if live.told() != fresh:
                where = f"STEMMA_SEED={SEED}, part {part}, step {step}"
                pytest.fail("\n".join([where, *differences(live.told(), fresh), *live.watch.complaints()]))
    finally:
        live.watch.close()
    shutil.rmtree(live.root)


PARTS = (SERIES + BESIDE - 1) // BESIDE


@pytest.mark.parametrize("part", range(PARTS))
def test_live_equals_batch(tmp_path, data, good, part):
    check(Live(tmp_path, data, good, f"{SEED} {part}"), STEPS, part)


@pytest.mark.parametrize("part", range((PARTS + 3) // 4))
def test_live_equals_batch_while_workers_are_idle(tmp_path, data, good, part):
    check(Live(tmp_path, data, good, f"{SEED} idle {part}", beside=FEW), LONG, part)
