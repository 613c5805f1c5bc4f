-- Which quotations give one statement, and how each version of it differs from the fullest.

local align = require "wording.align"
local spelling = require "wording.spelling"

local statement = {}

---@class wording.Change   where a version departs from the reference
---@field kind "spelling"|"replaced"|"dropped"|"added"|"brackets"|"cut"
---@field was wording.Word[]
---@field is wording.Word[]
---@field next wording.Word|nil  the word after it
---@field at integer|nil       the reference's word at its end
---@field content boolean      more than articles, pronouns and the like

local function is_respelt(was, is)
  local one, other = {}, {}
  for i, word in ipairs(was) do one[i] = word.folded end
  for i, word in ipairs(is) do other[i] = word.folded end
  return spelling.same(one, other)
end

-- What an alignment shares: matching words, those of content, the longest run, the words it spans.
local function measure(reference, text, aligned)
  local matched, content, run, longest = 0, 0, 0, 0
  local last
  for _, pair in ipairs(aligned) do
    local a, b = reference.words[pair[1]], text.words[pair[2]]
    local next_to = last and last[1] + 1 == pair[1] and last[2] + 1 == pair[2]
    if a.key == b.key then
      matched, content = matched + 1, content + (a.content and 1 or 0)
      run = next_to and run + 1 or 1
      longest = math.max(longest, run)
    else
      run = 0
    end
    last = pair
  end
  local first = aligned[1] or { 1, 1 }
  last = last or { 0, 0 }
  return matched, content, longest, last[1] - first[1] + 1, last[2] - first[2] + 1
end

-- Two sentences of one speech may share a phrase; one statement shares a long run of words, or
-- nearly all of the shorter text.
local function is_same(reference, text, aligned)
  local matched, content, run, long, short = measure(reference, text, aligned)
  if run < 4 then return false end
  if not text.marked then
    return content >= 6 and (run >= 6 or content >= 9)
      and matched >= 0.7 * short and matched >= 0.5 * long
  end
  return content >= 6 and matched >= 0.6 * short
    or matched >= 5 and content >= 3 and matched >= 0.8 * #text.words
end

-- Two long speeches are not set side by side word by word: that grows with the square.
local most_cells = 100000

---The alignment of a text with a reference where it gives the same statement, or nil. Copies of a
---text, which wires make in numbers, are aligned once.
function statement.same(reference, text)
  if #reference.words * #text.words > most_cells then return nil end
  reference.known = reference.known or {}
  local aligned = reference.known[text.all]
  if not aligned then
    aligned = align.best(reference.words, text.words)
    reference.known[text.all] = aligned
  end
  if is_same(reference, text, aligned) then return aligned end
  return nil
end

local function slice(words, from, to) return table.move(words, from, to, 1, {}) end

local function any(words, what)
  for _, word in ipairs(words) do
    if word[what] then return true end
  end
  return false
end

-- A cut that shows itself, by an ellipsis, a bracket or the end of the marks, is only a cut. `near`
-- are the words on both sides in the text that has less.
local function change_of(was, is, next_word, near)
  local kind = #is == 0 and "dropped" or #was == 0 and "added" or "replaced"
  if kind == "replaced" and is_respelt(was, is) then kind = "spelling"
  elseif any(is, "bracket") then kind = "brackets"
  elseif kind ~= "replaced" and any(near or {}, "cut") or any(is, "cut") or any(was, "cut") then
    kind = "cut"
  end
  local content = kind == "brackets" or any(was, "content") or any(is, "content")
  return { kind = kind, was = was, is = is, next = next_word, content = content }
end

-- Whether two words differ in no more than their ending: "looks" and "look".
local function is_inflected(a, b)
  local shorter = math.min(#a.key, #b.key)
  return shorter > 3 and math.max(#a.key, #b.key) - shorter < 3
    and a.key:sub(1, shorter - 1) == b.key:sub(1, shorter - 1)
end

-- What the outlet's words at an end of a quotation (`own`) stand for, of those that the reference
-- has there: nil where a sentence was only fitted to its surroundings. `take` gives those next to
-- what matches.
local function end_change(rest, own, take)
  local count = math.min(#rest, #own)
  if count < 1 or count > 2 then return nil end
  for n = math.min(3, #rest), 1, -1 do
    for m = math.min(3, #own), 1, -1 do
      local was, is = take(rest, n), take(own, m)
      if is_respelt(was, is) then
        return { kind = "spelling", was = was, is = is, content = true }
      end
    end
  end
  local is = take(own, count)
  local was, elsewhere = take(rest, #is), {}
  for _, word in ipairs(rest) do elsewhere[word.key] = true end
  for i, word in ipairs(is) do
    if elsewhere[word.key] or was[i] and is_inflected(word, was[i]) then return nil end
  end
  return any(is, "content") and change_of(was, is) or nil
end

local function first_of(words, n) return slice(words, 1, n) end
local function last_of(words, n) return slice(words, #words - n + 1, #words) end

-- Inside marks the words before the first and after the last that match were chosen too: where one
-- or two stand at the end of either text, they stand for the other's at that place. Gives the first
-- and last of the reference's words that are stood for.
local function at_the_ends(reference, text, aligned, changes)
  local first, last = aligned[1], aligned[#aligned]
  if not text.marked then return first[1], last[1] end
  local before = end_change(slice(reference.words, 1, first[1] - 1),
    slice(text.words, 1, first[2] - 1), last_of)
  local after = end_change(slice(reference.words, last[1] + 1, #reference.words),
    slice(text.words, last[2] + 1, #text.words), first_of)
  if before then table.insert(changes, 1, before) end
  changes[#changes + 1] = after
  return first[1] - (before and #before.was or 0), last[1] + (after and #after.was or 0)
end

---How a version departs from the reference: its changes in order, whether its ends are cut, which
---of the reference's words it covers, and the word that stands for each of them.
---@return { changes: wording.Change[], cut: boolean, covers: integer[], place: table }
function statement.compare(reference, text, aligned)
  local changes, place, at = {}, {}, nil
  for _, pair in ipairs(aligned) do
    local a, b = reference.words[pair[1]], text.words[pair[2]]
    place[pair[1]] = pair[2]
    if a.key == b.key then
      if at and (pair[1] > at[1] + 1 or pair[2] > at[2] + 1) then
        local was = slice(reference.words, at[1] + 1, pair[1] - 1)
        local near = #was > 0 and { text.words[at[2]], b } or { reference.words[at[1]], a }
        changes[#changes + 1] = change_of(was, slice(text.words, at[2] + 1, pair[2] - 1), b, near)
        changes[#changes].at = pair[1]
      end
      at = pair
      if a.folded ~= b.folded then
        changes[#changes + 1] = { kind = "spelling", was = { a }, is = { b }, content = true,
          at = pair[1] + 1 }
      end
    end
  end
  local from, to = at_the_ends(reference, text, aligned, changes)
  return { changes = changes, place = place, covers = { aligned[1][1], aligned[#aligned][1] },
    cut = from > 1 or to < #reference.words }
end

return statement
