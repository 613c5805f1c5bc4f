-- Numbers in digits and in words: "14,000", "1.2m", "two and a half million", "two dozen".

local numerals = {}

local ones = {}
for value, word in ipairs {
  "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
  "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
} do ones[word] = value end
ones.zero = 0

local tens = {}
for value, word in ipairs {
  "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
} do tens[word] = value > 1 and value * 10 or nil end

local scales = {
  hundred = 100, thousand = 1000, million = 1e6, billion = 1e9, trillion = 1e12,
  m = 1e6, mn = 1e6, mln = 1e6, bn = 1e9, bln = 1e9, tn = 1e12, k = 1000, b = 1e9,
}
local spelt = { hundred = true, thousand = true, million = true, billion = true, trillion = true }
local groups = { dozen = 12, score = 20 }

---What "dozens" and the like say at least.
numerals.vague = { dozens = 24, scores = 40, hundreds = 200, thousands = 2000, millions = 2e6,
  billions = 2e9, trillions = 2e12 }
numerals.ordinals = {}
for value, word in ipairs {
  "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
  "eleventh", "twelfth", "thirteenth",
} do numerals.ordinals[word] = value end

---A whole number is one, without a decimal point: 8.2 million is 8199999.999… in floating point.
function numerals.tidy(value)
  local whole = math.floor(value + 0.5)
  return math.abs(value - whole) < 1e-6 and math.tointeger(whole) or value
end
local tidy = numerals.tidy

---The value of a token in digits, and whether it carries its scale ("1.2m"); nil for another.
function numerals.digits(word)
  if not word:find "%D" then return tonumber(word), false end
  local figures, rest = word:match "^(%d[%d,.]*)(%a*)$"
  if not figures or rest ~= "" and (not scales[rest] or spelt[rest]) then return nil end
  local whole, grouped = figures:match "^(%d+)([,%d]*)"
  if grouped:find "," and not grouped:find "^,%d%d%d" then return nil end
  if not whole or figures:find "%..*[,.]" then return nil end
  local value = tonumber((figures:gsub(",", "")))
  if not value then return nil end
  return tidy(value * (scales[rest] or 1)), rest ~= ""
end

-- "twenty", "twenty-one", "seven": below a hundred, in words.
local function below_hundred(words, i)
  local word = words[i]
  if tens[word] then
    local j = words[i + 1] == "-" and i + 2 or i + 1
    if ones[words[j]] and ones[words[j]] < 10 then return tens[word] + ones[words[j]], j + 1 end
    return tens[word], i + 1
  end
  if ones[word] then return ones[word], i + 1 end
end

-- The scale that goes on from `i`, a hyphen before it or not: "million", "-million".
local function scale_at(words, i)
  if words[i] == "-" then i = i + 1 end
  local word = words[i]
  if groups[word] then return groups[word], i + 1 end
  if scales[word] then return scales[word], i + 1 end
end

-- "three hundred and twelve thousand five hundred".
local function spelled(words, i)
  local value, j = below_hundred(words, i)
  if not value then return nil end
  local total, part = 0, value
  while true do
    local scale, after = scale_at(words, j)
    if scale and (spelt[words[after - 1]] or groups[words[after - 1]]) then
      if not part then total = total * scale              -- "two thousand million"
      elseif scale == 100 then part = part * 100
      else total, part = total + part * scale, nil end
      j = after
      if groups[words[after - 1]] then break end
    else
      local from = words[j] == "and" and j + 1 or j
      local more, next_j = below_hundred(words, from)
      -- "two hundred and five" goes on; "two and three" are two numbers.
      if not more or j == i + 1 and part == value or part and part % 100 ~= 0 then break end
      if from > j and not (part and part >= 100 or total > 0) then break end
      part, j = (part or 0) + more, next_j
    end
  end
  return total + (part or 0), j
end

