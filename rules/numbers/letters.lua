-- Numbers as forms over letters: the figure, the words right before and behind it, and whether
-- these need a closer look.
--
--   #  figures          3  three of them, which may be a name   g  with letters: 21st, 500km
--   n  two, twenty      x  million, dozen                       z  scales but for figures: m, score
--   o  third            v  dozens, tens                         f  halves, thirds, first
--   a  a, an            h  half            &  and               t  to           -  hyphen, dash
--   $  $, EUR           c  US, of "US$5"   u  percent, miles    V  votes
--   p  what units of two words begin with

local stemma = require "stemma"
local numerals = require "numbers.numerals"
local quantities = require "numbers.quantities"
local t = stemma.token

local letters = {}

local function list(...)
  local all = {}
  for _, words in ipairs { ... } do all[#all + 1] = table.concat(stemma.keys(words), " ") end
  return table.concat(all, " ")
end

local fractions = { halves = true, quarters = true }
for word in pairs(numerals.ordinals) do
  if word ~= "second" then fractions[word .. "s"] = true end
end

-- Scales that do not stand behind figures: "5 m" is no million.
local rare, scales = { m = true, b = true, k = true, score = true }, {}
for word, value in pairs(numerals.scales) do
  if not rare[word] then scales[word] = value end
end

local ordinals = {}
for word in pairs(numerals.ordinals) do ordinals[word] = numerals.ordinal(word) end
for word, value in pairs(numerals.tenths) do ordinals[word] = value end

letters.alphabet = stemma.letters {
  { "$", quantities.currencies }, { "c", list(quantities.countries), t.upper },
  { "3", "999" }, { "#", "9 9,999" }, { "#", t.number }, { "g", t.digit },
  { "n", numerals.counts }, { "x", scales }, { "z", list(rare) }, { "o", ordinals },
  { "v", list(numerals.vague) .. " tens" }, { "a", "a an" }, { "h", "half" },
  { "f", list(fractions) .. " first" }, { "p", list(quantities.pairs_of) },
  { "u", list(quantities.singles) }, { "&", "and" }, { "t", "to" }, { "-", "- –" },
  { "V", "votes" },
}

local patterns = {}

---By form: how many tokens stand before its figure.
letters.before = {}

---By form: whether its words say all of a number; the words of others have to be read.
letters.simple = {}

local function add(before, simple, list_of)
  for pattern in list_of:gmatch "%S+" do
    local n = #patterns + 1
    patterns[n], letters.before[n], letters.simple[n] = pattern, before, simple
  end
end

-- What a number may go on with, and what joins it to another.
local on, join = "[#3xzfhpcnu$]", "V?[%-t&][#3ngc$ahfoxzup]"
local all_said = "[#3n]u? [#3]xu?"
local to_read = ("[#3n]%s [#3]x%s [#3n]x?u[u$pc] [#3n]x?u?%s g"):format(on, on, join)

for _, sign in ipairs { "", "$", "c$", "$$" } do
  local function signed(form) return sign .. form end
  add(#sign, sign ~= "$$", all_said:gsub("%S+", signed))
  add(#sign, false, to_read:gsub("%S+", signed))
end
add(0, true, "o")
add(0, false, "o%- v [ac][xz] h%-?[ac]?%-?[xz]")

letters.forms = stemma.forms(patterns)

return letters
