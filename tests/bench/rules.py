#!/usr/bin/env python3
"""How fast one worker runs the shipped rules and twenty more, each with a word set of 300 entries; what each rule
takes; and how fast a lexicon of 10,000 names is made and looked up beside `grep -F` on the same list.

    python3 tests/bench/rules.py build/release/stemma [DIR] [--mb 30] [--rounds 3] [--only-sets]

Without DIR it makes news-like text itself: sentences of corpus/, many of their words exchanged for invented ones.
Processor time is quoted, which a busy machine changes least, beside `wc -w` on the same bytes in the same run."""
import argparse
import collections
import itertools
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARTICLE = 4600  # bytes, as in a newspaper

FORMS = [  # fields, pattern
    ('what = "string"', 't.word(set):as "what"'),
    ('what = "string", who = "span"', '(t.capital^1):as "who" * t.upto(3) * t.word(set):as "what"'),
    ('what = "string", n = "number"', 't.word(set):as "what" * t.any^-3 * t.number:as "n"'),
    ('what = "string"', 't.word { "the", "a" } * t.lower^-2 * t.word(set):as "what" * -t.word "of"'),
    ('what = "strings"', '(t.word(set):as "what" * t.word { "and", "or", "," })^1 * t.word(set):as "what"'),
]

RULE = """local stemma = require "stemma"
local t = stemma.token
local set = {{ {words} }}

return stemma.extract {{
  api = 1, about = "Words of a set of {count}.", within = "sentence", writes = "{name}",
  fields = {{ {fields} }},
  pattern = {pattern},
  examples = {{ {{ "Xyzzy." }} }},
}}
"""

LEXICON = r"""
local core = require "stemma.core"
local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end
local names, text = read(arg[1]), read(arg[2])
local start = os.clock()
local lexicon = core.lexicon(names)
local made = os.clock() - start
local program = core.program { { type = "lexicon", lexicon = lexicon } }

local function some(at)                 -- fifty articles, as a worker has few at a time
  local articles = {}
  while at <= #text and #articles < 50 do
    local stop = text:find("\n", at + tonumber(arg[3]), true) or #text
    articles[#articles + 1] = core.article(text:sub(at, stop), {})
    at = stop + 1
  end
  return articles, at
end

local clause = { 1 << program:bits(1), 0 }
local function scan(articles)
  local n = 0
  for _, article in ipairs(articles) do
    n = n + #core.places(program, article, nil, "sentence", false, clause, 0)
  end
  return n
end

local function timed(call, ...)
  local start = os.clock()
  local result, more = call(...)
  return os.clock() - start, result, more
end

local cut, first, again, found, at = 0, 0, 0, 0, 1
while at <= #text do
  local took, articles, n
  took, articles, at = timed(some, at)
  cut = cut + took
  first = first + timed(scan, articles)   -- also looks the words up
  took, n = timed(scan, articles)
  again, found = again + took, found + n
  articles = nil
  collectgarbage()
end
print(made, cut, first, again, found)
"""


def corpus_sentences():
    found = []
    for path in sorted((ROOT / "corpus").glob("*/*")):
        if path.suffix in (".txt", ".md"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if len(line) > 80 and not line.startswith("---"):
                    found += re.findall(r"[^.!?]+[.!?][”’\"']?", line)
    return [s.strip() for s in found if len(s.split()) > 4]


def invented_words(rng):
    """Eight thousand, as frequent as words of news are: the corpus itself has too few."""
    sounds = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "ort")]
    words = sorted({"".join(rng.choice(sounds) for _ in range(rng.randint(2, 4))) for _ in range(8000)})
    rng.shuffle(words)
    return words, list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))


def make_text(folder, size):
    rng = random.Random(1)
    sentences = corpus_sentences()
    words, weights = invented_words(rng)
    made = total = 0
    while total < size:
        lines = []
        while sum(map(len, lines)) < ARTICLE:
            line = " ".join(rng.choice(sentences) for _ in range(rng.randint(1, 3)))
            new = iter(rng.choices(words, cum_weights=weights, k=line.count(" ") + 1))
            lines.append(re.sub(r"\b[a-z]{4,}\b", lambda m: next(new) if rng.random() < 0.6 else m.group(0), line))
        text = "\n".join(lines) + "\n"
        (folder / f"{made:05}.txt").write_text(text, encoding="utf-8")
        made += 1
        total += len(text.encode())


