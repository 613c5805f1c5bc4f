-- The words that expressions of time are made of, each with its letter and value (words/letters):
--
--   W weekday   M month    D day's number   j 14th       Y year     y '87   E decade (1990s)
--   U unit      V units    K weekend        S season     H morning  N number  O ordinal, "third"
--   Q quarter   v quarters G today          T tonight    X daily    J Christmas        B eve
--   C noon      P a.m.     Z time zone      0 minutes after a colon            R now   F future
--   l last      p past     t this           n next       w following           s same  c recent
--   e every     m early    f several        d the        a a, an    g ago   r later    u latest
--   h half      o of       i in, on, at     & and, to    - hyphen   , comma : colon    ' 's
--   b old       . the rest

local calendar = require "words.calendar"
local numerals = require "words.numerals"

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
put("-", "- – —")
put(",", ",")
put(":", ":")
put("'", "'s '")
put("b", "old")
put("h", "half")

-- Words that count as times only where they are written as a name is, and not at the beginning.
local function is_name(token, words_of, i)
  local word = words_of[i]
  if not calendar.ambiguous[word] then return token.capital end
  local next_word = words_of[i + 1]
  return token.capital and (i > 1 and (word == "may" or word == "march" or token.text:find "%.$")
    or next_word ~= nil and next_word:find "^%d+%a*$" ~= nil)
end

-- What a token in digits is: a day, a year, "14th", "1990s", "'87".
local function figure(word)
  if word:find "^[12]%d%d%d$" then return "Y", tonumber(word) end
  if word:find "^'%d%d$" then return "y", tonumber(word:sub(2)) end
  local decade = word:match "^([12]%d%d)0s$" or word:match "^'?(%d)0s$"
  if decade then return "E", #decade == 1 and "19" .. decade or decade end
  local day = word:match "^(%d%d?)$"
  if day and tonumber(day) <= 31 then return "D", tonumber(day) end
  day = word:match "^(%d+)[snrt][tdh]$"
  if day then return "j", tonumber(day) end
end

-- Letters of words that no time goes without.
local core = {}
for letter in ("WMUVvKSHGTXJQRCFp"):gmatch "." do core[letter] = true end

-- Words that are something to a time, and whether no time goes without such a one.
local weights = {}
for word in pairs(numerals.beginnings) do weights[word] = "more" end
for word, known in pairs(words) do weights[word] = core[known.letter] and "core" or "more" end

---Whether a sentence has a word, or a figure, that a time can be made of.
---@param folded string[]
---@param shapes table[]
function timewords.tells(folded, shapes)
  for i = 1, #folded do
    if weights[folded[i]] == "core" or shapes[i].digit then return true end
  end
  return false
end

local function item_at(tokens, folded, i)
  local word = folded[i]
  local letter, value = figure(word)
  if folded[i - 1] == ":" and word:find "^[0-5]%d$" then return "0", tonumber(word), i + 1 end
  if letter == "D" or letter == nil then
    local number, after = numerals.read(folded, i)
    if number and after > i + 1 then return "N", number, after end   -- "20 million"
    if letter then return letter, value, i + 1 end
    if number then return "N", number, after end
  else
    return letter, value, i + 1
  end
  local known = words[word]
  if not known then return ".", word, i + 1 end
  if (known.letter == "W" or known.letter == "M") and not is_name(tokens[i], folded, i) then
    return ".", word, i + 1
  end
  return known.letter, known.value, i + 1
end

---A sentence's words as a line of letters, and the items of those that have one.
---@param tokens table[]     each with `text` and `capital`
---@param folded string[]
---@param shapes table[]     their shapes
---@return string line
---@return table<integer, letters.item> items  by their place in the line
function timewords.line(tokens, folded, shapes)
  local items, line, i, n = {}, {}, 1, 0
  while i <= #folded do
    local letter, value, after = ".", nil, i + 1
    if weights[folded[i]] or shapes[i].digit then
      letter, value, after = item_at(tokens, folded, i)
    end
    n = n + 1
    if letter ~= "." then
      items[n] = { letter = letter, value = value, first = i, last = after - 1 }
    end
    line[n] = letter
    i = after
  end
  return table.concat(line), items
end

return timewords
