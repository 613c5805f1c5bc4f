"""stemma repl and stemma run without a terminal: what they print, and how they end."""
import csv
import json
import re
import signal
import subprocess
import time

import pytest

from conftest import ROOT, STEMMA, run

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


@pytest.fixture(scope="module")
def extracted():
    return run("extract", CALL, "--layer", "quotation", "--format", "ndjson").rows


def test_values_are_printed_without_return():
    done = evaluate("1 + 1", "'a' .. 'b'", "x = 3", "x", "nil, true", paths=())
    assert (done.status, done.lines, done.err) == (0, ["2", "ab", "3", "nil", "true"], "")


def test_names_that_may_be_nil_are_no_slips():
    done = evaluate("_, _3", "x = nil", "x, rawget(_G, 'y')", "f = function() return x end", "f()",
                    "findings:where { story = 'none' }:where { whatever = 1 }",
                    "layer 'quotation':where { stance = 'nobody', text = 'zz' }", "findings[99]",
                    "undecided:where { level = 'x' }")
    assert done.status == 0, done.err
    assert done.lines.count("nil") == 6 and done.lines.count("none") == 3


def test_results_are_kept():
    assert evaluate("1", "2", "_ + _1, _2", paths=()).lines[-2:] == ["4", "1"]


@pytest.mark.parametrize("code, shown", [
    ("{}", "{}"), ("{ 1, 2, { x = 'y' } }", '{ 1, 2, { x = "y" } }'),
    ("{ b = 1, a = true, ['c d'] = 2 }", '{ a = true, b = 1, ["c d"] = 2 }')])
def test_tables_are_readable(code, shown):
    assert evaluate(code, paths=()).lines == [shown]


def test_a_table_that_holds_itself_ends():
    assert "{…}" in evaluate("t1 = {}; t1.self = t1; for i = 1, 99 do t1[i] = 'word' end", "t1",
                             paths=()).out


def test_tables_of_records_are_aligned():
    lines = evaluate("{ { n = 1, who = 'a' }, { n = 20, who = 'bc' }, { n = 3, who = 'd' } }",
                     paths=()).lines
    assert lines == ["    n  who", "1   1  a", "2  20  bc", "3   3  d"]


BY_NAME = Looking("articles.herald.doc", "#articles", "articles[1].name", "articles.wire.title")


def test_articles_by_name():
    assert BY_NAME.lines == [str(CALL / "herald.txt"), "5", "courier",
                          "Biden proposes summit in call with Putin, raises troop buildup"]


def test_an_article_that_is_not_there_is_named():
    done = evaluate("articles.heral")
    assert done.status == 2 and done.err.startswith("-e:1: there is no article 'heral'; did you mean 'herald'?")


CARD = Looking("findings", "articles.wire")


def test_an_article_is_a_card():
    lines = CARD.lines
    at = lines.index("Biden proposes summit in call with Putin, raises troop buildup")
    card = "\n".join(lines[at:])
    for part in ("date", "2021-04-13 (front matter)", "file", "wire.md", "findings", "4"):
        assert part in card


TABLE = Looking('layer "quotation"')


def test_a_layer_is_a_table_with_its_fields():
    lines = TABLE.lines
    assert lines[0].split()[:2] == ["place", "text"] and "speaker" in lines[0]
    assert lines[-1] == f"{len(lines) - 2} annotations"
    assert any(line.split()[1] == "herald:6" for line in lines[1:-1])


ANNOTATION = Looking('articles.herald:quotations():where{ cue = "told" }[1]')


def test_an_annotation_is_its_line_with_the_marker():
    done = ANNOTATION
    assert done.lines[0].endswith("herald.txt:12  quotation")
    assert "‹We’ve noted the proposal" in done.lines[1] and "speaker Kremlin" in done.out


FINDING = Looking('findings:where{ kind = "conflict" }[1]')


def test_a_finding_is_its_lines_with_the_marker():
    done = FINDING
    assert done.lines[0].startswith("error conflict  the day of the call")
    assert any("‹on Thursday›" in line for line in done.lines)


STORY = Looking("stories[1]")


def test_a_story_is_statements_by_outlets():
    done = STORY
    head = next(line for line in done.lines if "courier" in line)
    assert head.split() == ["courier", "gazette", "herald", "tribune", "wire"]
    calm = next(line for line in done.lines if "Calm has to come first" in line)
    assert calm.split()[-5:] == ["·", "·", "●", "◐", "◐"] or calm.split()[-5:-3] == ["·", "·"]


