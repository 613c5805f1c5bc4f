"""`stemma watch --format ndjson` as a child, and what replaying its events comes to."""
import json
import os
import queue
import signal
import subprocess
import threading

from conftest import STEMMA


class Watch:
    """Checks each event as it takes it in: its number, and that it fits what was said before."""

    def __init__(self, cwd, env, *arguments):
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
        environment.update(env)
        self.errors = open(cwd / ".watch.err", "w+b")
        self.process = subprocess.Popen([STEMMA, "watch", "--format", "ndjson", *arguments], cwd=cwd, env=environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors)
        self.lines, self.seq = queue.Queue(), 0
        self.docs, self.findings, self.raw, self.events = set(), {}, {}, []
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def next(self, timeout=20):
        """The next event, not yet taken in."""
        line = self.lines.get(timeout=timeout)
        assert line is not None, f"it ended with {self.process.wait()}: {self.complaints()}"
        return line, json.loads(line)

    def take(self, line, event):
        self.seq += 1
        assert event["seq"] == self.seq
        self.events.append(event)
        rest = {k: v for k, v in event.items() if k not in ("seq", "event", "change")}
        there = event.get("change") != "removed"
        if event["event"] == "article":
            assert (event["doc"] in self.docs) == (event["change"] != "added"), event
            (self.docs.add if there else self.docs.discard)(event["doc"])
        elif event["event"] == "finding":
            assert (event["id"] in self.findings) == (event["change"] != "added"), event
            if there:
                assert self.findings.get(event["id"]) != rest, event
                self.findings[event["id"]] = rest
                self.raw[event["id"]] = b"{" + line.split(b",", 3)[3]
            else:
                del self.findings[event["id"]], self.raw[event["id"]]

    def settled(self, timeout=20, after=None):
        """Events up to the next settled one, which comes after one on the article `after`."""
        before, seen = len(self.events), after is None
        while True:
            line, event = self.next(timeout)
            self.take(line, event)
            seen = seen or event.get("doc") == after
            if seen and event["event"] == "settled":
                return self.events[before:]

    def quiet(self, seconds):
        """Takes in whatever comes until nothing has for so long."""
        while True:
            try:
                line, event = self.next(seconds)
            except queue.Empty:
                return
            self.take(line, event)

    def output(self):
        """The findings' lines in the order of a fresh run."""
        ids = sorted(self.findings, key=lambda i: (self.findings[i]["story"], self.findings[i]["rule"], i))
        return b"".join(self.raw[i] for i in ids)

    def complaints(self):
        """The last lines on standard error."""
        self.errors.seek(0)
        return self.errors.read().decode().splitlines()[-12:]

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(timeout=20)
        self.errors.seek(0)
        return status, self.errors.read().decode()

    def close(self):
        self.process.kill()
        self.process.wait()
        self.errors.close()
