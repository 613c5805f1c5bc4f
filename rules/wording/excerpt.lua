-- Which words of a text are shown as evidence: those around a difference, as many as fit into a
-- line, from where a phrase begins to where one ends, and names whole.

local excerpt = {}

local before, after, snap, more = 5, 6, 3, 4

local joins = { ["and"] = true, ["or"] = true, but = true, that = true, which = true, who = true }

-- A part of a quotation, cut down to some of its words.
local function part_of(text, first, last)
  local words = text.words
  local source = text.sentence or words[first].part
  return source:part(words[first].from, words[last].to)
end

-- Of a quotation in several parts, the one that has most of what all versions share.
local function main_part(version, shared)
  local counts, best = {}, nil
  for i = shared.first, shared.last do
    local part = version.place[i] and version.text.words[version.place[i]].part
    if part then
      counts[part] = (counts[part] or 0) + 1
      if not best or counts[part] > counts[best] then best = part end
    end
  end
  return best or version.text.words[1].part
end

-- Whether a phrase goes on from a word to the next one, with nothing but a space between.
local function goes_on(words, i)
  local a, b = words[i], words[i + 1]
  return a and b and a.part == b.part and a.to + 1 == b.from and a.marked == b.marked
end

local function is_name(words, i)
  return goes_on(words, i) and words[i].plain:find "^%u" and words[i + 1].plain:find "^%u"
end

---The last word of the name that a word is in, or the word itself.
function excerpt.to_name_end(words, last)
  while is_name(words, last) do last = last + 1 end
  return last
end

local function whole_names(words, first, last)
  while is_name(words, first - 1) do first = first - 1 end
  return first, excerpt.to_name_end(words, last)
end

-- A phrase begins with little words behind one of weight: "at home | in a third country".
local function is_inside(words, i)
  return goes_on(words, i - 1) and (words[i].content or not words[i - 1].content)
end

local function phrase_start(words, first, keep)
  local i = first
  while is_inside(words, i) and first - i < more do i = i - 1 end
  if is_inside(words, i) then i = first end
  while i < keep and joins[words[i].folded] do i = i + 1 end
  return i
end

local function phrase_end(words, last, keep)
  if not goes_on(words, last) then return last end
  while last > keep and not words[last].content do last = last - 1 end
  return last
end

local function around(version, focus)
  local words, place = version.text.words, version.place
  local first, last, anchor, from, to
  for i = focus.first - before, focus.last + after do
    local k = place[i]
    if k then
      first, last = first or k, k
      if not anchor or i <= focus.last + 1 then anchor = words[k].part end
      if i >= focus.first - 1 then from = from or k end
      if i <= focus.last + 1 then to = k end
    end
  end
  local marked = version.text.marked
  if marked and first <= snap + 1 then first = 1 end
  if marked and last >= #words - snap then last = #words end
  while words[first].part ~= anchor do first = first + 1 end
  while words[last].part ~= anchor do last = last - 1 end
  first, last = whole_names(words, first, last)
  return phrase_start(words, first, from or first), phrase_end(words, last, to or last)
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
  return part_of(text, whole_names(text.words, place[covers[1]], place[covers[2]]))
end

return excerpt
