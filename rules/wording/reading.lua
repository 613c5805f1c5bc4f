-- A text as words to be compared: what is written, and a key that is equal for equal words.
--
-- Only for comparing quotations: a hyphen or an apostrophe inside a word belongs to it, "U.S." is
-- one word, marks are no words. Brackets and ellipses are remembered, since a quotation that shows
-- its cuts is no misquotation.

local stemma = require "stemma"
local spelling = require "wording.spelling"

local reading = {}

local find, match, lower = string.find, string.match, string.lower

local common = {}
local lexicon = stemma.lexicon "function-words"
for i = 1, lexicon:count() do common[lexicon:get(i)] = true end

---A word, wherever it stands.
---@class wording.Word
---@field plain string       as written, without brackets, with straight apostrophes
---@field folded string      in lower case
---@field key string         equal for two spellings of one word
---@field worth integer      what it counts where texts are set side by side
---@field bracket true|nil   a part of it stands in brackets
---@field size integer|nil   its bytes as written, where these are not those of `plain`

---The words of a text, and what few are asked for by their places.
---@class wording.Words
---@field [integer] wording.Word
---@field from integer[]                   the first byte of each in the text, from 0
---@field marked table<integer, boolean>   it stands between quotation marks of this text
---@field cut table<integer, boolean>      an ellipsis or a bracket stands before it, or in it
---@field bracket table<integer, boolean>  it stands in brackets, or a part of it

-- Punctuation beyond ASCII is replaced by ASCII and control characters of the same length, so that
-- patterns of bytes can be used and places stay. \2 fills, \3 opens, \4 closes, \5 is an ellipsis.
local wide = {
  ["\u{2010}"] = "-\2\2", ["\u{2011}"] = "-\2\2", ["\u{2018}"] = "'\2\2", ["\u{2019}"] = "'\2\2",
  ["\u{201C}"] = " \3 ", ["\u{201D}"] = " \4 ", ["\u{2026}"] = " \5 ",
}
setmetatable(wide, { __index = function() return "   " end })
local short = { s = true, m = true, t = true, d = true, re = true, ve = true, ll = true }
local narrow = { ["\u{AB}"] = "\3 ", ["\u{BB}"] = " \4", ["\u{A0}"] = "  " }

