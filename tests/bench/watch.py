#!/usr/bin/env python3
"""How long `stemma watch` takes from a writer's close() or rename() to the lines read from its pipe, beside a
raw inotify loop in the same run.

    python3 tests/bench/watch.py build/release/stemma [--articles 10000] [--rounds 300] [--shipped] [--folder DIR]
                                 [--edits 100000] [--together 1]

Writes articles of about 1.2 kB in stories of five, by default into a folder on tmpfs, and two small rules of its
own, so that what is measured is stemma and not its rules; --shipped takes the shipped rules instead. --edits goes on
with so many edits of all sorts, says what memory they leave behind, and ends with a comparison with a fresh run;
--together waits for an answer only after so many of them: a long day in minutes."""
import argparse
import json
import os
import pathlib
import random
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]

DAY = '''local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "Days of the week.",
  writes = "day",
  fields = { name = "string" },
  pattern = t.word { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday" }:as "name",
  examples = { { "They met on Friday.", { name = "Friday" } }, { "They met." } },
}
'''
NAMES = '''local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "Outlets that name different days.",
  over = "story",
  reads = { "day" },
  compare = function(story, finding, undecided)
    local claims = story:layer "day"
    if #claims == 0 then return end
    local camps = claims:camps "name"
    if #camps > 1 then
      finding { kind = "conflict", level = "error", message = "the day: {camps}", evidence = camps,
                silent = story.outlets - claims.outlets }
    end
  end,
  examples = {
    { articles = { { outlet = "A", text = "It was on Friday." }, { outlet = "B", text = "It was on Tuesday." } },
      { kind = "conflict" } },
  },
}
'''
WORDS = ("the council met port workers river bridge minister said new plan talks after years of delay and cost "
         "report city water school board vote money road train line storm coast power station".split())
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

RAW = '''
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
fd = libc.inotify_init1(0)
names = {}
for folder, _, _ in os.walk(sys.argv[1]):
    names[libc.inotify_add_watch(fd, folder.encode(), 0x8 | 0x80)] = folder
print("ready", flush=True)
while True:
    data, at = os.read(fd, 65536), 0
    while at < len(data):
        wd, mask, cookie, n = struct.unpack_from("iIII", data, at)
        name = data[at + 16:at + 16 + n].rstrip(b"\\0").decode()
        at += 16 + n
        os.write(1, (names[wd] + "/" + name + "\\n").encode())
'''


def article(rng, day):
    said, n = [], 0
    while n < 1100:
        words = [rng.choice(WORDS) for _ in range(rng.randrange(8, 18))]
        said.append(" ".join(words).capitalize() + ".")
        n += len(said[-1])
    said.insert(1, f"It was on {day}.")
    return "\n".join(" ".join(said[i:i + 4]) for i in range(0, len(said), 4)) + "\n"


def real_article(texts, i, rng, day):
    """The beginning of a sample article, with its weekdays changed and a word of its own."""
    out = ""
    for line in texts[i % len(texts)].splitlines():
        out += line + "\n"
        if len(out) > 1100:
            break
    for name in DAYS:
        out = out.replace(name, day)
    return out + f"Reference {rng.randrange(10 ** 9)}.\n"


class Lines:
    """Lines of a pipe, read without a thread between."""

    def __init__(self, pipe):
        self.fd, self.rest = pipe.fileno(), b""

    def next(self):
        while b"\n" not in self.rest:
            if not select.select([self.fd], [], [], 120)[0]:
                raise TimeoutError("nothing has come for two minutes")
            data = os.read(self.fd, 1 << 20)
            if not data:
                raise EOFError("it ended")
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        return line


def figures(name, times):
    if not times:
        return
    times = sorted(x * 1000 for x in times)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    print(f"{name:34} median {statistics.median(times):8.2f} ms   p99 {p99:8.2f} ms   max {times[-1]:8.2f} ms")


def save(path, text, replace):
    """Writes, and gives the time just before the close or rename that makes it visible."""
    target = path.with_name(".saving") if replace else path
    fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(fd, text.encode())
    if not replace:
        start = time.perf_counter()
        os.close(fd)
        return start
    os.close(fd)
    start = time.perf_counter()
    os.rename(target, path)
    return start


