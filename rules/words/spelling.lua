-- Two spellings of one word, British and American: `spelling.key` gives both the same key.
--
-- A key is no word ("contor" for "contour"): it is only compared with other keys, so an ending may
-- be folded wherever that makes no two words equal.

local stemma = require "stemma"

local spelling = {}

-- british ending, american ending, letters before it at least: so that "four" stays apart from
-- "for", "hour" from "hor", "prise" from "prize".
local endings = {
  { "our", "or", 2 }, { "ours", "ors", 2 }, { "oured", "ored", 2 }, { "ouring", "oring", 2 },
  { "ourable", "orable", 2 }, { "ourite", "orite", 2 }, { "ourful", "orful", 2 },
  { "ourless", "orless", 2 }, { "ourhood", "orhood", 3 }, { "ourly", "orly", 3 },
  { "ourer", "orer", 2 }, { "ourers", "orers", 2 },
  { "ise", "ize", 4 }, { "ised", "ized", 4 }, { "ises", "izes", 4 }, { "ising", "izing", 4 },
  { "isation", "ization", 3 }, { "isations", "izations", 3 }, { "iser", "izer", 4 },
  { "yse", "yze", 3 }, { "ysed", "yzed", 3 }, { "yses", "yzes", 3 }, { "ysing", "yzing", 3 },
  { "tre", "ter", 3 }, { "tres", "ters", 3 }, { "tred", "tered", 3 }, { "bre", "ber", 2 },
  { "bres", "bers", 2 }, { "logue", "log", 2 }, { "logues", "logs", 2 },
}
local american = {}
for _, ending in ipairs(endings) do american[ending[1]] = ending end

local pairs_of = {}
local lexicon = stemma.lexicon "spelling"
for i = 1, lexicon:count() do
  local british, attributes = lexicon:get(i)
  pairs_of[british:lower()] = attributes.american:lower()
end

local function regular(word)
  if not (word:find "our" or word:find "[iy]s[aei]" or word:find "[bt]re" or word:find "logue") then
    return word
  end
  for length = math.min(8, #word - 2), 3, -1 do
    local ending = american[word:sub(-length)]
    if ending and #word - length >= ending[3] then return word:sub(1, -length - 1) .. ending[2] end
  end
  return word
end

---The key of a word in lower case: equal for "defence" and "defense", "build-up" and "buildup".
---@param word string
---@return string
function spelling.key(word)
  local stem, possessive = word:match "^(.-)('s?)$"
  if possessive then return spelling.key(stem) .. possessive end
  local key = (pairs_of[word] or word):gsub("%-", "")
  return regular(key)
end

-- "we've" as "we have", "isn't" as "is not".
local contracted = {
  { "^won't$", "will not" }, { "^can't$", "can not" }, { "^cannot$", "can not" },
  { "^let's$", "let us" }, { "^gonna$", "going to" }, { "^wanna$", "want to" },
  { "n't$", " not" }, { "'ve$", " have" }, { "'re$", " are" }, { "'ll$", " will" },
  { "'m$", " am" }, { "'s$", " is" }, { "'d$", " would" },
}

local function in_full(key)
  for _, each in ipairs(contracted) do
    local full, count = key:gsub(each[1], each[2])
    if count > 0 then return full end
  end
  return key
end

---Whether words say the same, written together or apart, contracted or in full.
---@param keys string[]
---@param others string[]
function spelling.same(keys, others)
  local texts = {}
  for n, list in ipairs { keys, others } do
    local parts = {}
    for i, key in ipairs(list) do parts[i] = in_full(key) end
    texts[n] = table.concat(parts):gsub(" ", "")
  end
  return texts[1] == texts[2]
end

return spelling
