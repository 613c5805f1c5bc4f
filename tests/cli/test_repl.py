"""stemma repl without a terminal: values, queries, errors and help."""
import csv
import json
import re

import pytest

from conftest import ROOT, run
from prompting import CALL, Looking, evaluate


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


WHOLE = Looking("m = find(t.capital:as 'who' * t.word 'said'); q = layer 'quotation'; f = findings[1]",
                "m[1].article", "{ m[1].article, q[1].source.article }", "list { q[1].article }",
                "m[1].article.name, q[1].article.story.id == stories[1].id", "q[1].article:layer 'quotation'",
                "m[1]:shapes()", "m[1]:lazy_tokens()", "m[1].article.words", "m[1].captures, m[1].who, m[1]:block()",
                "q:map 'article'", "q:by 'article'", "q:by 'outlet'[1]", "json(q:by 'outlet'[1])", "json(q[1].article)",
                "f.evidence", "f.evidence[1].article", "stories[1]:matrix()", "stories[1]:matrix()[1]",
                "stories[1].articles", "t", "c", "stemma", "stemma.fold", "_G", "print, m[1]:tokens()",
                "setmetatable({ 1 }, { __index = string })", "stemma.letters { { 'M', 'march' } }", "m[1].article.native")


def test_all_that_can_be_reached_prints_as_what_it_is():
    out = WHOLE.out
    assert "0x" not in out
    lines = out.splitlines()
    assert lines[0] == "courier" and lines[1].split() == ["outlet", "courier"]
    assert "{ courier, courier }" in lines and "outlet courier" in lines
    assert '{ "capital", "spaced", "word" }' in out
    assert "4 pieces of evidence" in lines and "stemma.token: patterns over tokens" in lines
    rows = [json.loads(line) for line in lines if line.startswith('{"')]
    assert rows[0]["key"] == "courier" and rows[0]["items"][0]["layer"] == "quotation"
    assert rows[1]["doc"].endswith("courier.txt")


def test_a_group_is_a_list_with_its_key():
    done = evaluate('g = layer "quotation":by "outlet"', 'g[1].key, #g[1], g[1]:where { cue = "told" }:count()',
                    'g:map "key":first(2)', "g[1].nothing")
    assert done.lines[:3] == ["courier", "3", "1"] and '"gazette"' in done.lines
    assert "a list has no 'nothing'" in done.err


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


def test_a_comment_behind_a_command_is_left_out():
    assert evaluate(":time 1 + 1  -- how long", paths=()).lines[0] == "2"


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
