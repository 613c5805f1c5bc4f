-- The pattern algebra: what each operator and constructor matches, and what each mistake is told.

local lu = require "luaunit"
local support = require "support"

local function finds(pattern, text, expected, more)
  lu.assertEquals(support.texts(pattern, text, more), expected, pattern)
end

TestPattern = {}

function TestPattern.test_words_fold_case_and_stops()
  finds('t.word "said"', "Said he said SAYING said.", { "Said", "said", "said" })
  finds('t.word "US"', "The US told us that U.S. aid", { "US", "U.S." })
  finds('t.exact "said"', "Said he said.", { "said" })
  finds('t.word', "One 2 three.", { "One", "three" })
end

function TestPattern.test_words_of_several_tokens()
  finds('t.word { "prime minister", "minister" }', "The Prime Minister met a minister.",
    { "Prime Minister", "minister" })
end

function TestPattern.test_repetition_gives_back()
  finds('t.any^0 * t.word "said"', "he said she said no", { "he said she said" })
  finds('t.word "a"^1 * t.word "a" * t.word "b"', "a a a b", { "a a a b" })
  finds('(t.word "a" + t.word "a" * t.word "b") * t.word "c"', "a b c", { "a b c" })
end

function TestPattern.test_repetition_counts()
  finds('t.word "a"^2', "a b a a a", { "a a a" })
  finds('t.word "b" * t.word "a"^-2', "b a a a b", { "b a a", "b" })
  finds('t.word "a":times(2)', "a a a a a", { "a a", "a a" })
  finds('t.word "a":times(1, 2)', "a a a", { "a a", "a" })
  finds('t.word "a" * (t.any^0):lazy() * t.word "b"', "a x b y b", { "a x b" })
  finds('t.word "a" * t.upto(1) * t.word "b"', "a x b a x y b", { "a x b" })
end

function TestPattern.test_looking_around()
  finds('t.capital - t.word "the"', "The Dog and the Cat", { "Dog", "Cat" })
  finds('-t.word "a" * t.any', "a b a", { "b" })
  finds('t.any * #t.word "b"', "a b c", { "a" })
  finds('t.after(t.word "b") * t.any', "a b c", { "c" })
  finds('t.after(t.word "a" * t.any) * t.any', "a b c. d", { "c" })
  finds('t.after(t.word { "a", "x" } * (t.word "b" + t.word "c")) * t.any', "a b d x c e b f",
    { "d", "e" })
  finds('-t.after(t.word "did" * t.word "not") * t.word "go"', "did not go, did go", { "go" })
  finds('t.any - (t.word "a":is "x" + t.word "b")', "a b c", { "c" })
  finds('-t.first * t.capital', "The Cat saw Ann", { "Cat", "Ann" })
  finds('(t.first + t.after(t.word "b")) * t.any', "a b c d", { "a", "c" })
  finds('t.any:focus() * t.word "b"', "a b x b", { "a", "x" })
end

function TestPattern.test_up_to_what_is_near()
  finds('t.word "a" * t.upto(2) * t.word "b"', "a x b a x y z b", { "a x b" })
  finds('t.word "a" * t.upto(t.word "b", 2)', "a x b a x y z b", { "a x b" })
  finds('t.word "a" * t.upto(2) * t.word "b" * t.word "c"', "a b b c", { "a b b c" })
  finds('t.word "a" * t.upto(t.word "b", 2) * t.word "c"', "a b b c a b c", { "a b c" })
end

function TestPattern.test_one_match_gives_an_annotation_for_each_part_in_focus()
  local rule = assert(support.load(support.rule(
    't.word { "killed", "hurt" }:as "fate" * (t.number:as "n" * t.word:as "who"):focus() '
    .. '* (t.word "and" * (t.number:as "n" * t.word:as "who"):focus())^0',
    { fields = '{ fate = "string", n = "number", who = "string" }' })))
  local found = support.run(rule, "They killed 3 men and 4 women and 5 boys, hurt 6 girls")
  local lines = {}
  for i, each in ipairs(found) do
    lines[i] = ("%s|%s|%d|%s"):format(each.text, each.fate, each.n, each.who)
  end
  lu.assertEquals(lines, { "3 men|killed|3|men", "4 women|killed|4|women", "5 boys|killed|5|boys",
    "6 girls|hurt|6|girls" })
