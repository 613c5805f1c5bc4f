-- The words that name who speaks: the noun phrase before a verb, or behind it.

local gazetteer = require "names.gazetteer"
local grammar = require "speech.grammar"
local verbs = require "speech.verbs"

local source = {}

local auxiliary, conjunction, time = grammar.auxiliary, grammar.conjunction, grammar.time
local preposition, pronoun, determiner = grammar.preposition, grammar.pronoun, grammar.determiner
local document, issued_for, is_adverb = grammar.document, grammar.issued_for, grammar.is_adverb
local roles, plural_role = gazetteer.roles, gazetteer.plural_role

local function is_role(word)
  return roles[word] or document[word] or issued_for[word] or plural_role[word]
end

local function is_punctuation(page, i)
  return page.tokens[i].punct and page.words[i] ~= "&" and page.words[i] ~= "-"
    and page.words[i] ~= "‑"
end

-- A phrase goes over "of" and "for" behind a noun, over "in" and "at" behind a role.
local function bridges(page, i)
  local word, before = page.low[i], page.low[i - 1]
  if not before or page.quote[i - 1] or page.tokens[i - 1].punct then return false end
  if word == "of" then return not auxiliary[before] and not verbs[before] end
  if word == "for" or word == "at" or word == "from" or word == "with" or word == "in" then
    return is_role(before)
  end
  return false
end

local function stops(page, i)
  local word = page.low[i]
  if page.name[i] then return false end
  return conjunction[word] or preposition[word] or auxiliary[word]
    or time[word] or pronoun[word] or is_adverb(word)
    or verbs[word] and not is_role(word)
end

---The noun phrase that ends at token `last`: its first token. Nil where none does.
---@return integer|nil
function source.before(page, from, last)
  if last < from or page.quote[last] or not page.tokens[last].word then return nil end
  if pronoun[page.low[last]] then return last end
  if not page.name[last] and (conjunction[page.low[last]]
    or preposition[page.low[last]] or auxiliary[page.low[last]]) then
    return nil
  end
  local first = page.name[last] and math.max(page.name[last].first, from) or last
  while first > from do
    local i = first - 1
    if page.quote[i] or is_punctuation(page, i) then break end
    if page.name[i] then first = math.max(page.name[i].first, from)
    elseif bridges(page, i) then first = i - 1
    elseif determiner[page.low[first]] and not page.tokens[i].possessive
      and not determiner[page.low[i]] then
      break
    elseif not page.tokens[i].possessive and stops(page, i) then break
    else first = i
    end
  end
  while first < last and is_adverb(page.low[first]) do first = first + 1 end
  return first
end

-- Whether a name of a person begins here, or behind a title.
local function person_from(page, i, stop)
  for k = i, math.min(i + 4, stop) do
    if page.name[k] then return page.name[k].kind == "person" and page.name[k] or nil end
    if not page.tokens[k].word then return nil end
  end
  return nil
end

---A person named between commas right behind a phrase: "the mayor, Hanne Olt". Nil without one.
function source.apposition(page, last, stop)
  if page.low[last + 1] ~= "," or last + 2 > stop then return nil end
  local first = page.low[last + 2]
  if preposition[first] or conjunction[first] then return nil end
  return person_from(page, last + 2, stop)
end

local function has_person(page, first, last)
  for i = first, last do
    if page.name[i] and page.name[i].kind == "person" then return true end
  end
  return false
end

---The noun phrase that begins at token `first`: its last token. Nil where none does.
---@return integer|nil
function source.after(page, first, stop)
  if first > stop or page.quote[first] or not page.tokens[first].word then return nil end
  if pronoun[page.low[first]] then return first end
  if stops(page, first) and not determiner[page.low[first]] then return nil end
  local last = page.name[first] and page.name[first].last or first
  while last < stop do
    local i = last + 1
    if page.quote[i] or is_punctuation(page, i) then break end
    if page.name[i] then last = page.name[i].last
    elseif page.tokens[i].possessive then last = i
    elseif bridges(page, i) and i < stop then last = i + 1
    elseif page.tokens[i].number or stops(page, i)
      or determiner[page.low[i]] and not determiner[page.low[last]] then
      break
    else last = i
    end
  end
  last = math.min(last, stop)
  if last == first and determiner[page.low[first]] then return nil end
  local named = not has_person(page, first, last) and source.apposition(page, last, stop)
  return named and named.last or last
end

return source
