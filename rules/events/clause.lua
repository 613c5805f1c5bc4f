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
  unless since until whether what after before ; : —]]

local function list(words) return table.concat(stemma.keys(words), " ") end

---A sentence's words at a glance: n may tell of an event, m stands before a verb, t is "to", v may
---be a verb, d by its ending. Most words are neither verbs nor events' names.
clause.alphabet = stemma.letters {
  { "n", list(first_words.event) .. " " .. list(first_words.contact) .. " "
    .. list(first_words.dated) }, { "t", "to" },
  { "m", "will would could should shall may might can must" },
  { "v", list(auxiliary) .. " " .. list(irregular) .. " " .. list(first_words.none) },
  { "-", "-eed bleed breed creed freed greed speed steed treed tweed" }, { "d", "-ed" },
}
clause.tells = "n"
local before_verb, has_entry = set "m t", set "n v"

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
---@field list clause.word[]          those of the sentence in their order

-- The entry that starts at token i, of two words if there is one, and its last token.
local function entry_at(folded, i, last)
  local word = folded[i]
  local two = pairs_of[word] and i < last and forms[word .. " " .. folded[i + 1]]
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

local function is_verb(s, i, entry, letter)
  local word = s.folded[i]
  if i > s.first and before_noun[s.folded[i - 1]] then return false end
  local known = entry and not entry.noun and not is_counted(s, i, entry) or irregular[word]
    or letter == "d" or pairs_of[word] and word:find "[^e]ed$"
  return known and s.tokens[i].lower
end

-- What has no entry tells nothing; "will vote" has the noun's form.
local no_event, vote = { verb = false }, { verb = "vote" }

-- The word at token i, which has this letter or false for none; `behind`: "to", "will" or the like
-- stands before it.
local function word_at(s, i, letter, behind)
  local entry, last
  if has_entry[letter] then entry, last = entry_at(s.folded, i, s.last) end
  local bare = behind and not after_to[s.folded[i]] and s.tokens[i].lower
  if entry and entry.noun and is_noun(s, i, last, entry, bare) then
    return { first = i, last = last, noun = entry.noun }
  end
  local helps = auxiliary[s.folded[i]]
  if not helps and not bare and not is_verb(s, i, entry, letter) then return nil end
  if entry and not entry.noun then return { first = i, last = last, forms = entry, bare = bare } end
  return { first = i, last = i, forms = entry and entry.noun == "vote" and vote or no_event,
    auxiliary = helps, bare = bare }
end

local function add(s, i, letter, behind)
  if s.timed[i] or s.words[i] then return end
  local word = word_at(s, i, letter, behind)
  if not word or s.tokens[i].quoted then return end
  for k = i, word.last do s.words[k] = word end
  s.list[#s.list + 1] = word
end

---What the word at i needs to tell of an event: "event" nothing, "contact" somebody behind it,
---"dated" a time, "none" what it cannot have.
function clause.needs(folded, i, last)
  local entry = entry_at(folded, i, last)
  return entry and entry.needs or "none"
end

---Finds a sentence's verbs and event nouns. Those of a quotation are looked over: what is dated
---there is dated by its speaker.
---@param s clause.sentence
function clause.read(s)
  local tokens, letters = s.article:lettered(clause.alphabet, s.first, s.last)
  s.list = {}
  for k, i in ipairs(tokens) do
    local letter, behind = letters[k], before_verb[letters[k - 1]] and tokens[k - 1] == i - 1
    if behind or letter ~= "t" and letter ~= "-" then add(s, i, letter, behind) end
    if before_verb[letter] and tokens[k + 1] ~= i + 1 and i < s.last then
      add(s, i + 1, false, true)
    end
  end
end

---The verb that an auxiliary helps: of "will also be held" it is "held".
---@param s clause.sentence
function clause.main_verb(s, word)
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