end

function TestPattern.test_a_part_in_focus_may_be_a_value_that_is_used_again()
  local rule, message = support.load(([[
local stemma = require "stemma"
local t = stemma.token
local item = (t.number:as "n" * t.word:as "who"):focus()
return stemma.extract { api = 1, about = "A test.", writes = "it",
  fields = { n = "number", who = "string" },
  pattern = t.word "killed" * item * (t.word "and" * item)^0, examples = { { "A text." } } }]]))
  local found = support.run(assert(rule, message), "They killed 3 men and 4 women and 5 boys")
  local lines = {}
  for i, each in ipairs(found) do lines[i] = each.n .. " " .. each.who end
  lu.assertEquals(lines, { "3 men", "4 women", "5 boys" })
end

function TestPattern.test_parts_and_looks_behind_in_plain_lua()
  local text = [[
local stemma = require "stemma"
local t = stemma.token
local toll = t.word "killed":as "fate" * (t.number:as "n" * t.word):focus()
  * (t.word "and" * (t.number:as "n" * t.word):focus())^0
local denied = t.after(t.word "did" * t.word "not") * t.word:as "verb"
return stemma.extract {
  api = 1, about = "A test.", writes = "it", fields = { what = "string" },
  extract = function(article, emit)
    for match in toll:each(article) do
      emit { span = match, what = match.fate.text .. " " .. match.n.text }
    end
    for sentence in article:sentences() do
      local words = article:between(sentence.first + 3, sentence.last)
      local match = denied:find(words)
      if match then emit { span = match, what = match.verb.text } end
    end
  end,
  examples = { { "A text." } },
}
]]
  local found = support.run(assert(support.load(text)),
    "It killed 3 men and 4 women. They did not say who.")
  local lines = {}
  for i, each in ipairs(found) do lines[i] = each.text .. "|" .. each.what end
  lu.assertEquals(lines, { "3 men|killed 3", "4 women|killed 4", "say|say" })
end

function TestPattern.test_the_end_of_a_match_may_be_context_of_the_next()
  finds('t.word "x":focus() * t.word "x"', "x x x", { "x", "x" })
end

function TestPattern.test_sentences_bound_matches()
  finds('t.first * t.any', "One two. Three four.", { "One", "Three" })
  finds('t.any * t.last', "One two. Three four.", { ".", "." })
  finds('t.word^2', "One two. Three four.", { "One two", "Three four" })
  finds('t.any^1', "One two. Three four.\nFive", { "One two. Three four.", "Five" },
    { within = "paragraph" })
  finds('t.first * t.any', "One two. Three four.", { "One", "Three" }, { within = "paragraph" })
  finds('t.any * t.last', "One two. Three four.", { ".", "." }, { within = "paragraph" })
  finds('t.first * t.any', "One two. “Three four.” Five.", { "One", "Three", "Five" },
    { within = "paragraph" })
  finds('t.first * (t.any - t.close)', "One two. “Three four.” Five.", { "One", "“", "Five" },
    { within = "paragraph" })
  finds('t.any * t.last', "One two. “Three four.” Five.", { ".", ".", "." },
    { within = "paragraph" })
end

function TestPattern.test_quotation_marks_are_left_out_unless_asked_for()
  finds('t.word "he" * t.word "said" * t.word "go"', "he said “go” now", { "he said “go" })
  finds('t.open * t.any^1 * t.close', "he said “go on” now", { "“go on”" })
  finds('t.quoted', "he said “go on” now", { "go", "on" })
end

