"""Fields that may be only some texts: named with what was meant, wherever another is asked for or given."""
import json

import pytest

KIND = """local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "Answers.",
  writes = "answer",
  fields = { answer = { "yes", "no" }, word = "string" },
  pattern = (t.word { "yes", "aye" }:is "yes" + t.word { "no", "nay" }:is "no"):as "answer" * t.word:as "word",
  examples = { { "Aye sir.", { answer = "yes" } }, { "Perhaps." } },
}
"""

READS = """local stemma = require "stemma"
local t = stemma.token

return stemma.extract {
  api = 1,
  about = "Noes.",
  reads = { "answer" },
  writes = "none",
  fields = { word = "string" },
  pattern = t.layer "answer" { answer = "no" }:as "word",
  examples = { { "No sir.", { word = "No sir" } } },
}
"""

PLAIN = """local stemma = require "stemma"

return stemma.extract {
  api = 1,
  about = "An answer.",
  writes = "plain",
  fields = { answer = { "yes", "no" } },
  extract = function(article, emit)
    emit { first = 1, last = 1, answer = article.text:find "Nein" and "nein" or "no" }
  end,
  examples = { { "No.", { answer = "no" } } },
}
"""

LAYER = """local stemma = require "stemma"
return stemma.layer { about = "Answers.", fields = { answer = { "yes", "no" }, word = "string" } }
"""

COMPARE = """local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "Noes.",
  over = "story",
  reads = { "answer" },
  compare = function(story, finding)
    local noes = story:layer "answer":where { answer = "no" }
    if #noes > 0 then
      finding { kind = "single", level = "note", message = "No.", evidence = noes }
    end
  end,
  examples = { { articles = { "No sir." }, { message = "No." } } },
}
"""


@pytest.fixture
def loads(stemma, rule):
    """What `rules test` says of a rule, with what is replaced in it."""
    def call(name, text, *pairs):
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        rule(f"{name}.lua", text)
        return stemma("rules", "test", name.split("/")[-1]).out
    return call


@pytest.mark.parametrize("old, new, said", [
    ("examples", "examples", "2 examples, all hold"),
    (':is "yes"', ':is "yess"', "answer.lua:9: 'answer' is never 'yess'; did you mean 'yes'?"),
    (' + t.word { "no", "nay" }:is "no"', ' + t.word { "no", "nay" }',
     "answer.lua:9: field 'answer' is one of yes, no, and words may be written otherwise: give each its value"),
    ('{ answer = "yes" }', '{ answer = "yse" }',
     "answer.lua:10: example 1 expects answer = 'yse', which it never is; did you mean 'yes'?"),
    ('{ "yes", "no" }, word', '{ "yes", "yes", "no" }, word', "answer.lua:8: field 'answer' lists 'yes' twice"),
    ('{ "yes", "no" }, word', "{ }, word", "answer.lua:8: field 'answer' lists no value that it may be"),
    ('{ "yes", "no" }, word', "{ yes = true }, word", "takes a type, or a list of the texts that it may be"),
])
def test_what_a_rule_writes(loads, old, new, said):
    assert said in loads("extract/answer", KIND, (old, new))


@pytest.mark.parametrize("wanted, said", [
    ('"no"', "1 example, all hold"),
    ('{ "no", "yes" }', "1 example, all hold"),
    ('{ "no", "noo" }', "none.lua:10: 'answer' of layer 'answer' is never 'noo'; did you mean 'no'?"),
    ('"perhaps"', "none.lua:10: 'answer' of layer 'answer' is never 'perhaps'"),
])
def test_what_a_pattern_asks_of_another_s_layer(loads, rule, wanted, said):
    rule("extract/answer.lua", KIND)
    assert said in loads("extract/none", READS, ('{ answer = "no" }', "{ answer = %s }" % wanted))


def test_what_is_tried(stemma, rule, write):
    rule("extract/answer.lua", KIND)
    write("a.txt", "No sir.\n")
    done = stemma("try", 't.layer "answer" { answer = "nno" }', "a.txt")
    assert done.status == 2
    assert done.err == "PATTERN:1: 'answer' of layer 'answer' is never 'nno'; did you mean 'no'?\n"


def test_what_plain_lua_gives_is_left_out_of_that_article_alone(stemma, rule, write):
    path = rule("extract/plain.lua", PLAIN)
    write("n/a.txt", "No.\n")
    write("n/b.txt", "Nein.\n")
    done = stemma("extract", "n", "--layer", "plain", "--format", "ndjson")
    assert done.status == 2
    assert [row["doc"] for row in done.rows] == ["n/a.txt"]
    assert done.err.endswith("plain.lua:9: emit: 'answer' is never \"nein\"; there are no, yes; "
                             "what it found in n/b.txt is left out\n"), (path, done.err)


def test_what_a_pattern_takes_from_an_annotation(stemma, rule, write):
    rule("extract/plain.lua", PLAIN.replace('{ "yes", "no" }', '"string"'))
    rule("extract/answer.lua", KIND.replace('writes', 'reads = { "plain" }, writes').replace(
        't.word { "no", "nay" }:is "no"', 't.layer "plain":get "answer"'))
    write("n/a.txt", "Nein sir.\n")
    done = stemma("extract", "n", "--layer", "answer")
    assert "answer.lua:9: 'answer' is never 'nein'; there are no, yes; what it found in n/a.txt is left out" in done.err


@pytest.mark.parametrize("wanted, said", [
    ("no", "1 example, all hold"),
    ("nno", "none.lua:9: :where: 'answer' of layer 'answer' is never 'nno'; did you mean 'no'?"),
])
def test_what_a_comparison_asks_for(loads, rule, wanted, said):
    rule("extract/answer.lua", KIND.replace('fields = { answer = { "yes", "no" }, word = "string" },', ""))
    rule("layer/answer.lua", LAYER)
    assert said in loads("compare/none", COMPARE, ('answer = "no"', f'answer = "{wanted}"'))


def test_they_are_shown(stemma, rule):
    rule("extract/answer.lua", KIND)
    assert "fields    answer: yes | no" in stemma("rules", "show", "answer").lines
    row = json.loads(stemma("rules", "show", "answer", "--format", "ndjson").out)
    assert row["fields"] == {"answer": "string", "word": "string"} and row["values"] == {"answer": ["yes", "no"]}