-- "half", "a half", "a quarter", "1/2" after a number: what it adds, and where it ends.
local function fraction(words, i)
  if words[i] == "and" and words[i + 1] == "a" and words[i + 2] == "half" then return 0.5, i + 3 end
  if words[i] == "and" and words[i + 1] == "a" and words[i + 2] == "quarter" then
    return 0.25, i + 3
  end
  local over, under = words[i], words[i + 2]
  if words[i + 1] == "/" and over and under and over:find "^%d$" and under:find "^[2-9]$" then
    return tonumber(over) / tonumber(under), i + 3
  end
end

-- "half a million", "half million", "a dozen", "a hundred thousand".
local function article(words, i)
  local share, j = 1, i + 1
  if words[i] == "half" then
    share = 0.5
    if words[j] == "-" then j = j + 1 end
    if words[j] == "a" then j = j + 1 end
  elseif words[i] ~= "a" and words[i] ~= "an" then
    return nil
  end
  local scale, after = scale_at(words, j)
  local word = scale and words[after - 1]
  if not spelt[word] and not groups[word] then return nil end
  if word == "score" and words[after] ~= "of" then return nil end
  local further, behind = scale_at(words, after)
  if further and spelt[words[behind - 1]] then scale, after = scale * further, behind end
  return share * scale, after
end

---Reads a number that starts at the i-th word: its value and the place behind it, or nil.
---@param words string[]  folded
---@param i integer
function numerals.read(words, i)
  local value, j = article(words, i)
  if value then return tidy(value), j end
  local scaled
  value, scaled = numerals.digits(words[i])
  if value then
    j = i + 1
    while words[j] == "000" do value, j = value * 1000, j + 1 end   -- "40 000"
  else
    value, j = spelled(words, i)
    if not value then return nil end
  end
  local more, after = fraction(words, j)
  if more then value, j = value + more, after end
  if not scaled and words[j] ~= "m" and words[j] ~= "b" and words[j] ~= "k" then
    local scale
    scale, after = scale_at(words, j)
    if scale and words[j] ~= "score" then value, j = value * scale, after end
  end
  return tidy(value), j
end

---The same of a text's words up to `last`, beyond which another sentence begins.
---@param words string[]
---@param i integer
---@param last integer
function numerals.within(words, i, last)
  local value, after = numerals.read(words, i)
  if not after or after <= last + 1 then return value, after end
  return numerals.read(table.move(words, i, last, i, {}), i)
end

---Words that are numbers below a hundred, and those that multiply them, with their values.
numerals.counts, numerals.scales = {}, {}
for _, list in ipairs { ones, tens } do
  for word, value in pairs(list) do numerals.counts[word] = value end
end
for _, list in ipairs { scales, groups } do
  for word, value in pairs(list) do numerals.scales[word] = value end
end

---"Twentieth" and the like.
numerals.tenths = { twentieth = 20, thirtieth = 30, fortieth = 40, fiftieth = 50, sixtieth = 60,
  seventieth = 70, eightieth = 80, ninetieth = 90, hundredth = 100 }

---The value of "twenty-first", of which i is the first word, and the place behind it.
function numerals.compound_ordinal(words, i)
  local unit = words[i + 1] == "-" and numerals.ordinals[words[i + 2]]
  if tens[words[i]] and unit and unit < 10 then return tens[words[i]] + unit, i + 3 end
end

---Whether a fraction stands at i: the "thirds" of "two-thirds".
function numerals.is_fraction(words, i)
  local word = words[words[i] == "-" and i + 1 or i] or ""
  return word == "half" or word == "halves" or word == "quarters"
    or word:find "s$" ~= nil and numerals.ordinals[word:sub(1, -2)] ~= nil and word ~= "seconds"
end

local endings = { st = true, nd = true, rd = true, th = true }

---The value of an ordinal: "second", "21st". "First" is not one: it hardly ever counts.
function numerals.ordinal(word)
  local known = word ~= "first" and numerals.ordinals[word] or numerals.tenths[word]
  if known then return known end
  local figures, ending = word:match "^(%d+)(%a%a)$"
  return figures and endings[ending] and tonumber(figures) or nil
end

return numerals
