local stemma = require "stemma"
local reading = require "wording.reading"
local statement = require "wording.statement"
local texts = require "wording.texts"
local versions = require "wording.versions"

-- A quotation of several parts: each word's, and all words as one text, which is cut between them.
local function join(parts, reader)
  local list, part_of = {}, {}
  for k, part in ipairs(parts) do
    list[k] = reader:words(part.text, true)
    for _ = 1, #list[k] do part_of[#part_of + 1] = part end
  end
  return reading.join(list), part_of
end

-- What stands between marks, the parts of one quotation together.
local function quoted(story, reader)
  local list = {}
  for i, quotation in ipairs(story:layer "quotation") do
    local text = { article = quotation.article.number, outlet = quotation.outlet, marked = true,
      prose = {} }
    local parts = quotation.quoted or {}
    if #parts == 1 then
      text.part, text.words = parts[1], reader:words(parts[1].text, true)
    else
      text.words, text.parts = join(parts, reader)
    end
    list[i] = text
  end
  return list
end

-- What stands between marks in a sentence may be quoted with nobody named for it: it is looked at
-- run by run.
local function look_at_marked(looks, words, quotations)
  local first
  for i = 1, #words + 1 do
    local marked = words.marked[i]
    if marked and not first then first = i end
    if first and not marked then
      local run = reading.part(words, first, i - 1)
      looks[#looks + 1] = { words = run, near = quotations:near(run, 4), marked = true }
      first = nil
    end
  end
end

-- The words of a sentence, and of its runs between marks, with the quotations that have some of
-- them in a row. Articles of one story have sentences in common: each is looked at once.
local function look_at(text, quotations, reader)
  local looks = {}
  if not quotations:may_be_near(text, 4) then return looks end
  local words = reader:words(text, false)
  local near = quotations:near(words, 4)
  if #near > 0 then looks[1] = { words = words, near = near, marked = false } end
  if #near > 0 and reading.has(words, "marked") then look_at_marked(looks, words, quotations) end
  return looks
end

-- Gives each quotation the sentences that share some of its words in a row.
local function add_prose(sentences, quotations, reader)
  local seen = {}
  for _, sentence in ipairs(sentences) do
    local role, shown = sentence.role, sentence.text
    if role == "body" or role == "standfirst" then
      local looks = seen[shown] or look_at(shown, quotations, reader)
      seen[shown] = looks
      for _, look in ipairs(looks) do
        local text
        for _, quotation in ipairs(look.near) do
          text = text or { words = look.words, article = sentence.article.number,
            outlet = sentence.outlet, marked = look.marked, sentence = sentence }
          quotation.prose[#quotation.prose + 1] = text
        end
      end
    end
  end
end

-- Each quotation with the shorter ones and the sentences that give the same statement.
local function statements(marked, quotations)
  local taken, list = {}, {}
  for _, longest in ipairs(stemma.sort(marked, function(text) return -#text.words end)) do
    local members = { not taken[longest] and longest or nil }
    taken[longest] = true
    for _, other in ipairs(members[1] and quotations:near(longest.words, 2) or {}) do
      if not taken[other] and statement.same(longest, other) then
        members[#members + 1], taken[other] = other, true
      end
    end
    if members[1] then list[#list + 1] = { members = members, prose = longest.prose } end
  end
  return list
end

-- Beyond this the articles are a folder rather than a story, and the work grows with its square.
local most_sentences = 5000

return stemma.compare {
  api     = 1,
  about   = "One statement quoted in different words, with the cause of each difference.",
  over    = "story",
  reads   = { "quotation", "sentence" },
  compare = function(story, finding, undecided)
    local sentences = story:layer "sentence"
    if #sentences > most_sentences then
      return undecided { values = { n = #story.articles },
        message = "the wording of {n} articles: too many in one story to be set side by side" }
    end
    local reader = reading.new()
    local marked = quoted(story, reader)
    if #marked == 0 then return end
    local quotations = texts.index(marked)
    add_prose(sentences, quotations, reader)
    for _, each in ipairs(statements(marked, quotations)) do
      local found = versions.compare(each.members, each.prose)
      if found then
        finding { kind = "wording", level = found.level, message = "{told}",
          values = { told = found.told }, evidence = found.evidence }
      end
    end
  end,
  examples = {
    { articles = {
        { outlet = "A", text = "“Every harbour on this coast will stay open,” the mayor said." },
        { outlet = "B", text = '"Every harbor on this coast will stay open," the mayor said.' } },
      { kind = "wording", level = "note",
        message = "“Every harbour on this coast …”: “harbor” for “harbour” (spelling) in B" } },
    { articles = {     -- a word dropped inside marks
        { outlet = "A", text = '"We will not sell a single hospital in the north," she said.' },
        { outlet = "B", text = '"We will sell a single hospital in the north," she said.' },
        { outlet = "C", text = '"We will not sell a single hospital in the north," she said.' } },
      { kind = "wording", level = "warning", evidence = {
        { doc = "001", role = "same" }, { doc = "002", role = "dropped" },
        { doc = "003", role = "same" } },
        message = "“We will not sell a …”: without “not” in B" } },
    { articles = {     -- a word replaced
        { outlet = "A", text = '"There was no time for anyone below deck to swim," he said.' },
        { outlet = "B", text = '"There was no time for anyone on deck to swim," he said.' } },
      { kind = "wording", level = "warning",
        message = "“There was no time for …”: “on deck” for “below deck” in B" } },
    { articles = {     -- a cut that shows, and one at the end
        { outlet = "A", text = '"The bridge is safe, as it was last year, and the trains will run '
          .. 'on Sunday," he said.' },
        { outlet = "B", text = '"The bridge is safe … and the trains will run on Sunday," he '
          .. 'said.' },
        { outlet = "C", text = 'He said that "the trains will run on Sunday."' } },
      { kind = "wording", level = "note", evidence = { { role = "same" }, { role = "cut" },
        { role = "cut" } }, message = "“the trains will run on …”: cut in B, C" } },
    { articles = {     -- words put in by an editor; Markdown's marks are no words
        { outlet = "A", text = '"Nobody will sleep before the last boat is home, and we will say '
          .. 'so in the harbor," she said.' },
        { outlet = "B", text = '"Nobody will sleep before the last **boat** is [home](http://x.y), '
          .. 'and [the crews] will say so in the harbor," she said.' } },
      { kind = "wording", level = "note", evidence = { { role = "same" }, { role = "brackets" } },
        message = "“Nobody will sleep before the …”: “[the crews]” for “we” in B" } },
    { articles = {     -- the words of a statement as an outlet's own
        { outlet = "A", text = '"The company will pay every claim of the flooded farms before '
          .. 'the winter," it said.' },
        { outlet = "B", text = "Good news came late. The company will pay every claim of the "
          .. "flooded farms before the winter." } },
      { kind = "wording", level = "note", evidence = { { role = "same" },
        { role = "without marks", text = "The company will pay every claim of the flooded farms "
          .. "before the winter" } },
        message = "“The company will pay every …”: no marks in B" } },
    { articles = {     -- a part of it in marks; names are shown whole, and phrases
        { outlet = "A", text = '"Every farm behind the dike, said to be safe for a hundred years '
          .. 'by the Board of Water, will lose its harvest in the coming weeks," it said.' },
        { outlet = "B", text = 'Every farm behind the dike, said to be safe for a hundred years '
          .. 'by the Board of Water, will forfeit its harvest "in the coming weeks."' } },
      { kind = "wording", level = "note",
        message = "“Every farm behind the dike …”: “forfeit” for “lose” in B; only a "
          .. "part in marks in B", evidence = {
        { role = "same",
          text = "by the Board of Water, will lose its harvest in the coming weeks" },
        { role = "partly marked",
          text = 'by the Board of Water, will forfeit its harvest "in the coming weeks' } } } },
    { articles = {     -- another translation
        { outlet = "A", text = '"Both countries agree to share the water of the river, in dry '
          .. 'years too, and to settle disputes at the table," it says.' },
        { outlet = "B", text = '"Both countries agree to divide the water of the river, in dry '
          .. 'years too, and to resolve disputes at the table," it says.' } },
      { kind = "wording", level = "note", evidence = { { role = "same" },
        { role = "translation" } } } },
    { articles = {     -- other marks, and nothing else
        { outlet = "A", text = "“It’s a long way to the village,” the driver said." },
        { outlet = "B", text = '"It\'s a long way to the village," the driver said.' } } },
    { articles = {     -- two sentences of one speaker
        { outlet = "A", text = '"We have a budget, and tonight we have a majority," she said.' },
        { outlet = "B", text = '"We had a majority, and used it for the budget," she said.' } } },
    { articles = {     -- too little to be one statement
        { outlet = "A", text = 'He asked both sides to "reduce tensions."' },
        { outlet = "B", text = 'They promised to "reduce the tensions" soon.' } } },
  },
}