def grid_row(lines, words):
    return next(line for line in lines if words in line).split()


def test_the_grid_of_a_story_says_what_its_findings_say():
    strike = evaluate("stories[1]", paths=(ROOT / "corpus" / "strike",)).lines
    assert grid_row(strike, "dispute is not a fire")[-3] == "◐"  # monitor: cut
    assert sum("not a fire" in line for line in strike) == 1
    call = evaluate("stories[1]").lines
    gazette = call[2].split().index("gazette") - len(call[2].split())
    assert sum(grid_row([line], line)[gazette:][0] == "○" for line in call[3:-1]) >= 1
    assert any(line.startswith("Kremlin: “") for line in call)


def test_marks_in_the_grid_are_in_pairs():
    for line in evaluate("stories[1]", paths=(ROOT / "corpus" / "strike",)).lines[3:-1]:
        text = re.sub("  +[●◐○·].*", "", line)
        if "…" not in text:
            assert text.count("“") == text.count("”") and text.count('"') % 2 == 0, line


OTHERS = Looking('articles.herald:quotations():where{ text = "Calm has to come first" }[1].others:map "doc"')


def test_others_of_a_quotation():
    docs = OTHERS.out
    assert "tribune.html" in docs and "wire.md" in docs and "gazette" not in docs


QUERIES = Looking('layer "quotation":where{ speaker = "Kremlin" }:count()',
                  'layer "quotation":filter(function(q) return q.speaker == "Kremlin" end):count()',
                  'layer "quotation":count "outlet":first(1)[1].count',
                  'layer "number":sort("begin", "down"):first(1)[1].begin >= '
                  'layer "number":sort "begin"[1].begin',
                  'json(layer "quotation":map "speaker":unique():sort())')


def test_queries_follow_each_other():
    done = QUERIES
    assert done.lines[0] == done.lines[1] and int(done.lines[0]) > 3
    assert done.lines[3] == "true"
    speakers = json.loads(done.lines[4])
    assert speakers == sorted(set(speakers)) and "Kremlin" in speakers


GROUPS = Looking('layer "quotation":by "outlet"')


def test_groups_have_keys_and_counts():
    lines = GROUPS.lines
    assert lines[0].split() == ["outlet", "count", "first"]
    assert [line.split()[1] for line in lines[1:-1]] == ["courier", "gazette", "herald", "tribune",
                                                          "wire"]


def test_places_say_which_article_is_meant():
    done = evaluate('layer "quotation"', ":why-not quotation ferry/herald:4",
                    'articles["call/herald"].doc', paths=(ROOT / "corpus",))
    assert done.status == 0, done.err
    places = {line.split()[1] for line in done.lines if re.match(r"[ \d]*\d  \S+:\d+  ", line)}
    names = {place.split(":")[0] for place in places}
    assert {"call/herald", "ferry/herald", "dispatch"} <= names and "herald" not in names
    assert done.lines[-1] == str(CALL / "herald.txt")


@pytest.mark.parametrize("command", [":why herald:4", ":why-not quotation herald:4"])
def test_a_place_that_could_be_several_is_said_to_be(command):
    done = evaluate(command, paths=(CALL, ROOT / "corpus" / "ferry"))
    assert done.status == 2
    assert "'herald' is one of 2 articles: call/herald, ferry/herald" in done.err


def test_what_was_found_stands_in_its_line():
    lines = evaluate('find "White House"').lines
    assert all("‹White House›" in line and len(line) <= 100 for line in lines[1:-1])
    assert len({line.split(None, 2)[2] for line in lines[1:-1]}) > 3


def test_articles_have_the_outlet_that_findings_have():
    done = evaluate('articles:where { outlet = "wire" }:map "outlet":first()',
                    'articles:count "outlet":count()', "stories", "stories[1]", "help",
                    paths=(ROOT / "corpus" / "strike",))
    assert done.lines[:2] == ["wire", "5"] and "1 story" in done.lines
    assert sum(line.startswith("s-") for line in done.lines) == 1
    assert any(line.startswith("What is typed is Lua") for line in done.lines)


FIND = Looking('find("White House"):count()', 'find(t.word { "White House" }):count()',
               'find(c.text "White House"):count()',
               'find(t.capital:as "who" * t.word "said"):map "who":count() > 3',
               'find(t.layer "quotation":as "q"):count() == layer "quotation":count()',
               'articles.herald:find "telephone":count()')


