local stemma = require "stemma"
local amounts = require "numbers.amounts"
local letters = require "numbers.letters"
local quantities = require "numbers.quantities"

local alphabet, forms = letters.alphabet, letters.forms
local before, is_simple = letters.before, letters.simple
local simple, number_at = amounts.simple, amounts.at
local counted, follows_name = quantities.counted, quantities.follows_name

-- Figures that stand behind a name: where "Boeing 737" is told of, a "737" is no count.
local function names_in(article, s)
  local names = {}
  for i, first in article:places(alphabet, "3") do
    if i > first and follows_name(s, i) then names[s.words[i]] = true end
  end
  return names
end

-- A sentence with words of its own, behind which there are none, as numbers/amounts reads it.
local function read(sentences, s)
  local known = sentences[s.first]
  if not known then
    local sentence = s.article:between(s.first, s.last)
    known = { words = sentence:words(), shapes = sentence:shapes(), names = s.names, first = 1 }
    known.last = #known.words
    sentences[s.first] = known
  end
  return known
end

-- The number whose figure is at token i, by the words around it.
local function read_number(sentences, s, i)
  local offset = s.first - 1
  local number = number_at(read(sentences, s), i - offset)
  if not number then return nil end
  number.first, number.after = number.first + offset, number.after + offset
  return number
end

local function emit_number(emit, s, number)
  emit {
    first = number.first, last = number.after - 1, kind = number.kind, unit = number.unit,
    value = number, of = number.kind == "count" and counted(s, number.after) or nil,
  }
end

return stemma.extract {
  api    = 1,
  about  = "Counts, ordinals, percentages, money, quantities and scores, with their hedges.",
  reads  = { "time" },
  writes = "number",
  extract = function(article, emit)
    local sentences, timed, done = {}, article:layer_of "time", 0
    local s = { article = article, words = article.words, shapes = article.shapes }
    s.names = names_in(article, s)
    for form, first, last, values, from, to in article:written(alphabet):forms(forms) do
      local i = first + before[form]
      if i > done and not timed[i] then
        s.first, s.last, done = from, to, i
        local number
        if is_simple[form] then
          number = simple(s, values, first, i, last)
        else
          number = read_number(sentences, s, i)
        end
        if number and not timed[number.after - 1] then
          emit_number(emit, s, number)
          done = number.after - 1
        end
      end
    end
  end,
  examples = {
    { "At least 12 people were killed.", { text = "At least 12", kind = "count", of = "people",
      value = { value = 12, low = 12, hedge = "at least" } } },
    { "Some 1.5 million voters paid between $10 and $12.", { kind = "count", of = "voters",
      value = { value = 1500000, hedge = "some" } },
      { kind = "money", unit = "dollar", value = { low = 10, high = 12 } } },
    { "Two dozen ships lost 20 to 25 percent of 500km of cable.", { value = 24, of = "ships" },
      { kind = "percent", value = { low = 20, high = 25 } },
      { kind = "quantity", unit = "kilometre", value = 500 } },
    { "As many as 30 were missing, half a million had no power.", { value = { high = 30 } },
      { value = 500000 } },
    { "It was the second call; they lost by 61 to 58.", { kind = "ordinal", value = 2 },
      { kind = "score", value = 61 } },
    { "Dozens of people paid US$7.2 bn.", { kind = "count", of = "people", value = { low = 24 } },
      { text = "US$7.2 bn", kind = "money", value = 7200000000 } },
    { "Sales rose 8% to $13 billion, two-thirds of them in the twenty-first week.",
      { kind = "percent", value = 8 }, { kind = "money", value = 13000000000 },
      { kind = "ordinal", value = 21 } },
    { "One person died, and more than a dozen fell ill.", { value = 1, of = "person" },
      { value = { low = 12, value = 12 } } },
    { "On 13 April 2021, at 11:43, one could see Boeing 787 jets for two years." },
    { "No. 10 said that Covid-19 led the G7 to no one." },
  },
}
