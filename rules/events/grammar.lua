-- Small words by what they do around an event.

local stemma = require "stemma"
local set = require "words.set"

local t = stemma.token

local grammar, sets = {}, {}

sets.auxiliary = set [[is are was were be been am has have had does did do will would could should
  shall may might can must]]
-- Other verbs that are common in news and do not end in -ed.
sets.irregular = set [[went gave made fell rose saw got sent left won lost ran became found knew
  thought brought kept paid sold bought led read grew drew flew hit cut put shut spent stood struck
  took heard felt lay drove broke chose fought spread died killed wants expects means faces goes
  leads includes takes makes gives sees needs shows stands]]
-- Before a participle that describes and is no verb: "a planned visit".
sets.before_noun = set [[a an the of his her its their our your my this these those some any no
  more most very newly in on at by with for from -]]
-- After "to", and no verb.
sets.after_to = set [[the a an this that these those his her its their our your my him them it us
  me two three four five six seven eight nine ten be]]
-- Before a noun that names an event.
sets.determiner = set [[a an the this that his her its their our first second third last next of in
  after before during for another no any]]
-- Behind "call" as a verb: "people call it", "a call for peace" is no telephone's.
sets.called = set "it this that him her them the a an for himself herself themselves"

-- Around a time: where an event was, what begins a phrase, what ends what lasts, what leads to the
-- time, what hangs a clause on a noun, what joins two days.
sets.inside = set "in during at over"
sets.preposition = set "in during at on of for with by to from after before over between about"
sets.bound = set "since until till by from to before after through for than and"
sets.lead = set "on in at of early late earlier later only just"
sets.relative = set "who which whose where when"
sets.join = set "and or to through - –"

-- Around a verb: what tells a call, a vote, a meeting, and who listens to all.
sets.by_phone = set "phone telephone"
sets.bill = set [[budget bill law act measure measures resolution motion legislation amendment
  treaty package]]
sets.chamber = set [[parliament assembly senate house congress lawmakers council deputies mps
  chamber voters legislators]]
sets.people = set [[president prime minister leader leaders chancellor king queen pope mr mrs ms
  counterpart him her them with on in at for again briefly to late early . , and]]
sets.public = set "interview interviewer reporters journalists newspaper rally tweet"
sets.article = set "the his her"
-- Before a place.
sets.at = set "in at near off"

-- What any token can be.
sets.word, sets.number, sets.possessive = t.word, t.number, t.possessive
sets.capital, sets.lower, sets.quoted = t.capital, t.lower, t.quoted

grammar.sets = sets

---What each token is: a list of whole numbers, in which each of the sets above has its bit.
local _
_, grammar.bits_of, grammar.bit = stemma.sets(sets)

return grammar
