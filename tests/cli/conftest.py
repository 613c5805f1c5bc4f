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


def run(*arguments, cwd=None, env=None, timeout=120, stdin=b""):
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "STEMMA_DATA")}
    environment.update(env or {})
    done = subprocess.run([STEMMA, *map(str, arguments)], cwd=cwd, env=environment, timeout=timeout,
                          input=stdin, capture_output=True, check=False)
    return Result(done)


@pytest.fixture
def shipped(tmp_path):
    """The command with the shipped rules, run in a folder of its own."""
    def call(*arguments, **how):
        return run(*arguments, **{"cwd": tmp_path, **how})
    return call


@pytest.fixture
def data(tmp_path):
    """A data folder without rules."""
    folder = tmp_path / ".data"
    (folder / "rules").mkdir(parents=True)
    (folder / "lua").symlink_to(ROOT / "lua")
    return folder


@pytest.fixture
def stemma(tmp_path, data):
    """The command with no rules but those of the test."""
    def call(*arguments, env=None, **how):
        return run(*arguments, **{"cwd": tmp_path, **how}, env={"STEMMA_DATA": str(data), **(env or {})})
    return call


@pytest.fixture
def rule(data):
    """Adds a rule, or a module or list: rule("extract/day.lua", text)."""
    def call(name, text):
        path = data / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path
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


@pytest.fixture
def watch(tmp_path, data):
    """Begins a watch with no rules but those of the test."""
    from watching import Watch  # which needs this module
    begun = []

    def call(*arguments):
        begun.append(Watch(tmp_path, {"STEMMA_DATA": str(data)}, *arguments))
        return begun[-1]
    yield call
    for w in begun:
        w.close()
