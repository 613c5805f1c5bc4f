"""stemma repl at a terminal: the line that is typed, and what happens above it."""
import shutil
import time

import pytest

from conftest import ROOT, STEMMA
from terminal import TMUX, Terminal

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")

PROMPT = "stemma>"


def lines(screen):
    return [line.rstrip() for line in screen.splitlines()]


def ready(screen):
    """The prompt is the last row and nothing is typed."""
    return lines(screen)[-1:] == [PROMPT]


@pytest.fixture
def call(tmp_path):
    folder = tmp_path / "call"
    shutil.copytree(ROOT / "corpus" / "call", folder, ignore=shutil.ignore_patterns("expected"))
    return folder


@pytest.fixture
def start(tmp_path, call):
    """A session; start(columns, rows, …) waits until the articles are read."""
    opened = []

    def begin(columns=80, rows=24, words=(), env=None, settled=True):
        state = {"XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path), **(env or {})}
        t = Terminal([STEMMA, "repl", *words, "call"], tmp_path, columns, rows, state)
        opened.append(t)
        if settled:
            t.until("5 articles in 1 story; 4 findings")
        return t
    yield begin
    for t in opened:
        t.close()


def save(path, old, new):
    """As an editor does: a file beside it takes its place."""
    beside = path.with_suffix(".new~")
    beside.write_text(path.read_text().replace(old, new))
    beside.rename(path)


def test_a_value_is_printed_and_the_prompt_is_back(start):
    t = start()
    t.enter("1 + 1")
    t.until(lambda s: lines(s)[-3:] == [PROMPT + " 1 + 1", "2", PROMPT])
    t.enter("_ * 21")
    t.until(lambda s: lines(s)[-2:] == ["42", PROMPT])


def test_a_text_is_printed_to_be_read(start):
    t = start(columns=60, rows=60)
    t.enter("articles.herald.text")
    screen = t.until(lambda s: "‘Calm has to come first,’" in " ".join(lines(s)))
    assert "\\n" not in screen
    t.enter("#articles.herald.text > 60")
    screen = t.until("true")
    text = (ROOT / "corpus" / "call" / "herald.txt").read_text()
    words = set(text.split())
    shown = lines(screen)[lines(screen).index(PROMPT + " articles.herald.text") + 1:]
    assert set(" ".join(shown[:10]).split()) <= words


def test_a_text_of_several_rows_is_one(start):
    t = start()
    t.enter("for i = 1, 3 do")
    t.enter("  print('row ' .. i)")
    t.enter("end")
    t.until(lambda s: lines(s)[-4:] == ["row 1", "row 2", "row 3", PROMPT])
    t.keys("Up")
    t.until(lambda s: lines(s)[-3:] == [PROMPT + " for i = 1, 3 do", "          print('row ' .. i)", "          end"])


def test_what_goes_on_stands_below_what_it_goes_on_from(start):
    t = start()
    t.enter("f = function(n)")
    t.until(lambda s: lines(s)[-1] == PROMPT + " f = function(n)" and t.cursor()[0] == len(PROMPT) + 1)
    t.enter("  return n + 1")
    t.until(lambda s: lines(s)[-1] == "          return n + 1" and t.cursor()[0] == len(PROMPT) + 3)
    t.enter("end")
    t.until(ready)
    t.enter("text = [[one")
    t.enter("two]]")
    t.until(ready)
    t.enter("f(#text)")
    t.until(lambda s: lines(s)[-2:] == ["8", PROMPT])  # a blank in a long string is one that was typed


def test_history_is_kept_for_the_next_session(start, tmp_path):
    t = start()
    t.enter("'first' .. 'ly'")
    t.until("firstly")
    t.keys("C-d")
    t.until("[status 0]")
    kept = tmp_path / "state" / "stemma" / "history"
    assert kept.stat().st_mode & 0o777 == 0o600
    again = start()
    again.keys("Up")
    again.until(PROMPT + " 'first' .. 'ly'")
    again.keys("C-c")
    again.type("first")
    again.keys("C-r")
    again.until(PROMPT + " 'first' .. 'ly'")


def test_a_save_is_told_above_a_half_typed_line(start, call):
    t = start()
    t.type("articles.her")
    save(call / "herald.txt", "on Tuesday", "on Friday")
    screen = t.until("herald.txt saved: ")
    assert lines(screen)[-1] == PROMPT + " articles.her"
    assert "call/herald.txt saved:" in lines(screen)[-2] and "finding" in lines(screen)[-2]
    t.type("ald.name")
    t.keys("Enter")
    t.until(lambda s: lines(s)[-2:] == ['"herald"', PROMPT])


def test_a_line_that_wraps_stays_whole(start, call):
    t = start(columns=50)
    typed = "x = 'wide 東京東京東京 and on over the end of the row, 東京 twice'"
    t.type(typed)
    t.until("twice'")
    t.keys("Left", "Left", "Left")
    for n in range(3):
        save(call / "herald.txt", "on Tuesday" if n % 2 == 0 else "on Friday",
             "on Friday" if n % 2 == 0 else "on Tuesday")
        screen = t.until(lambda s, n=n: s.count("herald.txt saved") == n + 1)
        assert "".join(lines(screen)[-2:]).replace(" ", "") == (PROMPT + typed).replace(" ", "")
    t.type("!")
    t.keys("Enter")
    t.enter("x")
    t.until("東京 twi!ce")


def test_a_resize_leaves_the_line_whole(start):
    t = start(columns=70)
    typed = "x = 'a line that is longer than half of the terminal, 東京 in it'"
    t.type(typed)
    t.until("it'")
    t.resize(40, 24)
    t.until(lambda s: (PROMPT + " " + typed).startswith(lines(s)[-2]) and lines(s)[-1]
            and (PROMPT + typed).replace(" ", "")
            == "".join(lines(s)[-2:]).replace(" ", ""))
    t.resize(90, 24)
    t.until(lambda s: lines(s)[-1] == PROMPT + " " + typed)
    t.keys("Enter")
    t.enter("#x")
    t.until(lambda s: lines(s)[-1] == PROMPT and lines(s)[-2] == str(len(typed.encode()) - 6))


def test_ctrl_c_ends_an_endless_loop_and_nothing_else(start):
    t = start()
    t.enter("kept = 'still here'")
    t.enter("while true do pcall(function() while true do end end) end")
    t.until("stemma…")
    t.type("half")
    t.keys("C-c")
    t.until(lambda s: "interrupted" in s and lines(s)[-1] == PROMPT + " half")
    t.keys("C-c")
    t.until(ready)
    t.enter(":time (function() while true do end end)()")
    t.until("stemma…")
    t.keys("C-c")
    screen = t.until(lambda s: s.count("interrupted") == 2 and ready(s))
    assert all(line == "interrupted" for line in lines(screen) if "interrupted" in line)
    t.enter("kept")
    t.until('"still here"')


def test_what_cannot_be_counted_is_killed_and_what_is_lost_is_said(start):
    t = start()
    t.enter("mine, yours = 1, 2")
    t.until(ready)
    t.enter("lpeg = require 'lpeg'; a = lpeg.P 'a'; p = lpeg.P { (a * lpeg.V(1) * lpeg.V(1))"
            " + (a * lpeg.V(1)) + a }; return lpeg.match(p * -1, ('a'):rep(60) .. 'b')")
    t.until("stemma…")
    t.keys("C-c")
    t.until("Ctrl-C again starts the evaluator anew")
    t.keys("C-c")
    screen = t.until(lambda s: "starts anew" in s and ready(s))
    assert "lost: mine, yours" in screen
    t.enter("#articles")
    t.until(lambda s: lines(s)[-2:] == ["5", PROMPT])


def test_one_types_while_something_runs(start):
    t = start()
    t.enter("local n = 0; for i = 1, 3e8 do n = n + i end; return 'slow', n")
    t.until("stemma…")
    t.type("1 + 2")
    t.until("1 + 2")
    t.keys("Enter")
    t.until(lambda s: '"slow"' in s and lines(s)[-2:] == ["3", PROMPT])


def test_errors_have_a_caret_and_a_trace(start):
    t = start()
    t.enter("x = nowhere.at")
    screen = t.until("there is no global 'nowhere'")
    at = next(i for i, line in enumerate(lines(screen)) if "no global" in line)
    assert lines(screen)[at].index("^") == lines(screen)[at - 1].index("nowhere")
    t.enter("function f() error 'deep' end")
    t.enter("f()")
    t.until("deep")
    t.enter(":trace")
    t.until("in function 'f'")


def test_the_caret_is_at_what_is_wrong_with_a_pattern(start):
    t = start()
    t.enter('find(t.capital * (t.any + t.word "x"))')
    screen = t.until("is never reached")
    at = next(i for i, line in enumerate(lines(screen)) if "is never reached" in line)
    assert lines(screen)[at].index("^") == lines(screen)[at - 1].index('t.word "x"')


def test_help_comes_by_the_screen_and_in_the_pager(start):
    t = start(env={"PAGER": "less", "LESS": ""})
    t.enter(":help")
    screen = t.until("Enter shows on")
    assert "What is typed is Lua" in screen
    t.keys("Enter")
    t.until(lambda s: "Ctrl-R goes back" in s and ready(s))
    t.enter(":less")
    screen = t.until(lambda s: PROMPT not in s)
    assert lines(screen)[0].startswith("What is typed is Lua")
    t.keys("q")
    t.until(ready)


def test_ten_thousand_rows_come_by_the_screen(start):
    t = start()
    t.enter("local r = {}; for i = 1, 10000 do r[i] = { row = i } end; return r")
    screen = t.until("more rows: Enter shows on")
    assert "9,9" in screen and len(lines(screen)) <= 24
    t.keys("Enter")
    t.until(lambda s: any(line.split()[-1:] == ["30"] for line in lines(s)))
    t.enter(":all")
    t.until(lambda s: any(line.split() == ["10000", "10000"] for line in lines(s)), timeout=30)
    kept = [line.split()[0] for line in lines(t.screen(history=True)) if line[:1] == " "]
    assert [int(n) for n in kept] == list(range(int(kept[0]), int(kept[0]) + len(kept)))


def test_the_pager_has_the_terminal_and_gives_it_back(start, call):
    t = start(env={"PAGER": "less", "LESS": ""})
    t.enter("local r = {}; for i = 1, 200 do r[i] = { row = i } end; return r")
    t.until("Enter shows on")
    t.enter(":less")
    t.until(lambda s: PROMPT not in s)
    t.keys("q")
    t.until(ready)


def test_open_starts_the_editor_at_the_line(start, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho \"opened: $*\"\n")
    editor.chmod(0o755)
    t = start(env={"EDITOR": str(editor), "VISUAL": ""})
    t.enter("s" * 400 + " = 1")  # a message longer than the one that asks for the editor
    t.enter(":open findings[1].evidence[1]")
    t.until(lambda s: "opened: +2 call/gazette.txt" in lines(s) and ready(s))


def test_tab_completes_and_explains(start):
    t = start()
    t.type("art")
    t.keys("Tab")
    t.type(".her")
    t.keys("Tab")
    t.type(".")
    t.keys("Tab", "Tab")
    screen = t.until("quotations")
    assert lines(screen)[-1] == PROMPT + " articles.herald."
    t.keys("C-c")
    t.type('layer "quot')
    t.keys("Tab")
    t.until(PROMPT + ' layer "quotation"')
    t.keys("C-c")
    t.type(":wh")
    t.keys("Tab", "Tab")
    t.until("how far a rule got")
    t.keys("C-c")
    t.type(":doc extract/quo")
    t.keys("Tab")
    t.until(PROMPT + " :doc extract/quotation")
    t.keys("C-c")
    t.type(":save call/her")
    t.keys("Tab")
    t.until(PROMPT + " :save call/herald.txt")


def test_tab_completes_what_is_in_the_articles(start):
    t = start(columns=100)
    t.enter('q = layer "quotation"')
    t.enter("#q")
    t.until(lambda s: lines(s)[-2:] == ["17", PROMPT])
    t.type('q:where{ speaker = "')
    t.keys("Tab", "Tab")
    screen = t.until("White House")
    assert any(line.split() == ["Kremlin", "8"] for line in lines(screen))
    t.type("W")
    t.keys("Tab")
    t.until(PROMPT + ' q:where{ speaker = "White House"')
    t.keys("C-c")
    t.type('q:where{ spea')
    t.keys("Tab")
    t.until(PROMPT + ' q:where{ speaker')
    t.keys("C-c")
    t.type(":why her")
    t.keys("Tab", "Tab", "Tab")
    screen = t.until("herald:11")
    assert lines(screen)[-1] == PROMPT + " :why herald:"


SLOW = '''local stemma = require "stemma"
return stemma.extract { api = 1, about = "Slow.", writes = "slow", fields = {}, reads = {},
  extract = function(article) for _ = 1, article.text:find "slow" and 8e6 or 1 do end end,
  examples = { %s { "quick" } } }
'''


def test_an_article_saved_while_rules_are_read_anew_does_not_wait(start, call, tmp_path):
    rule = tmp_path / "rules" / "extract" / "slow.lua"
    rule.parent.mkdir(parents=True)
    rule.write_text(SLOW % "")
    t = start(columns=100, words=("--rules", "rules", "--jobs", "1"))
    rule.write_text(SLOW % ('{ "slow" },' * 60))
    time.sleep(0.3)
    save(call / "herald.txt", "on Tuesday", "on Friday")
    screen = t.until("herald.txt saved: ")
    assert "extract/slow saved" not in screen
    t.until("extract/slow saved", timeout=120)


def test_watching_goes_off_and_on(start, call):
    t = start()
    t.enter(":watch off")
    t.until("nothing is watched")
    save(call / "herald.txt", "on Tuesday", "on Friday")
    t.enter("1")
    t.until(ready)
    assert "saved" not in t.screen()
    t.enter(":watch on")
    t.until("herald.txt saved")


def test_a_rule_that_crashes_loses_nothing(start):
    t = start(columns=100)
    t.enter("kept = 7")
    t.enter("stemma.extract { writes = 'w', fields = {}, reads = {}, "
            "extract = function(a, emit) local s = 1; return s.x.y end }")
    t.until(lambda s: "attempt to index" in s and ready(s))
    t.enter("kept")
    t.until(lambda s: lines(s)[-2:] == ["7", PROMPT])
    t.enter("#findings")
    t.until(lambda s: lines(s)[-2:] == ["4", PROMPT])


def test_what_is_wrong_with_one_rule_is_not_said_of_another(start):
    t = start(columns=100)
    for n in range(2):
        t.enter("x = stemma.compare { compare = function(story) return story.nothing.at end }")
        t.until(lambda s, n=n: s.count("a story has no 'nothing'") == n + 1 and ready(s))
    t.enter('say = stemma.extract { writes = "say", pattern = t.capital:as "who" * t.word "said" }')
    t.until("16 matches in 5 of 5", history=True)
    t.until(ready)
    assert t.screen(history=True).count("a story has no 'nothing'") == 2
    t.enter("#say.spec.writes")
    t.until(lambda s: lines(s)[-2:] == ["3", PROMPT])


# LPeg looks back through all captures for each of many, which nothing counts.
KILLS = '''local stemma = require "stemma"
local l = stemma.lpeg
local back = l.Ct(l.Cg("a", "n") * (l.Cb "n" * l.P "b")^0)
return stemma.extract { api = 1, about = "Kills.", writes = "w", fields = {}, reads = {},
  extract = function(a) if #a.text > 100 then back:match("a" .. ("b"):rep(150000)) end end,
  examples = { { "A quiet day." } } }
'''


def test_a_rule_that_kills_its_worker_loses_nothing(start, tmp_path):
    rule = tmp_path / "rules" / "extract" / "kills.lua"
    rule.parent.mkdir(parents=True)
    t = start(columns=100, words=("--timeout", "1", "--rules", "rules"))
    t.enter("kept = 7")
    t.until(ready)
    rule.write_text(KILLS)
    t.until("extract/kills")
    t.enter("#layer 'w'")
    t.until(lambda s: "made no progress" in s and ready(s), timeout=60)
    t.enter("kept")
    t.until(lambda s: lines(s)[-2:] == ["7", PROMPT])
    t.enter("#findings")
    t.until(lambda s: lines(s)[-2:] == ["4", PROMPT])


def test_a_rule_saved_from_the_prompt_joins_the_others(start, tmp_path):
    rules = tmp_path / "rules" / "extract"
    rules.mkdir(parents=True)
    t = start(columns=100, words=("--rules", "rules"))
    t.enter('speaks = t.capital:as "who" * t.word { "said", "says" }')
    t.until(":save rules/extract/speaks.lua keeps it")
    t.enter(":save rules/extract/speaks.lua")
    t.until("extract/speaks added")
    t.enter('layer "speaks":count() > 5')
    t.until(lambda s: lines(s)[-2:] == ["true", PROMPT])


def test_pasted_rows_are_typed_and_not_entered(start):
    t = start()
    t.paste("for i = 1, 2 do\nprint('p' .. i)\nend")
    t.until(lambda s: lines(s)[-1] == "end")
    assert "p1" not in lines(t.screen())
    t.keys("Enter")
    t.until(lambda s: lines(s)[-3:] == ["p1", "p2", PROMPT])


def test_an_escape_alone_holds_nothing_up(start, call):
    t = start()
    t.keys("Escape")
    time.sleep(0.3)  # what follows at once would be Alt and a key
    save(call / "herald.txt", "on Tuesday", "on Friday")
    t.until("herald.txt saved")
    t.enter("2 + 2")
    t.until(lambda s: lines(s)[-2:] == ["4", PROMPT])


@pytest.mark.parametrize("how", ["C-d", ":quit"])
def test_the_end_leaves_the_terminal_as_it_was(start, how):
    t = start()
    if how == ":quit":
        t.enter(how)
    else:
        t.keys(how)
    t.until("[status 0]")


def test_the_prompt_is_there_before_the_articles(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for i in range(300):
        (folder / f"{i:04}.txt").write_text(f"The ferry {i} sank on Tuesday, officials said.\n" * 40)
    t = Terminal([STEMMA, "repl", "many"], tmp_path, env={"XDG_STATE_HOME": str(tmp_path)})
    try:
        t.until(PROMPT)
        t.enter("#articles")
        screen = t.until(lambda s: "300" in lines(s))
        assert "300 articles in" not in screen  # rules are still at work
        t.enter("articles[1].text:sub(1, 9)")
        t.until('"The ferry"')
        t.until("300 articles in", timeout=60)
    finally:
        t.close()


def test_what_is_wider_than_the_screen_goes_on_at_a_blank(start):
    t = start(columns=60)
    t.enter("findings:where{ kind = 'wording' }[1]")
    screen = t.until(lambda s: s.count("‹") > 3 and ready(s))
    assert "; cut in courier; no marks in gazette" in " ".join(screen.split())
    assert "without “unannounced” in tribune; “honor” for “honour” (spelling)" in " ".join(screen.split())