function TestPattern.test_shapes_and_marks()
  finds('t.capital * t.upper', "The NATO met", { "The NATO" })
  finds('t.number', "About 14,000 of 3 7th", { "14,000", "3" })
  finds('t.digit', "The 7th of 3", { "7th", "3" })
  finds('t.punct ","', "One, two; three.", { "," })
  finds('t.punct', "One, two; three.", { ",", ";", "." })
  finds('t.any * t.possessive', "Putin's war", { "Putin's" })
  finds('t.match(function(text) return text:find "ing$" end)', "Going up singing", {
    "Going", "singing" })
  finds('t.match(stemma.char.digit^1 * stemma.char.text "th")', "The 17th and 7s", { "17th" })
end

function TestPattern.test_values_of_fields()
  local rule = assert(support.load(support.rule(
    '(t.word "killed":is "dead" + t.word "hurt"):as "fate" * (t.number:as "n")^-1 * t.any:as "at"',
    { fields = '{ fate = "string", n = "number", at = "span" }' })))
  local found = support.run(rule, "killed 1,200 people and hurt others")
  lu.assertEquals(found[1], { begin = 0, stop = 19, text = "killed 1,200 people", fate = "dead",
    n = 1200, at = { 13, 19 } })
  lu.assertEquals(found[2].fate, "hurt")
  lu.assertNil(found[2].n)
end

function TestPattern.test_a_name_in_a_repetition_is_a_list()
  local rule = assert(support.load(support.rule(
    't.capital:as "who" * (t.punct "," * t.capital:as "who")^0 * t.word "met"',
    { fields = '{ who = "strings" }' })))
  local found = support.run(rule, "Ann, Bob, Cid met")
  lu.assertEquals(found[1].who, { "Ann", "Bob", "Cid", list = true })
end

