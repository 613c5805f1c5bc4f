-- What stands around a number: its unit, its hedge, what it counts, and whether it is none.

local stemma = require "stemma"
local set = require "words.set"

local quantities = {}

-- By name; and the first words of those of two.
local units, pairs_of = {}, {}
local lexicon = stemma.lexicon "units"
for id = 1, lexicon:count() do
  local name, attributes = lexicon:get(id)
  units[name] = attributes
  pairs_of[name:match "^(%S+) " or ""] = true
end

quantities.currencies = { ["$"] = "dollar", ["£"] = "pound", ["€"] = "euro", ["¥"] = "yen",
  usd = "dollar", gbp = "pound", eur = "euro" }
-- Letters before a currency's sign: "US$", "C$".
quantities.countries = set "us usd au a c ca hk nz s gb r"

---The unit that stands at token i: its entry, and the place behind it.
function quantities.unit(folded, i)
  local word, after = folded[i], folded[i + 1]
  if not word then return nil end
  local both = pairs_of[word] and after and units[word .. " " .. after]
  if both then return both, i + 2 end
  if word == "-" and units[after] and units[after].kind == "quantity" then
    return units[after], i + 2
  end
  if units[word] then return units[word], i + 1 end
end

---"500km": the figures and the unit of one token.
function quantities.glued(word)
  local figures, letters = word:match "^(%d[%d,.]*)(%a+)$"
  local unit = figures and units[letters]
  if unit and not figures:find "[,.]$" then return tonumber((figures:gsub(",", ""))), unit end
end

-- "incomes above 400,000" hedges nothing.
local thresholds = { above = true, below = true }
local hedges, hedge_starts, hedge_ends = {}, {}, {}
for hedge in pairs(stemma.interval.hedges) do
  hedges[hedge] = not thresholds[hedge]
  hedge_starts[hedge:match "^%S+"], hedge_ends[hedge:match "%S+$"] = true, true
end

---The hedge that ends before token i: its words, and where it begins.
function quantities.hedge(folded, i)
  if not hedge_ends[folded[i - 1]] then return nil end
  for length = 3, 1, -1 do
    if i > length then
      local words = table.concat(folded, " ", i - length, i - 1)
      if hedges[words] then return words, i - length end
    end
  end
end

---"or more" behind a number.
function quantities.hedge_after(folded, i)
  local words = hedge_starts[folded[i]] and folded[i + 1] and folded[i] .. " " .. folded[i + 1]
  if words and hedges[words] then return words, i + 2 end
end

local plural = set [[people men women children police troops personnel dead wounded staff crew
  passengers media data sheep fish cattle aircraft dozen headquarters person man woman child
  soldier civilian officer worker student seat vote job]]
local no_noun = set [[years months weeks days hours minutes seconds times is was has as his this its
  us always perhaps less across towards afterwards thus yes plus versus]]
local between = set "of the its his her their our other more new , and local -"
local stops = set [[in at on by for from with to was were is are be been who that which when as than
  while after before since into over under . ; : ( ) — – a an it he she they we i]]

---What a number counts: the first plural noun behind it, in the same phrase.
---@param i integer  the token behind the number
function quantities.counted(tokens, folded, i)
  for j = i, math.min(#folded, i + 5) do
    local word = folded[j]
    if stops[word] or word == "," and j == i then return nil end
    if plural[word] or #word > 3 and word:find "[^su'i]s$" and not no_noun[word]
      and tokens[j].lower then return word end
    if not tokens[j].word and not between[word] then return nil end
  end
end

local function_words = {}
do
  local list = stemma.lexicon "function-words"
  for id = 1, list:count() do function_words[list:get(id)] = true end
end
local opens = set [[with without only meanwhile earlier later since among amid near nearly least
  least- killed said says wounded injured including another and no an when during until]]
local not_before = set [[# / : no number nos chapter article section page room flight route channel
  version]]

---Whether a figure stands behind a name: "Boeing 737", "iPhone 4", "Big Three".
function quantities.follows_name(tokens, folded, first)
  local before, token = tokens[first - 1], tokens[first]
  if not before.word or before.lower or folded[first]:find "," then return false end
  if token.word then return token.capital end
  return not function_words[folded[first - 1]] and not opens[folded[first - 1]]
end

---Whether a figure is part of a name or a code: "Boeing 787", "Covid-19", "No. 10", "3:1".
---@param names table<string, boolean>  figures that are names elsewhere in the article
function quantities.is_name(tokens, folded, first, last, names)
  local before, after = folded[first - 1], folded[last + 1]
  if folded[first]:find "^0%d" or names[folded[first]] then return true end
  if after == ":" or after == "/" then return true end
  if not before then return false end
  if not_before[before] then return true end
  if before == "-" and first > 2 and not tokens[first].spaced
    and (tokens[first - 2].word or names[folded[first - 2]]) then return true end
  return quantities.follows_name(tokens, folded, first)
end

local singular = set [[person man woman child boy girl baby soldier civilian officer policeman
  worker student passenger protester hostage suspect victim killed dead wounded injured missing
  million billion thousand hundred dozen vote seat]]

---Whether "one" counts: "one person was killed", "at least one", not "one day", "no one".
function quantities.one_counts(folded, i, hedged)
  if folded[i - 1] == "no" or folded[i + 1] == "of" then return false end
  return hedged or singular[folded[i + 1]] or false
end

return quantities