def test_find_takes_phrases_and_patterns():
    done = FIND
    assert done.lines[0] == done.lines[1] and int(done.lines[2]) >= int(done.lines[0]) > 3
    assert done.lines[3:] == ["true", "true", "1"]


def test_export_by_ending(tmp_path, extracted):
    done = evaluate('layer "quotation":export "q.csv"', 'layer "quotation":export "q.tsv"',
                    'layer "quotation":export "q.ndjson"', '#layer "quotation"', cwd=tmp_path)
    n = int(done.lines[-1])
    assert done.lines == [f"{n} rows in q.{end}" for end in ("csv", "tsv", "ndjson")] + [str(n)]
    assert (tmp_path / "q.csv").read_bytes().startswith(b"doc,outlet,date,line,begin,end,text,")
    first = list(csv.DictReader((tmp_path / "q.csv").open(encoding="utf-8", newline="")))[0]
    assert (first["outlet"], first["date"][:4]) == ("courier", "2021")
    assert len((tmp_path / "q.tsv").read_text().splitlines()) == n + 1
    rows = [json.loads(line) for line in (tmp_path / "q.ndjson").read_text().splitlines()]
    assert rows == extracted
    assert "ends in .csv, .tsv or .ndjson" in evaluate('articles:export "q.doc"', cwd=tmp_path).err


JSON = Looking("json(findings)")


def test_json_of_findings_is_what_the_command_prints():
    rows = json.loads(JSON.out)
    assert rows == run("compare", CALL, "--format", "ndjson").rows


@pytest.mark.parametrize("code, text", [
    ("json { 1, 'a\\n\"', 1.5, true }", '[1,"a\\n\\"",1.5,true]'),
    ("json { b = {}, a = { c = 1 } }", '{"a":{"c":1},"b":[]}'), ("json(nil)", "null")])
def test_json_of_plain_values(code, text):
    assert evaluate(code, paths=()).lines == [text]


def test_standard_input_is_run_chunk_by_chunk():
    done = run("repl", CALL, stdin=b"n = 0\nfor _, a in ipairs(articles) do\n  n = n + 1\nend\nn\n")
    assert (done.status, done.lines) == (0, ["5"])


def test_what_fails_ends_a_script():
    done = evaluate("print 'before'", "error 'no good'", "print 'after'", paths=())
    assert done.status == 2 and done.lines == ["before"] and "no good" in done.err


@pytest.mark.parametrize("code, said", [
    ("foo.bar", "no global 'foo'"), ("artcles", "no global 'artcles'; did you mean 'articles'?"),
    ("findings:where { knd = 'conflict' }", "a finding has no 'knd'; did you mean 'kind'?"),
    ("layer 'quotation':where { speakr = 'x' }", "did you mean 'speaker'?"),
    ("layer 'quotation':by 'outlt'", "did you mean 'outlet'?"),
    ("articles:sort 'dat'", "did you mean 'date'?"), ("findings[1].mesage", "did you mean 'message'?"),
    ("rules[1].fiel", "a rule has no 'fiel'"), ("findings[1].evidence[1].lin", "did you mean 'line'?"),
    ("list { { a = 1 } }:count 'b'", "an item has no 'b'"), ("x =", "unexpected symbol near <eof>"),
    ("stemma.extract { api = 1 }", "prompt:1: 'pattern' is missing"),
    ("stemma.extract { writes = 'w', fields = {}, reads = {},\n extract = function() error 'no' end }",
     "prompt:2: no"),
    ("articles.herald.titel", "did you mean 'title'?"), ("layer 'quotatoin'", "did you mean 'quotation'"),
    (":nope", "there is no command ':nope'")])
def test_errors_are_one_line(code, said):
    done = evaluate(code, paths=() if code in ("foo.bar", "x =", ":nope") else (CALL,))
    assert done.status == 2 and said in done.err and len(done.errors) == 1, done.err


def test_a_rule_runs_in_workers_and_shows_its_matches():
    done = evaluate('said = t.word { "said" }',
                    'stemma.extract { writes = "who", pattern = t.capital:as "name" * said }',
                    'layer "who":count() == #_')
    assert done.status == 0, done.err
    assert "Kremlin said" in done.out and "layer 'who'" in done.out and done.lines[-1] == "true"


