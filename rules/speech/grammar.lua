-- Small words by what they do in a sentence.

local set = require "words.set"

local grammar = {}

grammar.determiner = set [[
  the a an his her its their our my your this that these those some many several few most all
  no any one two three four five another other each both such ]]
grammar.pronoun = set "he she it they we i you"
grammar.male = set "he him his himself"
grammar.female = set "she her hers herself"
grammar.auxiliary = set [[
  have has had having do does did will would can could may might shall should must is are was
  were be been being 's 've 'd 'll don't doesn't didn't won't wouldn't can't couldn't hasn't
  haven't hadn't isn't wasn't ]]
grammar.be = set "is are was were be been being am get gets got getting 's isn't wasn't"
grammar.modal = set [[
  will would can could may might shall should must do does did to not 'll 'd don't doesn't
  didn't won't wouldn't can't couldn't ]]
grammar.adverb = set [[
  also then later once often already just still not never now recently previously again even
  further long first earlier ever since only soon always yesterday today n't to went on
  famously too both ]]
grammar.preposition = set [[
  of in on at by for with from to about into over after before during under against between
  among through without within toward towards despite upon since until like via near outside
  inside behind amid as than around regarding concerning per off above below across along ]]
grammar.conjunction = set [[
  and but or nor yet so that which who whom whose what when where while why how if because
  although though unless whether once after before since until as than ]]
grammar.time = set [[
  monday tuesday wednesday thursday friday saturday sunday yesterday today tonight tomorrow
  earlier later last next late early afterward afterwards recently then now there here
  separately again once online january february march april june july august september october
  november december jan feb aug sept oct nov dec twice instead elsewhere before ago night
  morning afternoon evening week month year weekend ]]
grammar.company = set [[
  company firm carrier airline automaker group bank network maker retailer manufacturer ]]
grammar.document = set [[
  statement readout report letter memo email e-mail message text document filing release
  transcript note article editorial tweet post account website summary communique declaration
  complaint lawsuit affidavit petition poll survey study paper brief ad book op-ed headline
  caption résumé resume column blog speech ]]
grammar.issued_for = set [[
  spokesman spokeswoman spokesperson spokespeople spokesmen office statement readout account
  website representative representatives memo release newspaper outlet agency network magazine
  campaign company government side team report service page feed ]]

-- "Trump's claim that …": what somebody has said, as a noun.
grammar.said = set [[
  claim assertion statement remark remarks comment comments contention argument suggestion promise
  pledge vow threat warning prediction accusation allegation charge complaint declaration view
  belief assessment description reference references call plea answer response reply tweet
  question admission message explanation proposal criticism ]]

---Whether a word is an adverb by its list or its ending.
function grammar.is_adverb(word)
  return grammar.adverb[word] or #word > 4 and word:find "ly$" ~= nil and word ~= "family"
    and word ~= "reply" and word ~= "italy"
end

return grammar
