"""`stemma tour`: through without waiting, and a screen at a time on a terminal of 80 by 24."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios

import pytest
from terminal import TERMINALS

from conftest import STEMMA, run

PROMPT = re.compile(r"-- [^\n]*--\S* ")


@pytest.fixture(scope="module")
def through():
    return run("tour")


def test_runs_through_where_nobody_presses_enter(through):
    done = through
    assert done.status == 0, done.err
    steps = re.findall(r"^(\d)/(\d) ", done.out, re.M)
    assert [int(step) for step, _ in steps] == list(range(1, int(steps[0][1]) + 1))
    commands = re.findall(r"^\$ (stemma .*)$", done.out, re.M)
    assert len(commands) == len(steps)
    assert "  stemma init mine\n" in done.out


def test_what_it_shows_is_what_the_command_prints(through):
    shown = through.out.split("$ stemma articles corpus/call\n")[1].split("\n\n")[0]
    data = run("doctor", "--format", "ndjson").rows[1]["message"]
    assert run("articles", "corpus/call", cwd=data, env={"COLUMNS": "100"}).out.strip() == shown


def test_without_corpus(stemma):
    done = stemma("tour")
    assert done.status == 2
    assert "the bundled stories are not at " in done.err


class Terminal:
    """The tour on a terminal of its own, 80 by 24."""

    def __init__(self, *arguments):
        self.fd, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "STEMMA_DATA")}
        self.child = subprocess.Popen([STEMMA, "tour", *arguments], stdin=inner, stdout=inner, stderr=inner,
                                      env={**environment, "TERM": "xterm"}, close_fds=True)
        os.close(inner)

    def read(self):
        """What is printed up to where Enter is awaited, or up to the end; and whether it is the latter."""
        text = ""
        while True:
            ready, _, _ = select.select([self.fd], [], [], 60)
            assert ready, text
            try:
                piece = os.read(self.fd, 65536).decode("utf-8", "replace")
            except OSError:
                piece = ""
            if not piece:
                return text, True
            text += piece
            if PROMPT.search(text.split("\n")[-1]):
                return text, False

    def press(self, keys):
        os.write(self.fd, keys.encode())

    def close(self):
        os.close(self.fd)
        return self.child.wait(timeout=30)


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r", "")


@pytest.fixture
def terminal():
    if not TERMINALS:
        pytest.skip("no terminal is to be had")
    opened = []

    def call(*arguments):
        opened.append(Terminal(*arguments))
        return opened[-1]
    yield call
    for each in opened:
        if each.child.poll() is None:
            each.child.kill()
            each.child.wait()


def test_a_screen_at_a_time(terminal):
    tour = terminal()
    steps, ended = 0, False
    while not ended:
        text, ended = tour.read()
        lines = plain(text).split("\n")
        steps += sum(bool(re.match(r"\d/\d ", line)) for line in lines)
        assert sum(max(1, -(-len(line) // 80)) for line in lines) <= 24
        if not ended:
            tour.press("\n")
    assert tour.close() == 0
    assert steps >= 6


def test_q_ends_it(terminal):
    tour = terminal()
    text, ended = tour.read()
    assert not ended and "1/" in plain(text)
    tour.press("q\n")
    rest, ended = tour.read()
    assert ended and "2/" not in plain(rest)
    assert tour.close() == 0


def test_yes_does_not_wait(terminal):
    tour = terminal("--yes")
    text, ended = tour.read()
    assert ended and "stemma init mine" in plain(text)
    assert tour.close() == 0
