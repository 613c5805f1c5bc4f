-- Comparison rules: claims, camps, findings with their evidence and messages.

local lu = require "luaunit"
package.loaded["stemma.core"] = require "native_stub" -- layers are set by hand
local support = require "support"
local core = require "stemma.core"
local engine = require "stemma.run.engine"

local function rule(body)
  return ([[
local stemma = require "stemma"
return stemma.compare {
  api = 1, about = "A test.", over = "story", reads = { "casualty" },
  compare = function(story, finding, undecided)
%s
  end,
  examples = { { articles = { "A text.", "Another." } } },
}
]]):format(body)
end

-- Articles as { outlet, text, { words, count, low, high, hedge, fate, event } … }.
local function story_of(list)
  local articles = {}
  for i, each in ipairs(list) do
    local article = core.article(each[2], { outlet = each[1], date = "2021-04-13" })
    local layer = { fields = {
      count = "interval", fate = "string", event = "string", cue = "span", who = "strings" } }
    for k = 3, #each do
      local c = each[k]
      local b, e = each[2]:find(c[1], 1, true)
      layer[k - 2] = { b - 1, e, "extract/casualty", {
        count = c.count and { value = c.count, low = c.low, high = c.high, hedge = c.hedge },
        fate = c.fate, event = c.event, cue = { b - 1, b + 2 }, who = c.who } }
    end
    article.store.casualty = layer
    articles[i] = article
  end
  local story = {}
  function story.articles() return #articles end
  function story.article(_, i) return articles[i] end
  function story.outlet(_, i) return articles[i]:outlet() or ("%03d"):format(i) end
  return story
end

