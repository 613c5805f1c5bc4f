-- A sentence as far as event rules need to know it: which of its words are verbs, which name events
-- (lexicon event-words), and where its clauses part. No parser: the shapes of words and their
-- neighbours decide, and where they do not, a word is neither.

local stemma = require "stemma"
local numerals = require "numbers.numerals"
local set = require "words.set"

local clause = {}

-- The forms of a word or of two: forms["phone call"].noun is "call"; pairs_of.phone is true.
local forms, pairs_of = {}, {}
-- By what they ask for to be an event: the first words of entries.
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
    kinds.needs = group_of(kinds)
    forms[name] = kinds
    local first = name:match "^(%S+) "
    if first then pairs_of[first] = true end
    kinds.plural = (first or name):find "s$" ~= nil
    first_words[kinds.needs][first or name] = true
  end
end

local auxiliary = set [[is are was were be been am has have had does did do will would could should
  shall may might can must]]
-- Other verbs that are common in news and do not end in -ed.
local irregular = set [[went gave made fell rose saw got sent left won lost ran became found knew
  thought brought kept paid sold bought led read grew drew flew hit cut put shut spent stood struck
  took heard felt lay drove broke chose fought spread died killed wants expects means faces goes
  leads includes takes makes gives sees needs shows stands]]
-- Before a participle that describes and is no verb: "a planned visit".
local before_noun = set [[a an the of his her its their our your my this these those some any no
  more most very newly in on at by with for from -]]
-- After "to", and no verb.
local after_to = set [[the a an this that these those his her its their our your my him them it us
  me two three four five six seven eight nine ten be]]
-- Before a noun that names an event.
local determiner = set [[a an the this that his her its their our first second third last next of in
  after before during for another no any]]

---What a clause ends at.
clause.boundary = set [[that who which whom whose when where while as because if though although
  unless since until whether what after before ; :]]

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
put(auxiliary, "a")
put(irregular, "i")
put(set "when", "w")
put(set "who", "o")
put(clause.boundary, "b")
put(set ",", ",")