def test_a_rule_that_is_typed_again_shows_what_it_finds_now(tmp_path):
    rule = 'say = stemma.extract {{ writes = "zz", pattern = t.word "{}":as "w" }}'
    done = evaluate(rule.format("said"), "before = _", 'json(before:map "text":unique())',
                    rule.format("the"), 'json(_:map "text":unique())', '#_2 == #layer "zz"',
                    ":save zz.lua", cwd=tmp_path)
    assert done.status == 0, done.err
    assert '["said","Said"]' in done.out or '["said"]' in done.out
    after = [line for line in done.lines if line.startswith('["')][-1]
    assert {word.lower() for word in json.loads(after)} == {"the"}
    assert 'w = "said"' not in (tmp_path / "zz.lua").read_text()


def test_a_rule_takes_along_only_the_names_it_uses(tmp_path):
    done = evaluate('n = articles:first(1)', 'text = 5', 'said = t.word { "said" }', 'verb = said',
                    'stemma.extract { writes = "who", fields = { n = "span" },\n'
                    '  pattern = t.capital:as "n" * verb  -- n: text\n}',
                    ":save who.lua", cwd=tmp_path)
    assert done.status == 0, done.err
    saved = (tmp_path / "who.lua").read_text()
    assert "local n =" not in saved and "local text =" not in saved
    assert saved.index("local said =") < saved.index("local verb =")


def test_a_rule_that_never_ends_is_stopped_and_the_session_goes_on():
    done = evaluate('pcall(function() error "x" end)',
                    'stemma.extract { writes = "w", fields = {}, reads = {}, '
                    'extract = function() while true do end end }', "1")
    assert "does it ever end" in done.err + done.out


def test_a_rule_is_saved_with_examples_that_hold(tmp_path):
    (tmp_path / "rules" / "extract").mkdir(parents=True)
    done = evaluate('who = t.capital:as "name" * t.word { "said", "says" }',
                    ":save rules/extract/speaks.lua", cwd=tmp_path)
    assert done.status == 0, done.err
    text = (tmp_path / "rules" / "extract" / "speaks.lua").read_text()
    assert 'writes   = "speaks"' in text and "examples" in text and "finds nothing" in text
    tested = run("rules", "test", "speaks", "--rules", "rules", cwd=tmp_path)
    assert tested.status == 0, tested.out + tested.err


def test_a_typed_rule_keeps_its_words_when_saved(tmp_path):
    done = evaluate('verbs = t.word { "said", "says" }',
                    'stemma.extract { about = "Who speaks.", writes = "speaks",\n'
                    '  pattern = t.capital:as "name" * verbs }',
                    ":save speaks.lua", cwd=tmp_path)
    assert done.status == 0, done.err
    text = (tmp_path / "speaks.lua").read_text()
    assert 'local verbs = t.word { "said", "says" }' in text and 'about = "Who speaks."' in text
    (tmp_path / "rules" / "extract").mkdir(parents=True)
    (tmp_path / "speaks.lua").rename(tmp_path / "rules" / "extract" / "speaks.lua")
    assert run("rules", "test", "speaks", "--rules", "rules", cwd=tmp_path).status == 0


def test_diff_of_a_draft_and_of_a_file():
    done = evaluate('stemma.extract { writes = "number", pattern = t.number }', ":diff",
                    ":diff number")
    assert done.status == 0, done.err
    tally = next(line for line in done.lines if " gained, " in line)
    gained, lost = (int(part.split()[0]) for part in tally.split(";")[0].split(","))
    assert gained == sum(line.startswith("+ ") for line in done.lines)
    assert lost == sum(line.startswith("- ") for line in done.lines) > 0
    assert done.lines[-1].startswith("rules/extract/number.lua") or "number.lua" in done.lines[-1]


def test_diff_of_a_pattern_is_with_the_one_before():
    done = evaluate('verb = t.word "said"', 'verb = t.word { "told", "said" }', ":diff")
    assert done.status == 0, done.err
    assert re.match(r"\d+ gained, 0 lost; the draft finds \d+, the one before found \d+", done.lines[-1])
    assert "nothing to set 'p' beside" in evaluate('p = t.word "said"', ":diff").err


def test_diff_takes_a_file_to_compare_with(tmp_path):
    rule = "extract/sentence.lua"
    other = tmp_path / "other.lua"
    other.write_text((ROOT / "rules" / rule).read_text())
    done = evaluate(f":diff sentence {other}")
    assert done.status == 0 and done.out.rstrip().endswith(f"is the same as {other}"), done.out


