-- Small words by what they do in a sentence.

local stemma = require "stemma"
local gazetteer = require "names.gazetteer"
local set = require "words.set"
local t = stemma.token
local verbs = require "speech.verbs"

local grammar = {}

local sets = {}

sets.determiner = set [[
  the a an his her its their our your my this that these those some many several few most all
  no any one two three four five six another other each both such ]]
sets.pronoun = set "he she it they we i you"
sets.male = set "he him his himself"
sets.female = set "she her hers herself"
sets.auxiliary = set [[
  have has had having do does did will would can could may might shall should must is are was
  were be been being 's don't doesn't didn't won't wouldn't can't couldn't hasn't haven't hadn't
  isn't wasn't ]]
sets.be = set "is are was were be been being am get gets got getting 's isn't wasn't"
sets.modal = set [[
  will would can could may might shall should must do does did to not don't doesn't didn't won't
  wouldn't can't couldn't ]]
sets.adverb = set [[
  also then later once often already just still not never now recently previously again even
  further long first earlier ever since only soon always yesterday today n't to went on
  famously too both ]]
sets.preposition = set [[
  of in on at by for with from to about into over after before during under against between
  among through without within toward towards despite upon since until like via near outside
  inside behind amid as than around regarding concerning per off above below across along ]]
sets.conjunction = set [[
  and but or nor yet so that which who whom whose what when where while why how if because
  although though unless whether once after before since until as than ]]
sets.time = set [[
  monday tuesday wednesday thursday friday saturday sunday yesterday today tonight tomorrow
  earlier later last next late early afterward afterwards recently then now there here
  separately again once online january february march april june july august september october
  november december jan feb aug sept oct nov dec twice instead elsewhere before ago night
  morning afternoon evening week month year weekend ]]
sets.company = set [[
  company firm carrier airline automaker group bank network maker retailer manufacturer ]]
sets.document = set [[
  statement readout report letter memo email message text document filing release transcript note
  article editorial tweet post account website summary communique declaration complaint lawsuit
  affidavit petition poll survey study paper brief ad book headline caption résumé resume column
  blog speech ]]
sets.issued_for = set [[
  spokesman spokeswoman spokesperson spokespeople spokesmen office statement readout account
  website representative representatives memo release newspaper outlet agency network magazine
  campaign company government side team report service page feed ]]

-- "Trump's claim that …": what somebody has said, as a noun.
sets.said = set [[
  claim assertion statement remark remarks comment comments contention argument suggestion promise
  pledge vow threat warning prediction accusation allegation charge complaint declaration view
  belief assessment description reference references call plea answer response reply tweet
  question admission message explanation proposal criticism ]]

-- They end as adverbs do, and are none.
sets.no_adverb = set "family reply italy"

local function union(...)
  local all = {}
  for _, words in ipairs { ... } do
    for word in pairs(words) do all[word] = true end
  end
  return all
end

sets.verb, sets.role, sets.organisation = verbs, gazetteer.roles, gazetteer.organisation
---What a person or a body is called by, "the mayor", "the statement".
sets.title = union(gazetteer.roles, gazetteer.plural_role, sets.document, sets.issued_for)
---What no noun phrase goes over, and what none ends with.
sets.joint = union(sets.conjunction, sets.preposition, sets.auxiliary)
sets.stop = union(sets.joint, sets.time, sets.pronoun, sets.adverb)
---What may stand between a quotation and its cue.
sets.slight = union(sets.time, sets.adverb, set "that on in but and")

---What any token can be.
sets.word, sets.number, sets.punct, sets.possessive = t.word, t.number, t.punct, t.possessive
sets.capital, sets.upper, sets.lower = t.capital, t.upper, t.lower

grammar.sets = sets

---What each token is: a list of whole numbers, in which each of the sets above has its bit.
local _
_, grammar.bits_of, grammar.bit = stemma.sets(sets)
local bit = grammar.bit
local ADVERB, NO_ADVERB, WORD = bit.adverb, bit.no_adverb, bit.word

local byte = string.byte
local l, y = byte("ly", 1, 2)

---Whether a token is an adverb by its list or its ending.
---@param page speech.Page
function grammar.is_adverb(page, i)
  local is = page.is[i]
  if is & ADVERB ~= 0 then return true end
  if is & WORD == 0 then return false end
  local word = page.low[i]
  return byte(word, -1) == y and byte(word, -2) == l and #word > 4 and is & NO_ADVERB == 0
end

return grammar