class Bench:
    def __init__(self, arguments, folder):
        self.child, self.log, self.findings = None, [], {}
        self.a, self.rng = arguments, random.Random(1)
        self.corpus = folder / "corpus"
        self.data = folder / "data"
        self.samples = [p.read_text() for p in sorted((ROOT / "corpus").glob("*/*.txt"))]
        for i in range(arguments.articles):
            path = self.path(i)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text(i, DAYS[i // 5 % 5]))
        if not arguments.shipped:
            (self.data / "rules/extract").mkdir(parents=True)
            (self.data / "rules/compare").mkdir()
            (self.data / "lua").symlink_to(ROOT / "lua")
            (self.data / "rules/extract/day.lua").write_text(DAY)
            (self.data / "rules/compare/names.lua").write_text(NAMES)

    def text(self, i, day=None):
        day = day or self.rng.choice(DAYS)
        if self.a.shipped:
            return real_article(self.samples, i, self.rng, day)
        return article(self.rng, day)

    def path(self, i):
        return self.corpus / f"{i // 5:05d}" / f"{i % 5}.txt"

    def raw(self):
        child = subprocess.Popen([sys.executable, "-c", RAW, str(self.corpus)], stdout=subprocess.PIPE)
        lines, times = Lines(child.stdout), []
        lines.next()
        for k in range(self.a.rounds):
            path = self.path(self.rng.randrange(self.a.articles))
            text = path.read_text()
            time.sleep(0.01)
            start = save(path, text, k % 2)
            while not lines.next().endswith(str(path).encode()):
                pass
            times.append(time.perf_counter() - start)
        child.kill()
        child.wait()
        figures("raw inotify", times)

    def begin(self):
        self.environment = dict(os.environ)
        if not self.a.shipped:
            self.environment["STEMMA_DATA"] = str(self.data)
        begun = time.perf_counter()
        self.child = subprocess.Popen([self.a.stemma, "watch", "--format", "ndjson", str(self.corpus)],
                                      stdout=subprocess.PIPE, env=self.environment)
        self.lines = Lines(self.child.stdout)
        events = self.settle()
        print(f"{'from nothing to settled':34} {time.perf_counter() - begun:8.2f} s, {len(events)} events, "
              "{:.0f} MB and {:.0f} in workers".format(*self.memory()))

    def settle(self):
        """Events with the times they came at, up to a settled one."""
        events = []
        while not events or b'"event":"settled"' not in events[-1][1][:60]:
            events.append((time.perf_counter(), self.lines.next()))
            events[-1] = (time.perf_counter(), events[-1][1])
        self.log += (e for _, e in events)
        return events

    def replay(self):
        """Takes in what was told so far: the findings' lines by id."""
        for line in self.log:
            _, event, change, rest = (line + b",,,").split(b",", 3)
            if event == b'"event":"finding"':
                identity = rest[rest.index(b'"id":"') + 6:][:16]
                if change == b'"change":"removed"':
                    del self.findings[identity]
                else:
                    self.findings[identity] = b"{" + rest[:-3]
        self.log = []

    def fresh(self):
        done = subprocess.run([self.a.stemma, "--format", "ndjson", str(self.corpus)], env=self.environment,
                              stdout=subprocess.PIPE, check=True)
        return done.stdout.splitlines()

    def memory(self):
        """Of the main process, and of its workers, in MB, once they rest: what is busy holds what it is done with."""
        time.sleep(0.5)
        def resident(pid):
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            return int(status.split("VmRSS:")[1].split()[0]) / 1024
        workers = pathlib.Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text().split()
        return resident(self.child.pid), sum(resident(pid) for pid in workers)

    def saves(self):
        articles, findings, settled = [], [], []
        for k in range(self.a.rounds):
            i = self.rng.randrange(self.a.articles)
            path, text = self.path(i), self.text(i)
            time.sleep(0.01)
            start = save(path, text, k % 2)
            events = self.settle()
            articles += [t - start for t, e in events if b'"event":"article"' in e[:60]][:1]
            findings += [t - start for t, e in events if b'"event":"finding"' in e[:60]][-1:]
            settled.append(events[-1][0] - start)
        figures("save to article event", articles)
        figures("save to changed findings", findings)
        figures("save to settled", settled)

    def burst(self, count):
        texts = [self.text(i) for i in range(self.a.articles)]
        begun = time.perf_counter()
        for i in range(count):
            save(self.path(i % self.a.articles), texts[i % self.a.articles], False)
        end = time.perf_counter()
        wanted = {json.dumps(str(self.path(i % self.a.articles))).encode() for i in range(count)}
        while wanted:
            for _, e in self.settle():
                if b'"event":"article"' in e[:60]:
                    wanted.discard(e[e.index(b'"doc":') + 6:-1])
        settled = time.perf_counter()
        self.fresh()
        print(f"{f'burst of {count} saves in {end - begun:.2f} s':34} settled {settled - end:.2f} s after its end; "
              f"a fresh run over the same takes {time.perf_counter() - settled:.2f} s")

    def stages(self):
        """How long a fresh run takes for each stage, in s."""
        done = subprocess.run([self.a.stemma, "--stats", "--format", "ndjson", str(self.corpus)], env=self.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
        return {name: float(seconds) for name, seconds in re.findall(r"^(\w[\w ]*?) +([\d.]+) s\b", done.stderr, re.M)}

    def rule(self, name, texts, stages):
        """Saved in turn; beside it what a fresh run needs for the stages that run again."""
        path, batch, after, first, all_ = self.data / "rules" / name, [], [], [], []
        for text in texts * 3:
            start = save(path, text, False)
            events = self.settle()
            used = [t - start for t, e in events if b'"event":"rule"' in e[:60]][0]
            found = [t - start for t, e in events if b'"event":"finding"' in e[:60]]
            after.append(used)
            first.append(found[0] - used if found else 0)
            all_.append(events[-1][0] - start - used)
            times = self.stages()
            batch.append(sum(times[stage] for stage in stages))
        m = [1000 * statistics.median(x) for x in (after, first, all_, batch)]
        print(f"{f'{name} saved':34} in use after {m[0]:.0f} ms, then first finding {m[1]:.0f} ms, all {m[2]:.0f} ms; "
              f"batch {m[3]:.0f} ms (all / batch {m[2] / m[3]:.2f})")

    def rules(self):
        if self.a.shipped:
            return
        self.rule("compare/names.lua", [NAMES.replace('"error"', '"warning"'), NAMES], ["compare", "output"])
        self.rule("extract/day.lua", [DAY.replace('"Monday", ', ""), DAY], ["rules", "compare", "output"])

    def begin_many(self):
        """Of the files that come and go as many as there are in the long run, so that memory is compared over one
        size of corpus."""
        for i in range(0, self.a.articles, 10):
            path = self.path(i)
            (path.parent / "meta.ndjson").write_text(f'{{"doc":"{path.stem}","outlet":"O"}}\n')
        for k in range(0, 50, 2):
            (self.corpus / f"new{k}").mkdir()
            (self.corpus / f"new{k}" / "a.txt").write_text(self.text(k))
        self.quiet()

    def edit(self, k):
        """One of the ways in which files change; true where it changes something for sure."""
        path, what = self.path(self.rng.randrange(self.a.articles)), self.rng.randrange(40)
        text = self.text(k) + f"Number {k}.\n"
        if what == 0:
            os.utime(path)
        elif what == 1:
            path.unlink()
            path.write_text(text)
        elif what == 2:
            path.parent.rename(self.corpus / "away")
            (self.corpus / "away").rename(path.parent)
            path.write_text(text)
        elif what == 3:
            meta = path.parent / "meta.ndjson"
            if meta.exists():
                meta.unlink()
            else:
                meta.write_text(f'{{"doc":"{path.stem}","outlet":"O{k}"}}\n')
        elif what == 4:
            (self.corpus / f"new{k % 50}").mkdir(exist_ok=True)
            (self.corpus / f"new{k % 50}" / "a.txt").write_text(text)
        elif what == 5:
            shutil.rmtree(self.corpus / f"new{k % 50}", ignore_errors=True)
        else:
            save(path, text, k % 2)
        return what not in (0, 5)

    def quiet(self, first=0.2):
        """Until a file saved last is in, and nothing is left to do."""
        time.sleep(first)
        save(self.corpus / "last.txt", f"Last of all is {self.rng.random()}.\n", False)
        mark = json.dumps(str(self.corpus / "last.txt")).encode()
        while not any(mark in e for _, e in self.settle()):
            pass

    def many(self, count):
        """Memory after few and after many edits, and whether all is as a fresh run finds it."""
        self.begin_many()
        few, small, begun = min(1000, count // 10), None, time.perf_counter()
        for k in range(count):
            sure = self.edit(k)
            if self.a.together > 1 and k % self.a.together == 0:
                self.quiet(0)
                self.replay()
            elif self.a.together == 1 and sure:
                self.settle()
                self.replay()
            if k == few:
                self.quiet()
                self.replay()
                small = self.memory()
        seconds = time.perf_counter() - begun
        self.quiet()
        large = self.memory()
        for part, x, y in zip(("main process", "workers"), small, large):
            print(f"{f'memory, {part}':34} {x:.1f} MB after {few} edits, {y:.1f} MB after {count} "
                  f"({100 * (y - x) / x:+.1f} %)")
        print(f"{'edits':34} {count} in {seconds:.0f} s, {count / seconds:.0f} a second")
        self.replay()
        same = sorted(self.findings.values()) == sorted(self.fresh())
        print(f"{'beside a fresh run':34} {'the same' if same else 'NOT THE SAME'}: {len(self.findings)} findings")

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("stemma", type=os.path.abspath)
    p.add_argument("--articles", type=int, default=10000)
    p.add_argument("--rounds", type=int, default=300)
    p.add_argument("--edits", type=int, default=0, help="so many more, for the memory they leave behind")
    p.add_argument("--together", type=int, default=1, help="of these edits, how many before an answer is waited for")
    p.add_argument("--shipped", action="store_true")
    p.add_argument("--folder", default="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    a = p.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(dir=a.folder))
    b = None
    try:
        b = Bench(a, folder)
        b.raw()
        b.begin()
        b.saves()
        b.burst(a.articles)
        b.rules()
        if a.edits:
            b.many(a.edits)
        print("{:34} {:.0f} MB and {:.0f} in workers".format("memory", *b.memory()))
        b.child.send_signal(signal.SIGTERM)
        print(f"ended with {b.child.wait()}")
    finally:
        if b and b.child:
            b.child.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
