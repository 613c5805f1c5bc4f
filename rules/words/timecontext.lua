-- What the words around an expression say: whether "2021" is a year, "a week" a stretch of time.

local set = require "words.set"

local timecontext = {}

local before_year = set [[in since of by from to until till between during before after through the
  late early mid and or for around circa fiscal year into both a an its his her their this that
  ( - – — , 's ' / back]]
local numbered = set "people men women children # $ £ € no"

-- A bare year: not "the 2021 World Cup", "2000 people", "Windows 2000".
local function is_year(tokens, folded, first, last)
  local before, after = folded[first - 1], folded[last + 1]
  if first < last then return true end                       -- "late 2006"
  if after == "%" or numbered[before] or numbered[after] then return false end
  local word = after and after:find "^%l" ~= nil
  if word and before ~= "in" and before ~= "since" and #after > 3 and after:find "[^s]s$"
    and before ~= "the" then return false end
  if before_year[before] then
    local named = before == "the" or before == "'s" or before == "a"
    return not named or after ~= nil and not tokens[last + 1].capital
  end
  return before == nil or word and tokens[first - 1].lower or not word and tokens[first - 1].lower
end

-- "the fall of Kabul" and "spring a surprise" are no seasons.
local function is_season(_, folded, first, last)
  local word, after = folded[last], folded[last + 1]
  if first < last then return folded[first] ~= "the" or after ~= "of" end
  return word == "summer" or word == "winter"
end

local alone = set "is are was were and or but that to for as of"
local while_words = set "for within in after"

-- What forms with these keys need around them.
local conditions = {
  year = is_year,
  season = is_season,
  century = function(_, folded, _, last) return folded[last] == "century" end,
  alone = function(tokens, folded, _, last)
    return not tokens[last + 1] or not tokens[last + 1].word or alone[folded[last + 1]]
  end,
  bare = function(_, folded, first) return while_words[folded[first - 1]] end,
}

-- A rate ("$5 a share a year", "four flights a week") and an age are no stretches of time.
local function is_length(tokens, folded, first, last)
  local before, after = folded[first - 1], folded[last + 1]
  if after == "old" or after == "-" and folded[last + 2] == "old" then return false end
  if folded[first] == "one" and folded[last] == "day" then return false end
  if folded[first] == "a" and before then
    return not (before == "%" or tokens[first - 1].number or before == "million"
      or before == "billion" or before == "percent" or #before > 3 and before:find "[^s]s$")
  end
  return true
end

---Whether a form's words, from the first to the last token, are a time where they stand.
---@param form letters.form
function timecontext.accepts(form, tokens, folded, first, last)
  if form[2] == "DURATION" and not is_length(tokens, folded, first, last) then return false end
  -- ABC's "This Week" is a name.
  if first > 1 and first < last and tokens[first].capital and tokens[last].capital
    and (folded[first] == "this" or folded[first] == "last") then return false end
  for key, holds in pairs(conditions) do
    if form[key] then return holds(tokens, folded, first, last) end
  end
  return true
end

return timecontext
