-- Whether a clause speaks of what is to come, as its verbs say it: no parser, the nearest sign on
-- the way from an expression to the clause's verb decides.

local set = require "words.set"

local tense = {}

local future = set [[will 'll shall upcoming forthcoming until till scheduled due expected slated
  opens begins starts meets votes faces returns resumes expires]]
local past = set [[said says told was were had did has have been ago came went held met took gave
  made began fell rose saw got sent left won lost ran spoke became found knew thought brought kept
  paid sold bought led read wrote grew drew flew hit cut put shut quit spent stood struck sank
  killed agreed according yesterday]]
-- Before a verb that is still to come: "to meet on Monday", "would meet on Monday".
local to_come = set "to would may"
-- What stands after "to" and is no verb.
local no_verb = set [[the a an this that these those his her its their our your my him them it us
  me more less fewer about at as over under some all any each both no one two three four five six
  seven eight nine ten last next]]

local function has_passed(word) return past[word] or #word > 4 and word:find "[^e]ed$" ~= nil end

local function sign(folded, i, first, is_name)
  local word = folded[i]
  if future[word] and not (folded[i - 1] or ""):find "^%d" then return true end
  if word == "for" and i + 1 == first then return true end       -- "is planned for Saturday"
  -- "will be held", "to be held": the form is past, the time is not.
  if has_passed(word) and folded[i - 1] ~= "be" then return false end
  local after = i + 1 ~= first and folded[i + 1]
  if to_come[word] and after and after:find "^%l+$" and not no_verb[after]
    and not is_name(i + 1) then return true end
end

local function never() return false end

---Whether what stands from token `first` to `last` lies ahead: true, false, or nil for no sign.
---@param folded string[]
---@param is_name? fun(i: integer): boolean  whether a token is written as a name is: "to Moscow"
function tense.future(folded, first, last, is_name)
  -- "Monday's talks" were held, whatever the sentence tells besides.
  local possessive = folded[last + 1] == "'s"
  for i = first - 1, math.max(1, first - 14), -1 do
    local found = sign(folded, i, first, is_name or never)
    if found ~= nil and not (found and possessive and to_come[folded[i]]) then return found end
    if folded[i] == ";" then break end
  end
  for i = last + 1, math.min(#folded, last + 14) do
    if future[folded[i]] then return true end
    if has_passed(folded[i]) then return false end
  end
end

return tense
