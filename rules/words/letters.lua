-- A sentence as a string with a letter for each of its words, so that expressions can be told by
-- Lua's own string patterns: with M for a month, D for a day's number and Y for a year,
-- "MD,?Y" is "April 13, 2021".

local letters = {}

---@class letters.item      one word, or several that are one number
---@field letter string
---@field value any         what the letter stands for: the month's number
---@field first integer     its first and last token in the sentence
---@field last integer

---@class letters.form      { pattern, what = anything the rule wants to know }

-- The letters that a pattern can begin with: its first letter or set, and the next where that one
-- may be missing ("m?W").
local function beginnings(pattern)
  local found, at = {}, 1
  repeat
    local set = pattern:match("^%[(.-)%]", at)
    local one = set and "[" .. set .. "]" or pattern:match("^%%?.", at)
    found[#found + 1] = set or one:sub(-1)
    at = at + #one
    local optional = pattern:sub(at, at) == "?"
    at = at + 1
  until not optional
  return table.concat(found)
end

---Sorts forms by the letters they can begin with, so that few are tried at a word.
---@param forms letters.form[]
function letters.index(forms)
  local index = {}
  for _, form in ipairs(forms) do
    local seen = {}
    for letter in beginnings(form[1]):gmatch "." do
      index[letter] = index[letter] or {}
      if not seen[letter] then
        table.insert(index[letter], { form = form, pattern = "^" .. form[1] })
        if letter:find("^" .. form[1]) then index[letter].alone = true end
      end
      seen[letter] = true
    end
  end
  return index
end

local rest = ("."):byte()

---The form that takes most words from the i-th on (the first of them that are as long), and the
---place of its last word.
function letters.longest(index, line, i)
  local entries, best, stop = index[line:sub(i, i)], nil, nil
  -- Most are "the" and "of" with nothing behind that has a letter.
  if not entries or not entries.alone and (line:byte(i + 1) or rest) == rest then return nil end
  for _, entry in ipairs(entries) do
    local _, last = line:find(entry.pattern, i)
    if last and last >= i and (not stop or last > stop) then best, stop = entry.form, last end
  end
  return best, stop
end

---What each letter of a match stands for: the first of each by its letter (`m.M`), a second one by
---its letter doubled (`m.DD`).
---@param items letters.item[]
function letters.values(items, from, to)
  local values = {}
  for i = from, to do
    local item = items[i]
    local key = item.letter
    while values[key] ~= nil do key = key .. item.letter end
    values[key] = item.value
  end
  return values
end

return letters
