-- What the words around a name say of it: its kind, and what the person is.

local stemma = require "stemma"
local gazetteer = require "names.gazetteer"

local context = {}

local speaking = {}
local verbs = stemma.lexicon "speech-verbs"
for i = 1, verbs:count() do
  local _, at = verbs:get(i)
  if at.kind ~= "act" and at.kind ~= "name" then
    for form in at.forms:gmatch "%S+" do speaking[form] = true end
  end
end

local articles = { a = true, an = true, the = true, his = true, her = true, its = true,
  their = true, our = true, my = true, one = true }
local at_place = { at = true, ["in"] = true, near = true, from = true }
local after_place = { [","] = true, ["("] = true, ["-"] = true, ["–"] = true, ["—"] = true }
local inside = { ["in"] = true, near = true, outside = true, around = true, across = true }

local function low(tokens, i) return tokens.low[i] or "" end

-- "the transport minister" before i: "transport minister"; nil where no role stands there.
local function role_before(tokens, i)
  if not gazetteer.roles[low(tokens, i)] or tokens.shape[i].capital then return nil end
  local from = i
  while from > 1 and i - from < 3 and tokens.shape[from - 1].lower
    and not tokens.shape[from - 1].possessive and not gazetteer.openers[low(tokens, from - 1)] do
    from = from - 1
  end
  local words = {}
  for k = from, i do words[#words + 1] = low(tokens, k) end
  return table.concat(words, " ")
end

-- ", the leader of the opposition": "leader". The article or pronoun stands at i.
local function role_after(tokens, i)
  local word = low(tokens, i)
  if not (articles[word] or gazetteer.roles[word] or gazetteer.before_role[word]) then
    return nil
  end
  local words = {}
  for k = articles[low(tokens, i)] and i + 1 or i, math.min(#tokens.shape, i + 5) do
    if not tokens.shape[k].word and low(tokens, k) ~= "-" then return nil end
    if tokens.shape[k].possessive then words = {} else words[#words + 1] = low(tokens, k) end
    if gazetteer.roles[low(tokens, k)] and not gazetteer.roles[low(tokens, k + 1)] then
      return table.concat(words, " ")
    end
    if low(tokens, k) == "of" then return nil end
  end
  return nil
end

-- What a person's name is said to be, before it or after it.
local function title_of(tokens, first, last, length)
  local title = role_before(tokens, first - 1)
  if title then return title end
  if low(tokens, first - 1) == "," and length > 1 then
    title = role_before(tokens, first - 2)
    if title then return title end
  end
  if low(tokens, last + 1) ~= "," then return nil end
  local at = last + 2
  if tokens.shape[at] and tokens.shape[at].number then
    at = low(tokens, at + 1) == "," and at + 2 or at
  end
  return role_after(tokens, at)
end

local function has_age(tokens, last)
  local age = tokens.shape[last + 2]
  return low(tokens, last + 1) == "," and age ~= nil and age.number
    and #tokens.text[last + 2] <= 2
end

local function is_who(tokens, last)
  local after = low(tokens, last + 1) == "," and low(tokens, last + 2) or low(tokens, last + 1)
  return after == "who" or after == "whose"
end

-- "HARWICK (AP) — …"
local function is_dateline(tokens, first, last)
  if first > 1 or not after_place[low(tokens, last + 1)] then return false end
  for i = first, last do
    if not tokens.shape[i].upper then return false end
  end
  return true
end

local function speaks(tokens, first, last)
  return speaking[low(tokens, last + 1)] or speaking[low(tokens, first - 1)]
    and low(tokens, first - 1):find "[dse]$" ~= nil
end

---Gives a name of unknown kind the kind that its place in the sentence shows, and a person's title.
function context.read(name)
  local tokens, first, last = name.tokens, name.first, name.last
  local length, before = name.length, low(tokens, first - 1)
  name.opens = first == 1 or tokens.shape[first - 1].quote
  name.bare = not name.opens and not articles[before]
  local title
  if not name.kind or name.kind == "person" then title = title_of(tokens, first, last, length) end
  if name.kind == "person" then
    name.title = name.title or title
  elseif not name.kind then
    local definite = before == "the" or before == "a" or before == "an"
    if is_dateline(tokens, first, last) then
      name.kind = "place"
    elseif not definite and (title or is_who(tokens, last) and not at_place[before]
      and (length > 1 or not name.opens) or length > 1 and has_age(tokens, last)
      or length > 1 and length < 4 and speaks(tokens, first, last)) then
      name.kind, name.title = "person", title
    elseif length == 1 and before == "the" and first > 1
      and gazetteer.organisation[low(tokens, first)] then
      name.kind = "organisation"
    elseif inside[before] and length < 3 then
      name.kind = "place"
    end
  end
end

return context
