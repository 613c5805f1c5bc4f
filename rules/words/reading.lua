-- A text as words to be compared: what is written, and a key that is equal for equal words.
--
-- Only for comparing quotations: a hyphen or an apostrophe inside a word belongs to it, "U.S." is
-- one word, marks are no words. Brackets and ellipses are remembered, since a quotation that shows
-- its cuts is no misquotation.

local stemma = require "stemma"
local spelling = require "words.spelling"

local reading = {}

local common = {}
local lexicon = stemma.lexicon "function-words"
for i = 1, lexicon:count() do common[lexicon:get(i)] = true end

---@class words.Word
---@field text string       as written, without brackets
---@field key string        equal for two spellings of one word
---@field from integer      its bytes in the text, from 0, half open
---@field to integer
---@field content boolean   more than "the", "of", "has"
---@field cut boolean       an ellipsis or a bracket stands before it
---@field marked boolean    it stands between quotation marks of this text

local apostrophes = { [0x27] = true, [0x2019] = true }
local opening = { [0x201C] = true, [0xAB] = true }
local closing = { [0x201D] = true, [0xBB] = true }

local function is_letter(c)
  if c < 0x80 then
    return c >= 0x30 and c <= 0x39 or c >= 0x41 and c <= 0x5A or c >= 0x61 and c <= 0x7A
  end
  return c >= 0xC0 and c ~= 0xD7 and c ~= 0xF7 and (c < 0x2000 or c > 0x206F)
    and (c < 0x3000 or c > 0x303F)
end

local function is_digit(c) return c and c >= 0x30 and c <= 0x39 end
local function is_hyphen(c) return c == 0x2D or c == 0x2010 or c == 0x2011 end

-- Whether the character at i, no letter, joins the letters on its sides to one word.
local function joins(codes, i, stops)
  local c, before, after = codes[i], codes[i - 1], codes[i + 1]
  if not after then return false end
  if apostrophes[c] or is_hyphen(c) then return is_letter(after) end
  if c == 0x2E and stops then return is_letter(after) and not is_letter(codes[i + 2] or 0) end
  return (c == 0x2E or c == 0x2C) and is_digit(before) and is_digit(after)
end

local function word_end(codes, i)
  local first = i
  while codes[i] do
    if not is_letter(codes[i]) and codes[i] ~= 0x5D and codes[i] ~= 0x5B then   -- "[t]his"
      local single = i == first + 1 or not is_letter(codes[i - 2] or 0) or codes[i - 2] == 0x2E
      if not joins(codes, i, single) then break end
    elseif (codes[i] == 0x5D or codes[i] == 0x5B) and not is_letter(codes[i + 1] or 0) then
      break
    end
    i = i + 1
  end
  return i
end

local function word_of(text, from, to, state)
  local raw = text:sub(from + 1, to)
  local plain = raw:gsub("[%[%]]", ""):gsub("\u{2019}", "'"):gsub("[\u{2010}\u{2011}]", "-")
  local folded = plain:lower()
  if folded:find "^%a%.%a" then folded = folded:gsub("%.", "") end
  local key = spelling.key(folded)
  local word = { text = raw, plain = plain, folded = folded, key = key, from = from, to = to,
    content = not common[folded], cut = state.cut or raw ~= raw:gsub("[%[%]]", ""),
    marked = state.marked }
  state.cut = state.bracket
  return word
end

local function see_mark(codes, i, state)
  local c = codes[i]
  if c == 0x2026 or c == 0x2E and codes[i + 1] == 0x2E and codes[i + 2] == 0x2E then
    state.cut = true
  elseif c == 0x5B then state.bracket, state.cut = true, true
  elseif c == 0x5D then state.bracket, state.cut = false, true
  elseif opening[c] then state.marked = true
  elseif closing[c] then state.marked = false
  elseif c == 0x22 then state.marked = not state.marked
  end
end

-- "per cent" is one word, as "percent" is.
local function join_pairs(words)
  for i = #words - 1, 1, -1 do
    if words[i].key == "per" and words[i + 1].key == "cent" then
      words[i].key, words[i].to = "percent", words[i + 1].to
      words[i].plain, words[i].text, words[i].content = "per cent", "per cent", true
      table.remove(words, i + 1)
    end
  end
  return words
end

---The words of a text. `open`: it stands between quotation marks as a whole.
---@return words.Word[]
function reading.words(text, open)
  local codes, places, words = {}, {}, {}
  for place, code in utf8.codes(text) do
    codes[#codes + 1], places[#places + 1] = code, place - 1
  end
  places[#places + 1] = #text
  local i, state = 1, { marked = open or false }
  while codes[i] do
    if is_letter(codes[i]) or codes[i] == 0x5B and is_letter(codes[i + 1] or 0)
      and codes[i + 2] == 0x5D and is_letter(codes[i + 3] or 0) then
      local stop = word_end(codes, codes[i] == 0x5B and i + 1 or i)
      words[#words + 1] = word_of(text, places[i], places[stop], state)
      i = stop
    else
      see_mark(codes, i, state)
      i = i + 1
    end
  end
  words.cut_after = state.cut
  return join_pairs(words)
end

return reading
