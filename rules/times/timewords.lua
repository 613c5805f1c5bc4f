-- The words that expressions of time are made of, each with its letter and what it stands for:
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
-- In no form:  # other figures   x hundred, million
--   ~ ^ months and weekdays that are other words too: may, sat

local stemma = require "stemma"
local calendar = require "times.calendar"
local numerals = require "numbers.numerals"

local timewords = {}

local meanings = {}   -- by letter, by word

local function put(letter, list, value)
  local known = meanings[letter] or {}
  meanings[letter] = known
  for word in list:gmatch "%S+" do known[word] = value or word end
end

-- Words that are other words too have another letter, until it is settled what they are.
local function put_names(letter, unsettled, names)
  for name, number in pairs(names) do
    put(calendar.ambiguous[name] and unsettled or letter, name, number)
  end
end

put_names("W", "^", calendar.weekdays)
put_names("M", "~", calendar.months)
for name, code in pairs(calendar.seasons) do put("S", name, code) end
for name, code in pairs(calendar.halves) do put("H", name, code) end
for name, number in pairs(calendar.ordinals) do put("O", name, number) end
for word, number in pairs(numerals.counts) do put("N", word, number) end
for word, number in pairs(numerals.scales) do put("x", word, number) end

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
put("J", "christmas", "12-25")
put("J", "halloween", "10-31")
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

local function alphabet()
  local t, entries = stemma.token, figures
  for _, letter in ipairs(stemma.keys(meanings)) do
    local is_name = letter:find "[WM~^]" and t.capital or nil
    entries[#entries + 1] = { letter, meanings[letter], is_name }
  end
  entries[#entries + 1] = { "#", t.digit }
  return stemma.letters(entries)
end
timewords.alphabet = alphabet()

-- May, March, Sun: months and weekdays where they begin no sentence, or a day follows.
local function is_name(s, i)
  local word, following = s.words[i], i < s.last and s.words[i + 1] or ""
  return i > s.first and (word == "may" or word == "march" or s.article.texts[i]:find "%.$")
    or following:find "^%d+%a*$"
end

-- What settles letters, and the last token that is settled then.
local function month(s, written, i)
  if is_name(s, i) then written:put(i, i, "M") end
  return i
end

local function weekday(s, written, i)
  if is_name(s, i) then written:put(i, i, "W") end
  return i
end

local function minutes(s, written, _, i)
  if not s.words[i]:find "^[0-5]%d$" then return i - 1 end
  written:put(i, i, "0", tonumber(s.words[i]))
  return i
end

local function number(s, written, i)
  local value, after = numerals.within(s.words, i, s.last)
  if not value then return i end
  written:put(i, after - 1, "N", value)
  return after - 1
end

local function longer_number(s, written, i)
  local _, after = numerals.within(s.words, i, s.last)
  return after and after > i + 1 and number(s, written, i) or i
end

-- Letters that say nothing for sure: what follows them tells. Figures other than days and years are
-- read where a unit follows.
local patterns, settle = {}, {}
for _, open in ipairs {
  { month, "~" }, { weekday, "^" }, { minutes, ":[D#]" },
  { longer_number, "[NDah]%-?x h%-?a%-?x D# N%-?N [ND]&a[hQ] [ND]D/D" },
  { number, "#%-?x ## #&a[hQ] #D/D #%-?[UVv] #o[Vv] #&[ND#]" },
} do
  for pattern in open[2]:gmatch "%S+" do
    patterns[#patterns + 1], settle[#patterns + 1] = pattern, open[1]
  end
end
local unsettled = stemma.forms(patterns)

---An article in the letters of times, with all of them settled.
---@param s table   the article and its words
function timewords.written(s)
  local written, done = s.article:written(timewords.alphabet), 0
  for form, first, last, _, from, to in written:forms(unsettled) do
    if first > done then
      s.first, s.last = from, to
      done = settle[form](s, written, first, last)
    end
  end
  return written
end

return timewords
