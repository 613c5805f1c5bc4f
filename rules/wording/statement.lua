-- Which quotations give one statement, and how each version of it differs from the fullest.

local align = require "wording.align"
local reading = require "wording.reading"
local spelling = require "wording.spelling"

local has_content, common = reading.has_content, reading.worth_of_little

local statement = {}

---@class wording.Change   where a version departs from the reference
---@field kind "spelling"|"replaced"|"dropped"|"added"|"brackets"|"cut"
---@field was wording.Slice
---@field is wording.Slice
---@field next wording.Word|nil  the word after it
---@field at integer|nil       the reference's word at its end
---@field content boolean      more than articles, pronouns and the like

---Some words of a text.
---@class wording.Slice
---@field [integer] wording.Word
---@field words wording.Words   the text's
---@field first integer         place of the first one

local function slice(words, first, last)
  return table.move(words, first, last, 1, { words = words, first = first })
end

-- Whether some of the words stand in brackets, or behind a cut.
local function any(part, column)
  local flags = part.words[column]
  for i = part.first, part.first + #part - 1 do
    if flags[i] then return true end
  end
  return false
end

local function any_content(part)
  for _, word in ipairs(part) do
    if has_content(word) then return true end
  end
  return false
end

local function is_respelt(was, is)
  local one, other = {}, {}
  for i, word in ipairs(was) do one[i] = word.folded end
  for i, word in ipairs(is) do other[i] = word.folded end
  return spelling.same(one, other)
end

-- What two lists of words share, as aligned.
---@class wording.Shared
---@field aligned integer[]   as of align.best
---@field matched integer     words side by side that match
---@field content integer     … those of content
---@field run integer         the longest row of them
---@field long integer        the words that the alignment spans, in the first
---@field short integer       … in the second

---@return wording.Shared
local function measure(words, others, aligned)
  local matched, content, run, longest = 0, 0, 0, 0
  local last_i, last_j
  for k = 1, #aligned, 2 do
    local i, j = aligned[k], aligned[k + 1]
    local a = words[i]
    if a.key == others[j].key then
      matched = matched + 1
      if a.worth > common then content = content + 1 end
      run = last_i == i - 1 and last_j == j - 1 and run + 1 or 1
      if run > longest then longest = run end
    else
      run = 0
    end
    last_i, last_j = i, j
  end
  local long, short = 0, 0
  if last_i then long, short = last_i - aligned[1] + 1, last_j - aligned[2] + 1 end
  return { aligned = aligned, matched = matched, content = content, run = longest, long = long,
    short = short }
end

-- Texts that wires copy have the same words, and each stands beside itself.
local function side_by_side(words, others)
  if reading.key(words) ~= reading.key(others) then return align.best(words, others) end
  local places = {}
  for i = 1, #words do places[2 * i - 1], places[2 * i] = i, i end
  return places
end

-- Each two lists of words are set side by side once.
local function shared_of(words, others)
  local known = words.shared
  if not known then
    known = {}
    words.shared = known
  end
  local shared = known[others]
  if not shared then
    shared = measure(words, others, side_by_side(words, others))
    known[others] = shared
  end
  return shared
end

-- Two sentences of one speech may share a phrase; one statement shares a long run of words, or
-- nearly all of the shorter text.
local function is_same(text, shared)
  local matched, content, run = shared.matched, shared.content, shared.run
  if run < 4 then return false end
  if not text.marked then
    return content >= 6 and (run >= 6 or content >= 9)
      and matched >= 0.7 * shared.short and matched >= 0.5 * shared.long
  end
  return content >= 6 and matched >= 0.6 * shared.short
    or matched >= 5 and content >= 3 and matched >= 0.8 * #text.words
end

-- Two long speeches are not set side by side word by word: that grows with the square.
local most_cells = 100000

---The alignment of a text with a reference where it gives the same statement, or nil.
---@param reference wording.Text
---@param text wording.Text
---@return integer[]|nil aligned  as of align.best
function statement.same(reference, text)
  if #reference.words * #text.words > most_cells then return nil end
  local shared = shared_of(reference.words, text.words)
  return is_same(text, shared) and shared.aligned or nil
end

-- A cut that shows itself, by an ellipsis, a bracket or the end of the marks, is only a cut: also
-- where it is next to the change, in the text that has less.
local function change_of(was, is, next_word, cut_beside)
  local kind = #is == 0 and "dropped" or #was == 0 and "added" or "replaced"
  if kind == "replaced" and is_respelt(was, is) then kind = "spelling"
  elseif any(is, "bracket") then kind = "brackets"
  elseif kind ~= "replaced" and cut_beside or any(is, "cut") or any(was, "cut") then
    kind = "cut"
  end
  local content = kind == "brackets" or any_content(was) or any_content(is)
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
  return any_content(is) and change_of(was, is) or nil
end

local function first_of(part, n) return slice(part.words, part.first, part.first + n - 1) end
local function last_of(part, n)
  local behind = part.first + #part
  return slice(part.words, behind - n, behind - 1)
end

-- Inside marks the words before the first and after the last that match were chosen too: where one
-- or two stand at the end of either text, they stand for the other's at that place. Gives the first
-- and last of the reference's words that are stood for.
local function at_the_ends(reference, text, aligned, changes)
  local words, others = reference.words, text.words
  local first, last = aligned[1], aligned[#aligned - 1]
  if not text.marked then return first, last end
  local before = end_change(slice(words, 1, first - 1), slice(others, 1, aligned[2] - 1), last_of)
  local after = end_change(slice(words, last + 1, #words),
    slice(others, aligned[#aligned] + 1, #others), first_of)
  if before then table.insert(changes, 1, before) end
  changes[#changes + 1] = after
  return first - (before and #before.was or 0), last + (after and #after.was or 0)
end

-- What stands between two pairs of equal words: at i and i2 in the reference, at j and j2 in the
-- text.
local function change_between(words, others, i, j, i2, j2)
  local was, is = slice(words, i + 1, i2 - 1), slice(others, j + 1, j2 - 1)
  local cut_beside = others.cut[j] or others.cut[j2]
  if #was == 0 then cut_beside = words.cut[i] or words.cut[i2] end
  local change = change_of(was, is, others[j2], cut_beside)
  change.at = i2
  return change
end

---How a version departs from the reference: its changes in order, whether its ends are cut, which
---of the reference's words it covers, and the word that stands for each of them.
---@param aligned integer[]
---@return { changes: wording.Change[], cut: boolean, covers: integer[], place: table }
function statement.compare(reference, text, aligned)
  local words, others = reference.words, text.words
  local changes, place, last_i, last_j = {}, {}, nil, nil
  for k = 1, #aligned, 2 do
    local i, j = aligned[k], aligned[k + 1]
    local a, b = words[i], others[j]
    place[i] = j
    if a.key == b.key then
      if last_i and (i > last_i + 1 or j > last_j + 1) then
        changes[#changes + 1] = change_between(words, others, last_i, last_j, i, j)
      end
      last_i, last_j = i, j
      if a.folded ~= b.folded then
        changes[#changes + 1] = { kind = "spelling", was = slice(words, i, i),
          is = slice(others, j, j), content = true, at = i + 1 }
      end
    end
  end
  local from, to = at_the_ends(reference, text, aligned, changes)
  return { changes = changes, place = place, covers = { aligned[1], aligned[#aligned - 1] },
    cut = from > 1 or to < #words }
end

return statement
