#!/usr/bin/env python3
"""How long one waits at the prompt: repl.py STEMMA PATH

Starts `stemma repl PATH` on a pseudo-terminal and prints how long it takes to the prompt, to the
answer of a first evaluation, and from a key to its echo while rules are at work on the articles;
beside that, in turns, from a key to its echo where nothing is at work: what the machine makes of it.
"""
import fcntl
import os
import pathlib
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time

PROMPT = b"stemma> "
FEW = str(pathlib.Path(__file__).resolve().parents[2] / "corpus" / "call")


class Session:
    def __init__(self, stemma, path, state):
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(XDG_STATE_HOME=state, TERM="xterm-256color", NO_COLOR="1")
            os.execv(stemma, [stemma, "repl", path])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))

    def until(self, text, limit=300):
        """Seconds since the start when the text was there."""
        seen = b""
        while text not in seen:
            if time.perf_counter() - self.began > limit:
                sys.exit(f"waited for {text!r}; the last was {seen[-200:]!r}")
            if select.select([self.fd], [], [], 1)[0]:
                seen += os.read(self.fd, 1 << 16)
        return time.perf_counter() - self.began

    def drain(self):
        while select.select([self.fd], [], [], 0.02)[0]:
            os.read(self.fd, 1 << 16)

    def end(self):
        os.write(self.fd, b"\x04")
        try:
            while os.read(self.fd, 1 << 16):
                pass
        except OSError:
            pass
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def starts(stemma, path, state):
    prompts, answers = [], []
    for _ in range(5):
        session = Session(stemma, path, state)
        prompts.append(session.until(PROMPT))
        os.write(session.fd, b"'an' .. 'swer', #articles\r")
        answers.append(session.until(b'"answer"'))
        session.drain()
        session.end()
    return statistics.median(prompts), statistics.median(answers)


def echoes(stemma, path, state, after=b'"answer"'):
    """Rules are at work from when the articles are read until "articles in" is told."""
    session, times = Session(stemma, path, state), []
    session.until(PROMPT)
    os.write(session.fd, b"'an' .. 'swer', #articles\r")
    session.until(after)
    for i in range(300):
        key = b"abcdefghij"[i % 10:i % 10 + 1]
        began = time.perf_counter()
        os.write(session.fd, key)
        session.until(key)
        times.append((time.perf_counter() - began) * 1000)
        if i % 20 == 19:
            os.write(session.fd, b"\x15")
            session.drain()
        time.sleep(0.01)
    session.drain()
    session.end()
    return times


def line(what, times):
    times = sorted(times)
    return (f"{what:27}{times[len(times) // 2]:8.2f} ms   median of {len(times)}; "
            f"99 of 100 within {times[len(times) * 99 // 100]:.2f} ms")


def main():
    stemma, path = os.path.abspath(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as state:
        prompt, answer = starts(stemma, path, state)
        busy, idle = [], []
        for _ in range(3):
            busy += echoes(stemma, path, state)
            idle += echoes(stemma, FEW, state, after=b"articles in")
    print(f"start to prompt            {prompt * 1000:8.1f} ms   median of 5")
    print(f"start to the first answer  {answer * 1000:8.1f} ms   median of 5")
    print(line("key to echo", busy))
    print(line("… with nothing at work", idle))


if __name__ == "__main__":
    main()
