-- A sentence as far as event rules need to know it: which of its words are verbs, which name events
-- (lexicon event-words), and where its clauses part. No parser: the shapes of words and their
-- neighbours decide, and where they do not, a word is neither. Words are read where somebody asks
-- for them: most of a sentence is never looked at.

local stemma = require "stemma"
local grammar = require "events.grammar"
local numerals = require "numbers.numerals"
local set = require "words.set"

local t = stemma.token

local clause = {}

local bit = grammar.bit
local AFTER_TO, AUXILIARY, BEFORE_NOUN = bit.after_to, bit.auxiliary, bit.before_noun
local CALLED, CAPITAL, IRREGULAR = bit.called, bit.capital, bit.irregular
local LOWER, NUMBER, QUOTED, WORD = bit.lower, bit.number, bit.quoted, bit.word
local NAMES_EVENT = bit.determiner | bit.possessive

-- The forms of a word, and of two: forms.call.noun is "call", and so is pairs_of.phone.call.noun.
local forms, pairs_of = {}, {}
-- By what they ask for to tell of an event: the first words of entries.
local first_words = { event = {}, contact = {}, dated = {}, none = {} }

local function group_of(kinds)
  if kinds.verb == "contact" then return "contact" end
  if kinds.verb or kinds.noun and kinds.noun ~= "statement" then return "event" end
  return (kinds.say or kinds.noun) and "dated" or "none"
end

do
  local lexicon = stemma.lexicon "event-words"
  for id = 1, lexicon:count() do
    local name, attributes = lexicon:get(id)
    local kinds = {}
    for form in attributes.form:gmatch "%a+" do
      kinds[form] = (form == "noun" or form == "verb") and attributes.kind or true
    end
    local first, second = name:match "^(%S+) (.+)"
    if first then
      pairs_of[first] = pairs_of[first] or {}
      pairs_of[first][second] = kinds
    else
      forms[name] = kinds
    end
    kinds.plural = (first or name):find "s$" ~= nil
    first_words[group_of(kinds)][first or name] = true
  end
end

-- What a clause ends at, but for "when" and "who".
local boundary = [[that which whom whose where while as because if though although unless since
  until whether what after before ; :]]

-- By what the words of a sentence can be, those of a letter each: no word is in two.
local letters = {}

local function put(words, letter)
  for word in pairs(words) do
    letters[word] = letters[word] or letter
  end
end

put(pairs_of, "P")
for needs, letter in pairs { event = "E", contact = "C", dated = "D", none = "v" } do
  put(first_words[needs], letter)
end
put(set "to", "t")
put(set "will would could should shall may might can must", "m")
put(grammar.sets.auxiliary, "a")
put(grammar.sets.irregular, "i")
put(set "when", "w")
put(set "who", "o")
put(set(boundary), "b")
put(set ",", ",")

-- Words of a quotation are left out, as what is dated there is dated by its speaker; they part a
-- sentence all the same. What is a verb by its form is none with a capital.
local shapes = { b = t.any, w = t.any, o = t.any, [","] = t.any, i = t.lower - t.quoted }
local outside = t.any - t.quoted