local function alphabet()
  local lists, entries = {}, {}
  for _, word in ipairs(stemma.keys(letters)) do
    local letter = letters[word]
    lists[letter] = (lists[letter] or "") .. " " .. word
  end
  for _, letter in ipairs(stemma.keys(lists)) do
    entries[#entries + 1] = { letter, lists[letter] }
  end
  entries[#entries + 1] = { "-", "-eed bleed breed creed freed greed speed steed treed tweed" }
  entries[#entries + 1] = { "d", "-ed" }
  return stemma.letters(entries)
end

---A sentence's words at a glance. E, C, D may tell of an event: at once, with somebody behind them,
---with a time; P does with the word behind it, or without. a helps a verb, m too and stands before
---it, t is "to", i and v are verbs, d is one by its ending. b is a boundary, and so are w, "when",
---and o, "who". Most words are nothing of these.
clause.alphabet = alphabet()
clause.tells = "ECDP"
local needs_of = { E = "event", C = "contact", D = "dated" }

-- Letters of what parts a sentence, and of words that the lexicon may have.
local parts, has_entry = set "b w o ,", set "E C D P v"

---@class clause.word
---@field first integer        its tokens
---@field last integer
---@field noun string|nil      the kind of event that a noun names
---@field forms table|nil      of a verb: verb = kind, light, unreal, say
---@field auxiliary boolean|nil
---@field bare boolean|nil     behind "to" or "will"

---@class clause.sentence
---@field first integer               its tokens, as all here by their numbers in the article
---@field last integer
---@field folded string[]             by token: its word
---@field tokens stemma.shape[]       its shape
---@field timed table<integer, boolean>     it is in a time
---@field words table<integer, clause.word>  the verb or event noun that it is in
---@field marks table<integer, string>  the letter of what parts it: b, w, o or a comma
---@field list clause.word[]          of its words those that may tell of an event, in their order

-- The entry that starts at token i, of two words if there is one, and its last token.
local function entry_at(folded, i, last, letter)
  local word = folded[i]
  local two = letter == "P" and i < last and forms[word .. " " .. folded[i + 1]]
  if two then return two, i + 1 end
  return forms[word], i
end

-- "nine votes": a plural behind a number.
local function is_counted(s, i, entry)
  return entry.plural and i > s.first
    and numerals.within(s.folded, i - 1, s.last) ~= nil
end

-- Behind "call" as a verb: "people call it", "a call for peace" is no telephone's.
local called = set "it this that him her them the a an for himself herself themselves"

-- "the call" and "call with Putin", not "a call for peace", "people call it", "61 votes", "assault
-- weapons".
local function is_noun(s, first, last, entry, bare)
  local folded, tokens = s.folded, s.tokens
  local after = last < s.last and folded[last + 1]
  if folded[first] == "call" and after and (called[after]
    or after == "to" and last + 2 <= s.last and not tokens[last + 2].capital) then return false end
  if folded[first] == "assault" and after and after:find "^[wr][ei]" then return false end
  if first == s.first or first < last then return true end
  local before, word = tokens[first - 1], folded[first - 1]
  if bare or before.number or is_counted(s, first, entry) then return false end
  return determiner[word] or before.possessive or word == "-"
    or after == "with" or after == "between" or entry.plural
    or before.word and before.lower and word ~= "and" and not word:find "s$"
end

-- "Passed" is none in "the passed law".
local function is_verb(s, i, entry, letter)
  if i > s.first and before_noun[s.folded[i - 1]] then return false end
  local known = letter == "d" or letter == "i" or entry and not entry.noun
    and not is_counted(s, i, entry) or has_entry[letter] and irregular[s.folded[i]]
    or letter == "P" and s.folded[i]:find "[^e]ed$"
  return known and s.tokens[i].lower
end

-- What has no entry tells nothing; "will vote" has the noun's form.
local no_event, vote = { verb = false }, { verb = "vote" }

-- The word at token i, which has this letter or false for none; `behind`: "to", "will" or the like
-- stands before it. Whether it may tell of an event.
local function word_at(s, i, letter, behind)
  local entry, last, helps = nil, i, letter == "a" or letter == "m"
  if has_entry[letter] then
    entry, last = entry_at(s.folded, i, s.last, letter)
    helps = auxiliary[s.folded[i]]
  end
  local bare = behind and not after_to[s.folded[i]] and s.tokens[i].lower
  if entry and entry.noun and is_noun(s, i, last, entry, bare) then
    return { first = i, last = last, noun = entry.noun }, true
  elseif not helps and not bare and (not letter or not is_verb(s, i, entry, letter)) then
    return nil
  elseif entry and not entry.noun then
    return { first = i, last = last, forms = entry, bare = bare }, true
  elseif entry and entry.noun == "vote" then
    return { first = i, last = i, forms = vote, auxiliary = helps, bare = bare }, true
  end
  return { first = i, last = i, forms = no_event, auxiliary = helps, bare = bare }
end

local function add(s, i, letter, behind)
  local words = s.words
  if s.timed[i] or words[i] then return end
  local word, tells = word_at(s, i, letter, behind)
  if not word or s.tokens[i].quoted then return end
  for k = i, word.last do words[k] = word end
  if tells then s.list[#s.list + 1] = word end
end

---What the word at i, which has this letter, needs to tell of an event: "event" nothing, "contact"
---somebody behind it, "dated" a time, "none" what it cannot have.
function clause.needs(folded, i, last, letter)
  if letter ~= "P" then return needs_of[letter] end
  local entry = entry_at(folded, i, last, letter)
  return entry and entry.needs or "none"
end

---Finds a sentence's verbs and event nouns, and its parts. Those of a quotation are looked over:
---what is dated there is dated by its speaker.
---@param s clause.sentence
function clause.read(s)
  local tokens, letters_of = s.article:lettered(clause.alphabet, s.first, s.last)
  local marks, behind = s.marks, 0
  s.list = {}
  for k = 1, #tokens do
    local i, letter = tokens[k], letters_of[k]
    if parts[letter] then
      marks[i] = letter
      letter = false
    end
    if i == behind or letter and letter ~= "t" and letter ~= "-" then
      add(s, i, letter, i == behind)
    end
    if letter == "m" or letter == "t" then
      behind = i + 1
      if tokens[k + 1] ~= behind and i < s.last then add(s, behind, false, true) end
    end
  end
end

---The verb that an auxiliary helps: of "will also be held" it is "held".
---@param s clause.sentence
function clause.main_verb(s, word)
  if not word.auxiliary then return word end
  local i, words, folded = word.last + 1, s.words, s.folded
  while word.auxiliary and i <= s.last do
    local after = words[i]
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
