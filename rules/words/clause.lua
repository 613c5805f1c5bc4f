-- A sentence as far as event rules need to know it: which of its words are verbs, which name events
-- (lexicon event-words), and where its clauses part. No parser: the shapes of words and their
-- neighbours decide, and where they do not, a word is neither.

local stemma = require "stemma"
local numerals = require "words.numerals"
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
    forms[name] = kinds
    local first = name:match "^(%S+) "
    if first then pairs_of[first] = true end
    first_words[group_of(kinds)][first or name] = true
  end
end

local auxiliary = set [[is are was were be been am has have had does did do will would could should
  shall may might can must]]
local modal = set "to will would could should shall may might can must"
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

local function is_modal(tokens, folded, i)
  return modal[folded[i - 1]] and not after_to[folded[i]] and tokens[i].lower
end

local function is_regular(tokens, folded, i)
  local word = folded[i]
  return #word > 4 and word:find "[^e]ed$" and not before_noun[folded[i - 1]] and tokens[i].lower
end

-- The entry that starts at token i, of two words if there is one, and its last token.
local function entry_at(folded, i)
  local two = pairs_of[folded[i]] and folded[i + 1] and forms[folded[i] .. " " .. folded[i + 1]]
  if two then return two, i + 1 end
  return forms[folded[i]], i
end

-- "nine votes": a plural.
local function is_counted(folded, i)
  return folded[i]:find "s$" and i > 1 and numerals.read(folded, i - 1) ~= nil
end

-- Behind "call" as a verb: "people call it", "a call for peace" is no telephone's.
local called = set "it this that him her them the a an for himself herself themselves"

-- "the call" and "call with Putin", not "a call for peace", "people call it", "61 votes", "assault
-- weapons".
local function is_noun(tokens, folded, first, last)
  local before, after = tokens[first - 1], folded[last + 1]
  if folded[first] == "call" and (called[after]
    or after == "to" and tokens[last + 2] and not tokens[last + 2].capital) then return false end
  if folded[first] == "assault" and after and after:find "^[wr][ei]" then return false end
  if not before or first < last then return true end
  if is_counted(folded, first) or before.number or is_modal(tokens, folded, first) then
    return false
  end
  local word = folded[first - 1]
  return determiner[word] or before.possessive or word == "-"
    or after == "with" or after == "between" or folded[last]:find "s$" ~= nil
    or before.word and before.lower and word ~= "and" and not word:find "s$"
end

local function is_verb(tokens, folded, i, entry)
  if auxiliary[folded[i]] or is_modal(tokens, folded, i) then return true end
  if before_noun[folded[i - 1]] then return false end
  local known = entry ~= nil and not entry.noun and not is_counted(folded, i)
    or irregular[folded[i]]
  return known and tokens[i].lower or is_regular(tokens, folded, i)
end

---@class clause.word
---@field first integer        its tokens in the sentence
---@field last integer
---@field noun string|nil      the kind of event that a noun names
---@field forms table|nil      of a verb: verb = kind, light, unreal, say
---@field auxiliary boolean|nil
---@field bare boolean|nil     behind "to" or "will"

local function word_at(tokens, folded, i)
  local entry, last = entry_at(folded, i)
  if entry and entry.noun and is_noun(tokens, folded, i, last) then
    return { first = i, last = last, noun = entry.noun }
  elseif not is_verb(tokens, folded, i, entry) then
    return nil
  elseif not entry or entry.noun then
    -- "will vote" has the noun's form.
    return { first = i, last = i, forms = { verb = entry and entry.noun == "vote" and "vote" },
      auxiliary = auxiliary[folded[i]], bare = is_modal(tokens, folded, i) }
  end
  return { first = i, last = last, forms = entry, bare = is_modal(tokens, folded, i) }
end

local function list(words) return table.concat(stemma.keys(words), " ") end

---A sentence's words at a glance: n may tell of an event, m stands before a verb, t is "to", v may
---be a verb. Most words are neither verbs nor events' names.
clause.alphabet = stemma.letters {
  { "n", list(first_words.event) .. " " .. list(first_words.contact) .. " "
    .. list(first_words.dated) }, { "t", "to" },
  { "m", "will would could should shall may might can must" },
  { "v", list(auxiliary) .. " " .. list(irregular) .. " " .. list(first_words.none) },
  { "-", "-eed" }, { "v", "-ed" },
}
clause.tells = "n"

---What the word at i needs to tell of an event: "event" nothing, "contact" somebody behind it,
---"dated" a time, "none" what it cannot have.
function clause.needs(words, i, last)
  local entry = i < last and pairs_of[words[i]] and forms[words[i] .. " " .. words[i + 1]]
    or forms[words[i]]
  return entry and group_of(entry) or "none"
end

---A sentence's verbs and event nouns by their tokens. Those of a quotation are looked over: what is
---dated there is dated by its speaker.
---@param timed table<integer, boolean>  tokens that are in a time
---@param letters table<integer, string>  of the article's tokens
---@param before integer                  how many stand before the sentence
---@return table<integer, clause.word> words
---@return clause.word[] in_order  the same in their order
function clause.words(tokens, folded, timed, letters, before)
  local words, in_order, taken, previous = {}, {}, 0, nil
  for i = 1, #folded do
    local letter = letters[before + i]
    if (letter and letter ~= "t" and letter ~= "-" or previous == "m" or previous == "t")
      and i > taken and not timed[i] then
      local word = word_at(tokens, folded, i)
      if word and not tokens[i].quoted then
        for k = i, word.last do words[k] = word end
        in_order[#in_order + 1] = word
        taken = word.last
      end
    end
    previous = letter
  end
  return words, in_order
end

---The verb that an auxiliary helps: of "will also be held" it is "held".
function clause.main_verb(words, folded, word)
  local i = word.last + 1
  while word.auxiliary and folded[i] do
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
