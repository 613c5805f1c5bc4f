-- The words that say what articles make of one statement: which differences, in which outlets.

local stemma = require "stemma"
local excerpt = require "wording.excerpt"
local reading = require "wording.reading"
local texts = require "wording.texts"

local has_content = reading.has_content

local telling = {}

---Kinds of difference, what matters most first.
telling.order = { replaced = 1, dropped = 2, added = 3, brackets = 4, cut = 5, spelling = 6,
  same = 7 }

local function said(words)
  local list = {}
  for i, word in ipairs(words) do list[i] = word.plain end
  if #list > 5 then return list[1] .. " " .. list[2] .. " … " .. list[#list] end
  return table.concat(list, " ")
end

-- "“on deck” for “below deck”": little words are shown with the next one.
local function replaced(change)
  local is, was = said(change.is), said(change.was)
  if change.next and #change.is + #change.was == 2 then
    if not (has_content(change.is[1]) and has_content(change.was[1])) then
      is, was = is .. " " .. change.next.plain, was .. " " .. change.next.plain
    end
  end
  return ("“%s” for “%s”"):format(is, was)
end

-- One kind of difference and the outlets that have it.
local tellers = {
  replaced = replaced,
  dropped = function(change) return ("without “%s”"):format(said(change.was)) end,
  brackets = function(change)
    local is = "[" .. said(change.is) .. "]"
    return #change.was == 0 and ("with “%s” added"):format(is)
      or ("“%s” for “%s”"):format(is, said(change.was))
  end,
  added = function(change) return ("with “%s” added"):format(said(change.is)) end,
  spelling = function(change)
    return ("“%s” for “%s” (spelling)"):format(said(change.is):lower(), said(change.was):lower())
  end,
}

local function note(told, rank, words, outlet)
  for _, one in ipairs(told) do
    if one.words == words then
      if one.outlets[#one.outlets] ~= outlet then one.outlets[#one.outlets + 1] = outlet end
      return
    end
  end
  told[#told + 1] = { rank = rank, words = words, outlets = { outlet } }
end

-- The replaced words of a version that is another translation, as one.
local function tell_translation(told, version)
  local list = {}
  for _, change in ipairs(version.changes) do
    if change.kind == "replaced" and change.content then list[#list + 1] = replaced(change) end
  end
  note(told, telling.order.replaced, table.concat(list, ", ") .. " (another translation?)",
    version.text.outlet)
end

-- Prose with many changes is only named: whoever paraphrases may choose the words.
local function is_reworded(version)
  local count = 0
  for _, change in ipairs(version.changes) do
    if change.content and change.kind ~= "spelling" then count = count + 1 end
  end
  return not version.text.marked and count > 2
end

local function tell_version(told, version)
  local outlet, marked = version.text.outlet, version.text.marked
  local cut, reworded = version.cut and marked, is_reworded(version)
  local only_spelling = version.role == "translation" or reworded
  if version.role == "translation" then tell_translation(told, version) end
  for _, change in ipairs(version.changes) do
    local kind = change.kind
    if kind == "cut" then cut = cut or marked
    elseif change.content and not (only_spelling and kind ~= "spelling") then
      note(told, telling.order[kind], tellers[kind](change), outlet)
    end
  end
  if cut then note(told, telling.order.same, "cut", outlet) end
  if not marked then
    local words = version.partly and "only a part in marks" or "no marks"
    if reworded then words = "reworded, " .. words end
    note(told, telling.order.same + 1, words, outlet)
  end
end

-- What all versions share is told first, so that each reader finds it again.
local function lead(reference, shared)
  local words, from = reference.words, shared.first
  local last = math.min(from + 4, #words)
  last = excerpt.to_name_end(reference, last)
  local part = texts.part_at(reference, from)
  while texts.part_at(reference, last) ~= part do last = last - 1 end
  local text = part.text:sub(words.from[from] + 1, reading.to(words, last))
  return ("“%s%s”"):format(text, last == #words and "" or " …")
end

---What the versions make of the statement; nil where all have the same words.
---@param shared table   the reference's words that all versions have: first, last
---@return string|nil
function telling.of(reference, list, shared)
  local told, parts = {}, {}
  for _, version in ipairs(list) do tell_version(told, version) end
  if #told == 0 then return nil end
  for i, one in ipairs(stemma.sort(told, function(each) return each.rank end)) do
    parts[i] = ("%s in %s"):format(one.words, table.concat(one.outlets, ", "))
  end
  return lead(reference, shared) .. ": " .. table.concat(parts, "; ")
end

return telling
