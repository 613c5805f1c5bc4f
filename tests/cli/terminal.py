"""A terminal for tests: tmux, of its own, with keys that are typed and a screen that is read."""
import os
import shutil
import subprocess
import time


def _has_terminals():
    """A bare system in a folder may have none to give."""
    try:
        for fd in os.openpty():
            os.close(fd)
        return True
    except OSError:
        return False


TERMINALS = _has_terminals()
TMUX = shutil.which("tmux") if TERMINALS else None


class Terminal:
    """A command in a terminal of so many columns and rows."""

    def __init__(self, command, cwd, columns=80, rows=24, env=None):
        self.socket = f"stemma-test-{os.getpid()}-{id(self)}"
        settings = {"LC_ALL": "C.UTF-8", "TERM": "screen-256color", "NO_COLOR": "1", **(env or {})}
        words = ["env", *(f"{k}={v}" for k, v in settings.items()), *map(str, command)]
        shell = " ".join("'" + w.replace("'", "'\\''") + "'" for w in words)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                  "-c", str(cwd), shell + "; echo \"[status $?]\"; sleep 60")
        self.tmux("set-option", "-g", "status", "off")

    def tmux(self, *words):
        done = subprocess.run([TMUX, "-L", self.socket, *words], capture_output=True, check=False)
        return done.stdout.decode("utf-8")

    def keys(self, *names):
        """Keys by tmux' names: "Enter", "C-c", "Tab"."""
        self.tmux("send-keys", *names)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def enter(self, text):
        self.type(text)
        self.keys("Enter")

    def paste(self, text):
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer", "-p")

    def screen(self, history=False):
        """The rows that are not empty at the end; `history`: those that scrolled away as well."""
        text = self.tmux("capture-pane", "-p", *(["-S", "-20000"] if history else []))
        return text.rstrip("\n")

    def cursor(self):
        x, y = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(x), int(y)

    def until(self, holds, timeout=60, history=False):
        """Waits for a text on the screen, or for what a function says of it; the screen."""
        wanted = holds if callable(holds) else lambda screen: holds in screen
        end = time.monotonic() + timeout
        while True:
            screen = self.screen(history)
            if wanted(screen):
                return screen
            assert time.monotonic() < end, f"waited for {holds!r}, and there is:\n{screen}"
            time.sleep(0.02)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def close(self):
        self.tmux("kill-server")
