-- The words that expressions of time are made of, each with its letter and value (words/forms):
--
--   W weekday   M month    D day's number   j 14th       Y year     y '87   E decade (1990s)
--   U unit      V units    K weekend        S season     H morning  N number  O ordinal, "third"
--   Q quarter   v quarters G today          T tonight    X daily    J Christmas        B eve
--   C noon      P a.m.     Z time zone      0 minutes after a colon            R now   F future
--   l last      p past     t this           n next       w following           s same  c recent
--   e every     m early    f several        d the        a a, an    g ago   r later    u latest
--   h half      o of       i in, on, at     & and, to    - hyphen   , comma : colon    ' 's
--   b old
--
-- Of the article's letters, and no form's:  # other figures   x hundred, million
--   ~ ^ months and weekdays that are other words too: may, sat

local stemma = require "stemma"
local calendar = require "times.calendar"
local numerals = require "numbers.numerals"
local set = require "words.set"

local timewords = {}

local words = {}

local function put(letter, list, value)
  for word in list:gmatch "%S+" do words[word] = { letter = letter, value = value or word } end
end

for name, number in pairs(calendar.weekdays) do put("W", name, number) end
for name, number in pairs(calendar.months) do put("M", name, number) end
for name, code in pairs(calendar.seasons) do put("S", name, code) end
for name, code in pairs(calendar.halves) do put("H", name, code) end
for name, number in pairs(calendar.ordinals) do put("O", name, number) end

for unit, code in pairs {
  day = "D", week = "W", month = "M", year = "Y", decade = "E", century = "C",
  hour = "TH", minute = "TM",
} do
  put("U", unit, code)
  put("V", unit .. "s", code)
end
put("V", "centuries", "C")
put("V", "seconds", "TS")
put("Q", "quarter", "Q")
put("v", "quarters", "Q")
put("K", "weekend", "WE")

put("G", "yesterday", -1)
put("G", "today", 0)
put("G", "tomorrow", 1)
put("T", "tonight", 0)
put("T", "overnight", -1)
put("J", "christmas", { 12, 25 })
put("J", "halloween", { 10, 31 })
put("B", "eve", -1)
put("X", "daily", "P1D")
put("X", "weekly", "P1W")
put("X", "monthly", "P1M")
put("X", "yearly annually", "P1Y")
put("C", "noon midday", "T12:00")
put("C", "midnight", "T24:00")
put("P", "am", 0)
put("P", "pm", 12)
put("Z", "utc gmt", "Z")
put("Z", "est edt cst cdt mst mdt pst pdt ist bst cet cest", "")
put("R", "now currently", "PRESENT_REF")
put("R", "recently", "PAST_REF")
put("F", "future", "FUTURE_REF")

put("l", "last previous", -1)
put("p", "past preceding", -1)
put("t", "this current", 0)
put("n", "next coming upcoming", 1)
put("w", "following", 1)
put("c", "recent")
put("u", "latest")
put("e", "every each")
put("m", "early late mid")
put("f", "several few many some couple")
put("d", "the")
put("a", "a an", 1)
put("g", "ago")
put("r", "later", 1)
put("r", "earlier", -1)
put("o", "of")
put("i", "in on at")
put("s", "same that", 0)
put("&", "and to or through until")
put("-", "-")
put("/", "/")
put(",", ",")
put(":", ":")
put("'", "'s '")
put("b", "old")
put("h", "half")

-- In figures: a day, a year, "14th", "1990s", "'87".
local figures = {
  { "D", "9 09 19 29 30 31" }, { "Y", "1999 2999" }, { "y", "'99" },
  { "E", "1990s 2990s 90s '90s" }, { "j", "9st 9nd 9rd 9th 99st 99nd 99rd 99th 999th" },
}

-- The letters of an article; for a word of several it is the first of these.
local function alphabet()
  local t, lists, entries = stemma.token, {}, figures
  for word, known in pairs(words) do
    local letter = known.letter
    if calendar.ambiguous[word] then letter = letter == "M" and "~" or "^" end
    lists[letter] = (lists[letter] or "") .. " " .. word
  end
  for _, letter in ipairs(stemma.keys(lists)) do
    local is_name = letter:find "[WM~^]" and t.capital or nil
    entries[#entries + 1] = { letter, lists[letter], is_name }
  end
  entries[#entries + 1] = { "N", table.concat(stemma.keys(numerals.counts), " ") }
  entries[#entries + 1] = { "x", table.concat(stemma.keys(numerals.scales), " ") }
  entries[#entries + 1] = { "#", t.digit }
  return stemma.letters(entries)
end
timewords.alphabet = alphabet()

---Letters that no time goes without: each has one of them.
timewords.core = "WM~^UVvKSHGTXJQRCFpYyEP:/"

-- May, March, Sun: months and weekdays where they begin no sentence, or a day follows.
local function is_name(s, i)
  local word, following = s.words[i], i < s.last and s.words[i + 1] or ""
  return i > s.first and (word == "may" or word == "march" or s.article.texts[i]:find "%.$")
    or following:find "^%d+%a*$"
end

-- What a number may go on with.
local goes_on = { x = true, ["-"] = true, ["&"] = true, ["/"] = true, N = true, ["#"] = true,
  D = true, a = true }

-- Letters that stand for the same wherever they are.
local fixed = set [[W M U V v K S H G T X J R F Q P C Z O j Y y E l p t n w s c e m f d g r u o i &
  - / , : ' b]]

-- The letter that stands for the words from i on, the token behind them, and of a number what it
-- is. `letters` has those of the run's tokens, this one's at `at`.
local function item_at(s, i, letters, at)
  local letter = letters[at]
  if letter == "~" or letter == "^" then
    return is_name(s, i) and (letter == "~" and "M" or "W") or ".", i + 1
  elseif letters[at - 1] == ":" and s.words[i]:find "^[0-5]%d$" then
    return "0", i + 1
  end
  if letter == "#" or goes_on[letters[at + 1]] then
    local number, after = numerals.within(s.words, i, s.last)
    if number and (letter == "#" or after > i + 1) then return "N", after, number end
  end
  return letter == "#" and "." or letter, i + 1
end

---The words of a run of tokens that have letters, as items.
---@param s table   a sentence: article, words, first and last token
---@param items words.Items  is filled, with `number` by item too
---@param letters string[]  of the tokens from `first` to `last`; the list becomes the items'
function timewords.read(s, items, letters, first, last)
  local firsts, numbers, n, i, before = items.first, items.number, 0, first, first - 1
  while i <= last do
    local letter, after, number = letters[i - before], i + 1, nil
    if not fixed[letter] then letter, after, number = item_at(s, i, letters, i - before) end
    n = n + 1
    letters[n], firsts[n], numbers[n] = letter, i, number
    i = after
  end
  letters[n + 1], firsts[n + 1] = nil, i
  items.letter, items.n = letters, n
end

local readers = {
  D = tonumber, Y = tonumber, ["0"] = tonumber,
  y = function(word) return tonumber(word:sub(2)) end,
  j = function(word) return tonumber(word:match "^%d+") end,
  E = function(word)
    local decade = word:match "^'?(%d+)0s$"
    return #decade == 1 and "19" .. decade or decade
  end,
}

---What the k-th item stands for.
---@param items words.Items
function timewords.value(k, items, s)
  local letter, first = items.letter[k], items.first[k]
  if letter == "N" then
    return items.number[k] or (numerals.within(s.words, first, s.last))
  end
  local word, read = s.words[first], readers[letter]
  if read then return read(word) end
  return words[word].value
end

return timewords
