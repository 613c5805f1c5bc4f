-- Why a rule found what it found, and why it did not: lists of steps (steps.lua).
--
-- A pattern is walked part by part. Plain Lua is run once more with a recorder (trace.lua): what it
-- read, tried and put out can be told, its own steps cannot.

local claim = require "stemma.compare.claim"
local extract = require "stemma.run.extract"
local facts = require "stemma.match.facts"
local find = require "stemma.match.find"
local pattern = require "stemma.match.pattern"
local steps = require "stemma.why.steps"
local trace = require "stemma.why.trace"
local values = require "stemma.match.values"

local explain = {}

---What a question is about: bytes of the article; `at` is the byte that was pointed at, or nil.
---@class stemma.explain.place
---@field begin integer
---@field stop integer
---@field at integer|nil

local prose = { headline = true, standfirst = true, subhead = true, body = true }

local function add(list, one) list[#list + 1] = one end

local function note(list, text, ...)
  if select("#", ...) > 0 then text = text:format(...) end
  add(list, { step = "note", text = text })
end

local function touch(a, b) return a.begin < b.stop and b.begin < a.stop end

local function bytes_of(sight, first, stop)
  local begin, finish = values.bytes(sight.article, sight.view, first, stop)
  return { begin = begin, stop = finish }
end

-- The sentences that hold a stretch.
local function sentences_around(article, place)
  local first, last = article:tokens_in(place.begin, place.stop)
  if not first then return place end
  local from = article:sentence(article:sentence_of(first))
  local _, to = article:sentence(article:sentence_of(last))
  local begin, stop = article:stretch(from, to)
  return { begin = begin, stop = stop }
end

-- --- what plain Lua does ---

-- Runs a rule and keeps what it does: the recorder, and the error that ended it.
local function run(rule, article, emit)
  local recorder = trace.open()
  local ok, message = pcall(extract.run, rule, article, emit, recorder)
  return recorder, not ok and tostring(message) or nil
end

local function add_reads(list, recorder, place)
  for _, read in ipairs(recorder.reads) do
    if touch(read, place) then
      add(list, { step = "read", layer = read.layer, index = read.index, begin = read.begin,
        stop = read.stop })
    end
  end
end

local function add_found(list, recorder, place)
  local told = {}
  for _, tried in ipairs(recorder.tried) do
    for _, found in ipairs(tried.found) do
      local key = ("%d %d %s"):format(found.begin, found.stop, tostring(tried.pattern))
      if touch(found, place) and not told[key] then
        told[key] = true
        add(list, { step = "pattern", text = pattern.shorten(tried.pattern), begin = found.begin,
          stop = found.stop, place = tried.pattern.tree.place or tried.place })
      end
    end
  end
end

-- --- why ---

local function is_at(part, place) return part.begin == place.begin and part.stop == place.stop end

-- The match that gave an annotation; where none spans just that, the one that holds it.
local function match_at(sight, place)
  local holding
  local token = sight.article:tokens_in(place.begin, place.stop)
  local slot = token and steps.slots_of(sight, token, token)[1]
  if not slot then return nil end
  for _, match in ipairs(steps.matches(sight, steps.segment(sight, slot))) do
    for _, part in ipairs(match.parts) do
      if part[2] > part[1] and is_at(bytes_of(sight, part[1], part[2]), place) then return match end
    end
    local whole = match.stop > match.first and bytes_of(sight, match.first, match.stop)
    if whole and whole.begin <= place.begin and place.stop <= whole.stop then
      holding = holding or match
    end
  end
  return holding
end

local function pattern_why(rule, article, place)
  local sight = steps.sight(rule.tree, article, rule)
  local match = sight and match_at(sight, place)
  if not match then return { { step = "note", text = "the match could not be followed" } } end
  return steps.of_way(sight, match.way)
end

local function function_why(rule, article, place, emit)
  local recorder, failure = run(rule, article, emit)
  local list, told = {}, {}
  for _, put in ipairs(recorder.put) do
    local line = put.place and put.place.file .. put.place.line
    if is_at(put, place) and not told[line or ""] then
      told[line or ""] = true
      add(list, { step = "put", text = "emitted", place = put.place, begin = put.begin,
        stop = put.stop })
    end
  end
  add_found(list, recorder, place)
  add_reads(list, recorder, sentences_around(article, place))
  if failure then add(list, { step = "failed", text = failure }) end
  return list
end

---How an annotation came about.
---@param place stemma.explain.place  its bytes
---@return stemma.step[]
function explain.why(rule, article, place, emit)
  if rule.tree then return pattern_why(rule, article, place) end
  return function_why(rule, article, place, emit)
end

-- --- why not ---

local function in_words(set)
  local list = {}
  for _, role in ipairs(require("stemma.sort").keys(set)) do list[#list + 1] = role end
  return table.concat(list, ", ")
end

-- Blocks of the line whose role the rule does not see.
local function add_unseen(list, rule, article, first, last)
  local roles, told, seen = rule.roles or prose, {}, false
  for token = first, last do
    local begin, stop, _, _, _, role = article:block(article:block_of(token))
    role = role or "body"
    if roles[role] then
      seen = true
    elseif not told[role] then
      told[role] = true
      add(list, { step = "unseen", begin = begin, stop = stop, text =
        ("these words are a %s; the rule sees %s (roles = { … } in the rule changes that)"):format(
          role, in_words(roles)) })
    end
  end
  return seen
end

-- Layers that the rule reads and that have nothing in the line.
local function add_empty(list, rule, article, place)
  for _, name in ipairs(rule.reads) do
    local n = article:count(name)
    local i = article:annotation_at(name, place.begin)
    local begin = i <= n and article:annotation(name, i)
    if not begin or begin >= place.stop then
      add(list, { step = "empty", layer = name,
        text = n == 0 and "nothing in the article" or "nothing in this line" })
    end
  end
end

-- The node that asks for a predicate.
local function node_of(node, key)
  local found
  facts.any(node, function(part)
    found = part.pred and part.pred.key == key and part or nil
    return found ~= nil
  end)
  return found
end

local function holds_between(sight, pred, first, last)
  for slot = first, last do
    if sight.slots:holds(sight.codes, slot, pred) then return true end
  end
  return false
end

-- What the pattern cannot do without and none of these sentences has.
local function add_absent(list, sight, segments)
  for _, each in ipairs(facts.predicates(sight.tree)) do
    if facts.required(sight.tree)[each.pred.key] then
      local there = false
      for _, segment in ipairs(segments) do
        there = there or holds_between(sight, each.pred, segment[1], segment[2])
      end
      if not there then
        local node = node_of(sight.tree, each.pred.key)
        add(list, { step = "absent", text = node.label, place = node.place })
      end
    end
  end
end

local function segments_of(sight, slots)
  local list, last = {}, 0
  for _, slot in ipairs(slots) do
    if slot > last then
      local first, stop = steps.segment(sight, slot)
      list[#list + 1] = { first, stop }
      last = stop
    end
  end
  return list
end

-- Whether an attempt has to do with the word that was pointed at, or with the line.
local function concerns(sight, miss, place)
  local last = math.max(miss.at, miss.first + 1)
  if not sight.view:token(last - 1) then return false end
  local bytes = bytes_of(sight, miss.first, last)
  if not place.at then return touch(bytes, place) end
  return bytes.begin <= place.at and place.at < bytes.stop
end

-- All matches of the line, and the miss that came nearest.
local function attempts(sight, segments, place)
  local matches, nearest = {}, nil
  for _, segment in ipairs(segments) do
    local found = steps.matches(sight, segment[1], segment[2], function(miss)
      if concerns(sight, miss, place) and steps.nearer(miss, nearest) then nearest = miss end
    end)
    for _, match in ipairs(found) do
      for _, part in ipairs(match.parts) do
        local bytes = part[2] > part[1] and bytes_of(sight, part[1], part[2])
        local here = bytes and touch(bytes, place)
        if here and place.at then here = bytes.begin <= place.at and place.at < bytes.stop end
        if here then matches[#matches + 1] = bytes end
      end
    end
  end
  return matches, nearest
end

local function pattern_not(list, rule, article, place, first, last)
  local sight = steps.sight(rule.tree, article, rule)
  local slots = sight and steps.slots_of(sight, first, last) or {}
  if #slots == 0 then return note(list, "the rule sees no words of this line") end
  local segments = segments_of(sight, slots)
  local matches, nearest = attempts(sight, segments, place)
  for _, match in ipairs(matches) do
    add(list, { step = "match", begin = match.begin, stop = match.stop })
  end
  if #matches > 0 then return end
  add_absent(list, sight, segments)
  if not nearest then return note(list, "no attempt of the pattern reaches that word") end
  if nearest.score == 0 then note(list, "no word there starts the pattern") end
  steps.add_miss(sight, nearest, list, nearest.score == 0 and 1 or 0)
end

-- The nearest miss of a pattern that was looked for; nil where it matches in the line.
local function nearest_of(tried, place)
  local sight, nearest = find.sight(tried.pattern, tried.where), nil
  for slot = sight and sight.first or 1, sight and sight.last or 0 do
    local stop, miss = sight.walker:from(slot)
    if stop and stop > slot then
      local there = sight.view:token(stop - 1) and touch(bytes_of(sight, slot, stop), place)
      if there then return nil end
    elseif concerns(sight, miss, place) and steps.nearer(miss, nearest) then
      nearest = miss
    end
  end
  return nearest, sight
end

-- Patterns inside plain Lua that found nothing in the line: the nearest miss of each, the best few.
local function add_missed(list, recorder, place)
  local misses, told = {}, {}
  for _, tried in ipairs(recorder.tried) do
    local tree = tried.pattern.tree
    if #tried.found == 0 and find.touches(tried.where, place) and not told[tree] then
      local nearest, sight = nearest_of(tried, place)
      if nearest and nearest.score > 0 then
        told[tree] = true
        misses[#misses + 1] = { tried = tried, sight = sight, miss = nearest }
      end
    end
  end
  require("stemma.sort").by(misses, function(each) return -each.miss.score end)
  for i = 1, math.min(#misses, 5) do
    local each = misses[i]
    add(list, { step = "tried", text = pattern.shorten(each.tried.pattern),
      place = each.tried.pattern.tree.place or each.tried.place })
    steps.add_miss(each.sight, each.miss, list, 1)
  end
end

-- Layers that have something in the line which the rule did not look at.
local function add_unread(list, recorder, rule, article, place)
  for _, name in ipairs(rule.reads) do
    local n, seen = 0, recorder.seen[name] or {}
    for i = article:annotation_at(name, place.begin), article:count(name) do
      if article:annotation(name, i) >= place.stop then break end
      if not seen[i] then n = n + 1 end
    end
    if n > 0 then
      add(list, { step = "empty", layer = name,
        text = ("%d in this line that it did not look at one by one"):format(n) })
    end
  end
end

local function function_not(list, rule, article, place, emit)
  local recorder, failure = run(rule, article, emit)
  if failure then add(list, { step = "failed", text = failure }) end
  add_reads(list, recorder, place)
  add_unread(list, recorder, rule, article, place)
  add_found(list, recorder, place)
  local here = 0
  for _, put in ipairs(recorder.put) do
    if touch(put, place) then
      here = here + 1
      add(list, { step = "put", text = "emitted", place = put.place, begin = put.begin,
        stop = put.stop })
    end
  end
  if here == 0 then
    note(list, "plain Lua; it ran and emitted nothing here (%d elsewhere in the article)",
      #recorder.put)
    add_missed(list, recorder, place)
  end
end

-- Why a line has no words: what stands before the text says something of the article.
local function without_words(article, place)
  local line = article:sub(place.begin, place.stop)
  local text = article:tokens() > 0 and article:token(1) or math.huge
  if line:find "%S" and place.stop <= text then
    return "this line is metadata of the article; rules see its text"
  end
  return "there are no words in this line"
end

---Why a rule found nothing in a stretch.
---@param place stemma.explain.place
---@return stemma.step[]
function explain.why_not(rule, article, place, emit)
  local list = {}
  local first, last = article:tokens_in(place.begin, place.stop)
  if not first then
    note(list, without_words(article, place))
    return list
  end
  if not add_unseen(list, rule, article, first, last) then return list end
  add_empty(list, rule, article, place)
  if rule.tree then
    pattern_not(list, rule, article, place, first, last)
  else
    function_not(list, rule, article, place, emit)
  end
  return list
end

-- --- comparisons ---

local function many(n, one, several) return ("%d %s"):format(n, n == 1 and one or several) end

local function group_text(group)
  if group.layer then
    return ("read %s: %s (%s)"):format(group.layer, many(group.count, "claim", "claims"),
      table.concat(group.outlets, ", "))
  elseif group.camps then
    return ("camps by %s: %d"):format(group.camps, group.count)
  end
  local left = group.left_out > 0
    and ("; %s one of these and stay out")
      :format(many(group.left_out, "claim lacks", "claims lack"))
  return ("grouped by %s: %s%s"):format(table.concat(group.fields, ", "),
    many(group.count, "group", "groups"), left or "")
end

---What a comparison reads of a story, how it groups it, and what it returns.
---@param story userdata
---@param sink userdata
---@return stemma.step[]
function explain.compare(rule, story, sink)
  local recorder, list = trace.open(), {}
  claim.watch(recorder)
  local ok, message = pcall(require("stemma.compare.story").run, rule, story, sink, recorder)
  claim.watch(nil)
  for _, group in ipairs(recorder.groups) do
    add(list, { step = "group", text = group_text(group), place = group.place })
    for _, one in ipairs(group.parts or {}) do
      add(list, { step = "group", text = one, depth = 1 })
    end
  end
  for _, put in ipairs(recorder.put) do
    add(list, { step = "put", text = put.text, place = put.place })
  end
  if not ok then
    add(list, { step = "failed", text = tostring(message) })
  elseif #recorder.put == 0 then
    note(list, "it ran to its end and found nothing")
  end
  return list
end

return explain
