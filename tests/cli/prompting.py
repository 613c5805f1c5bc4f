"""What is typed at the prompt, without a terminal."""
from conftest import ROOT, run

CALL = ROOT / "corpus" / "call"


def evaluate(*codes, paths=(CALL,), **how):
    words = [w for code in codes for w in ("-e", code)]
    return run("repl", "--jobs", "1", *words, *paths, **how)


class Looking:
    """What is only looked at and changes nothing for others: all of it in one session, so that rules run once."""

    everyone = []

    def __init__(self, *codes):
        self.codes, self.shown = codes, None
        self.everyone.append(self)

    @classmethod
    def run_all(cls):
        between = "print '-- next --'"
        done = evaluate(*(code for one in cls.everyone for code in (*one.codes, between)))
        assert done.status == 0, done.out[-1000:] + done.err
        parts = done.out.split("-- next --\n")
        assert parts.pop() == "" and len(parts) == len(cls.everyone)
        for one, part in zip(cls.everyone, parts):
            one.shown = part

    @property
    def out(self):
        if self.shown is None:
            self.run_all()
        return self.shown

    @property
    def lines(self):
        return self.out.splitlines()
