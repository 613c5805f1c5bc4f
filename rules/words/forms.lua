-- Expressions as forms over letters (stemma.letters), one letter a word: with M for a month, D for
-- a day's number and Y for a year, "MD,?Y" is "April 13, 2021". All forms stand in one tree, so
-- that a walk along the words finds the longest.

local forms = {}

---@class words.Items       words, or several that are one number, side by side
---@field n integer
---@field letter string[]
---@field first integer[]   their first tokens, and then the one behind them

---@class words.Form        { pattern, what = anything the rule wants to know }

-- The letters of a form one by one: { letters = "DN", optional = true } for "[DN]?".
local function parts_of(pattern)
  local parts, at = {}, 1
  while at <= #pattern do
    local set = pattern:match("^%[(.-)%]", at)
    local one = set or pattern:match("^%%?(.)", at)
    at = at + (set and #set + 2 or pattern:sub(at, at) == "%" and 2 or 1)
    local optional = pattern:sub(at, at) == "?"
    if optional then at = at + 1 end
    parts[#parts + 1] = { letters = one:gsub("%%", ""), optional = optional }
  end
  return parts
end

-- Adds what is left of a form, from its i-th part on, below a node.
local function grow(node, parts, i, form)
  local part = parts[i]
  if not part then
    node.form = node.form or form
    return
  end
  if part.optional then grow(node, parts, i + 1, form) end
  for letter in part.letters:gmatch "." do
    node[letter] = node[letter] or { form = false }
    grow(node[letter], parts, i + 1, form)
  end
end

---The tree of forms written with letters, sets and `?`: node[letter] is the next node, node.form
---the form that ends there. Where two take the same words it is the first.
---@param list words.Form[]
function forms.tree(list)
  local tree = { form = false }
  for _, form in ipairs(list) do grow(tree, parts_of(form[1]), 1, form) end
  return tree
end

---The form that takes most items from the k-th on, and the last of them.
---@param items words.Items
---@return words.Form|nil, integer|nil
function forms.longest(tree, items, k)
  local letter = items.letter
  local node, best, stop = tree[letter[k]], nil, nil
  while node do
    local form = node.form
    if form then best, stop = form, k end
    k = k + 1
    node = node[letter[k]]
  end
  return best, stop
end

---What each letter of a match stands for: the first of each by its letter (`m.M`), a second one by
---its letter doubled (`m.DD`). `value(k, items, …)` gives an item's.
---@param items words.Items
function forms.values(items, from, to, value, ...)
  local letters, values = items.letter, {}
  for k = from, to do
    local letter = letters[k]
    local key = letter
    while values[key] ~= nil do key = key .. letter end
    values[key] = value(k, items, ...)
  end
  return values
end

return forms