function TestPattern.test_lexicons_and_their_attributes()
  local cities = "name\tkind\tland\nNew York\tcity\tUS\nYork\ttown\tUK\n"
  local text = support.rule('t.lexicon "cities" { kind = "city" }:get "land":as "land"',
    { fields = '{ land = "string" }' })
  local rule = assert(support.load(text, "extract", { ["lexicon/cities.tsv"] = cities }))
  local found = support.run(rule, "From York to New York.")
  lu.assertEquals(#found, 1)
  lu.assertEquals(found[1].text, "New York")
  lu.assertEquals(found[1].land, "US")
end

-- A mention with the words of its title as a span, its rank and its town.
local function told(pattern, fields)
  local core = require "stemma.core"
  local article = core.article("The mayor Ann Lee met Bob.", {})
  support.add_layer(article, "mention", { title = "string", words = "span", rank = "number" },
    { { 10, 17, title = "mayor", words = { begin = 4, stop = 9 }, rank = 2.5 } })
  local rule = assert(support.load(support.rule(pattern, {
    reads = '{ "mention" }', fields = fields })))
  return support.run(rule, article)[1]
end

function TestPattern.test_get_and_as_of_one_annotation_in_either_order()
  for _, pattern in ipairs {
    ':as "who":get "title":as "post"', ':get "title":as "post":as "who"',
  } do
    local found = told('t.layer "mention"' .. pattern .. ' * t.word:as "verb"',
      '{ who = "string", post = "string", verb = "string" }')
    lu.assertEquals({ found.who, found.post, found.verb }, { "Ann Lee", "mayor", "met" })
  end
  local found = told('t.layer "mention":get "rank":as "rank":get "title":as "post":as "who"',
    '{ who = "string", post = "string", rank = "number" }')
  lu.assertEquals({ found.who, found.post, found.rank }, { "Ann Lee", "mayor", 2.5 })
end

function TestPattern.test_get_gives_what_the_field_is_or_fails()
  lu.assertEquals(told('t.layer "mention":get "words":as "x"', '{ x = "span" }').x, { 4, 9 })
  lu.assertEquals(told('t.layer "mention":get "words":as "x"', '{ x = "string" }').x, "mayor")
  lu.assertEquals(told('t.layer "mention":get "rank":as "x"', '{ x = "string" }').x, "2.5")
  lu.assertErrorMsgContains("field 'x' is a span; what the pattern gives is none", told,
    't.layer "mention":get "title":as "x"', '{ x = "span" }')
end

function TestPattern.test_stems()
  finds('t.stem "promise"', "He promised, she promises; promising premises, a PROMISE.",
    { "promised", "promises", "promising", "PROMISE" })
  finds('t.stem { "call for", "urge" }', "It called for calm, urging talks, calling off a call.",
    { "called for", "urging" })
  finds('t.stem "US"', "The US told us", { "US" })
end

function TestPattern.test_a_lexicon_says_its_fold_or_is_given_one()
  local files = {
    ["lexicon/verbs.txt"] = "# Verbs.\n# fold: stem\npromise\ncall for\n",
    ["lexicon/plain.txt"] = "promise\ncafé\n",
  }
  local function texts(pattern)
    local rule = assert(support.load(support.rule(pattern), "extract", files))
    local list = {}
    local text = "He promised, called for a cafe, a Promise, a Café."
    for i, found in ipairs(support.run(rule, text)) do list[i] = found.text end
    return list
  end
  lu.assertEquals(texts 't.lexicon "verbs"', { "promised", "called for", "Promise" })
  lu.assertEquals(texts 't.lexicon("verbs", "exact")', {})
  lu.assertEquals(texts 't.lexicon "plain"', { "Promise", "Café" })
  lu.assertEquals(texts 't.lexicon("plain", "stem")', { "promised", "Promise", "Café" })
  lu.assertEquals(texts 't.lexicon("plain", stemma.fold "case" + stemma.fold "marks")',
    { "cafe", "Promise", "Café" })
  lu.assertEquals(texts 't.lexicon("plain", "case+marks") + t.lexicon "plain"',
    { "cafe", "Promise", "Café" })
end

function TestPattern.test_mistakes_in_a_lexicon_are_named_at_its_line()
  local cases = {
    { "# Words.\n# fold: stm\na\n",
      "rules/lexicon/it.tsv:2: no fold 'stm'; did you mean 'stem'?" },
    { "name\tkind\na\tb\tc\n", "rules/lexicon/it.tsv:2: more columns" },
    { "name\tkind\n\tb\n", "rules/lexicon/it.tsv:2: no name in the first column" },
  }
  for _, case in ipairs(cases) do
    local rule, message = support.load(support.rule 't.lexicon "it"', "extract",
      { ["lexicon/it.tsv"] = case[1] })
    lu.assertNil(rule)
    lu.assertStrContains(message, case[2])
  end
end

local mistakes = {
  { '"said" * t.any', 'a bare string; write t.word "said"' },
  { 't.any + "said"', 'a bare string; write t.word "said"' },
  { 't.any * t.wrod', "no t.wrod; did you mean 'word'?" },
  { 't.any * undefined', "an operand of `*` is nil" },
  { 't.any * 3', "`*` joins patterns; one operand is a number" },
  { 't.any .. t.any', "`..` does not join patterns" },
  { 't.any * stemma.char.digit', "a token pattern and a character pattern" },
  { 't.any ^ "x"', "p^n takes a whole number" },
  { '(t.any^0)^0', "something that can match nothing" },
  { 't.any^900', "900 repetitions" },
  { 't.any:ass "x"', "a pattern has no method 'ass'; did you mean 'as'?" },
  { 't.any:as(3)', ":as takes a name" },
  { 't.any:as "a b"', ":as takes a name" },
  { '-(t.any:as "x")', ':as "x" inside a negation' },
  { '-(t.any^0) * t.any', "can match nothing, so that the negation never holds" },
  { 't.any:as "x":as "x"', "named inside itself" },
  { 't.word {}', "t.word without words never matches" },
  { 't.word { "a", 3 }', "entry 2 is no word" },
  { 't.word { word = "a" }', "t.word without words" },
  { 't.any { "a" }', "t.any takes no attributes" },
  { 't.layer(3)', "t.layer takes a layer's name" },
  { 't.layer "x" { "a" }', "a value stands without its field" },
  { 't.lexicon "nope"', "no lexicon 'nope'" },
  { 't.lexicon("cities", "stm")', "no fold 'stm'; did you mean 'stem'?" },
  { 't.lexicon("cities", 3)', "a lexicon's fold is a name or a stemma.fold, here a number" },
  { 't.lexicon "cities" { knd = "city" }', "has no column 'knd'; did you mean 'kind'?" },
  { 't.lexicon "cities" { kind = { "town", "city" } }',
    "no entry of lexicon 'cities' has kind = 'city'" },
  { 't.lexicon "cities" { land = "UKK" }', "has land = 'UKK'; did you mean 'UK'?" },
  { 't.lexicon "cities" { land = 3 }', "has land = the number 3; attributes are strings" },
  { 't.lexicon "cities":get "lend":as "land"', "has no column 'lend'; did you mean 'land'?" },
  { 't.stem {}', "t.stem without words never matches" },
  { 't.upto(0)', "t.upto takes a whole number" },
  { 't.after(t.any^1)', "always the same number of tokens long" },
  { 't.after(t.any + t.any * t.any)', "write t.after(a) + t.after(b)" },
  { 't.after(t.any:times(32))', "looks back 32 tokens, at most 31" },
  { 't.upto(t.any^0, 3)', "can match nothing" },
  { 't.upto(t.any)', "t.upto(p, 4)" },
  { 't.match "x"', "t.match takes a character pattern" },
  { 't.any:is {}', ":is takes a string or a number" },
  { 't.lexicon "cities":get "kind":get "land":as "x"', ":as comes between the two :get" },
  { 't.any:get "x"', ":get \"x\" goes on a t.layer" },
  { 't.any:lazy()', ":lazy() goes on a repetition" },
  { 't.any^0', "this pattern can match nothing" },
  { 't.any + t.word "x"', "t.word \"x\" is never reached: t.any (line 8) matches all" },
  { 't.word { "a", "b" } + t.word "b"', "is never reached" },
  { 't.word "a" + t.word "a" * t.word "b"', "put the longer before it" },
  { 't.word "a" + t.word "A"', "is never reached" },
  { 't.any * (t.word "a"^0 + t.word "b")', "can match nothing and so always does" },
  { 't.any:is "x"', "gives a value that no field takes; add :as" },
  { 't.any:as "it":is "x"', 'the :as that takes it comes behind it, as in :is "x":as "field"' },
  { '(t.any:focus() * t.any):focus()', ":focus() inside :focus()" },
  { 't.layer "number"', "layer 'number' is not in reads" },
}

-- What can never match, with what is named, or what can for all that it looks alike.
local excluded = {
  ['t.word "a" * -t.word "b" * t.word "b"'] =
    't.word "b" can never match here: -t.word "b" (line 8) stands before it',
  ['t.word { "a", "b" } - t.word { "b", "a", "c" }'] = 't.word {"a", "b"} can never match here',
  ['t.word { "a", "d" } - t.word { "b", "a", "c" }'] = false,
  ['t.capital - t.capital'] = "t.capital can never match here: -t.capital",
  ['t.capital - t.upper'] = false,
  ['-t.any * t.word "a"'] = 't.word "a" can never match here: -t.any',
  ['t.word "a" * -t.any'] = false,
  ['#t.word "a" * t.word "b"'] = 't.word "b" can never match here: #t.word "a"',
  ['#(t.word "a" + t.word "b") * t.word { "b", "c" }'] = false,
  ['-(t.word "a" + t.upper) * (t.word "b" + t.upper * t.any)'] = "t.upper can never match here",
  ['-t.upper * (t.word "b" + t.upper)^1'] = false, -- the second time it may
  ['-t.upper * t.upper^-1 * t.any'] = "t.upper can never match here",
  ['-t.word "a" * t.any^0 * t.word "a"'] = false,
  ['-t.upper * (t.any * t.upper):as "x"'] = false,
  ['-t.upper * (t.upper * t.any):as "x"'] = "t.upper can never match here",
  ['t.last * t.any'] = "t.any can never match here: t.last stands before it",
  ['(t.last + t.word "a") * t.any'] = false,
  ['t.any * t.first * t.word "b"'] = "t.first can never match here: t.any stands before it",
  ['t.any^0 * t.first * t.word "b"'] = false,
  ['(t.first * t.any):times(2)'] = false, -- not told: a repetition goes around
  ['-t.word "new" * t.word "new york"'] = false, -- not told: an entry of several words
  ['-t.word "new york" * t.word "new"'] = false,
}

function TestPattern.test_a_part_that_can_never_match_is_named()
  for pattern, message in pairs(excluded) do
    local fields = pattern:find ":as" and '{ x = "string" }' or "{}"
    local rule, said = support.load(support.rule("\n\n" .. pattern, { fields = fields }))
    if message then
      lu.assertNil(rule, pattern)
      lu.assertStrContains(said, "rules/extract/it.lua:8: " .. message)
    else
      lu.assertNotNil(rule, said)
    end
  end
  lu.assertNotNil(support.load(support.rule("t.last * t.any", { within = "paragraph" })))
end

function TestPattern.test_a_misspelt_layer_is_named_where_it_is_misspelt()
  local source = support.rule('\n\nt.layer "number"', { reads = '{ "numbr" }' })
  local layers = { ["layer/number.lua"] = "" }
  local _, message = support.load(source, "extract", layers)
  lu.assertEquals(message, "rules/extract/it.lua:4: nobody writes layer 'numbr'; "
    .. "did you mean 'number'?")
  layers["extract/numbr.lua"] = "" -- there may be such a layer: then it is the pattern
  _, message = support.load(source, "extract", layers)
  lu.assertStrContains(message, "rules/extract/it.lua:8: layer 'number' is not in reads")
  _, message = support.load(source, "extract", {})
  lu.assertStrContains(message, "rules/extract/it.lua:8: layer 'number' is not in reads")
end

function TestPattern.test_mistakes_are_named_at_their_line()
  for _, case in ipairs(mistakes) do
    local rule, message = support.load(support.rule("\n\n" .. case[1]), "extract",
      { ["lexicon/cities.tsv"] = "name\tkind\tland\nYork\ttown\tUK\n" })
    lu.assertNil(rule, case[1])
    lu.assertStrContains(message, case[2])
    lu.assertStrMatches(message, "rules/extract/it%.lua:[38]: .*")
  end
end

-- What stands from line 3 on before a rule whose pattern is `who`, and the line that is named; 0:
-- it loads.
local kept_or_not = {
  { 'local who = t.word "a" t.word "b"', 3 },
  { 'local who = t.word "a" * t.word "b"', 0 },
  { 'local who = t.word "a"\n  t.word "b"', 4 },
  { 'local who = t.word "a"\n  * t.word "b"', 0 },
  { 'local who = (t.word "a" + t.any) t.word { "b" }:as "x"', 3 },
  { 'local who = t.capital * t.any c.text "b"', 3 },
  { 'local who, other = t.word "a", t.word "b"', 0 },
  { 'local who = t.word "a" kept[1] = { t.word "b" }', 0 },
  { 'local who = t.word "a"\n  -- a t.word "b"', 0 },
}

function TestPattern.test_a_pattern_that_goes_nowhere()
  for _, case in ipairs(kept_or_not) do
    local rule, message = support.load(([[
local stemma = require "stemma"
local t, c, kept = stemma.token, stemma.char, {}
%s
local function plain() return kept, other end
return stemma.extract { api = 1, about = "A.", writes = "it", fields = {}, pattern = who,
  examples = { { "A." } } }]]):format(case[1]), "extract", {})
    if case[2] == 0 then
      lu.assertNotNil(rule, message)
    else
      lu.assertNil(rule, case[1])
      local place = ("rules/extract/it.lua:%d: "):format(case[2])
      lu.assertEquals(message, place .. "a pattern in this line is used nowhere; "
        .. "is a `*` missing before it?")
    end
  end
end

-- What is said to exclude each other does, on words and marks of all kinds.
function TestPattern.test_what_no_token_can_have_both_of()
  local predicate, apart = require "stemma.match.predicate", 0
  local words = { "the", "The", "THE", "&", "-", "‑", "É", "é", "7th", "iPhone", "US", "us", "," }
  local text = table.concat(words, " ")
  local sets = { "t.capital", "t.upper", "t.lower", "t.digit", "t.punct" }
  for _, word in ipairs(words) do
    for _, how in ipairs { "exact", "word", "stem" } do
      sets[#sets + 1] = ("t.%s %q"):format(how, word)
    end
  end
  local t = require("stemma").token
  for _, a in ipairs(sets) do
    for _, b in ipairs(sets) do
      local p, q = load("local t = ... return " .. a)(t), load("local t = ... return " .. b)(t)
      if predicate.disjoint(p.tree.pred, q.tree.pred) then
        apart = apart + 1
        local both = ("#%s * %s"):format(a, b)
        lu.assertEquals(support.texts(both, text, { within = "paragraph" }), {}, both)
      end
    end
  end
  lu.assertTrue(apart > 500)
  local both = t.exact "the".tree.pred
  lu.assertTrue(predicate.disjoint(both, t.capital.tree.pred))
  lu.assertFalse(predicate.disjoint(both, t.word "The".tree.pred))
end

local field_mistakes = {
  { 't.any:as "whoo"', 'who = "string"', "no field 'whoo'; did you mean 'who'?" },
  { 't.any', 'who = "string"', "field 'who' is never set" },
  { 't.any:as "who" * t.any:as "who"', 'who = "string"', "make it a list (strings)" },
  { '(t.any:as "who")^1', 'who = "string"', "make it a list (strings)" },
  { 't.any:focus() * t.any:as "who" * (t.any:as "who"):focus()', 'who = "string"',
    "make it a list" },
  { '(t.any:as "who" * t.any:as "who"):focus() * t.any^0', 'who = "string"', "make it a list" },
  { '(t.layer "number":as "who")^1', 'who = "interval"',
    "field 'who' is an interval, but one match can name it twice or in a repetition; "
    .. "name it once (one interval at most)" },
  { 't.any:as "who"', 'who = "interval"', "comes from an annotation" },
  { 't.any:as "who"', 'who = "sting"', "no type 'sting'; did you mean 'string'?" },
  { 't.any:as "text"', 'text = "string"', "the output uses that name" },
}

function TestPattern.test_fields_and_names_go_together()
  for _, case in ipairs(field_mistakes) do
    local rule, message = support.load(support.rule(case[1], { fields = "{" .. case[2] .. "}" }))
    lu.assertNil(rule, case[1])
    lu.assertStrContains(message, case[3])
    lu.assertStrMatches(message, "rules/extract/it%.lua:[56]: .*")
  end
end

function TestPattern.test_size_and_depth_are_limited()
  local loop = "(function() local p = t.any for _ = 1, %d do p = %s end return p end)()"
  local deep = loop:format(400, "-(-p * t.any) * t.any")
  local rule, message = support.load(support.rule(deep))
  lu.assertNil(rule)
  lu.assertStrContains(message, "nested 201 deep, at most 200")
  local wide = loop:format(60000, "p * t.any")
  rule, message = support.load(support.rule(wide))
  lu.assertNil(rule)
  lu.assertStrContains(message, "parts, at most 4000")
end

function TestPattern.test_a_long_sentence_needs_no_deep_stack()
  local text = ("a "):rep(20000) .. "b"
  finds('t.word "a"^0 * t.word "b"', text, { text })
  finds('(t.word "a" + t.word "a" * t.word "a")^1 * t.word "b"', text, { text })
end

function TestPattern.test_a_pattern_tells_how_it_reads()
  local t = require("stemma").token
  lu.assertEquals(tostring((t.word "a" + t.number)^-1 * t.capital:as "x"),
    '(t.word "a" + t.number)^-1 * t.capital:as "x"')
end

os.exit(lu.LuaUnit.run())
