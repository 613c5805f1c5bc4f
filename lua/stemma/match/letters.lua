-- `stemma.letters { … }`: an alphabet, in which each token is one letter. With it a rule goes
-- straight to the few places where it has something to look at, and knows their neighbours.
-- `stemma.forms { … }`: expressions over such letters.

local core = require "stemma.core"
local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local shape = require "stemma.match.shape"
local sort = require "stemma.sort"
local source = require "stemma.base.source"

local letters = {}

local function letter_of(i, entry)
  local letter = type(entry) == "table" and not pattern.is(entry) and entry[1]
  if type(letter) ~= "string" or not letter:find "^[!-~]$" or letter == "." then
    source.fail("letters: entry %d is no { letter, words, shape }; a letter is one ASCII character "
      .. "other than a blank and '.'", i)
  end
  return letter
end

local function shape_of(i, value)
  local all, none = shape.flags(value)
  if not all then
    source.fail("letters: entry %d has a shape that is none; t.capital is one, and t.capital - "
      .. "t.upper", i)
  end
  return all, none
end

-- Whether an article can have it as a token, alone or, as a possessive, behind a word.
local function is_token(word)
  local behind = core.split("x" .. word)
  return #core.split(word) == 1 or #behind == 2 and behind[2] == word
end

local function words_of(i, text)
  local words = {}
  for word in text:gmatch "%S+" do
    local ending = word:match "^%-(.+)"
    if not ending and not word:find "9" and not is_token(word) then
      source.fail("letters: '%s' of entry %d is not one token", word, i)
    end
    words[#words + 1] = word
  end
  if #words == 0 then source.fail("letters: entry %d has no words", i) end
  return words
end

local plain = { string = true, number = true, boolean = true }

-- Adds to `meanings` what words stand for: a word is the same wherever it is in the alphabet.
local function add_meanings(meanings, i, values)
  for _, word in ipairs(sort.keys(values)) do
    local value, known = values[word], meanings[word]
    if type(word) ~= "string" or word:find "%s" or word:find "^%-." or word:find "9" then
      source.fail("letters: '%s' of entry %d stands for something, and is no word",
        tostring(word), i)
    elseif not plain[type(value)] then
      source.fail("letters: '%s' of entry %d stands for a %s; it is a string, a number, true or "
        .. "false", word, i, type(value))
    elseif known ~= nil and known ~= value then
      source.fail("letters: '%s' of entry %d stands for something else in an entry before", word, i)
    end
    meanings[word] = value
  end
  return values
end

---What `stemma.letters` gives: see there.
function letters.new(list)
  pack.at_loading("a stemma.letters is made")
  if type(list) ~= "table" then source.fail "letters takes a list of { letter, words, shape }" end
  local entries, meanings = {}, {}
  for i, entry in ipairs(list) do
    local spec = { letter = letter_of(i, entry) }
    local words, looks = entry[2], entry[3]
    if pattern.is(words) then words, looks = nil, words end
    if type(words) == "table" then
      spec.values = add_meanings(meanings, i, words)
      words = table.concat(sort.keys(words), " ")
    end
    if type(words) == "string" then spec.words = words_of(i, words)
    elseif words ~= nil or looks == nil then
      source.fail("letters: entry %d takes words as one string or as a table, a shape, or both", i)
    end
    if looks ~= nil then spec.all, spec.none = shape_of(i, looks) end
    entries[i] = spec
  end
  return core.letters(entries)
end

---What `stemma.forms` gives: see there.
function letters.forms(list)
  pack.at_loading("stemma.forms is called")
  if type(list) ~= "table" then source.fail "forms takes a list of forms" end
  return core.forms(list)
end

return letters
