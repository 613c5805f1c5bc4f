-- Whether a clause speaks of what is to come, as its verbs say it: no parser, the nearest sign on
-- the way from an expression to the clause's verb decides.

local stemma = require "stemma"
local set = require "words.set"

local tense = {}

local future = [[will shall upcoming forthcoming until till scheduled due expected slated
  opens begins starts meets votes faces returns resumes expires]]
local past = [[said says told was were had did has have been ago came went held met took gave
  made began fell rose saw got sent left won lost ran spoke became found knew thought brought kept
  paid sold bought led read wrote grew drew flew hit cut put shut quit spent stood struck sank
  killed agreed according yesterday]]
-- Before a verb that is still to come: "to meet on Monday", "would meet on Monday".
local to_come = "to would may"
-- What stands after "to" and is no verb.
local no_verb = set [[the a an this that these those his her its their our your my him them it us
  me more less fewer about at as over under some all any each both no one two three four five six
  seven eight nine ten last next]]

---Which sign a word is: F of what is to come, P of what has been, t may be of the one, f is "for".
tense.alphabet = stemma.letters {
  { "F", future }, { "P", past }, { "-", "-eed" }, { "P", "-ed" }, { "t", to_come },
  { "f", "for" }, { ";", ";" },
}

-- "to meet": a verb, not "to them", "to Moscow".
local function is_verb(s, i)
  local word = i <= s.last and s.words[i]
  return word and word:find "^%l+$" and not no_verb[word] and not s.shapes[i].capital
end

-- What the sign at i says: true, false, or nil for nothing.
local function ahead(s, sign, i, first)
  local before = i > s.first and s.words[i - 1] or ""
  if sign == "F" then return not before:find "^%d" or nil end    -- "61 votes"
  -- "will be held", "to be held": the form is past, the time is not.
  if sign == "P" and before ~= "be" then return false end
  if sign == "f" and i + 1 == first then return true end       -- "is planned for Saturday"
  if sign == "t" and i + 1 ~= first and is_verb(s, i + 1) then return true end
end

---Whether what stands from token `first` to `last` lies ahead: true, false, or nil for no sign.
---@param s table  a sentence: article, words, shapes, first and last token; its signs are kept in
---`signs` and `signs_at`, which are nil in the beginning
function tense.future(s, first, last)
  if not s.signs then
    s.signs_at, s.signs = s.article:lettered(tense.alphabet, s.first, s.last)
  end
  local at, signs = s.signs_at, s.signs
  -- "Monday's talks" were held, whatever the sentence tells besides.
  local possessive = last < s.last and s.words[last + 1] == "'s"
  local k = #at
  while k > 0 and at[k] >= first do k = k - 1 end
  local behind = k + 1
  while k > 0 and at[k] >= first - 14 and signs[k] ~= ";" do
    local found = ahead(s, signs[k], at[k], first)
    if found ~= nil and not (found and possessive and signs[k] == "t") then return found end
    k = k - 1
  end
  for n = behind, #at do
    if at[n] > last + 14 then break end
    if at[n] > last and signs[n] == "F" then return true end
    if at[n] > last and signs[n] == "P" then return false end
  end
end

return tense
