local stemma = require "stemma"
local reading = require "wording.reading"
local statement = require "wording.statement"
local texts = require "wording.texts"
local versions = require "wording.versions"

-- How many runs of words two quotations share at least, and a quotation and a sentence; and how
-- many are in the fewest words that can be known again.
local of_quotations, of_prose, of_statement = 2, 4, 3

local prose = { standfirst = true, body = true }
local none = {}

-- What stands between marks, the parts of one quotation together: the quotations, and their texts,
-- by number, each once. Nothing is read yet.
local function quoted(story, rough)
  local list, texts_of, known = {}, {}, {}
  for _, article in ipairs(story.articles) do
    for i, parts in ipairs(article:layer_values("quotation", "quoted")) do
      for k, part in ipairs(parts) do parts[k] = reading.shown(part) end
      local shown = table.concat(parts, " ")
      local text = known[shown]
      if not text then
        text = { shown = shown, near = {}, article = article, count = 0 }
        known[shown], texts_of[rough:add(shown)] = text, text
      end
      text.count = text.count + 1
      list[#list + 1] = { article = article.number, outlet = article.outlet, marked = true,
        member = article, number = i, of = text }
    end
  end
  return list, texts_of
end

-- Notes of each text the sentences that may have some of its words in a row.
local function note_sentences(article, quotations, rough)
  local texts_of = article:layer_values("sentence", "text")
  for i, role in ipairs(article:layer_values("sentence", "role")) do
    local near = prose[role] and rough:near(reading.shown(texts_of[i]), of_prose) or none
    local sentence = near[1] and { article = article, number = i, text = texts_of[i] }
    for _, k in ipairs(near) do
      local sentences = quotations[k].near
      sentences[#sentences + 1] = sentence
    end
  end
end

-- Whether a quotation's text may have something in common with another one, or another article.
local function has_company(text, rough)
  local near, counts = rough:near(text.shown, of_quotations)
  if #near == 0 or counts[1] < of_statement then return false end
  for _, sentence in ipairs(text.near) do
    if sentence.article ~= text.article then return true end
  end
  return #near > 1 or text.count > 1
end

-- A quotation of several parts: each word's, and all words as one text, which is cut between them.
local function join(parts, reader)
  local list, part_of = {}, {}
  for k, part in ipairs(parts) do
    list[k] = reader:words(part.text, true)
    for _ = 1, #list[k] do part_of[#part_of + 1] = part end
  end
  return reading.join(list), part_of
end

local function read(quotation, reader)
  local parts = quotation.member:claim("quotation", quotation.number).quoted
  if #parts == 1 then
    quotation.part, quotation.words = parts[1], reader:words(parts[1].text, true)
  else
    quotation.words, quotation.parts = join(parts, reader)
  end
end

-- Those quotations that are worth it, read: most have nothing in common with any other.
local function readable(story, reader)
  local rough, list = texts.rough(), {}
  local quotations, texts_of = quoted(story, rough)
  for _, article in ipairs(#quotations > 0 and story.articles or none) do
    note_sentences(article, texts_of, rough)
  end
  for _, text in ipairs(texts_of) do text.is_read = has_company(text, rough) end
  for _, quotation in ipairs(quotations) do
    if quotation.of.is_read then
      read(quotation, reader)
      list[#list + 1] = quotation
    end
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
      looks[#looks + 1] = { words = run, near = quotations:near(run, of_prose), marked = true }
      first = nil
    end
  end
end

-- The words of a sentence, and of its runs between marks, with the quotations that have some of
-- them in a row.
local function look_at(text, quotations, reader)
  local words, looks = reader:words(text, false), {}
  local near = quotations:near(words, of_prose)
  if #near > 0 then looks[1] = { words = words, near = near, marked = false } end
  if #near > 0 and reading.has(words, "marked") then look_at_marked(looks, words, quotations) end
  return looks
end

local function has(list, wanted)
  for _, each in ipairs(list) do
    if each == wanted then return true end
  end
  return false
end

-- What gives the sentences near to a quotation, and their runs between marks, of articles that do
-- not quote it. Articles of one story have sentences in common: each is looked at once.
local function prose_reader(quotations, reader)
  local seen = {}
  return function(quotation, quoting)
    local list = {}
    for _, sentence in ipairs(quotation.of.near) do
      local article, text = sentence.article, sentence.text
      local wanted = not quoting[article.number]
      if wanted and not seen[text] then seen[text] = look_at(text, quotations, reader) end
      for _, look in ipairs(wanted and seen[text] or none) do
        if has(look.near, quotation) then
          list[#list + 1] = { words = look.words, article = article.number, outlet = article.outlet,
            marked = look.marked, sentence = article:claim("sentence", sentence.number) }
        end
      end
    end
    return list
  end
end

-- Each quotation with the shorter ones that give the same statement, the longest first.
local function statements(marked, quotations)
  local taken, list = {}, {}
  for _, longest in ipairs(stemma.sort(marked, function(text) return -#text.words end)) do
    local members = { not taken[longest] and longest or nil }
    taken[longest] = true
    for _, other in ipairs(members[1] and quotations:near(longest.words, of_quotations) or none) do
      if not taken[other] and statement.same(longest, other) then
        members[#members + 1], taken[other] = other, true
      end
    end
    if members[1] then list[#list + 1] = members end
  end
  return list
end

local function count_sentences(story)
  local count = 0
  for _, article in ipairs(story.articles) do
    count = count + #article:layer_values("sentence", "role")
  end
  return count
end

-- Beyond this the articles are a folder rather than a story, and the work grows with its square.
local most_sentences = 5000

return stemma.compare {
  api     = 1,
  about   = "One statement quoted in different words, with the cause of each difference.",
  over    = "story",
  reads   = { "quotation", "sentence" },
  compare = function(story, finding, undecided)
    if count_sentences(story) > most_sentences then
      return undecided { values = { n = #story.articles },
        message = "the wording of {n} articles: too many in one story to be set side by side" }
    end
    local reader = reading.new()
    local marked = readable(story, reader)
    local quotations = texts.index(marked)
    local prose_of = prose_reader(quotations, reader)
    for _, members in ipairs(statements(marked, quotations)) do
      local found = versions.compare(members, function(quoting)
        return prose_of(members[1], quoting)
      end)
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
