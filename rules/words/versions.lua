-- The versions of one statement: one an article, how each differs from the reference, and the
-- words that say so.

local stemma = require "stemma"
local excerpt = require "words.excerpt"
local statement = require "words.statement"

local versions = {}

local function is_edited(text)
  for _, word in ipairs(text.words) do
    if word.bracket then return true end
  end
  return false
end

-- The text that others are held against: the fullest, of those one without words put in by an
-- editor, and of those the one most articles have.
local function reference_of(members)
  local same, best, most = {}, nil, nil
  for _, text in ipairs(members) do
    same[text.all] = (same[text.all] or 0) + 1
  end
  for _, text in ipairs(members) do
    local count = #text.words >= 0.75 * #members[1].words and same[text.all] or 0
    if count > 0 and not is_edited(text) then count = count + #members end
    if not most or count > most then best, most = text, count end
  end
  return best
end

local function marked_in(text, aligned)
  local count = 0
  for _, pair in ipairs(aligned) do count = count + (text.words[pair[2]].marked and 1 or 0) end
  return count
end

local function is_mostly_marked(text, aligned) return 2 * marked_in(text, aligned) > #aligned end

-- Prose counts where its article does not quote the statement; words in marks before others.
local function in_prose(reference, prose, quoting)
  local best = {}
  for _, text in ipairs(prose) do
    local aligned = not quoting[text.article] and statement.same(reference, text)
    if aligned and text.marked == is_mostly_marked(text, aligned) then
      local known = best[text.article]
      local size = #aligned + (text.marked and #reference.words or 0)
      if not known or size > known.size then
        best[text.article] = { text = text, aligned = aligned, size = size }
      end
    end
  end
  return best
end

-- Of each article the version that says most.
local function one_an_article(reference, members, prose)
  local best = {}
  for _, text in ipairs(members) do
    local aligned = statement.same(reference, text)
    local known = best[text.article]
    if aligned and (not known or #aligned > #known.aligned) then
      best[text.article] = { text = text, aligned = aligned }
    end
  end
  for article, version in pairs(in_prose(reference, prose, best)) do best[article] = version end
  local list = {}
  for _, article in ipairs(stemma.keys(best)) do list[#list + 1] = best[article] end
  return list
end

local order = { replaced = 1, dropped = 2, added = 3, brackets = 4, cut = 5, spelling = 6,
  same = 7 }

-- Words replaced in two places and more of one quotation: another translation, or taken down anew.
local function role_of(version)
  if not version.text.marked then return version.partly and "partly marked" or "without marks" end
  local worst, replaced = version.cut and "cut" or "same", 0
  for _, change in ipairs(version.changes) do
    if change.content and order[change.kind] < order[worst] then worst = change.kind end
    if change.content and change.kind == "replaced" then replaced = replaced + 1 end
  end
  return replaced > 1 and "translation" or worst
end

local misleading = { replaced = true, dropped = true, added = true }

local function misleads(version)
  if not version.text.marked or version.role == "translation" then return false end
  for _, change in ipairs(version.changes) do
    if change.content and misleading[change.kind] then
      return true
    end
  end
  return false
end

-- What an outlet did that matters most, as a place in the reference: all versions show their words
-- there. Nil where only cuts and missing marks are to be seen.
local function focus_of(list)
  local focus, best = nil, order.same
  for _, version in ipairs(list) do
    for _, change in ipairs(version.changes) do
      if change.at and change.content and order[change.kind] < best then
        focus = { first = change.at - #change.was, last = change.at - 1 }
        best = order[change.kind]
      end
    end
  end
  return focus
end

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
    if not (change.is[1].content and change.was[1].content) then
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
  note(told, order.replaced, table.concat(list, ", ") .. " (another translation?)",
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
      note(told, order[kind], tellers[kind](change), outlet)
    end
  end
  if cut then note(told, order.same, "cut", outlet) end
  if not marked then
    local words = version.partly and "only a part in marks" or "no marks"
    if reworded then words = "reworded, " .. words end
    note(told, order.same + 1, words, outlet)
  end
end

local function tell(list)
  local told = {}
  for _, version in ipairs(list) do tell_version(told, version) end
  return stemma.sort(told, function(one) return one.rank end)
end

-- What of the reference all versions have; all of it where that is next to nothing.
local function shared_of(reference, list)
  local from, to = 1, #reference.words
  for _, version in ipairs(list) do
    from, to = math.max(from, version.covers[1]), math.min(to, version.covers[2])
  end
  if to - from < 3 then from, to = 1, #reference.words end
  return { first = from, last = to }
end

-- What all versions share is told first, so that each reader finds it again.
local function lead(reference, shared)
  local words, from = reference.words, shared.first
  local last = math.min(from + 4, #words)
  while words[last].part ~= words[from].part do last = last - 1 end
  local text = words[from].part.text:sub(words[from].from + 1, words[last].to)
  return ("“%s%s”"):format(text, last == #words and "" or " …")
end

---Sets side by side what articles make of one statement: nil where all quote it in the same words.
function versions.compare(members, prose)
  if #members + #prose < 2 then return nil end
  local reference = reference_of(members)
  local list = one_an_article(reference, members, prose)
  if #list < 2 then return nil end
  local level, evidence = "note", {}
  for i, version in ipairs(list) do
    local found = statement.compare(reference, version.text, version.aligned)
    found.text, list[i] = version.text, found
    found.partly = marked_in(version.text, version.aligned) > 0
    found.role = role_of(found)
    if misleads(found) then level = "warning" end
  end
  local focus, shared = focus_of(list), shared_of(reference, list)
  for i, version in ipairs(list) do
    evidence[i] = { excerpt.of(version, focus, shared), role = version.role }
  end
  local told = tell(list)
  if #told == 0 then return nil end
  local parts = {}
  for i, one in ipairs(told) do
    parts[i] = ("%s in %s"):format(one.words, table.concat(one.outlets, ", "))
  end
  return { level = level, evidence = evidence,
    told = lead(reference, shared) .. ": " .. table.concat(parts, "; ") }
end

return versions