local function alphabet()
  local lists, entries = {}, {}
  for _, word in ipairs(stemma.keys(letters)) do
    local letter = letters[word]
    lists[letter] = (lists[letter] or "") .. " " .. word
  end
  for _, letter in ipairs(stemma.keys(lists)) do
    entries[#entries + 1] = { letter, lists[letter], shapes[letter] or outside }
  end
  entries[#entries + 1] = { "-", "-eed bleed breed creed freed greed speed steed treed tweed" }
  entries[#entries + 1] = { "d", "-ed", t.lower - t.quoted }
  return stemma.letters(entries)
end

---A sentence's words at a glance. E, C, D may tell of an event: at once, with somebody behind them,
---with a time; P does with the word behind it, or without. a helps a verb, m too and stands before
---it, t is "to", i and v are verbs, d is one by its ending. b is a boundary, and so are w, "when",
---and o, "who". Most words are nothing of these.
clause.alphabet = alphabet()
clause.tells = "ECDP"

---@class clause.word
---@field first integer        its tokens
---@field last integer
---@field noun string|nil      the kind of event that a noun names
---@field forms table|nil      of a verb: verb = kind, light, unreal, say
---@field auxiliary boolean|nil
---@field bare boolean|nil     behind "to" or "will"

---An article, at the sentence that is being read.
---@class clause.page
---@field article stemma.article
---@field first integer               the sentence's tokens, as all here by their numbers
---@field last integer
---@field folded string[]             by token: its word
---@field is integer[]               what it is, a bit for each set of events/grammar
---@field letters (string|false)[]    its letter in the alphabet
---@field timed table<integer, boolean>   it is in a time
---@field words table<integer, clause.word|false>  what clause.word has said of it
---@field names words.Lists           the mentions
---@field times words.Lists

-- The entry that starts at token i, of two words if there is one, and its last token.
local function entry_at(s, i, letter)
  local folded = s.folded
  local seconds = letter == "P" and i < s.last and pairs_of[folded[i]]
  local two = seconds and seconds[folded[i + 1]]
  if two then return two, i + 1 end
  return forms[folded[i]], i
end

-- "nine votes": a plural behind a number.
local function is_counted(s, i, entry)
  return entry.plural and i > s.first
    and numerals.within(s.folded, i - 1, s.last) ~= nil
end

-- "the call" and "call with Putin", not "a call for peace", "people call it", "61 votes", "assault
-- weapons".
local function is_noun(s, first, last, entry, bare)
  local folded, is = s.folded, s.is
  local after = last < s.last and folded[last + 1]
  if folded[first] == "call" and after and (is[last + 1] & CALLED ~= 0
    or after == "to" and last + 2 <= s.last and is[last + 2] & CAPITAL == 0) then return false end
  if folded[first] == "assault" and after and after:find "^[wr][ei]" then return false end
  if first == s.first or first < last then return true end
  local before, word = is[first - 1], folded[first - 1]
  if bare or before & NUMBER ~= 0 or is_counted(s, first, entry) then return false end
  return before & NAMES_EVENT ~= 0 or word == "-"
    or after == "with" or after == "between" or entry.plural
    or before & (WORD | LOWER) == WORD | LOWER and word ~= "and" and not word:find "s$"
end

-- "Passed" is none in "the passed law".
local function is_verb(s, i, letter, entry)
  local formed = letter == "d" or letter == "i"
  if not formed and not entry and letter ~= "P" then return false end
  local is = s.is
  if i > s.first and is[i - 1] & BEFORE_NOUN ~= 0 then return false end
  if formed then return true end
  return is[i] & LOWER ~= 0 and (entry and not entry.noun and not is_counted(s, i, entry)
    or is[i] & IRREGULAR ~= 0 or letter == "P" and s.folded[i]:find "[^e]ed$")
end

-- What has no entry tells nothing; "will vote" has the noun's form.
local no_event, vote = { verb = false }, { verb = "vote" }

-- The word at token i, outside of times: by its letter and that of the token before it.
local function read(s, i, letter, before)
  if before == "P" then
    local word = clause.word(s, i - 1)
    if word and word.last == i then return word end
  end
  local entry, last = nil, i
  local helps, led = letter == "a" or letter == "m", before == "t" or before == "m"
  if letter == "E" or letter == "C" or letter == "D" or letter == "P" or letter == "v" then
    entry, last = entry_at(s, i, letter)
    helps = s.is[i] & AUXILIARY ~= 0
  end
  local bare = led and s.is[i] & (LOWER | AFTER_TO | QUOTED) == LOWER
  if entry and entry.noun and is_noun(s, i, last, entry, bare) then
    return { first = i, last = last, noun = entry.noun }
  elseif not helps and not bare and not is_verb(s, i, letter, entry) then
    return nil
  elseif entry and not entry.noun then
    return { first = i, last = last, forms = entry, bare = bare }
  end
  return { first = i, last = i, forms = entry and entry.noun == "vote" and vote or no_event,
    auxiliary = helps, bare = bare }
end

---The verb or event noun that token i is in; false where it is in none.
---@param s clause.page
---@return clause.word|false
function clause.word(s, i)
  local word = s.words[i]
  if word ~= nil then return word end
  local letter, before = s.letters[i], i > s.first and s.letters[i - 1]
  if (not letter or letter == ",") and before ~= "t" and before ~= "m" and before ~= "P"
    or s.timed[i] then return false end
  word = read(s, i, letter, before) or false
  s.words[i] = word
  return word
end
local word_at = clause.word

---The verb that an auxiliary helps: of "will also be held" it is "held".
---@param s clause.page
function clause.main_verb(s, word)
  if not word.auxiliary then return word end
  local i, folded = word.last + 1, s.folded
  while word.auxiliary and i <= s.last do
    local after = word_at(s, i)
    if after and after.forms then
      word = after
      i = after.last
    elseif not folded[i]:find "ly$" and folded[i] ~= "not" and folded[i] ~= "also" then
      break
    end
    i = i + 1
  end
  return word
end

return clause