def test_why_not_of_what_was_typed():
    done = evaluate('speaks = t.capital * t.word "said"', ":why-not speaks herald:4",
                    'who = stemma.extract { writes = "ww", pattern = t.word "zebra" }',
                    ":why-not who herald:4", ":why-not ww herald:4", "#rules", ":why-not speaks herald:4",
                    "#rules")
    assert done.status == 0, done.err
    assert "extract/prompt_speaks" in done.out and done.out.count("extract/prompt_ww") >= 2
    assert len({line for line in done.lines if line.isdigit()}) == 1
    assert "there is no rule 'speakz'" in evaluate(":why-not speakz herald:4").err


def test_profile_of_rules(extracted):
    done = evaluate("x = 1", ":profile", "_[1].tried, #_")
    assert done.status == 0, done.err
    head = next(i for i, line in enumerate(done.lines) if "matched" in line)
    rows = {line.split()[1]: line.split()[2:] for line in done.lines[head + 1:] if "extract/" in line}
    assert rows["extract/quotation"][0] == "5"
    assert int(rows["extract/quotation"][1]) == len(extracted)
    assert all(len(row) == 3 for row in rows.values()), rows


def test_saving_makes_the_folder_and_says_what_runs(tmp_path):
    done = evaluate('p = t.word "said"', ":save new/rules/extract/p.lua", 'q = t.word "told"',
                    ":save q.lua", cwd=tmp_path)
    assert done.status == 0, done.err
    said = [line for line in done.lines if " written, " in line]
    command = re.search(r"`stemma (.*)` runs them", said[0]).group(1)
    assert run(*command.split(), cwd=tmp_path).status == 0
    assert "rules test" not in said[1]


def test_saving_overwrites_nothing(tmp_path):
    (tmp_path / "a.lua").write_text("mine")
    done = evaluate('p = t.word "said"', ":save a.lua", cwd=tmp_path)
    assert done.status == 2 and "there already" in done.err
    assert (tmp_path / "a.lua").read_text() == "mine"


TRY = Looking(':try t.capital:as "who" * t.word "said" on "Then Ada said no."')


def test_try_on_a_sentence():
    done = TRY
    assert "‹Ada said›" in done.out and "who = Ada" in done.out


def test_a_comment_behind_a_command_is_left_out():
    assert evaluate(":time 1 + 1  -- how long", paths=()).lines[0] == "2"


WHY = Looking(":why-not quotation herald:4", ":why herald:4", ":why findings[1]", ":why-not compare/day")


def test_why_not():
    done = WHY
    assert "by extract/quotation" in done.out and "mention “Joe Biden”" in done.out
    assert "error conflict  the day of the call" in done.out
    assert evaluate(":why-not quotation").status == 2


HELP = Looking(":help", ":help articles", ":help t.word", ":doc quotation", ":help quotation")


def test_help_names_all_that_is_at_hand():
    done = HELP
    for part in (":save", "Ctrl-C", "Ctrl-R goes back to the last line", "articles", "speaker"):
        assert part in done.out


def test_help_of_a_list_is_of_lists():
    done = evaluate(":help where", ":help export", ":help list:by", ":doc where", paths=())
    assert done.status == 0, done.err
    assert done.lines[0] == "list:where(wanted)" and "claims" not in done.out
    assert "list:export(path)" in done.lines and "list:by(key)" in done.lines


def test_run_gives_the_script_its_arguments(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("#!/usr/bin/env stemma\nprint(#articles, arg[0], arg[1], ...)\n")
    done = run("run", script, CALL, "--", "one", "--two")
    assert (done.status, done.lines) == (0, [f"5\t{script}\tone\tone\t--two"])


def test_run_says_where_a_script_fails(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("local x = 1\nerror 'no good'\n")
    done = run("run", script)
    assert done.status == 2 and f"{script}:2: no good" in done.err
    assert run("run", tmp_path / "none.lua").status == 2


def test_run_ends_as_the_script_says(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("print 'out'; os.exit(7)\n")
    done = run("run", script)
    assert done.status == 7 and done.lines == ["out"]


def test_a_script_reads_standard_input(tmp_path):
    script = tmp_path / "s.lua"
    script.write_text("print(io.read 'a')")
    assert run("run", script, stdin=b"hello").lines == ["hello"]


def test_ctrl_c_ends_a_script():
    with subprocess.Popen([STEMMA, "repl", "-e", "print 'on'; while true do end"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"on\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 130 and b"interrupted" in errors


def test_an_article_that_cannot_be_read_is_a_complaint(tmp_path):
    done = evaluate("#articles", paths=(tmp_path / "none",), cwd=tmp_path)
    assert done.status == 2 and done.lines == ["0"]
    assert done.err == f"{tmp_path / 'none'}: no such file or folder; left out\n"
