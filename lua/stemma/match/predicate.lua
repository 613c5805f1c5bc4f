-- Predicates: what holds for a token. Each becomes one bit of a token's code (two for those that
-- take several tokens), so equal ones are kept once, under their `key`.
--
--   any                              every token
--   words    words fold              under the fold ("word", "stem", "exact") it is one of these
--   flags    all none                it has these flags and none of those
--   match    match                   a function says so, of its text
--   layer    name attributes         it belongs to an annotation of a layer
--   lexicon  name|words attributes   it belongs to an entry of a lexicon
--
-- Of character patterns: set (chars), a test of one character.

local core = require "stemma.core"
local sort = require "stemma.sort"

local predicate = {}

-- One text for a table of attributes, whatever the order they were written in.
local function attributes_key(attributes)
  if not attributes then return "" end
  local parts = {}
  for i, name in ipairs(sort.keys(attributes)) do
    local value = attributes[name]
    if type(value) == "table" then
      local values = {}
      for j, one in ipairs(value) do values[j] = ("%s %q"):format(math.type(one) or "", one) end
      value = table.concat(values, ",")
    else
      value = ("%s %q"):format(math.type(value) or "", value)
    end
    parts[i] = name .. "=" .. value
  end
  return table.concat(parts, ";")
end

local function new(kind, key, fields)
  fields.type = kind
  fields.key = kind .. "\0" .. key
  return fields
end

predicate.any = new("any", "", {})

---@param words string[]
---@param fold "word"|"stem"|"exact"
---@param form fun(word: string): string  the fold itself
function predicate.words(words, fold, form)
  local set, list, forms = {}, {}, {}
  for _, word in ipairs(words) do
    local folded = form(word)
    if not set[folded] then
      set[folded] = true
      list[#list + 1], forms[#forms + 1] = word, folded
    end
  end
  sort.by(forms)
  return new("words", fold .. "\0" .. table.concat(forms, "\0"),
    { words = list, set = set, fold = fold })
end

function predicate.flags(all, none)
  return new("flags", ("%d %d"):format(all, none or 0), { all = all, none = none or 0 })
end

-- A function is itself its key: numbered as they come, for addresses differ between runs.
local numbers, last_number = setmetatable({}, { __mode = "k" }), 0

function predicate.match(match)
  if not numbers[match] then
    last_number = last_number + 1
    numbers[match] = last_number
  end
  return new("match", ("%d"):format(numbers[match]), { match = match })
end

function predicate.layer(name, attributes)
  return new("layer", name .. "\0" .. attributes_key(attributes),
    { name = name, attributes = attributes })
end

---@param fold string|nil  other than the lexicon's own
function predicate.lexicon(name, attributes, fold)
  return new("lexicon", ("%s\0%s\0%s"):format(name, fold or "", attributes_key(attributes)),
    { name = name, attributes = attributes, fold = fold })
end

---A lexicon made of words written in the pattern, some of them of several tokens.
function predicate.phrases(words, fold)
  return new("lexicon", ("\0%s\0%s"):format(fold, table.concat(words, "\0")),
    { words = words, fold = fold })
end

local function set_within(a, b)
  for word in pairs(a) do
    if not b[word] then return false end
  end
  return true
end

---Whether `b` holds wherever `a` does, as far as can be told.
function predicate.within(a, b)
  if b.type == "any" or a.key == b.key then return true end
  if a.type ~= b.type then return false end
  if a.type == "words" then return a.fold == b.fold and set_within(a.set, b.set) end
  if a.type == "flags" then return a.all & b.all == b.all and a.none & b.none == b.none end
  return false
end

-- Whether the first letter of a word as it is written is not upper case, as far as is needed here:
-- ASCII, and marks beyond it.
local function is_no_capital(word, fold)
  if fold == "exact" and word:find "^%l" then return true end
  for _, code in utf8.codes(word) do
    local plain = code < 128 and not string.char(code):find "%a"
    if not plain and (code < 0x2010 or code > 0x205E) then return false end
  end
  return true
end

-- Words beside a shape that asks for a capital.
local function never_capital(words, shape)
  if words.type ~= "words" or shape.type ~= "flags" or words.fold == "stem" then return false end
  if shape.all & (core.flags.CAPITAL | core.flags.UPPER) == 0 then return false end
  for _, word in ipairs(words.words) do
    if not utf8.len(word) or not is_no_capital(word, words.fold) then return false end
  end
  return true
end

-- Words as they are written beside folded ones.
local function never_folded(exact, folded)
  if exact.fold ~= "exact" or folded.fold ~= "word" then return false end
  for word in pairs(exact.set) do
    if folded.set[core.fold_word(word)] then return false end
  end
  return true
end

---Whether no token can have both, as far as can be told.
function predicate.disjoint(a, b)
  if a.type ~= b.type then return never_capital(a, b) or never_capital(b, a) end
  if a.type == "words" and a.fold ~= b.fold then return never_folded(a, b) or never_folded(b, a) end
  if a.type == "flags" then return a.all & b.none ~= 0 or b.all & a.none ~= 0 end
  if a.type ~= "words" or a.fold ~= b.fold then return false end
  for word in pairs(a.set) do
    if b.set[word] then return false end
  end
  return true
end

return predicate