local function sink_of()
  local found = {}
  local sink = {}
  function sink.open(_, kind, level, message)
    found[#found + 1] = {
      kind = kind, level = level, message = message, evidence = {}, silent = {} }
  end
  function sink.undecided(_, message) sink:open("undecided", "", message) end
  function sink.evidence(_, article, layer, i, role, field, k, from, to)
    table.insert(found[#found].evidence,
      ("%d %s %d %s %s %s %s %s"):format(article, layer, i, role, field, k, from, to))
  end
  function sink.silent(_, article) table.insert(found[#found].silent, article) end
  function sink.close() end
  return sink, found
end

local deaths = {
  { "Herald", "About 12 died there.", { "12 died", count = 12, low = 12, high = 12,
    fate = "killed", event = "blast" } },
  { "Post", "At least 10 died.", { "10 died", count = 10, low = 10, hedge = "at least",
    fate = "killed", event = "blast" } },
  { "Wire", "Some 15 died.", { "15 died", count = 15, low = 15, high = 15,
    fate = "killed", event = "blast" } },
  { "Echo", "Nothing here." },
}

local function run(body, list)
  local loaded, message = support.load(rule(body), "compare")
  assert(loaded, message)
  local sink, found = sink_of()
  engine.compare(loaded, story_of(list or deaths), sink)
  return found
end

local sample = [[
    for key, claims in story:by("casualty", { "fate", "event" }) do
      local camps = claims:camps "count"
      if #camps > 1 then
        finding { kind = "conflict", level = "error", message = "{key.fate}: {camps}",
                  evidence = camps, silent = story.outlets - claims.outlets }
      elseif claims:differ "count.hedge" then
        finding { kind = "hedge", level = "note", evidence = claims,
                  message = "{claims.count} {key.fate}, hedged differently" }
      end
      assert(key.event == "blast")
    end
]]

TestCompare = {}

function TestCompare.test_the_sample_rule_finds_a_conflict()
  local found = run(sample)
  lu.assertEquals(#found, 1)
  lu.assertEquals(found[1].message, "killed: 12 (Herald and Post) against 15 (Wire)")
  lu.assertEquals(found[1].evidence, {
    "1 casualty 1 majority nil nil nil nil", "2 casualty 1 majority nil nil nil nil",
    "3 casualty 1 minority nil nil nil nil" })
  lu.assertEquals(found[1].silent, { 4 })
end

function TestCompare.test_the_sample_rule_finds_a_hedge()
  local found = run(sample, {
    { "A", "14,000 died.", { "14,000", count = 14000, low = 14000, high = 14000, fate = "killed",
      event = "blast" } },
    { "B", "More than 14,000 died.", { "14,000", count = 14000, low = 14000, hedge = "more than",
      fate = "killed", event = "blast" } },
  })
  lu.assertEquals(#found, 1)
  lu.assertEquals(found[1].message, "14,000 killed, hedged differently")
end

function TestCompare.test_claims_without_a_key_field_are_left_out()
  local found = run(sample, {
    { "A", "12 died.", { "12", count = 12, fate = "killed" } },
    { "B", "15 died.", { "15", count = 15, fate = "killed", event = "blast" } },
  })
  lu.assertEquals(#found, 0)
end

function TestCompare.test_evidence_may_be_parts_with_roles()
  local found = run [[
    local claims = story:layer "casualty"
    finding { kind = "wording", level = "note", message = "{word} {{x} of {outlets}",
      values = { word = "cut" },
      evidence = {
        { role = "a", claims[1].cue, claims[1]:part(1, 3) }, { role = "b", claims[2] } } }
    undecided { message = "no day", evidence = claims[3] }
    undecided { message = "nothing at all" }
  ]]
  lu.assertEquals(found[1].message, "cut {x} of Herald and Post")
  lu.assertEquals(found[1].evidence, { "1 casualty 1 a cue nil nil nil",
    "1 casualty 1 a nil nil 1 3", "2 casualty 1 b nil nil nil nil" })
  lu.assertEquals(found[2].kind, "undecided")
  lu.assertEquals(#found[3].evidence, 0)
end

function TestCompare.test_claims_know_their_place_and_words()
  local found = run [[
    local all = story:layer "casualty"
    local one = all[1]
    local m = ("%s %s %s %s %s %d"):format(one.text, one.outlet, one.date, one.role, one.cue.text,
      #all:where { outlet = "Post" })
    m = m .. " " .. #all:values "fate" .. tostring(all:differ "fate")
    m = m .. tostring(all:differ "count")
    m = m .. " " .. tostring(#one.who) .. #story.articles[4]:layer "casualty"
    undecided { message = m }
  ]]
  lu.assertEquals(found[1].message, "12 died Herald 2021-04-13 body 12  1 1falsetrue 00")
end

function TestCompare.test_equal_values_are_camps_too()
  local found = run([[
    local camps = story:layer "casualty":camps "fate"
    finding { kind = "conflict", level = "error", message = "{camps}", evidence = camps }
  ]], {
    { "A", "12 died.", { "12", fate = "killed" } }, { "B", "13 died.", { "13", fate = "hurt" } },
    { "C", "14 died.", { "14", fate = "hurt" } }, { "D", "15 died.", { "15", fate = "gone" } },
  })
  lu.assertEquals(found[1].message, "hurt (B and C) against killed (A) against gone (D)")
  lu.assertStrContains(found[1].evidence[3], "minority nil")
  lu.assertStrContains(found[1].evidence[4], "minority 2")
end

local all = 'evidence = story:layer "casualty"'
local mistakes = {
  { 'finding { kind = "conflcit", level = "error", message = "", ' .. all .. ' }',
    "did you mean 'conflict'?" },
  { 'finding { kind = "conflict", level = "eror", message = "", ' .. all .. ' }',
    "did you mean 'error'?" },
  { 'finding { kind = "hedge", level = "note", message = "" }', "there is no evidence" },
  { 'finding { kind = "hedge", level = "note", evidnce = 1, message = "" }',
    "did you mean 'evidence'?" },
  { 'undecided { message = "{wat}" }', "nothing is called {wat}" },
  { 'undecided { message = "{key.fat}", evidence = story:layer "casualty" }',
    "nothing is called {key.fat}" },
  { 'local x = story:layer "casualty"[1].fat', "did you mean 'fate'?" },
  { 'local x = story:layer "casualty"[1]:within(3)', ":within takes a claim" },
  { 'local x = story:layer "casualty":where(3)', ":where takes a function" },
  { 'local x = story:by "casualty"', ":by takes a list" },
  { 'local x = story.outlets - 3', "not a number" },
  { 'local x = story.outlet', "did you mean 'outlets'?" },
  { 'undecided { message = "x", evidence = "y" }', "evidence is claims" },
  { 'local x = story:layer "casualty"[1]:part(3, 99)', "no part [3, 99)" },
}

function TestCompare.test_parts_do_not_cut_characters()
  local told = run([[
    local one = story:layer "casualty"[1]
    local parts = {}
    for from = 0, #one.text - 1 do
      local ok, message = pcall(one.part, one, from, #one.text)
      parts[from + 1] = ok and "ok" or message:match "cuts a character" or message
    end
    undecided { message = table.concat(parts, ",") }
  ]], { { "A", "é1 died.", { "é1", fate = "killed" } } })
  lu.assertEquals(told[1].message, "ok,cuts a character,ok")
end

function TestCompare.test_mistakes_are_named_at_their_line()
  for _, case in ipairs(mistakes) do
    local ok, message = pcall(run, "\n" .. case[1])
    lu.assertFalse(ok, case[1])
    lu.assertStrContains(message, case[2])
    lu.assertStrContains(message, "rules/compare/it.lua:6: ")
  end
end

os.exit(lu.LuaUnit.run())
