"""Random edits of a corpus and of rules, in all the ways in which files change."""
import json
import random
import shutil

from test_compare import NAMES
from test_extract import DAY

DAYS = ["Monday", "Tuesday", "Friday", "Sunday"]
TOWNS = ["Lund", "Ystad", "Malmö", "New Lund"]

TOWN = '''local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "Towns of a list.",
  writes = "town",
  fields = { name = "string" },
  pattern = stemma.token.lexicon "towns":as "name",
  examples = { { "They met in Lund.", { name = "Lund" } }, { "They met." } },
}
'''
ALONE = '''local stemma = require "stemma"
local level = require "words.level"

return stemma.compare {
  api = 1,
  about = "Towns that one article names.",
  over = "story",
  reads = { "town" },
  compare = function(story, finding, undecided)
    for key, claims in story:by("town", { "name" }) do
      if #claims == 1 then
        finding { kind = "single", level = level, message = "only one: {key.name}", evidence = claims }
      end
    end
  end,
  examples = {
    { articles = { { outlet = "A", text = "It was in Lund." }, { outlet = "B", text = "It was." } },
      { kind = "single" } },
  },
}
'''
COMPARES = "  compare = function(story, finding, undecided)\n"
ON = DAY.replace('(t.word "on":as "on")^-1 * ', "").replace(', on = "span"', "")
SUNDAY = DAY.replace('"Tuesday", "Friday"', '"Tuesday", "Friday", "Sunday"')


def lists(*names):
    return "".join(name + "\n" for name in names)


# What may stand in each file, and what breaks it; without the first, the others stay good.
FILES = {
    "compare/names.lua": ([NAMES, NAMES.replace('"error"', '"warning"'), None],
                          [NAMES + "\nthis is no Lua", NAMES.replace('kind = "conflict" }', 'kind = "single" }'), "return 1"]),
    "compare/alone.lua": ([ALONE, ALONE.replace("only one", "one alone"), None], [ALONE[:-40], ALONE.replace("town", "tower")]),
    "extract/day.lua": ([DAY, ON, SUNDAY], [DAY.replace("Friday", "Saturday", 1) + "}", DAY.replace("name =", "nome =", 1)]),
    "extract/town.lua": ([TOWN, TOWN.replace("Towns", "All towns")], [TOWN.replace('"towns"', '"tons"'), "\0"]),
    "lexicon/towns.txt": ([lists(*TOWNS[:n]) for n in (1, 2, 3, 4)], [lists(*TOWNS[1:]), ""]),
    "words/level.lua": (['return "note"\n', 'return "warning"\n'], ["return 1", "return"]),
}


BESIDE = {"words/level.lua": "compare/alone.lua", "lexicon/towns.txt": "extract/town.lua"}
BESIDE.update({rule: used for used, rule in BESIDE.items()})


def text_for(rng, name):
    """An article's bytes; now and then such as cannot be read."""
    says = [f"They met on {rng.choice(DAYS)}.", f"It was in {rng.choice(TOWNS)}.", "So it is.", "Nobody “knew” why."]
    text = " ".join(rng.choice(says) for _ in range(rng.randrange(5)))
    if rng.random() < 0.03:
        return rng.choice([b"", b"\xff\xfe\0", b"They met\0 on Friday."])
    if name.endswith(".ndjson"):
        return "".join(json.dumps({"id": f"i{rng.randrange(3)}", "text": text}) + "\n" for _ in range(2)).encode()
    if rng.random() < 0.2:
        text = f"---\noutlet: O{rng.randrange(3)}\ndate: 2021-04-1{rng.randrange(9)}\n---\n{text}"
    return (text + "\n").encode()


