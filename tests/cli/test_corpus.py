"""The sample stories and their `expected` files: corpus/README.md says what their lines mean."""
import functools
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

STEMMA = os.environ["STEMMA"]
CORPUS = Path(os.environ.get("STEMMA_ROOT", ".")) / "corpus"
STORIES = sorted(path.parent.name for path in CORPUS.glob("*/expected"))
WARNINGS = ("warning", "error")


def key(text):
    """Texts that differ by white space or by closing commas and stops are equal."""
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    return text if re.fullmatch(r"[.… ]*", text) else text.rstrip(",. ")


def contains(a, b):
    """Whether one of two texts lies in the other."""
    a, b = key(a), key(b)
    return a in b or b in a


@functools.lru_cache(maxsize=None)
def expected(story):
    lines = (CORPUS / story / "expected").read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(dict(json.loads(line), at=f"corpus/{story}/expected:{number}"))
    return found


def rows(*arguments):
    done = subprocess.run([STEMMA, *arguments, "--format", "ndjson"], capture_output=True,
                          text=True, encoding="utf-8", timeout=120)
    if done.returncode:
        pytest.fail(f"stemma {' '.join(arguments)} gave {done.returncode}:\n{done.stderr}", pytrace=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def below(story, row):
    """The row's doc as `expected` names it: below the story's folder."""
    folder = f"{CORPUS / story}/"
    assert row["doc"].startswith(folder), f"{row['doc']} is not below {folder}"
    return row["doc"][len(folder):]


@functools.lru_cache(maxsize=None)
def annotations(story):
    found = rows("extract", str(CORPUS / story))
    for row in found:
        row["doc"] = below(story, row)
    return found


@functools.lru_cache(maxsize=None)
def findings(story):
    found = [row for row in rows("compare", str(CORPUS / story)) if "evidence" in row]
    for row in found:
        for piece in row["evidence"]:
            piece["doc"] = below(story, piece)
    return found


def place(row):
    return f"{row['doc']}:{row['line']}:{row['column']} {row['text']!r}"


# --- annotations ---

def texts_of(row):
    if row["layer"] == "quotation":
        return [piece["text"] for piece in row.get("quoted", [])]
    return [row["text"]]


def has_text(row, text):
    layer = row["layer"]
    if layer == "block":
        return key(text) in key(row["text"])
    if layer == "event":
        return contains(row["text"], text)
    return any(key(own) == key(text) for own in texts_of(row))


def other_fields(row, line):
    """The fields in which an annotation is not as the line says."""
    wanted = {k: v for k, v in line.items() if k not in ("layer", "doc", "text", "at", "later")}
    return [f"{name} is {row.get(name)!r}" for name, value in wanted.items()
            if row.get(name) not in (value if isinstance(value, list) else [value])]


def unmatched(lines, found):
    """The lines that have no annotation of their own: a line given twice stands for two."""
    taken, missing = set(), []
    for line in lines:
        for i, row in enumerate(found):
            if (i, line["text"]) in taken or row["doc"] != line["doc"]:
                continue
            if has_text(row, line["text"]) and not other_fields(row, line):
                taken.add((i, line["text"]))
                break
        else:
            missing.append(line)
    return missing


def layers():
    found = []
    for story in STORIES:
        names = {line["layer"] for line in expected(story) if "layer" in line}
        names |= {line["absent"]["layer"] for line in expected(story) if "absent" in line}
        found += [pytest.param(story, name, id=f"{story}-{name}") for name in sorted(names)]
    return found


def near(line, found):
    """What stands there instead: the same text with other fields, or a longer or shorter one."""
    lines = []
    for row in found:
        if row["doc"] == line["doc"] and any(contains(t, line["text"]) for t in texts_of(row) + [row["text"]]):
            text = [] if has_text(row, line["text"]) else [f"text is {row['text']!r}"]
            lines.append(f"\n    {row['line']}:{row['column']}: " + ", ".join(text + other_fields(row, line) or ["taken"]))
    return "".join(lines) or "\n    nothing there"


@pytest.mark.parametrize("story,layer", layers())
def test_layer(story, layer):
    found = [row for row in annotations(story) if row["layer"] == layer]
    lines = [line for line in expected(story) if line.get("layer") == layer and not line.get("later")]
    report = []
    for line in unmatched(lines, found):
        fields = {k: v for k, v in line.items() if k not in ("at", "doc", "text", "layer")}
        report.append(f"{line['at']}: {line['doc']}: {line['text']!r} {fields}{near(line, found)}")
    for line in expected(story):
        absent = line.get("absent")
        if absent and absent["layer"] == layer and not line.get("later"):
            report += wrongly_there(story, line["at"], absent, found)
    if report:
        pytest.fail(f"{len(report)} lines do not hold:\n" + "\n".join(report), pytrace=False)


# --- what must not be there ---

@functools.lru_cache(maxsize=None)
def text_of(story, doc):
    """An article's text as its offsets count it."""
    name, _, ident = doc.partition("#")
    path = CORPUS / story / name
    if ident:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            if str(article.get("id")) == ident:
                return article["text"].encode()
    if path.suffix == ".html":
        return None
    return path.read_bytes()


def touches(story, row, text):
    whole = text_of(story, row["doc"])
    if whole is None:           # a page: its decoded text is not at hand, so by words
        return any(contains(own, text) for own in texts_of(row) + [row["text"]])
    begin = whole.find(text.encode())
    assert begin >= 0, f"{row['doc']} has no {text!r}"
    spans = row.get("quoted") or [row]
    return any(span["begin"] < begin + len(text.encode()) and begin < span["end"] for span in spans)


def wrongly_there(story, at, absent, found):
    there = [row for row in found if row["doc"] == absent["doc"]
             and ("role" not in absent or row.get("role") == absent["role"])
             and touches(story, row, absent["text"])]
    return [f"{at}: must not be there: {place(row)}" for row in there]


# --- findings ---

def role(piece):
    """Several camps of one kind are numbered."""
    return re.sub(r" \d+$", "", piece.get("role", ""))


def is_piece(piece, wanted):
    return (piece["doc"] == wanted["doc"] and contains(piece["text"], wanted["text"])
            and ("role" not in wanted or role(piece) == wanted["role"])
            and ("line" not in wanted or piece["line"] == wanted["line"]))


def lacks(row, wanted):
    """Why a finding is not the one wanted, or None."""
    for name in ("rule", "kind", "level"):
        if name in wanted and row.get(name) != wanted[name]:
            return f"its {name} is {row.get(name)}"
    for piece in wanted["evidence"]:
        if not piece.get("later") and not any(is_piece(own, piece) for own in row["evidence"]):
            return f"it lacks {piece}"
    if "silent" in wanted and sorted(row.get("silent", [])) != sorted(wanted["silent"]):
        return f"silent is {row.get('silent', [])}"
    if row.get("rule") == "compare/day":
        docs = {piece["doc"] for piece in wanted["evidence"]}
        more = sorted({piece["doc"] for piece in row["evidence"]} - docs)
        if more:
            return f"it has evidence from {more}"
    return None


def brief(row):
    pieces = "".join(f"\n      {p.get('role', '')} {p['doc']}:{p['line']} {p['text']!r}" for p in row["evidence"])
    return f"\n    {row.get('level')} {row['kind']} [{row['rule']}] {row['message']}{pieces}\n      silent: {row.get('silent')}"


def wanted_findings():
    return [pytest.param(story, line, id=f"{story}-{line['at'].rpartition(':')[2]}")
            for story in STORIES for line in expected(story) if "finding" in line and not line.get("later")]


@pytest.mark.parametrize("story,line", wanted_findings())
def test_finding(story, line):
    wanted = line["finding"]
    reasons = []
    for row in findings(story):
        reason = lacks(row, wanted)
        if reason is None:
            return
        if row["kind"] == wanted["kind"] and row["rule"] == wanted.get("rule", row["rule"]):
            reasons.append(f"{brief(row)}\n      but {reason}")
    pytest.fail(f"{line['at']}: not found:\n    {json.dumps(wanted, ensure_ascii=False)}\n"
                f"  found of this kind:{''.join(reasons) or ' nothing'}", pytrace=False)


@pytest.mark.parametrize("story", STORIES)
def test_nothing_else_at_warning_or_above(story):
    lines = [line["finding"] for line in expected(story) if "finding" in line]
    more = [row for row in findings(story) if row.get("level") in WARNINGS
            and all(lacks(row, dict(wanted, evidence=[dict(p, later=False) for p in wanted["evidence"]]))
                    and lacks(row, wanted) for wanted in lines)]
    if more:
        pytest.fail("found, and in no line of expected:" + "".join(map(brief, more)), pytrace=False)


def test_there_are_stories():
    assert len(STORIES) >= 5
