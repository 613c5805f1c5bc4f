-- Two spellings of one word, British and American: `spelling.key` gives both the same key.
--
-- A key is no word ("contor" for "contour"): it is only compared with other keys, so an ending may
-- be folded wherever that makes no two words equal.

local stemma = require "stemma"
local numerals = require "numbers.numerals"

local sub = string.sub

local spelling = {}

-- british ending, american ending, letters before it at least: so that "four" stays apart from
-- "for", "hour" from "hor", "prise" from "prize".
local endings = {
  { "our", "or", 2 }, { "ours", "ors", 2 }, { "oured", "ored", 2 }, { "ouring", "oring", 2 },
  { "ourable", "orable", 2 }, { "ourite", "orite", 2 }, { "ourful", "orful", 2 },
  { "ourless", "orless", 2 }, { "ourhood", "orhood", 3 }, { "ourly", "orly", 3 },
  { "ourer", "orer", 2 }, { "ourers", "orers", 2 },
  { "ise", "ize", 4 }, { "ised", "ized", 4 }, { "ises", "izes", 4 }, { "ising", "izing", 4 },
  { "isation", "ization", 3 }, { "isations", "izations", 3 }, { "iser", "izer", 4 },
  { "yse", "yze", 3 }, { "ysed", "yzed", 3 }, { "yses", "yzes", 3 }, { "ysing", "yzing", 3 },
  { "tre", "ter", 3 }, { "tres", "ters", 3 }, { "tred", "tered", 3 }, { "bre", "ber", 2 },
  { "bres", "bers", 2 }, { "logue", "log", 2 }, { "logues", "logs", 2 },
}
local american, tails = {}, {}   -- by the british ending, and by its last three letters
for _, ending in ipairs(endings) do
  american[ending[1]], tails[ending[1]:sub(-3)] = ending, true
end

local pairs_of = {}
local lexicon = stemma.lexicon "spelling"
for i = 1, lexicon:count() do
  local british, attributes = lexicon:get(i)
  pairs_of[british:lower()] = attributes.american:lower():gsub("%-", "")
end

local function regular(word)
  for length = math.min(8, #word - 2), 3, -1 do
    local ending = american[sub(word, -length)]
    if ending and #word - length >= ending[3] then return sub(word, 1, -length - 1) .. ending[2] end
  end
  return word
end

---The same as `spelling.key` for a word without apostrophes and hyphens.
---@param word string
---@return string
function spelling.key_of_plain(word)
  word = pairs_of[word] or word
  return tails[sub(word, -3)] and regular(word) or word
end

---The key of a word in lower case: equal for "defence" and "defense", "build-up" and "buildup".
---@param word string
---@return string
function spelling.key(word)
  local stem, possessive = word:match "^(.-)('s?)$"
  if possessive then return spelling.key(stem) .. possessive end
  local key = pairs_of[word] or word:gsub("%-", "")
  return regular(key)
end

---Words that are not known again by their consonants (stemma.fold.consonants), as others are.
---@type table<string, string>
spelling.unlike = {}
for british, other in pairs(pairs_of) do
  if stemma.fold.consonants(british) ~= stemma.fold.consonants(other) then
    spelling.unlike[british] = other
  end
end

-- "we've" as "we have", "isn't" as "is not".
local in_two = { ["won't"] = "will not", ["can't"] = "can not", cannot = "can not",
  ["let's"] = "let us", gonna = "going to", wanna = "want to" }
local contracted = {
  { "n't$", " not" }, { "'ve$", " have" }, { "'re$", " are" }, { "'ll$", " will" },
  { "'m$", " am" }, { "'s$", " is" }, { "'d$", " would" },
}

local function in_full(word)
  if in_two[word] or not word:find("'", 1, true) then return in_two[word] or word end
  for _, each in ipairs(contracted) do
    local full, count = word:gsub(each[1], each[2])
    if count > 0 then return full end
  end
  return word
end

-- The words of a text one by one: hyphens part them, short forms are spelt out.
local function parts_of(words)
  local parts = {}
  for _, word in ipairs(words) do
    for part in in_full(word):gmatch "[^%s%-]+" do
      parts[#parts + 1] = part
    end
  end
  return parts
end

-- The parts as one string, numbers by their values: "two-in-three" as "2 in 3".
local function spelt_out(parts)
  local list, i = {}, 1
  while i <= #parts do
    local value, after = numerals.read(parts, i)
    local rank = numerals.ordinals[parts[i]] or numerals.ordinal(parts[i])
    list[#list + 1] = value and ("#%s#"):format(value) or rank and ("#%sth#"):format(rank)
      or spelling.key(parts[i])
    i = after or i + 1
  end
  return table.concat(list)
end

-- Whether a word can be one whose letters are hidden: "d*" (for "d***") and "damn".
local function hides(masked, word)
  return masked:find("*", 1, true) ~= nil
    and word:find("^" .. masked:gsub("[^%w*]", "%%%0"):gsub("%*", "[%%a*]*") .. "$") ~= nil
end

local function are_hidden(parts, others)
  for i, part in ipairs(parts) do
    local other = others[i]
    if not (part == other or other and (hides(part, other) or hides(other, part))) then
      return false
    end
  end
  return #parts == #others
end

-- "farmers'" and "farmer's" differ in what is heard by nobody.
local function letters_of(words) return (table.concat(words):gsub("['%-%s]", "")) end

---Whether words say the same: written together or apart, contracted or in full, in figures or in
---letters, or with some of them hidden by asterisks.
---@param words string[]   in lower case
---@param others string[]
function spelling.same(words, others)
  local letters = letters_of(words)
  if not letters:find "%d" and letters == letters_of(others) then return true end
  words, others = parts_of(words), parts_of(others)
  return spelt_out(words) == spelt_out(others) or are_hidden(words, others)
end

return spelling
