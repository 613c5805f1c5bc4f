-- `stemma.sets`: sets of words that plain Lua asks about by token.

local article = require "stemma.article"
local core = require "stemma.core"
local sort = require "stemma.sort"
local source = require "stemma.source"
local yesno = require "stemma.yesno"

-- The words of a list, or the keys of a table, as they are and in capitals: "us" and "US" are two
-- words to a pattern, and one here.
local function words_of(name, words)
  if type(words) ~= "table" then
    source.fail("stemma.sets: '%s' is a %s, not a list of words", name, type(words))
  end
  local list = {}
  for key, value in pairs(words) do
    local word = math.type(key) == "integer" and value or key
    local bare = type(word) == "string" and word:gsub("%.$", "") -- of "No." the stop is its own
    if not bare or #core.split(bare) ~= 1 then
      source.fail("stemma.sets: '%s' has an entry that is no single word: %s", name, tostring(word))
    end
    list[#list + 1] = word
    list[#list + 1] = word:upper()
  end
  return sort.by(list)
end

---@param words table<string, string[]|table<string, any>>
return function(words)
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
  return function(whole)
    if not article.is(whole) then source.fail "sets of words take the article" end
    return whole.native:list("sets", known, make, sets)
  end
end
