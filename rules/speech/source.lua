-- The words that name who speaks: the noun phrase before a verb, or behind it.

local grammar = require "speech.grammar"

local source = {}

local bit, is_adverb = grammar.bit, grammar.is_adverb
local CONJUNCTION, DETERMINER, JOINT = bit.conjunction, bit.determiner, bit.joint
local NUMBER, POSSESSIVE, PREPOSITION = bit.number, bit.possessive, bit.preposition
local PRONOUN, PUNCT, STOP = bit.pronoun, bit.punct, bit.stop
local TITLE, VERB, WORD = bit.title, bit.verb, bit.word

local function is_punctuation(page, i)
  if page.is[i] & PUNCT == 0 then return false end
  local mark = page.words[i]
  return mark ~= "&" and mark ~= "-" and mark ~= "‑"
end

local bridge = { ["for"] = true, at = true, from = true, with = true, ["in"] = true }

-- A phrase goes over "of" and "for" behind a noun, over "in" and "at" behind a role.
local function bridges(page, i)
  local word = page.low[i]
  if word ~= "of" and not bridge[word] then return false end
  if i == 1 or page.quote[i - 1] or page.is[i - 1] & PUNCT ~= 0 then return false end
  local before = page.is[i - 1]
  if word == "of" then return before & (bit.auxiliary | VERB) == 0 end
  return before & TITLE ~= 0
end

local function stops(page, i)
  local is = page.is[i]
  return not page.name[i]
    and (is & STOP ~= 0 or is & (VERB | TITLE) == VERB or is_adverb(page, i))
end

---The noun phrase that ends at token `last`: its first token. Nil where none does.
---@return integer|nil
function source.before(page, from, last)
  local is, name, from_name = page.is, page.name, page.names.first
  if last < from or page.quote[last] or page.is[last] & WORD == 0 then return nil end
  if is[last] & PRONOUN ~= 0 then return last end
  if not name[last] and is[last] & JOINT ~= 0 then return nil end
  local first = name[last] and math.max(from_name[name[last]], from) or last
  while first > from do
    local i = first - 1
    if page.quote[i] or is_punctuation(page, i) then break end
    if name[i] then first = math.max(from_name[name[i]], from)
    elseif bridges(page, i) then first = i - 1
    elseif is[first] & DETERMINER ~= 0 and is[i] & (POSSESSIVE | DETERMINER) == 0 then break
    elseif is[i] & POSSESSIVE == 0 and stops(page, i) then break
    else first = i
    end
  end
  while first < last and is_adverb(page, first) do first = first + 1 end
  return first
end

-- Whether a name of a person begins here, or behind a title.
local function person_from(page, i, stop)
  for k = i, math.min(i + 4, stop) do
    local name = page.name[k]
    if name then return page.names.kind[name] == "person" and name or nil end
    if page.is[k] & WORD == 0 then return nil end
  end
  return nil
end

---A person named between commas right behind a phrase: the last token of the name. "the mayor,
---Hanne Olt". Nil without one.
---@return integer|nil
function source.apposition(page, last, stop)
  if page.low[last + 1] ~= "," or last + 2 > stop then return nil end
  if page.is[last + 2] & (PREPOSITION | CONJUNCTION) ~= 0 then return nil end
  local name = person_from(page, last + 2, stop)
  return name and page.names.last[name]
end

local function has_person(page, first, last)
  for i = first, last do
    if page.name[i] and page.names.kind[page.name[i]] == "person" then return true end
  end
  return false
end

---The noun phrase that begins at token `first`: its last token. Nil where none does.
---@return integer|nil
function source.after(page, first, stop)
  local is, name, to_name = page.is, page.name, page.names.last
  if first > stop or page.quote[first] or page.is[first] & WORD == 0 then return nil end
  if is[first] & PRONOUN ~= 0 then return first end
  if stops(page, first) and is[first] & DETERMINER == 0 then return nil end
  local last = name[first] and to_name[name[first]] or first
  while last < stop do
    local i = last + 1
    if page.quote[i] or is_punctuation(page, i) then break end
    if name[i] then last = to_name[name[i]]
    elseif is[i] & POSSESSIVE ~= 0 then last = i
    elseif bridges(page, i) and i < stop then last = i + 1
    elseif is[i] & NUMBER ~= 0 or stops(page, i)
      or is[i] & DETERMINER ~= 0 and is[last] & DETERMINER == 0
    then
      break
    else last = i
    end
  end
  last = math.min(last, stop)
  if last == first and is[first] & DETERMINER ~= 0 then return nil end
  return not has_person(page, first, last) and source.apposition(page, last, stop) or last
end

return source
