local stemma = require "stemma"
local amounts = require "numbers.amounts"
local numerals = require "numbers.numerals"
local quantities = require "numbers.quantities"

local begin_of, number_at = numerals.begin, amounts.at
local alphabet, starts = numerals.alphabet, numerals.starts
local counted, follows_name = quantities.counted, quantities.follows_name

-- A sentence as numbers/amounts reads it, made when its first number is met.
local function read(sentences, article, first, last)
  local known = sentences[first]
  if not known then
    local sentence = article:between(first, last)
    known = { first = first, words = sentence:words(), shapes = sentence:shapes() }
    sentences[first] = known
  end
  return known
end

-- Figures that stand behind a name: where "Boeing 737" is told of, a "737" is no count.
local function names_in(article, sentences)
  local names = {}
  for i, first, last in article:places(alphabet, "3") do
    local s = i > first and read(sentences, article, first, last)
    if s and follows_name(s.shapes, s.words, i - first + 1) then
      names[s.words[i - first + 1]] = true
    end
  end
  return names
end

local function emit_number(emit, s, number)
  local counts = number.kind == "count"
  emit {
    first = s.first + number.first - 1, last = s.first + number.after - 2,
    kind = number.kind, unit = number.unit, value = number,
    of = counts and counted(s.shapes, s.words, number.after) or nil,
  }
end

return stemma.extract {
  api    = 1,
  about  = "Counts, ordinals, percentages, money, quantities and scores, with their hedges.",
  reads  = { "time" },
  writes = "number",
  extract = function(article, emit)
    local sentences, timed, after = {}, article:layer_of "time", 0
    local names = names_in(article, sentences)
    for at, _, letters, first, last in article:runs(alphabet, starts) do
      for k = 1, #letters do
        local begin = begin_of(letters, k)
        local i = begin and at + begin - 1
        if i and i >= after and not timed[i] then
          local s = read(sentences, article, first, last)
          local number = number_at(s.shapes, s.words, i - first + 1, names)
          if number and not timed[first + number.after - 2] then
            emit_number(emit, s, number)
            after = first + number.after - 1
          end
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