class Series:
    """One series of edits in a folder of its own. `actions` yields between steps, so that several go on at once."""

    def __init__(self, root, name, seed):
        self.home, self.name, self.random = root / name, name, random.Random(f"{seed} {name}")
        self.outside = root.parent / "outside" / name

    def path(self):
        folder = self.home / self.random.choice(["", "", "x", "y", "x/z"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder / self.random.choice(["a.txt", "b.txt", "c.md", "e.ndjson", "k.txt", "l.txt"])

    def content(self, path):
        return text_for(self.random, path.name)

    def write(self):
        path = self.path()
        path.write_bytes(self.content(path))
        yield

    def pieces(self):
        path = self.path()
        content = self.content(path)
        with open(path, self.random.choice(["wb", "ab"])) as f:
            for i in range(0, len(content), 9):
                f.write(content[i:i + 9])
                f.flush()
                yield

    def replace(self):
        path = self.path()
        other = path.with_name(self.random.choice([".saving", path.name + "~", "4913"]))
        other.write_bytes(self.content(path))
        yield
        if other.exists() and path.parent.exists():
            other.rename(path)

    def rename(self):
        path, to = self.path(), self.path()
        if path.exists():
            path.rename(to)
        yield

    def delete(self):
        path = self.path()
        path.unlink(missing_ok=True)
        yield
        if self.random.random() < 0.3 and path.parent.exists():
            path.write_bytes(self.content(path))

    def move_folder(self):
        source = self.home / self.random.choice(["x", "y", "x/z", "m"])
        to = self.random.choice([self.home / "m", self.home / "n", self.outside])
        if to.exists():
            shutil.rmtree(to, ignore_errors=True)
            yield
        if source.exists() and not to.exists() and to.parent.exists():
            source.rename(to)
        yield

    def come_back(self):
        if self.outside.exists() and not (self.home / "x").exists():
            self.outside.rename(self.home / "x")
        yield

    def away(self):
        if self.home.exists():
            shutil.rmtree(self.home)
        yield
        self.home.mkdir(exist_ok=True)

    def metadata(self):
        lines = [{"doc": self.random.choice(["a", "x/b.txt", "y/k", "b.txt"]), "outlet": f"O{self.random.randrange(3)}"}
                 for _ in range(self.random.randrange(3))]
        (self.home / "meta.ndjson").write_text("".join(json.dumps(x) + "\n" for x in lines))
        yield

    def link(self):
        path, target = self.path(), self.path()
        if not path.exists() and not path.is_symlink():
            path.symlink_to(target)
        yield
        if self.random.random() < 0.7 and path.is_symlink():
            path.unlink()

    def actions(self, edits):
        kinds = [self.write] * 6 + [self.pieces, self.replace, self.rename, self.delete] * 2 + [
            self.move_folder, self.metadata, self.come_back] + [self.away, self.link][:self.random.random() < 0.15]
        for _ in range(edits):
            self.home.mkdir(parents=True, exist_ok=True)
            self.outside.parent.mkdir(exist_ok=True)
            try:
                yield from self.random.choice(kinds)()
            except FileNotFoundError:  # its own folder went while it wrote in pieces
                pass


class Rules:
    """Rules, modules and word lists, each with its last good version kept in a second folder. `dear` comparisons take
    a while, so that workers share those of one story."""

    def __init__(self, data, good, seed, dear=False):
        self.folders, self.random, self.dear = (data, good), random.Random(f"{seed} rules"), dear
        self.state = {name: "good" for name in FILES}
        for name, (texts, _) in FILES.items():
            for folder in self.folders:
                self.put(folder, name, texts[0])

    def put(self, folder, name, text):
        path = folder / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text and self.dear:
            text = text.replace(COMPARES, COMPARES + "    for _ = 1, 1e5 do end\n")
        if text is None:
            path.unlink(missing_ok=True)
        elif self.random.random() < 0.5:
            path.write_text(text)
        else:
            other = path.with_name(".saving")
            other.write_text(text)
            other.rename(path)

    def edit(self):
        """Each file at most once between two settled states: which version was the last good one is then certain. What
        a rule uses is broken while it is good only, as it is the rule's examples that tell."""
        touched = self.random.sample(sorted(FILES), self.random.choice([0, 1, 1, 2, 3]))
        for name in touched:
            texts, broken = FILES[name]
            other = BESIDE.get(name)
            if other and (other in touched or self.state[other] != "good"):
                text, state = texts[0], "good"
            elif self.random.random() < 0.35:
                text, state = self.random.choice(broken), "broken"
            else:
                text = self.random.choice(texts)
                state = "good" if text else "gone"
            self.state[name] = state
            for folder in self.folders[:1 if state == "broken" else 2]:
                self.put(folder, name, text)