def write_rules(folder, counts, entries):
    rng = random.Random(2)
    words = [w for w, _ in counts.most_common(6000)][20:]
    (folder / "extract").mkdir()
    for i in range(20):
        chosen = rng.sample(words, min(entries, len(words)))
        chosen += [f"unheard{i}x{k}" for k in range(entries - len(chosen))]
        fields, pattern = FORMS[i % len(FORMS)]
        (folder / "extract" / f"set{i:02}.lua").write_text(RULE.format(
            words=", ".join(f'"{w}"' for w in sorted(chosen)), count=entries, name=f"set{i:02}", fields=fields,
            pattern=pattern), encoding="utf-8")


def processor():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, **more):
    before = processor()
    done = subprocess.run(command, capture_output=True, text=True, **more)
    return processor() - before, done


def extract(stemma, rules, folder, rounds, *more):
    """The least processor time of some runs, without what reading and loading take; and what --stats says."""
    command = [stemma, "extract", "--rules", str(rules), "--jobs", "1", "--quiet", "--stats", *more]
    with tempfile.TemporaryDirectory() as empty:
        (pathlib.Path(empty) / "a.txt").write_text("Nothing.\n", encoding="utf-8")
        idle = min(run(command + [empty])[0] for _ in range(rounds))
    best = min((run(command + [str(folder)]) for _ in range(rounds)), key=lambda each: each[0])
    return best[0] - idle, best[1].stderr


def all_text(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.txt")))


def bench_rules(options, folder, work, text):
    counts = collections.Counter(re.findall(rb"\b[a-z]{3,}\b", text))
    rules = work / "rules"
    rules.mkdir()
    write_rules(rules, collections.Counter({w.decode(): n for w, n in counts.items()}), 300)
    whole = work / "text"
    whole.write_bytes(text)
    words = min(run(["wc", "-w", str(whole)], env={"LC_ALL": "C.UTF-8"})[0] for _ in range(options.rounds))
    mb = len(text) / 1e6
    print(f"{mb:.1f} MB; wc -w {mb / words:.0f} MB/s")
    sets = ",".join(f"set{i:02}" for i in range(20))
    for name, more in [("twenty sets", ["--layer", sets]), ("all rules", [])]:
        if name == "all rules" and options.only_sets:
            continue
        seconds, stats = extract(options.stemma, rules, folder, options.rounds, *more)
        annotations = re.search(r"annotations (\d+)", stats)
        print(f"{name}: {mb / seconds:.2f} MB/s of processor time (reading included), "
              f"{annotations.group(1) if annotations else '?'} annotations, {words / seconds:.4f} of wc -w")
        print("".join(f"  {line}\n" for line in stats[stats.find("\nrule ") + 1:].splitlines()), end="")


def bench_lexicon(options, work, text):
    rng = random.Random(3)
    found = sorted(set(re.findall(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*\b", text.decode("utf-8", "replace"))))
    names = rng.sample(found, min(len(found), 2000))
    while len(names) < 10000:
        names.append(" ".join("".join(rng.choice("abcdefghilmnoprstu") for _ in range(rng.randint(4, 9))).title()
                              for _ in range(rng.randint(1, 3))))
    listed = work / "names"
    listed.write_text("\n".join(names) + "\n", encoding="utf-8")
    whole, script = work / "text", work / "lexicon.lua"
    script.write_text(LEXICON, encoding="utf-8")
    build = pathlib.Path(options.stemma).resolve().parent
    core = next(build.rglob("stemma/core.so"), None)
    mb = len(text) / 1e6
    grep = run(["grep", "-F", "-o", "-w", "-c", "-f", str(listed), str(whole)], env={"LC_ALL": "C.UTF-8"})[0]
    print(f"lexicon of {len(names)} names; grep -F -o -w {mb / grep:.1f} MB/s, its own making included")
    if not core or not shutil.which("lua5.4"):
        print("  no stemma.core beside the program: not measured")
        return
    done = run(["lua5.4", str(script), str(listed), str(whole), str(ARTICLE)],
               env={"LUA_CPATH": str(core.parent.parent / "?.so"), "PATH": "/usr/bin:/bin"})[1]
    made, cut, first, again, count = map(float, done.stdout.split())
    print(f"  made in {made:.3f} s; {count:.0f} found; {mb / first:.0f} MB/s over tokens, words looked up, "
          f"{mb / again:.0f} MB/s when they are known; cutting the text into tokens {mb / cut:.0f} MB/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stemma")
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    parser.add_argument("--mb", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-sets", action="store_true", help="without the shipped rules")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        folder = options.folder
        if not folder:
            folder = work / "news"
            folder.mkdir()
            make_text(folder, options.mb * 1e6)
        text = all_text(folder)
        bench_rules(options, folder, work, text)
        bench_lexicon(options, work, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
