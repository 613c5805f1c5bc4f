-- Examples for a rule that is saved, from what it found: the text of its `examples = { … }`.

local corpus = require "stemma.repl.corpus"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local span = require "stemma.read.span"

local examples = {}

local MOST_EXAMPLES = 3

local function quoted(text)
  return '"' .. text:gsub('[\\"]', "\\%0"):gsub("\n", "\\n"):gsub("%c", " ") .. '"'
end

-- What an example expects of a field; nil where it says too little or too much.
local function expected(value)
  if type(value) == "string" then return quoted(value) end
  if type(value) == "number" then return ("%.14g"):format(value) end
  if span.is(value) then return quoted(value.text) end
  if type(value) == "table" and type(value.value) == "number" then
    return ("%.14g"):format(value.value)
  end
  return nil
end

local function fields_of(match)
  local parts = {}
  for _, name in ipairs(sort.keys(rawget(match, "fields") or rawget(match, "captures") or {})) do
    local text = match[name] ~= nil and expected(match[name])
    if text then parts[#parts + 1] = name .. " = " .. text end
  end
  if #parts == 0 then parts[1] = "text = " .. quoted(match.text) end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

-- Sentences with one match each, so that an example is sure to be whole.
local function of_sentences(found)
  local by_sentence, order = {}, {}
  for _, match in ipairs(found) do
    local sentence = match:sentence()
    local text = sentence and not sentence.text:find "%c" and sentence.text
    if text and sentence:covers(match) then
      if not by_sentence[text] then
        by_sentence[text] = {}
        order[#order + 1] = text
      end
      table.insert(by_sentence[text], match)
    end
  end
  local lines = {}
  for _, text in ipairs(order) do
    local matches = by_sentence[text]
    if #lines < MOST_EXAMPLES and #text < 400 then
      local wanted = {}
      for i, match in ipairs(matches) do wanted[i] = fields_of(match) end
      lines[#lines + 1] = ("    { %s,\n      %s },"):format(quoted(text),
        table.concat(wanted, ", "))
    end
  end
  return lines, by_sentence
end

-- A sentence in which nothing is found.
local function counter_example(by_sentence)
  for _, article in ipairs(corpus.articles()) do
    for _, sentence in ipairs(article:sentences()) do
      local text = sentence.text
      if #text > 20 and #text < 120 and not text:find "%c" and not by_sentence[text] then
        return ("    { %s },  -- finds nothing"):format(quoted(text))
      end
    end
  end
  return nil
end

local function text_of(lines)
  if #lines == 0 then
    source.fail "nothing was found that could be an example; a rule needs one"
  end
  return "  examples = {\n" .. table.concat(lines, "\n") .. "\n  },\n"
end

---Of matches: sentences with what is found in them, and one in which nothing is.
function examples.of_matches(found)
  local lines, by_sentence = of_sentences(found)
  if #lines > 0 then lines[#lines + 1] = counter_example(by_sentence) end
  return text_of(lines)
end

-- --- of findings ---

-- The sentences of an article in which evidence of a finding stands.
local function sentences_of(one, doc)
  local texts, last = {}, nil
  for _, each in ipairs(one.evidence) do
    local sentence = each.doc == doc and each.span:sentence()
    if sentence and sentence ~= last then
      texts[#texts + 1] = sentence.text
      last = sentence
    end
  end
  return table.concat(texts, " ")
end

local function article_line(article, text)
  local parts = { ("outlet = %s"):format(quoted(article.outlet)) }
  if article.date then parts[2] = ("date = %s"):format(quoted(article.date)) end
  parts[#parts + 1] = ("text = %s"):format(quoted(text))
  return ("        { %s }"):format(table.concat(parts, ", "))
end

-- A story and what is found in it; `text_in(article)` gives "" for an article that is left out.
local function story_example(story, found, text_in)
  local articles, wanted = {}, {}
  for _, article in ipairs(story.articles) do
    local text = text_in(article)
    if text ~= "" then articles[#articles + 1] = article_line(article, text) end
  end
  for i, one in ipairs(found) do
    wanted[i] = ("{ kind = %s, level = %s }"):format(quoted(one.kind), quoted(one.level))
  end
  return ("    { articles = {\n%s },\n      %s },"):format(table.concat(articles, ",\n"),
    table.concat(wanted, ", "))
end

local function story_of(one)
  for _, story in ipairs(corpus.stories()) do
    if story.id == one.story then return story end
  end
end

-- What a finding's own sentences are as a story of their own.
local function in_sentences(one)
  return story_example(story_of(one), { one }, function(article)
    return sentences_of(one, article.doc)
  end)
end

-- The whole story, with all that is found in it.
local function in_full(one, found)
  local all = found:filter(function(other) return other.story == one.story end)
  return story_example(story_of(one), all, function(article) return article.text end)
end

---Of findings: their sentences, side by side; where the rule finds nothing in these, a whole story.
---`holds(text)` says whether it finds what the example says.
function examples.of_findings(found, holds)
  local lines, least = {}, found:first(MOST_EXAMPLES)
  for _, one in ipairs(least) do
    local line = in_sentences(one)
    if holds(text_of { line }) then lines[#lines + 1] = line end
  end
  for i = 1, #lines == 0 and #least or 0 do
    local line = in_full(least[i], found)
    if #lines == 0 and holds(text_of { line }) then lines[1] = line end
  end
  return text_of(lines)
end

return examples
