-- A text as words to be compared: what is written, and a key that is equal for equal words.
--
-- Only for comparing quotations: a hyphen or an apostrophe inside a word belongs to it, "U.S." is
-- one word, marks are no words. Brackets and ellipses are remembered, since a quotation that shows
-- its cuts is no misquotation.

local stemma = require "stemma"
local spelling = require "wording.spelling"

local reading = {}

local common = {}
local lexicon = stemma.lexicon "function-words"
for i = 1, lexicon:count() do common[lexicon:get(i)] = true end

---@class wording.Word
---@field plain string      as written, without brackets, with straight apostrophes
---@field folded string     in lower case
---@field key string        equal for two spellings of one word
---@field number integer    of the key, with this reader
---@field from integer      its bytes in the text, from 0, half open
---@field to integer
---@field content boolean   more than "the", "of", "has"
---@field cut boolean       an ellipsis or a bracket stands before it, or in it
---@field bracket boolean   it stands in brackets, or a part of it
---@field marked boolean    it stands between quotation marks of this text

-- Punctuation beyond ASCII is replaced by ASCII and control characters of the same length, so that
-- patterns of bytes can be used and places stay. \2 fills, \3 opens, \4 closes, \5 is an ellipsis.
local wide = {
  ["\u{2010}"] = "-\2\2", ["\u{2011}"] = "-\2\2", ["\u{2018}"] = "'\2\2", ["\u{2019}"] = "'\2\2",
  ["\u{201C}"] = " \3 ", ["\u{201D}"] = " \4 ", ["\u{2026}"] = " \5 ",
}
local short = { s = true, m = true, t = true, d = true, re = true, ve = true, ll = true }
local narrow = { ["\u{AB}"] = "\3 ", ["\u{BB}"] = " \4", ["\u{A0}"] = "  " }

local function blank(text) return (" "):rep(#text) end

-- Markdown's links and bold words show their words alone.
local function without_markup(text)
  if text:find("](", 1, true) then
    text = text:gsub("%[([^%[%]]*)(%]%([^%s()]*%))", function(shown, rest)
      return " " .. shown .. blank(rest)
    end)
  end
  if text:find("**", 1, true) then
    text = (" " .. text):gsub("(%W)%*%*(%w[^*]*)%*%*", "%1  %2  "):sub(2)
  end
  return text
end

local function simple(text)
  text = without_markup(text)
  if text:find "[\xC2\xE2]" then
    text = text:gsub("\xE2\x80[\x80-\xBF]", function(mark) return wide[mark] or "   " end)
      :gsub("\xC2[\xA0\xAB\xBB]", narrow)
  end
  if text:find "['\2] [smtdrvl]" then   -- "it' s"
    text = text:gsub("(%a'\2*) (%a%a?%f[%W])", function(before, after)
      return short[after] and before .. "\2" .. after or nil
    end)
  end
  return text
end

-- "we'll" and "it's" say as little as "we" and "it"; "isn't" says no.
local function has_content(folded)
  return not (common[folded] or common[folded:match "^(%a+)'[^t]%a*$" or folded])
end

-- A number for each key, so that runs of words are compared as numbers.
local function number_of(reader, key)
  local number = reader.numbers[key]
  if not number then
    number = reader.count + 1
    reader.count, reader.numbers[key] = number, number
  end
  return number
end

-- What a word is wherever it stands.
local function form_of(reader, text)
  local plain = text:find "[%[%]\2]" and text:gsub("[%[%]\2]", "") or text
  local folded = plain:lower()
  if folded:find "%*" or folded:find "%-%-" then
    folded = folded:gsub("%*+", "*"):gsub("%-%-+", "*")
  end
  if folded:find "^%a%.%a" then folded = folded:gsub("%.", "") end
  if #folded == 2 and plain:find "^%u%.?%u$" then folded = folded .. "." end   -- "US" is not "us"
  local key = spelling.key(folded)
  return { plain = plain, folded = folded, key = key, number = number_of(reader, key),
    content = has_content(folded), bracket = text:find "[%[%]]" ~= nil }
end

local function add(words, text, from, state)
  local form = state.forms[text]
  if not form then
    form = form_of(state.reader, text)
    state.forms[text] = form
  end
  words[#words + 1] = { plain = form.plain, folded = form.folded, key = form.key,
    number = form.number, from = from, to = from + #text, content = form.content,
    marked = state.marked, cut = state.cut or form.bracket,
    bracket = state.bracket or form.bracket }
  state.cut = state.bracket
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
  while true do
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
end

-- What an editor puts in stands in brackets, round ones too.
local function open_bracket(state) state.bracket, state.cut = true, true end
local function close_bracket(state) state.bracket, state.cut = false, true end

local marks = {
  ['"'] = function(state) state.marked = not state.marked end,
  ["\3"] = function(state) state.marked = true end,
  ["\4"] = function(state) state.marked = false end,
  ["\5"] = function(state) state.cut = true end,
  ["["] = open_bracket, ["("] = open_bracket, ["]"] = close_bracket, [")"] = close_bracket,
}

-- A chunk between white space that is more than one plain word.
local function split(words, chunk, from, state)
  local at = 1
  while at <= #chunk do
    if chunk:find("^[%w\x80-\xFF]", at) or chunk:find("^%[%a%][%a\x80-\xFF]", at) then
      local stop = word_end(chunk, at)
      add(words, chunk:sub(at, stop), from + at - 1, state)
      at = stop + 1
    else
      if chunk:find("^%.%.%.", at) then state.cut = true end
      local see = marks[chunk:sub(at, at)]
      if see then see(state) end
      at = at + 1
    end
  end
end

-- "per cent" is one word, as "percent" is.
local function join_pairs(reader, words)
  for i = #words - 1, 1, -1 do
    if words[i].key == "per" and words[i + 1].key == "cent" then
      words[i].key, words[i].folded, words[i].to = "percent", "per cent", words[i + 1].to
      words[i].plain, words[i].content = "per cent", true
      words[i].number = number_of(reader, "percent")
      table.remove(words, i + 1)
    end
  end
  return words
end

local reader = {}
reader.__index = reader

---What reads texts that are to be compared with one another: it knows a word again.
---@class wording.Reader
function reading.new()
  return setmetatable({ forms = {}, plain = {}, numbers = {}, count = 0 }, reader)
end

---The words of a text. `open`: it stands between quotation marks as a whole.
---@return wording.Word[]
function reader:words(text, open)
  local plain, words = self.plain, {}
  local state = { marked = open or false, cut = false, bracket = false, forms = self.forms,
    reader = self }
  for from, chunk in simple(text):gmatch "()(%S+)" do
    local word = plain[chunk]
    if word == nil then
      word = chunk:match "^([%w\x80-\xFF]+)[.,;:!?]?$" or false
      plain[chunk] = word
    end
    if word then add(words, word, from - 1, state) else split(words, chunk, from - 1, state) end
  end
  return join_pairs(self, words)
end

---The words of a text by itself.
---@return wording.Word[]
function reading.words(text, open) return reading.new():words(text, open) end

return reading
