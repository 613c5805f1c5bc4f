local stemma = require "stemma"
local amounts = require "words.amounts"
local numerals = require "words.numerals"
local quantities = require "words.quantities"

-- A sentence's words, where numbers may begin, and which words belong to a time. Nil where no
-- number can be.
local function read(sentence)
  local folded, tokens, places = sentence:words(), sentence:shapes(), {}
  local begins = numerals.begins
  for i = 1, #folded do
    if begins(folded[i], tokens[i]) then places[#places + 1] = i end
  end
  if #places == 0 then return nil end
  local one = { tokens = tokens, folded = folded, places = places, timed = {},
    before = sentence.first - 1 }
  for _, time in ipairs(sentence:layer "time") do
    for k = time.first, time.last do one.timed[k - sentence.first + 1] = true end
  end
  return one
end

local function emit_numbers(article, emit, one, names)
  local tokens, folded, after = one.tokens, one.folded, 1
  for _, i in ipairs(one.places) do
    local number = i >= after and not one.timed[i] and amounts.at(tokens, folded, i, names)
    if number and not one.timed[number.after - 1] then
      local counts = number.kind == "count"
      emit {
        span = article:between(one.before + number.first, one.before + number.after - 1),
        kind = number.kind, unit = number.unit,
        value = stemma.interval.new { value = number.value, low = number.low,
          high = number.high, hedge = number.hedge },
        of = counts and quantities.counted(tokens, folded, number.after) or nil,
      }
      after = number.after
    end
  end
end

return stemma.extract {
  api    = 1,
  about  = "Counts, ordinals, percentages, money, quantities and scores, with their hedges.",
  reads  = { "time" },
  writes = "number",
  extract = function(article, emit)
    local sentences, names = {}, {}
    for sentence in article:sentences() do
      local one = read(sentence)
      if one then
        quantities.note_names(one.tokens, one.folded, one.places, names)
        sentences[#sentences + 1] = one
      end
    end
    for _, one in ipairs(sentences) do emit_numbers(article, emit, one, names) end
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
