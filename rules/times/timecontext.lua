-- What the words around an expression say: whether "2021" is a year, "a week" a stretch of time.

local set = require "words.set"

local timecontext = {}

local before_year = set [[in since of by from to until till between during before after through the
  late early mid and or for around circa fiscal year into both a an its his her their this that
  ( - – — , 's ' / back]]
local numbered = set "people men women children # $ £ € no"

-- The words before and behind.
local function around(s, first, last)
  return first > s.first and s.words[first - 1] or nil, last < s.last and s.words[last + 1] or nil
end

-- A bare year: not "the 2021 World Cup", "2000 people", "Windows 2000".
local function is_year(s, first, last)
  local before, after = around(s, first, last)
  if first < last then return true end                       -- "late 2006"
  if after == "%" or numbered[before] or numbered[after] then return false end
  local word = after and after:find "^%l" ~= nil
  if word and before ~= "in" and before ~= "since" and #after > 3 and after:find("[^s]s$", -2)
    and before ~= "the" then return false end
  if before_year[before] then
    local named = before == "the" or before == "'s" or before == "a"
    return not named or after ~= nil and not s.shapes[last + 1].capital
  end
  return before == nil or s.shapes[first - 1].lower
end

-- "the fall of Kabul" and "spring a surprise" are no seasons.
local function is_season(s, first, last)
  local word, _, after = s.words[last], around(s, first, last)
  if first < last then return s.words[first] ~= "the" or after ~= "of" end
  return word == "summer" or word == "winter"
end

-- A rate ("$5 a share a year", "four flights a week") and an age are no stretches of time.
local function is_length(s, first, last)
  local words, before, after = s.words, around(s, first, last)
  if after == "old" or after == "-" and last + 2 <= s.last and words[last + 2] == "old" then
    return false
  end
  if words[first] == "one" and words[last] == "day" then return false end
  if words[first] == "a" and before then
    return not (before == "%" or s.shapes[first - 1].number or before == "million"
      or before == "billion" or before == "percent" or #before > 3 and before:find("[^s]s$", -2))
  end
  return true
end

-- ABC's "This Week" is a name.
local function is_no_name(s, first, last)
  local word = s.words[first]
  return word ~= "this" and word ~= "last" or first == last or first == s.first
    or not (s.shapes[first].capital and s.shapes[last].capital)
end

local alone = set "is are was were and or but that to for as of"
local while_words = set "for within in after"

-- What forms that need one of these ask of what stands around them.
local conditions = {
  year = is_year,
  season = is_season,
  century = function(s, _, last) return s.words[last] == "century" end,
  alone = function(s, _, last)
    return last == s.last or not s.shapes[last + 1].word or alone[s.words[last + 1]]
  end,
  bare = function(s, first) return first > s.first and while_words[s.words[first - 1]] end,
}

local function both(a, b)
  if not (a and b) then return a or b end
  return function(s, first, last) return a(s, first, last) and b(s, first, last) end
end

---What tells whether a form's words, from the first to the last token, are a time where they stand:
---a function of these and of a table with the sentence's words, shapes, first and last token. None
---for a form that always is one.
---@param form times.Form
---@return (fun(s: table, first: integer, last: integer): boolean)|nil
function timecontext.condition(form)
  local begins = form[1]:match "^[%l%[%]?]*"
  local named = begins:find "[tl]" and is_no_name or nil
  return both(named, both(form[2] == "DURATION" and is_length or nil, conditions[form.needs or ""]))
end

return timecontext
