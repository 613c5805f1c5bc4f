"""Rules and patterns that are typed at the prompt: run, saved, compared, explained."""
import json
import re

import pytest

from conftest import ROOT, run
from prompting import CALL, Looking, evaluate


@pytest.fixture(scope="module")
def extracted():
    return run("extract", CALL, "--layer", "quotation", "--format", "ndjson").rows


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


def test_why_of_a_match_tells_what_each_part_took():
    done = evaluate('speaks = t.capital:as "who" * t.word "said"', ":why _[1]", "#rules", ":why speaks[1]")
    assert "by extract/prompt_speaks" in done.out and re.search(r't.word "said" +“said”', done.out)
    assert "a pattern has no method '1'" in done.err
    done = evaluate("x = 1", ":why x")
    assert done.status == 2 and "'x' is none of these" in done.err


def test_profile_of_rules(extracted):
    done = evaluate("x = 1", ":profile", ":profile compare/day", "#_, _[1].rule, #findings")
    assert done.status == 0, done.err
    head = next(i for i, line in enumerate(done.lines) if "matched" in line)
    rows = {line.split()[1]: line.split()[2:] for line in done.lines[head + 1:] if "/" in line and "  " in line}
    assert rows["extract/quotation"][0] == "5"
    assert int(rows["extract/quotation"][1]) == len(extracted)
    assert rows["compare/wording"][:2] == ["1", "3"]
    assert all(len(row) == 3 for row in rows.values()), rows
    assert done.lines[-3:] == ["1", "compare/day", "4"]


def test_profile_of_a_rule_that_was_typed():
    done = evaluate('stemma.extract { writes = "w", pattern = t.capital }', "n = #_", ":profile",
                    '_:where { rule = "extract/prompt_w" }[1].tried',
                    '_2:where { rule = "extract/prompt_w" }[1].matched == n')
    assert done.status == 0 and done.lines[-2:] == ["5", "true"], done.err


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


WHY = Looking(":why-not quotation herald:4", ":why herald:4", ":why findings[1]", ":why-not compare/day")


def test_why_not():
    done = WHY
    assert "by extract/quotation" in done.out and "mention “Joe Biden”" in done.out
    assert "error conflict  the day of the call" in done.out
    assert evaluate(":why-not quotation").status == 2


COMPARISON = '''quoted = stemma.compare { reads = { "quotation" },
  compare = function(story, finding)
    for key, claims in story:by("quotation", { "speaker" }) do
      if #claims.outlets > %d then
        finding { kind = "single", level = "note", message = "{outlets} quote {key.speaker}",
          evidence = claims, silent = story.outlets - claims.outlets }
      end
    end
  end }'''


def test_a_comparison_runs_at_once_and_shows_its_findings():
    done = evaluate(COMPARISON % 2, 'f = _', '#_, _[1].rule', 'findings:where { rule = "compare/prompt_quoted" }:count()',
                    ":why f[1]", ":why-not quoted", "#findings")
    assert done.status == 0, done.err
    assert done.lines[0].startswith("2 findings in 1 of 1 story; :save rules/compare/quoted.lua keeps it")
    assert "note single  herald, tribune and wire quote White House" in done.out
    assert any(line.startswith("  herald:7 ") and "‹Calm has to come first" in line for line in done.lines)
    assert "  silent: courier, gazette" in done.lines
    at = done.lines.index("compare/prompt_quoted")
    assert done.lines[at - 1:at + 2] == ["2", "compare/prompt_quoted", "2"]
    assert 'finding { kind = "single"' in done.out and "  read quotation: " in done.out
    assert done.lines[-1] == "6"


def test_a_comparison_is_set_beside_the_one_before_and_the_saved_one(tmp_path):
    done = evaluate(COMPARISON % 2, COMPARISON % 1, ":diff",
                    (COMPARISON % 4).replace("quoted =", "day ="), ":diff")
    assert done.status == 0, done.err
    assert "1 gained, 0 lost; the draft finds 3, the one before found 2" in done.lines
    assert "+ " in done.out and "courier and wire quote Joe Biden" in done.out
    assert done.lines[-1] == "1 gained, 1 lost; the draft finds 1, compare/day finds 1"


def test_a_comparison_is_saved_with_examples_that_hold(tmp_path):
    done = evaluate('least = 1', (COMPARISON % 1).replace("> 1", "> least"),
                    ":save rules/compare/quoted.lua", "#findings", cwd=tmp_path)
    assert done.status == 0, done.err
    text = (tmp_path / "rules" / "compare" / "quoted.lua").read_text()
    assert "local least = 1" in text and 'over     = "story"' in text and text.count("articles = {") >= 1
    tested = run("rules", "test", "quoted", "--rules", "rules", cwd=tmp_path)
    assert tested.status == 0 and "all hold" in tested.out, tested.out + tested.err
    assert done.lines[-1] == "4"  # the draft has gone


def test_functions_that_were_typed_go_along():
    done = evaluate("function loud(text)\n  return text:upper()\nend",
                    (COMPARISON % 4).replace('"{outlets} quote {key.speaker}"', "loud(key.speaker)"))
    assert "note single  KREMLIN" in done.out


def test_what_a_draft_finds_is_no_matter_of_an_example():
    done = evaluate('stemma.extract { writes = "w", pattern = t.any }', '#_ > 100')
    assert done.status == 0 and done.lines[-1] == "true", done.err


def test_where_a_rule_fails_the_rest_is_shown():
    done = evaluate("verb = t.word 'said'", "stemma.extract { writes = 'w', fields = {}, reads = {},\n"
                    "extract = function(a, emit)\n if a.title and a.title:find 'proposes' then error 'no' end\n"
                    " for m in verb:each(a) do emit { span = m } end\nend }")
    assert done.status == 2 and done.errors[0].startswith("prompt:3: no; what it found in "), done.err
    assert re.search(r"^\d+ matches in 4 of 5 articles", done.out, re.M)
