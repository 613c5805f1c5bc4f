-- The versions of one statement: one an article, and how each differs from the reference.

local stemma = require "stemma"
local excerpt = require "wording.excerpt"
local reading = require "wording.reading"
local statement = require "wording.statement"
local telling = require "wording.telling"

local versions = {}

-- The text that others are held against: the fullest, of those one without words put in by an
-- editor, and of those the one most articles have.
local function reference_of(members)
  local same, best, most = {}, nil, nil
  for _, text in ipairs(members) do
    local key = reading.key(text.words)
    same[key] = (same[key] or 0) + 1
  end
  for _, text in ipairs(members) do
    local count = #text.words >= 0.75 * #members[1].words and same[reading.key(text.words)] or 0
    if count > 0 and not reading.has(text.words, "bracket") then count = count + #members end
    if not most or count > most then best, most = text, count end
  end
  return best
end

local function marked_in(text, aligned)
  local marked, count = text.words.marked, 0
  for k = 2, #aligned, 2 do
    if marked[aligned[k]] then count = count + 1 end
  end
  return count
end

local function is_mostly_marked(text, aligned) return 4 * marked_in(text, aligned) > #aligned end

-- By article the quotation that says most.
local function in_marks(reference, members)
  local best = {}
  for _, text in ipairs(members) do
    local aligned = statement.same(reference, text)
    local known = best[text.article]
    if aligned and (not known or #aligned > #known.aligned) then
      best[text.article] = { text = text, aligned = aligned }
    end
  end
  return best
end

-- The same of prose; words in marks before others.
local function in_prose(reference, prose)
  local best = {}
  for _, text in ipairs(prose) do
    local aligned = statement.same(reference, text)
    if aligned and text.marked == is_mostly_marked(text, aligned) then
      local known = best[text.article]
      local size = #aligned // 2 + (text.marked and #reference.words or 0)
      if not known or size > known.size then
        best[text.article] = { text = text, aligned = aligned, size = size }
      end
    end
  end
  return best
end

-- Of each article the version that says most, in the order of the articles. Prose counts where its
-- article does not quote the statement.
local function one_an_article(reference, members, prose)
  if #members == 1 and #prose { [members[1].article] = true } == 0 then return {} end
  local best, list = in_marks(reference, members), {}
  for article, version in pairs(in_prose(reference, prose(best))) do best[article] = version end
  for i, article in ipairs(stemma.keys(best)) do list[i] = best[article] end
  return list
end

local order = telling.order

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

-- What of the reference all versions have; all of it where that is next to nothing.
local function shared_of(reference, list)
  local from, to = 1, #reference.words
  for _, version in ipairs(list) do
    from, to = math.max(from, version.covers[1]), math.min(to, version.covers[2])
  end
  if to - from < 3 then from, to = 1, #reference.words end
  return { first = from, last = to }
end

---Sets side by side what articles make of one statement: nil where all quote it in the same words.
---@param members wording.Text[]   quotations
---@param prose fun(quoting: table<integer, any>): wording.Text[]   of articles that do not quote it
function versions.compare(members, prose)
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
  local told = telling.of(reference, list, shared)
  return told and { level = level, evidence = evidence, told = told }
end

return versions
