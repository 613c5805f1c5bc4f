-- What stands around a number: its unit, its hedge, what it counts, and whether it is none.

local stemma = require "stemma"
local set = require "words.set"

---@class numbers.Sentence   its words and shapes are those from token `first` to `last`
---@field words string[]
---@field shapes stemma.shape[]
---@field first integer
---@field last integer
---@field names table<string, boolean>  figures that are names elsewhere in the article

local quantities = {}

---Units by name; the names of one word, and the first words of those of two.
quantities.units, quantities.singles, quantities.pairs_of = {}, {}, {}
local units, pairs_of = quantities.units, quantities.pairs_of
local lexicon = stemma.lexicon "units"
for id = 1, lexicon:count() do
  local name, attributes = lexicon:get(id)
  local words = stemma.fold.split(name)
  units[name] = attributes
  if #words == 1 then quantities.singles[name] = true end
  if #words == 2 then pairs_of[words[1]] = true end
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
function quantities.hedge(s, i)
  local words, first = s.words, s.first
  if i == first or not hedge_ends[words[i - 1]] then return nil end
  for length = math.min(3, i - first), 1, -1 do
    local hedge = words[i - 1]
    for k = 2, length do hedge = words[i - k] .. " " .. hedge end
    if hedges[hedge] then return hedge, i - length end
  end
end

---"or more" behind a number: its words, and the token behind it.
function quantities.hedge_after(s, i)
  local words = s.words
  if i >= s.last or not hedge_starts[words[i]] then return nil end
  local hedge = words[i] .. " " .. words[i + 1]
  if hedges[hedge] then return hedge, i + 2 end
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
---@param s numbers.Sentence
---@param i integer  the token behind the number
function quantities.counted(s, i)
  local words, shapes = s.words, s.shapes
  for j = i, math.min(s.last, i + 5) do
    local word = words[j]
    if stops[word] or word == "," and j == i then return nil end
    if plural[word] or #word > 3 and not no_noun[word] and word:find("[^su'i]s$", -2)
      and shapes[j].lower then return word end
    if not between[word] and not shapes[j].word then return nil end
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

---Whether a figure stands behind a name: "Boeing 737", "iPhone 4", "Big Three". It is not the first
---word of its sentence.
---@param s numbers.Sentence
function quantities.follows_name(s, i)
  local before, word = s.shapes[i - 1], s.words[i - 1]
  if not before.word or before.lower or s.words[i]:find "," then return false end
  if s.shapes[i].word then return s.shapes[i].capital end
  return not function_words[word] and not opens[word]
end

local zero = ("0"):byte()

---Whether a figure is part of a name or a code: "Boeing 787", "Covid-19", "No. 10", "3:1".
---@param s numbers.Sentence
function quantities.is_name(s, first, last)
  local words, names = s.words, s.names
  local word = words[first]
  if names[word] or word:byte() == zero and word:find "^0%d" then return true end
  local after = last < s.last and words[last + 1]
  if after == ":" or after == "/" then return true end
  if first == s.first then return false end
  local before = words[first - 1]
  if not_before[before] then return true end
  if before == "-" and first - 1 > s.first and not s.shapes[first].spaced
    and (s.shapes[first - 2].word or names[words[first - 2]]) then return true end
  return quantities.follows_name(s, first)
end

local singular = set [[person man woman child boy girl baby soldier civilian officer policeman
  worker student passenger protester hostage suspect victim killed dead wounded injured missing
  million billion thousand hundred dozen vote seat]]

---Whether "one" counts: "one person was killed", "at least one", not "one day", "no one".
---@param s numbers.Sentence
function quantities.one_counts(s, i, hedged)
  local after = i < s.last and s.words[i + 1] or nil
  if i > s.first and s.words[i - 1] == "no" or after == "of" then return false end
  return hedged or singular[after or ""] or false
end

return quantities
