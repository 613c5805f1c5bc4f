-- Which words of a text are shown as evidence: those around a difference, as many as fit into a
-- line, from where a phrase begins to where one ends, and names whole.

local reading = require "wording.reading"
local texts = require "wording.texts"

local has_content = reading.has_content

local excerpt = {}

local before, after, snap, more = 5, 6, 3, 4

local joins = { ["and"] = true, ["or"] = true, but = true, that = true, which = true, who = true }

-- A part of a quotation, cut down to some of its words.
local function part_of(text, first, last)
  local source = text.sentence or texts.part_at(text, first)
  return source:part(text.words.from[first], reading.to(text.words, last))
end

-- Of a quotation in several parts, the one that has most of what all versions share.
local function main_part(version, shared)
  local text, counts, best = version.text, {}, nil
  for i = shared.first, shared.last do
    local part = version.place[i] and texts.part_at(text, version.place[i])
    if part then
      counts[part] = (counts[part] or 0) + 1
      if not best or counts[part] > counts[best] then best = part end
    end
  end
  return best or texts.part_at(text, 1)
end

-- Whether a phrase goes on from a word to the next one, with nothing but a space between.
local function goes_on(text, i)
  local words = text.words
  return words[i] and words[i + 1] and texts.part_at(text, i) == texts.part_at(text, i + 1)
    and reading.to(words, i) + 1 == words.from[i + 1] and words.marked[i] == words.marked[i + 1]
end

local function is_name(text, i)
  return goes_on(text, i) and text.words[i].plain:find "^%u" and text.words[i + 1].plain:find "^%u"
end

---The last word of the name that a word is in, or the word itself.
function excerpt.to_name_end(text, last)
  while is_name(text, last) do last = last + 1 end
  return last
end

local function whole_names(text, first, last)
  while is_name(text, first - 1) do first = first - 1 end
  return first, excerpt.to_name_end(text, last)
end

-- A phrase begins with little words behind one of weight: "at home | in a third country".
local function is_inside(text, i)
  local words = text.words
  return goes_on(text, i - 1) and (has_content(words[i]) or not has_content(words[i - 1]))
end

local function phrase_start(text, first, keep)
  local i = first
  while is_inside(text, i) and first - i < more do i = i - 1 end
  if is_inside(text, i) then i = first end
  while i < keep and joins[text.words[i].folded] do i = i + 1 end
  return i
end

local function phrase_end(text, last, keep)
  if not goes_on(text, last) then return last end
  while last > keep and not has_content(text.words[last]) do last = last - 1 end
  return last
end

local function around(version, focus)
  local text, place = version.text, version.place
  local first, last, anchor, from, to
  for i = focus.first - before, focus.last + after do
    local k = place[i]
    if k then
      first, last = first or k, k
      if not anchor or i <= focus.last + 1 then anchor = texts.part_at(text, k) end
      if i >= focus.first - 1 then from = from or k end
      if i <= focus.last + 1 then to = k end
    end
  end
  if text.marked and first <= snap + 1 then first = 1 end
  if text.marked and last >= #text.words - snap then last = #text.words end
  while texts.part_at(text, first) ~= anchor do first = first + 1 end
  while texts.part_at(text, last) ~= anchor do last = last - 1 end
  first, last = whole_names(text, first, last)
  return phrase_start(text, first, from or first), phrase_end(text, last, to or last)
end

---What shows a version: its words around the focus, or all where it has none there.
---@param version table     of statement.compare, with its text
---@param focus table|nil   first and last of the reference's words
---@param shared table      those of them that all versions have
function excerpt.of(version, focus, shared)
  local text, place, covers = version.text, version.place, version.covers
  if focus and covers[1] <= focus.last + 1 and focus.first - 1 <= covers[2] then
    return part_of(text, around(version, focus))
  end
  if not text.sentence then return main_part(version, shared) end
  return part_of(text, whole_names(text, place[covers[1]], place[covers[2]]))
end

return excerpt
