-- Runs of capitalised words: where names are looked for.

local stemma = require "stemma"
local t = stemma.token

local function list(name)
  local lexicon, words = stemma.lexicon(name), {}
  for i = 1, lexicon:count() do
    local word = lexicon:get(i)
    if not word:find " " then words[#words + 1] = word end
  end
  return words
end

local name = t.capital - t.possessive - t.quote

-- "Ministry of Health", "Secretary of State", "Institute for the Arts".
local organisation = t.word(list "organisation-words")
local before_of = organisation + t.word { "secretary", "speaker", "chief", "house", "state",
  "republic", "bank", "ministry", "director", "minister" }
local of = t.after(before_of) * t.exact { "of", "for" } * t.exact "the" ^ -1 * name

-- "Ludwig van Beethoven", "Arla & Sons", "Coca-Cola", "Sammy Davis, Jr."
local particle = t.exact { "de", "del", "della", "der", "van", "von", "la", "le", "al", "el", "bin",
  "ibn", "den", "du" }
local hyphen = #t.tight * t.exact { "-", "‑" } * #t.tight
local more = of + particle ^ -2 * name + (t.punct "&" + hyphen) * name
  + t.punct "," * t.word { "Jr.", "Sr." }

-- "the Depot and Drivers Union": one name, where an organisation's word closes it.
local union = t.exact "and" * name ^ 1 * t.after(organisation) * -name

-- "The", "In" and the like at the head of a sentence belong to no name.
local opener = #(t.word(list "openers") - t.upper + t.exact "A") * t.capital
local start = name - opener - t.after(opener * hyphen)      -- no "Star" in "All-Star"

return #t.exact "The" * t.capital * opener ^ 0 * (start * (more + union) ^ 0):focus()
  + t.after(t.word "the") * (start * union * more ^ 0):focus()
  + opener ^ 0 * (start * more ^ 0):focus()
