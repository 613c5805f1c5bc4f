"""What all tests of the command share."""
import json
import os
import pathlib
import subprocess

import pytest

STEMMA = os.environ["STEMMA"]
ROOT = pathlib.Path(os.environ.get("STEMMA_ROOT", ".")).resolve()


class Result:
    def __init__(self, done):
        self.status, self.raw = done.returncode, done.stdout
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")
        self.lines, self.errors = self.out.splitlines(), self.err.splitlines()

    @property
    def rows(self):
        return [json.loads(line) for line in self.out.split("\n") if line]


def run(*arguments, cwd=None, env=None, timeout=120):
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "STEMMA_DATA")}
    environment.update(env or {})
    done = subprocess.run([STEMMA, *map(str, arguments)], cwd=cwd, env=environment, timeout=timeout,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return Result(done)


@pytest.fixture
def stemma(tmp_path):
    """The command, run in a folder of its own."""
    def call(*arguments, **how):
        return run(*arguments, **{"cwd": tmp_path, **how})
    return call


@pytest.fixture
def write(tmp_path):
    """Writes a file below that folder: write("story/a.txt", "text") or bytes."""
    def call(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path
    return call


# Rules that need no shipped ones: a day word, and two outlets that name different ones.
DAY = '''local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "Names of two days.",
  within = "sentence",
  writes = "day",
  fields = { name = "string", on = "span" },
  pattern = t.word "on":as "on"^-1 * t.word { "Tuesday", "Friday" }:as "name",
  examples = { { "They met on Friday.", { name = "Friday" } }, { "They met." } },
}
'''


@pytest.fixture
def rules(write, tmp_path):
    """A folder of rules with one of our own."""
    write("rules/extract/day.lua", DAY)
    return tmp_path / "rules"
