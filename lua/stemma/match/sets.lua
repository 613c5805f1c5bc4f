-- `stemma.sets`: sets of words that plain Lua asks about by token.

local article = require "stemma.read.article"
local core = require "stemma.core"
local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local shape = require "stemma.match.shape"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local yesno = require "stemma.read.yesno"

-- One token, by itself or, as a possessive, behind a word; most are plain letters, which need no
-- further look.
local function is_single(word)
  if type(word) ~= "string" then return false end
  if word:find "^%a+$" then return true end
  if #core.split((word:gsub("%.$", ""))) == 1 then return true end -- of "No." the stop is its own
  local behind = core.split("x" .. word)
  return #behind == 2 and behind[2] == word
end

-- Of entries that are no words the first: the same in every run, as the order of `pairs` is not.
local function refuse(name, list)
  local shown = {}
  for _, word in ipairs(list) do
    if not is_single(word) then shown[#shown + 1] = tostring(word) end
  end
  source.fail("stemma.sets: '%s' has an entry that is no single word: %s", name, sort.by(shown)[1])
end

-- The flags of a shape; or the words of a list, or the keys of a table, as they are and in
-- capitals: "us" and "US" are two words to a pattern, and one here.
local function words_of(name, words)
  local all, none = shape.flags(words)
  if all then return { all = all, none = none } end
  if type(words) ~= "table" or pattern.is(words) then
    source.fail("stemma.sets: '%s' is %s, not a list of words or a shape as t.capital", name,
      pattern.is(words) and "a pattern" or "a " .. type(words))
  end
  local list, n, single = {}, 0, true
  for key, value in pairs(words) do
    local word = math.type(key) == "integer" and value or key
    single = single and is_single(word)
    list[n + 1], list[n + 2] = word, single and word:upper() or word
    n = n + 2
  end
  if not single then refuse(name, list) end
  return list
end

---@param words table<string, string[]|table<string, any>|stemma.pattern>
---@return function, function, table<string, integer>
return function(words)
  pack.at_loading("a stemma.sets is made")
  if type(words) ~= "table" then
    source.fail("stemma.sets takes { name = { words } }, here a %s", type(words))
  end
  local names, lists = sort.keys(words), {}
  for i, name in ipairs(names) do
    if type(name) ~= "string" then source.fail "stemma.sets takes { name = { words } }" end
    lists[i] = words_of(name, words[name])
  end
  local sets, bits = core.sets(lists), {}
  for i, name in ipairs(names) do bits[name] = 1 << i - 1 end
  local known, make = {}, yesno.maker("a word", bits)
  local function native(whole)
    if not article.is(whole) then source.fail "sets of words take the article" end
    return whole.native
  end
  return function(whole) return native(whole):list("sets", known, make, sets) end,
    function(whole) return native(whole):list("bits", nil, nil, sets) end,
    bits
end