local function blank(text) return (" "):rep(#text) end

-- Whether some words of a text may not be shown, as the address of a link.
local function hides_words(text) return find(text, "](", 1, true) ~= nil end

-- Markdown's links and bold words show their words alone.
local function without_markup(text)
  if hides_words(text) then
    text = text:gsub("%[([^%[%]]*)(%]%([^%s()]*%))", function(shown, rest)
      return " " .. shown .. blank(rest)
    end)
  end
  if text:find("**", 1, true) then
    text = (" " .. text):gsub("(%W)%*%*(%w[^*]*)%*%*", "%1  %2  "):sub(2)
  end
  return text
end

---The text without words that are not shown, as the address of a link in Markdown.
---@param text string
---@return string
function reading.shown(text) return hides_words(text) and without_markup(text) or text end

local function simple(text)
  text = without_markup(text)
  if find(text, "\xE2", 1, true) then text = text:gsub("\xE2\x80[\x80-\xBF]", wide) end
  if find(text, "\xC2", 1, true) then text = text:gsub("\xC2[\xA0\xAB\xBB]", narrow) end
  if text:find("'", 1, true) and text:find "['\2] [smtdrvl]" then   -- "it' s"
    text = text:gsub("(%a'\2*) (%a%a?%f[%W])", function(before, after)
      return short[after] and before .. "\2" .. after or nil
    end)
  end
  return text
end

-- "we'll" and "it's" say as little as "we" and "it"; "isn't" says no.
local function says_little(folded)
  return common[folded] or common[folded:match "^(%a+)'[^t]%a*$" or folded]
end

local content, common_word = 6, 4

---What a word is worth that says no more than "the", "of", "has".
reading.worth_of_little = common_word

---Whether a word says more than "the", "of", "has".
---@param word wording.Word
function reading.has_content(word) return word.worth == content end

-- A word that is more than letters and digits.
local function look_at(text)
  local plain = text:find "[%[%]\2]" and text:gsub("[%[%]\2]", "") or text
  local folded = plain:lower()
  if folded:find "%*" or folded:find "%-%-" then
    folded = folded:gsub("%*+", "*"):gsub("%-%-+", "*")
  end
  if folded:find "^%a%.%a" then folded = folded:gsub("%.", "") end
  if #folded == 2 and plain:find "^%u%.?%u$" then folded = folded .. "." end   -- "US" is not "us"
  local word = { plain = plain, folded = folded, key = spelling.key(folded),
    worth = says_little(folded) and common_word or content }
  if plain ~= text then
    word.size, word.bracket = #text, text:find "[%[%]]" and true
  end
  return word
end

-- Most words are letters or digits alone, and need no second look; but "US" is not "us".
local function look_at_plain(text)
  local folded = lower(text)
  if #text == 2 and find(text, "^%u%u$") then folded = folded .. "." end
  return { plain = text, folded = folded, key = spelling.key_of_plain(folded),
    worth = common[folded] and common_word or content }
end

local function size_of(word) return word.size or #word.plain end

-- "per cent" is one word, as "percent" is.
local function join_cent(words, places, cent, from)
  local n = #words
  words[n] = { plain = "per cent", folded = "per cent", key = "percent", worth = content,
    size = from + size_of(cent) - places[n] }
end

-- Notes of the words from one place to another that they are marked, or cut, or in brackets.
local function mark(words, how, first, last)
  if first > last then return end
  local marks = words[how] or {}
  for i = first, last do marks[i] = true end
  words[how] = marks
end

-- Adds a word that begins at a byte of the text.
local function add(words, places, word, from)
  local n = #words + 1
  if word.key == "cent" and n > 1 and words[n - 1].key == "per" then
    return join_cent(words, places, word, from)
  end
  words[n], places[n] = word, from
  if word.bracket then
    mark(words, "bracket", n, n)
    mark(words, "cut", n, n)
  end
end

-- Letters that are hidden: "d***", "d**n", "d---".
local function mask_end(chunk, at, stop)
  local _, more = chunk:find("^%*+%a+", stop + 1)
  if not more and stop - at < 3 then _, more = chunk:find("^%*%*+", stop + 1) end
  if not more and stop == at then _, more = chunk:find("^%-%-%-+%a*", stop + 1) end
  return more
end

-- Where the word that starts at `at` ends: letters and digits, and what joins them.
local function word_end(chunk, at)
  local _, stop = chunk:find("^%[?[%w\x80-\xFF]+", at)
  while stop < #chunk do
    local _, more = chunk:find("^['%-]\2*[%w\x80-\xFF]+", stop + 1)
    if not more and chunk:find("^%d[.,]%d", stop) then
      _, more = chunk:find("^[.,]%d+", stop + 1)
    elseif not more and chunk:find("^%f[%a]%a%.%a%f[%A]", stop) then
      more = stop + 2
    elseif not more then
      _, more = chunk:find("^[%[%]][%w\x80-\xFF]+", stop + 1)
      if not more then more = mask_end(chunk, at, stop) end
    end
    if not more then return stop end
    stop = more
  end
  return stop
end

-- What opens and closes in a text, seen behind n words: from which word on it is open is noted, and
-- the words are marked when it closes.
local function close_marks(words, n)
  if words.marked_from then mark(words, "marked", words.marked_from, n) end
  words.marked_from = nil
end

local function open_marks(words, n) words.marked_from = words.marked_from or n + 1 end

local function cut(words, n) mark(words, "cut", n + 1, n + 1) end

-- What an editor puts in stands in brackets, round ones too.
local function open_bracket(words, n)
  words.bracket_from = words.bracket_from or n + 1
  cut(words, n)
end

local function close_bracket(words, n)
  if words.bracket_from then
    mark(words, "bracket", words.bracket_from, n)
    mark(words, "cut", words.bracket_from, n)
  end
  words.bracket_from = nil
  cut(words, n)
end

local signs = {
  ['"'] = function(words, n) (words.marked_from and close_marks or open_marks)(words, n) end,
  ["\3"] = open_marks, ["\4"] = close_marks, ["\5"] = cut,
  ["["] = open_bracket, ["("] = open_bracket, ["]"] = close_bracket, [")"] = close_bracket,
}

-- The word of a text, and whether it is the same wherever it stands: one in brackets is marked
-- there, and "cent" is none of its own behind "per".
local function word_of(known, text)
  local word = known[text]
  if word then return word, true end
  word = look_at(text)
  if word.bracket or word.key == "cent" then return word, false end
  known[text] = word
  return word, true
end

-- A chunk between white space that is more than one plain word.
local function split(known, chunk, from, words, places)
  local at = 1
  while at <= #chunk do
    if chunk:find("^[%w\x80-\xFF]", at) or chunk:find("^%[%a%][%a\x80-\xFF]", at) then
      local stop = word_end(chunk, at)
      local word, always = word_of(known, chunk:sub(at, stop))
      add(words, places, word, from + at - 1)
      if always and at == 1 and chunk:find("^[.,;:!?]?$", stop + 1) then known[chunk] = word end
      at = stop + 1
    else
      if chunk:find("^%.%.%.", at) then cut(words, #words) end
      local see = signs[chunk:sub(at, at)]
      if see then see(words, #words) end
      at = at + 1
    end
  end
end

-- Signs before a word of letters or behind it.
local function see_all(text, words)
  for i = 1, #text do
    local see = signs[text:sub(i, i)]
    if see then see(words, #words) end
  end
end

-- A chunk that is letters with signs around them, of which there is one at least.
local function read_marked(known, chunk, from, words, places)
  local before, letters, behind = match(chunk, '^(["%(%[\3\4]*)(%u?%l+)([.,;:!?"%)%]\3\4]*)$')
  if not letters or find(behind, "...", 1, true) then
    return split(known, chunk, from, words, places)
  end
  see_all(before, words)
  add(words, places, known[letters] or look_at_plain(letters), from + #before)
  see_all(behind, words)
end

-- What reads chunks that are met for the first time. Most are plain words, with a comma or stop
-- behind them at most, and the same word from now on; only "cent" is none of its own behind "per".
local function chunk_reader(known)
  return function(chunk, from, words, places)
    local see = #chunk == 1 and signs[chunk]
    if see then return see(words, #words) end
    local text = match(chunk, "^(%u?%l+)[.,;:!?]?$") or match(chunk, "^([%w\x80-\xFF]+)[.,;:!?]?$")
    if not text then return read_marked(known, chunk, from, words, places) end
    local word = known[text] or look_at_plain(text)
    if word.key == "cent" then return add(words, places, word, from) end
    known[text], known[chunk] = word, word
    return word
  end
end

local none = {}

-- The list of words with its columns, whole.
local function complete(words, places)
  words.from, words.marked = places, words.marked or none
  words.cut, words.bracket = words.cut or none, words.bracket or none
  return words
end

local function read(reader, text, open)
  local words, places = stemma.text.chunks(simple(text), reader.known,
    open and reader.read_open or reader.read)
  if open and not words.begun then open_marks(words, 0) end
  close_marks(words, #words)
  if words.bracket_from then close_bracket(words, #words) end
  return complete(words, places)
end

local reader = {}
reader.__index = reader

---What reads texts that are to be compared with one another: it knows a word again, and a text.
---@class wording.Reader
function reading.new()
  local known = {}
  local read_chunk = chunk_reader(known)
  return setmetatable({ known = known, read = read_chunk, texts = { [true] = {}, [false] = {} },
    read_open = function(chunk, from, words, places)
      if not words.begun then open_marks(words, 0) end
      words.begun = true
      return read_chunk(chunk, from, words, places)
    end }, reader)
end

---The words of a text. `open`: it stands between quotation marks as a whole.
---@param text string
---@param open boolean
---@return wording.Words
function reader:words(text, open)
  local texts = self.texts[open]
  local words = texts[text] or read(self, text, open)
  texts[text] = words
  return words
end

-- Adds some words of a text to others.
local function append(words, places, more, first, last)
  local n = #words + 1 - first
  table.move(more, first, last, n + first, words)
  table.move(more.from, first, last, n + first, places)
  for _, how in ipairs { "marked", "cut", "bracket" } do
    local marks = more[how]
    if marks ~= none then
      words[how] = words[how] or {}
      table.move(marks, first, last, n + first, words[how])
    end
  end
end

---The keys of the words as one string: equal where two texts say the same.
---@param words wording.Words
---@return string
function reading.key(words)
  if not words.key then
    local keys = {}
    for i, word in ipairs(words) do keys[i] = word.key end
    words.key = table.concat(keys, " ")
  end
  return words.key
end

---Some words of a text.
---@param words wording.Words
---@return wording.Words
function reading.part(words, first, last)
  local part, places = {}, {}
  append(part, places, words, first, last)
  return complete(part, places)
end

---The words of several texts as one, which was cut between them.
---@param list wording.Words[]
---@return wording.Words
function reading.join(list)
  local all, places = {}, {}
  for k, words in ipairs(list) do
    local n = #all
    append(all, places, words, 1, #words)
    if k > 1 and #words > 0 then cut(all, n) end
  end
  return complete(all, places)
end

---Whether some words are marked, or cut, or in brackets.
---@param words wording.Words
---@param how "marked"|"cut"|"bracket"
function reading.has(words, how) return words[how] ~= none end

---The byte behind a word in its text.
---@param words wording.Words
---@param i integer
function reading.to(words, i) return words.from[i] + size_of(words[i]) end

return reading
