-- find: a phrase, or any pattern of tokens or characters, in articles.

local char = require "stemma.char"
local corpus = require "stemma.repl.corpus"
local list = require "stemma.repl.value.list"
local pattern = require "stemma.match.pattern"
local source = require "stemma.base.source"
local token = require "stemma.token"

local find = {}

-- Layers that a pattern asks for, and the roles of blocks.
local function layers_of(tree, found)
  if tree.pred and tree.pred.type == "layer" then found[tree.pred.name] = true end
  if tree.item then layers_of(tree.item, found) end
  for _, one in ipairs(tree.items or {}) do layers_of(one, found) end
  return found
end

local function needed(tree)
  local found, names = layers_of(tree, { block = true }), {}
  for _, name in ipairs(require("stemma.sort").keys(found)) do
    if corpus.layers()[name] then
      names[#names + 1] = name
    elseif name ~= "block" then
      source.fail("no rule writes layer '%s'%s", name,
        require("stemma.base.suggest").text(name, corpus.layers()))
    end
  end
  return names
end

local function find_tokens(p, articles, items)
  corpus.each(articles, needed(p.tree), function(_, seen)
    for match in p:each(seen) do items[#items + 1] = match end
  end)
end

-- Characters: anywhere in the text, one match after the other.
local function find_characters(p, articles, items)
  corpus.each(articles, {}, function(_, seen)
    local text, at = seen.text, 1
    while true do
      local first, last = char.find(p, text, at)
      if not first then break end
      if last >= first then items[#items + 1] = seen:span(first - 1, last) end
      at = math.max(last, first) + 1
    end
  end)
end

---What a phrase ("prime minister"), a token pattern or a character pattern finds: a list.
function find.all(wanted, articles)
  local items = {}
  if type(wanted) == "string" then
    if not wanted:find "%S" then source.fail "an empty phrase is everywhere" end
    wanted = token.word { wanted }
  end
  if pattern.is(wanted, "token") then
    find_tokens(wanted, articles, items)
  elseif pattern.is(wanted, "char") then
    find_characters(wanted, articles, items)
  else
    source.fail("find takes a phrase or a pattern, here a %s", type(wanted))
  end
  return list.new(items, "match")
end

return find
