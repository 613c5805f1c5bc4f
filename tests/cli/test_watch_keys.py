"""Keys of `watch`, on a terminal that tmux makes; nothing where there is no tmux."""
import os
import re
import signal
import subprocess
import time

import pytest
from conftest import STEMMA
from terminal import TMUX
from test_compare import NAMES
from test_extract import DAY

PROMPT = r"\n[$#]\s*$"
pytestmark = pytest.mark.skipif(TMUX is None, reason="there is no tmux, or no terminal to be had")


class Terminal:
    """A shell in tmux, 100 columns wide."""

    def __init__(self, cwd, data):
        self.socket = str(cwd / ".tmux")
        env = {**{k: v for k, v in os.environ.items() if k not in ("TMUX", "COLUMNS")}, "STEMMA_DATA": str(data),
               "PS1": "$ ", "LC_ALL": "C.UTF-8", "ENV": ""}
        self.run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "60", "-c", str(cwd), "/bin/sh", env=env)

    def run(self, *arguments, env=None):
        return subprocess.run(["tmux", "-u", "-S", self.socket, *arguments], env=env, check=False, capture_output=True,
                              text=True).stdout

    def keys(self, *keys):
        self.run("send-keys", *keys)

    def type(self, text):
        self.run("send-keys", "-l", text)

    def screen(self):
        return self.run("capture-pane", "-p")

    def wait(self, pattern, seconds=8):
        """The screen, as soon as the pattern is on it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            screen = self.screen()
            if re.search(pattern, screen):
                return screen
            time.sleep(0.03)
        pytest.fail(f"no {pattern!r} on\n{screen}")

    def clear(self):
        self.run("clear-history")
        self.run("send-keys", "-R")

    def close(self):
        self.run("kill-server")


@pytest.fixture
def terminal(tmp_path, data, rule, write):
    rule("extract/day.lua", DAY)
    rule("compare/names.lua", NAMES)
    write("d/x/herald.txt", "They met on Friday.\n")
    write("d/x/post.txt", "They met on Tuesday.\n")
    write("d/y/gazette.txt", "They left on Friday.\n")
    t = Terminal(tmp_path, data)
    yield t
    t.close()


@pytest.fixture
def watching(terminal):
    terminal.type(f"{STEMMA} watch d --color never")
    terminal.keys("Enter")
    terminal.wait("watching 3 articles in 2 stories; 2 findings; h help, q ends")
    return terminal


def test_filters(watching, write):
    watching.type("o")
    watching.wait("outlets with: _")
    watching.type("gaz")
    watching.wait("outlets with: gaz_")
    watching.keys("Enter")
    screen = watching.wait(r"2 findings, 1 shown \(only outlet gaz\)")
    assert "1 shown: only outlet gaz\n  note single: all agree" in screen
    write("d/x/post.txt", "They met on Friday.\n")  # not of that outlet: nothing is said
    time.sleep(0.3)
    write("d/y/gazette.txt", "They left on Tuesday.\n")
    watching.wait(r"gazette.txt saved: 1 new, 1 gone")
    assert "post.txt" not in watching.screen()
    watching.type("l")
    watching.wait("0 shown: only outlet gaz, warnings and errors")
    watching.type("c")
    watching.wait("2 shown\n")
    watching.type("r")
    watching.type("nothing of that name")
    watching.keys("BSpace", "Enter")
    watching.wait(r"2 findings, 0 shown \(only rule nothing of that nam\)")


def test_choose_and_accept(watching, write):
    watching.keys("Down")
    watching.wait(r"1 of 2 · \w{8} · error conflict: the day: ")
    watching.keys("Down")
    watching.wait(r"2 of 2 · \w{8} · note single: all agree")
    watching.keys("Up", "Enter")
    watching.wait("herald:1 .*They met ‹on Friday›")
    watching.type("w")
    watching.wait("by compare/names .*compare/names.lua:3 .*Outlets that name different days.")
    assert "extract/day.lua:" in watching.screen()
    watching.type("a")
    screen = watching.wait("accepted: error conflict: the day: ")
    assert re.search(r"1 of 1 · \w{8} · note single", screen)
    write("d/x/post.txt", "So they met on Tuesday.\n")  # only its place moves
    write("d/y/gazette.txt", "They left on Tuesday.\n")
    watching.wait("gazette.txt saved: 1 new, 1 gone")
    assert "~" not in watching.screen()
    write("d/x/post.txt", "They met on Friday.\n")
    watching.wait("post.txt saved: 1 new")
    write("d/x/post.txt", "So they met on Tuesday.\n")
    watching.keys("Escape")
    watching.wait("2 findings, 1 shown")
    watching.type("u")
    watching.wait(r"\d of 2 · \w{8} · error conflict")


def test_accepted_file(terminal, tmp_path):
    terminal.type(f"{STEMMA} watch d --color never --accepted seen")
    terminal.keys("Enter")
    terminal.wait("2 findings; h help")
    terminal.keys("Down")
    terminal.type("a")
    terminal.wait("accepted: error")
    terminal.type("q")
    terminal.wait(PROMPT)
    assert re.fullmatch(r"[0-9a-f]{16} [0-9a-f]{16} error conflict: the day: .*\n", (tmp_path / "seen").read_text())
    terminal.type(f"{STEMMA} watch d --color never --accepted seen")
    terminal.keys("Enter")
    terminal.wait("2 findings, 1 shown; h help")
    (tmp_path / "seen").write_text("something else\n")
    terminal.type("q")
    terminal.wait(PROMPT)
    terminal.type(f"clear; {STEMMA} watch d --accepted seen")
    terminal.keys("Enter")
    terminal.wait("stemma: seen:1: no accepted finding; is it the right file?")


def test_an_accepted_file_on_a_full_disk_stays_whole(terminal, tmp_path):
    before = "# begun by hand\n" * 31 + "# and so on"
    (tmp_path / "seen").write_text(before)
    terminal.type(f"trap '' XFSZ; ulimit -f 1; {STEMMA} watch d --color never --accepted seen")
    terminal.keys("Enter")
    terminal.wait("2 findings; h help")
    terminal.keys("Down")
    terminal.type("a")
    terminal.wait("seen: File too large; it holds for this run")
    terminal.wait("1 of 1 ")
    assert (tmp_path / "seen").read_text() == before
    terminal.type("q")
    terminal.wait(PROMPT)
    (tmp_path / "seen").write_text("# begun by hand")  # without an end of its line
    terminal.type(f"clear; {STEMMA} watch d --color never --accepted seen")
    terminal.keys("Enter")
    terminal.wait("2 findings; h help")
    terminal.keys("Down")
    terminal.type("a")
    terminal.wait("accepted: error")
    assert re.fullmatch(r"# begun by hand\n[0-9a-f]{16} [0-9a-f]{16} error .*\n", (tmp_path / "seen").read_text())


def test_a_steady_line(watching, write, rule):
    """What is said stands above it, and nothing of it is left in between."""
    for i in range(5):
        write("d/y/gazette.txt", f"They left on {('Friday', 'Tuesday')[i % 2 == 0]}.\n")
        watching.wait(r"(gazette.txt saved[^§]*){%d}2 findings; h help, q ends\n*$" % (i + 1))
    rule("compare/names.lua", NAMES + "no Lua")
    watching.wait("compare/names is broken, its last good version stays")
    screen = watching.wait("2 findings; h help, q ends\n*$")
    assert screen.count("watching 3 articles") == 1


def modes(terminal):
    terminal.type("clear; stty -a | grep -o -- '-*icanon\\|-*echo \\|-*isig'; echo end")
    terminal.keys("Enter")
    return terminal.wait("\nend").split("\nend")[0].split()


@pytest.mark.parametrize("how", ["q", "C-c", "INT", "TERM", "HUP", "ABRT", "workers"])
def test_the_terminal_is_left_as_it_was(terminal, how, tmp_path):
    before = modes(terminal)
    assert before == ["isig", "icanon", "echo"]
    terminal.type(f"{STEMMA} watch d & echo $! >pid; fg")
    terminal.keys("Enter")
    terminal.wait("h help, q ends")
    if how in ("q", "C-c"):
        terminal.keys(how)
    elif how == "workers":  # rules lose theirs, and get others
        pid = (tmp_path / "pid").read_text().strip()
        subprocess.run(["pkill", "-KILL", "-P", pid], check=False)
        time.sleep(0.3)
        terminal.keys("q")
    else:
        os.kill(int((tmp_path / "pid").read_text()), getattr(signal, "SIG" + how))
    terminal.wait(PROMPT)
    assert modes(terminal) == before


def test_stopped_and_gone_on_with(watching, write):
    watching.keys("C-z")
    watching.wait(r"Stopped(.*\n)+[$#]\s*$")
    assert modes(watching) == ["isig", "icanon", "echo"]
    write("d/y/gazette.txt", "They left on Tuesday.\n")
    watching.type("fg")
    watching.keys("Enter")
    watching.wait("gazette.txt saved: 1 new, 1 gone")
    watching.wait("h help, q ends")
    watching.type("h")
    watching.wait("take back what was accepted last")


def test_bytes_that_are_no_utf8_hold_nothing_up(watching, write):
    for code in ("e9", "c3", "ff", "80", "f0"):  # of some, three more would have to follow
        watching.keys("-H", code)
        time.sleep(0.05)
    write("d/y/gazette.txt", "They left on Tuesday.\n")
    watching.wait("gazette.txt saved: 1 new, 1 gone")
    watching.type("o")
    watching.wait("outlets with: _")
    watching.keys("-H", "e9")
    watching.type("gé")
    watching.wait("outlets with: gé_")
    watching.keys("C-c")
    watching.wait(PROMPT)


def test_errors_that_go_elsewhere(terminal, write, tmp_path):
    """The line that stays is taken away all the same."""
    terminal.type(f"{STEMMA} watch d --color never --stats 2>errors")
    terminal.keys("Enter")
    terminal.wait("2 findings; h help, q ends")
    terminal.keys("Down")
    terminal.wait("1 of 2 ")
    write("d/y/gazette.txt", "They left on Tuesday.\n")
    terminal.wait("gazette.txt saved: 1 new, 1 gone")
    screen = terminal.wait("1 of 2 .*\n*$")
    assert len(re.findall("watching|1 of 2", screen)) == 1
    assert (tmp_path / "errors").read_text().count(" layers run, ") == 2


def test_figures_stand_above_the_line(terminal, write):
    terminal.type(f"{STEMMA} watch d --color never --stats")
    terminal.keys("Enter")
    terminal.wait("2 findings; h help, q ends")
    write("d/y/gazette.txt", "They left on Tuesday.\n")
    terminal.wait(r"\n\d+ layers run, .* ms\n(.*\n)*.*gazette.txt saved: 1 new, 1 gone")


def test_a_terminal_that_is_narrow(watching):
    watching.run("resize-window", "-x", "20", "-y", "60")
    watching.wait("\nwatching 3 article…\n*$")
    watching.clear()
    for _ in range(3):
        watching.keys("Down")
        watching.wait(r"1 of 2 ")
        watching.keys("Down")
        watching.wait(r"2 of 2 ")
    assert len(re.findall("of 2 ", watching.screen())) == 1


def test_as_wide_as_the_terminal(watching):
    watching.run("resize-window", "-x", "50", "-y", "60")
    watching.wait("\nwatching 3 articles in 2 stories; 2 findings; .{1,4}…\n")
