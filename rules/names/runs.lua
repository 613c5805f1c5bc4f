-- Runs of capitalised words: where names are looked for. Each word of a sentence is a letter here,
-- and what stands between two names in one is a form over these letters.

local stemma = require "stemma"
local t, lpeg = stemma.token, stemma.lpeg
local P, S, B, Cp = lpeg.P, lpeg.S, lpeg.B, lpeg.Cp

local find, match = string.find, string.match

local runs = {}

local function list(name)
  local lexicon, words = stemma.lexicon(name), {}
  for i = 1, lexicon:count() do
    local word = lexicon:get(i)
    if not word:find " " then words[#words + 1] = stemma.fold.word(word):lower() end
  end
  return table.concat(words, " ")
end

local capital = t.capital - t.possessive

-- "The", "In" and the like at the head of a sentence belong to no name.
runs.alphabet = stemma.letters {
  { "T", "the", t.capital - t.upper }, { "P", list "openers", t.capital - t.upper },
  { "A", "a", t.capital },
  { "J", "jr sr", capital }, { "j", "jr sr" },
  { "O", list "organisation-words", capital },
  { "B", "secretary speaker chief house state republic bank ministry director minister", capital },
  { "U", t.upper - t.possessive }, { "N", capital },
  { "f", "of for", t.lower }, { "t", "the", t.lower }, { "a", "and", t.lower },
  { "d", "de del della der van von la le al el bin ibn den du", t.lower },
  { "-", "-", t.tight }, { "&", "&" }, { ",", "," },
}
runs.names = "TPAJOBUN"
runs.needed = "AJOBUN"      -- without one of these there is no name

local opener, name = S "TP", S(runs.names)
local start = S "JOBUN" - B(opener * "-")          -- no "Star" in "All-Star"

-- "Ministry of Health", "Institute for the Arts", "Ludwig van Beethoven", "Arla & Sons",
-- "Coca-Cola", "Sammy Davis, Jr."
local more = B(S "OB") * P "f" * P "t" ^ -1 * name + P "d" ^ -2 * name + S "&-" * name
  + "," * S "Jj"

-- "the Depot and Drivers Union": one name, where an organisation's word closes it.
local union = "a" * name ^ 1 * B(P "O") * -name

local stretch = #P "T" * opener ^ 0 * Cp() * start * (more + union) ^ 0 * Cp()
  + B(P "t") * Cp() * start * union * more ^ 0 * Cp()
  + opener ^ 0 * Cp() * start * more ^ 0 * Cp()

local stretches = lpeg.Ct((stretch + 1) ^ 0)

-- Of one letter what it stands for here: a hyphen joins what has no blank at either side, a dash
-- does not; "A" begins a sentence, "A." a name.
local exactly = {}

exactly["-"] = function(page, i)
  local is_hyphen = page.texts[i] == "-" or page.texts[i] == "‑"
  return is_hyphen and not page.shapes[i + 1].spaced and "-" or "."
end

function exactly.A(page, i) return page.texts[i] == "A" and "P" or "N" end

-- The letters as they are read where they stand, behind a "t" where "the" before them tells.
local function read_exactly(page, first, letters)
  if find(letters, "[-A]") then
    letters = letters:gsub("()([-A])", function(k, letter)
      return exactly[letter](page, first + k - 1)
    end)
  end
  local depends = find(letters, "a.*O")
  if depends and page.words[first - 1] == "the" then return "t" .. letters, 2, true end
  return letters, 1, depends
end

-- Where the stretches begin and end, by twos, counted from 0, where nothing joins names.
local function find_apart(letters)
  local found = {}
  for begin, stop in letters:gmatch "()[JOBUN][TPJOBUN]*()" do
    found[#found + 1], found[#found + 2] = begin - 1, stop - 2
  end
  return found
end

-- The same of any letters, counted from the one at `zero`.
local function find_in(letters, zero)
  if zero == 1 and not find(letters, "[fd&-]") and not find(letters, ",[Jj]")
    and not find(letters, "a.*O") then
    return find_apart(letters)
  end
  local found = stretches:match(letters)
  for k = 1, #found, 2 do
    found[k], found[k + 1] = found[k] - zero, found[k + 1] - 1 - zero
  end
  return found
end

---The stretches of a cluster in which names stand: how far from its first token each begins and
---ends, by twos; and whether that depends on what stands before the cluster.
---@param page names.Page
---@param first integer   token
---@param letters string  of the cluster
---@return integer[] stretches, any depends
function runs.stretches(page, first, letters)
  local known = page.stretches[letters]
  if known then return known, nil end
  local begin = match(letters, "^[TP]*()[JOBUN][TPJOBUN]*$")    -- most: nothing joins, all do
  if begin then
    known = { begin - 1, #letters - 1 }
    page.stretches[letters] = known
    return known, nil
  end
  local exact, zero, depends = read_exactly(page, first, letters)
  known = page.exact[exact] or find_in(exact, zero)
  page.exact[exact] = known
  return known, depends
end

return runs
