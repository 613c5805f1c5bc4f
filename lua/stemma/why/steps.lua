-- The steps of an explanation, as plain data: what the command prints, one line or two a step.
--
-- A step has `step`, a word that says what it is, and of these what it needs: `text`, `place` (in
-- the rule's file), `begin` and `stop` (bytes of the article), `layer` and `index` (an annotation),
-- `depth`.
--
--   took      a part took these words        match     the pattern matches there
--   named     … the parts inside a name      miss      the attempt that came nearest
--   held      a condition held there         stopped   the word that stopped it
--   read      an annotation was looked at    wants     what could have gone on there
--   empty     a layer has nothing there      absent    what is nowhere in the sentence
--   pattern   a pattern in plain Lua         unseen    words the rule does not see
--   put       emitted, or found, by a line   failed    the rule raised an error
--   almost    an annotation that lacks one thing that is asked of it
--   note      a sentence                     group     claims that a comparison set side by side

local describe = require "stemma.match.describe"
local matcher = require "stemma.match.matcher"
local show = require "stemma.base.show"
local sort = require "stemma.sort"
local values = require "stemma.match.values"
local walk = require "stemma.why.walk"

local steps = {}

---@class stemma.step
---@field step string
---@field text string|nil
---@field place stemma.place|nil
---@field begin integer|nil
---@field stop integer|nil
---@field layer string|nil
---@field index integer|nil
---@field depth integer|nil

---A pattern and an article, ready to be walked: nil where the rule sees no word of the article.
---@class stemma.steps.sight
---@field walker table
---@field view userdata
function steps.sight(node, article, options)
  local self = matcher.new(node, { within = options.within })
  self.slots.native:require(0)
  local codes, view = self:view(article, options.roles)
  if not codes then return nil end
  return {
    article = article, view = view, slots = self.slots, codes = codes, tree = node,
    walker = walk.open(node, self.slots, codes),
  }
end

---The first and last slot between two boundaries, around a slot.
function steps.segment(sight, slot)
  local view, first, last = sight.view, slot, slot
  while first > 1 and view:token(first - 1) do first = first - 1 end
  local count = view:slots()
  while last < count and view:token(last + 1) do last = last + 1 end
  return first, last
end

---The slots whose tokens are from one to another, in order.
function steps.slots_of(sight, first, last)
  local list = {}
  for slot = 1, sight.view:slots() do
    local token = sight.view:token(slot)
    if token and token >= first and token <= last then list[#list + 1] = slot end
  end
  return list
end

-- --- ways ---

-- What a mark around several parts is called.
local marks = {
  cap = function(node) return (":as %q"):format(node.name) end,
  val = function(node) return (":is %s"):format(show(node.value)) end,
  get = function(node) return (":get %q"):format(node.name) end,
  focus = function() return ":focus()" end,
}

local function annotation_at(sight, node, slot)
  if node.kind ~= "run" or node.pred.type ~= "layer" then return nil end
  return sight.view:layer_at(slot, sight.slots.index[node.pred.key])
end

local function part_step(sight, event, depth)
  local node, part = event.node, event.part
  local index = annotation_at(sight, node, event.first)
  return {
    step = event.what == "took" and "took" or "held", text = describe.short(part),
    place = node.place or part.place, first = event.first, slot = event.stop, depth = depth,
    part = part, layer = index and node.pred.name, index = index,
  }
end

-- Where a condition holds, the word after it is marked; at an end the one before.
local function set_bytes(sight, one)
  local view = sight.view
  local first, stop = one.first, one.slot
  if stop == first then
    if view:token(math.min(first, view:slots())) and first <= view:slots() then
      stop = first + 1
    else
      first = first - 1
    end
  end
  if first >= 1 and view:token(first) then
    one.begin, one.stop = values.bytes(sight.article, view, first, stop)
  end
  one.first, one.slot, one.part = nil, nil, nil
end

---The steps of a way: parts with the words they took; a part that repeats is one.
function steps.of_way(sight, way, depth)
  local list, open = {}, {}
  depth = depth or 0
  for _, event in ipairs(way) do
    local last = list[#list]
    if event.what == "open" and not event.part then
      local text = (marks[event.node.kind] or describe.short)(event.node)
      list[#list + 1] = { step = "named", text = text, place = event.node.place,
        first = event.first, slot = event.first, depth = depth }
      open[#open + 1], depth = list[#list], depth + 1
    elseif event.what == "close" and not event.part then
      open[#open].slot, open[#open], depth = event.first, nil, depth - 1
    elseif event.what == "took" and last and last.part == event.part and last.slot == event.first
      and last.step == "took" then
      last.slot = event.stop
    elseif event.what == "took" or event.what == "holds" then
      list[#list + 1] = part_step(sight, event, depth)
    end
  end
  for _, one in ipairs(open) do one.slot = way[#way].stop end
  for _, one in ipairs(list) do set_bytes(sight, one) end
  return list
end

---The focus parts of a way, { first, stop } each in slots; without one the whole.
function steps.focus_of(way, first, stop)
  local list = {}
  for _, event in ipairs(way) do
    local focus = event.node.kind == "focus"
    if focus and event.what == "open" then list[#list + 1] = { event.first } end
    if focus and event.what == "close" then list[#list][2] = event.first end
  end
  if #list == 0 then list[1] = { first, stop } end
  return list
end

---The matches from slot `first` to `last`, as the rule finds them; `missed` is told of each slot
---where none starts.
function steps.matches(sight, first, last, missed)
  local list, slot = {}, first
  while slot <= last do
    local stop, way = sight.walker:from(slot)
    if stop then
      local parts = steps.focus_of(way, slot, stop)
      list[#list + 1] = { first = slot, stop = stop, way = way, parts = parts }
      slot = math.max(parts[#parts][2], parts[1][1] + 1)
    else
      if missed then missed(way) end
      slot = slot + 1
    end
  end
  return list
end

-- --- misses ---

---Whether one miss came nearer than another.
function steps.nearer(a, b)
  if not b then return true end
  if a.score ~= b.score then return a.score > b.score end
  return a.at - a.first > b.at - b.first
end

-- An annotation that begins there but lacks what the pattern asks of it.
local function almost(sight, node, slot)
  local pred, token = node.pred, sight.view:token(slot)
  if not token or not pred or pred.type ~= "layer" or not pred.attributes then return nil end
  local article, begin = sight.article, (sight.article:token(token))
  local i = article:annotation_at(pred.name, begin)
  if i > article:count(pred.name) or article:annotation(pred.name, i) ~= begin then return nil end
  for _, field in ipairs(sort.keys(pred.attributes)) do
    local value = article:value(pred.name, i, field)
    local wanted = pred.attributes[field]
    local fits = value == wanted
    for _, each in ipairs(type(wanted) == "table" and wanted or {}) do
      fits = fits or each == value
    end
    if not fits then
      return ("a %s begins there, but its %s is %s"):format(pred.name, field, show(value))
    end
  end
  return nil
end

local function want_steps(sight, miss, depth, list)
  local seen = {}
  for _, each in ipairs(miss.wanted) do
    local text = describe.short(each.node)
    if not seen[text] then
      seen[text] = true
      list[#list + 1] = { step = "wants", text = text, place = each.node.place, depth = depth }
      local reason = almost(sight, each.node, miss.at)
      if reason then list[#list + 1] = { step = "note", text = reason, depth = depth + 1 } end
    end
  end
end

-- The word that stopped it; behind a sentence's last word its end.
local function stop_step(sight, slot, depth)
  local view, article = sight.view, sight.article
  local token = slot <= view:slots() and view:token(slot)
  local one = { step = "stopped", depth = depth }
  if token then
    one.begin, one.stop = article:token(token)
    one.text = article:sub(one.begin, one.stop)
  else
    local before = slot > 1 and view:token(slot - 1)
    if before then
      local _, stop = article:token(before)
      one.begin, one.stop = stop, stop
    end
    one.text = "the end of the sentence"
  end
  return one
end

-- On the way to where it stopped: annotations that were almost what was wanted.
local function almost_steps(sight, miss, depth, list)
  for _, run in ipairs(miss.runs) do
    local reason = run.slot ~= miss.at and run.score == miss.score
      and almost(sight, run.node, run.slot)
    if reason then
      local begin, stop = values.bytes(sight.article, sight.view, run.slot, run.slot + 1)
      list[#list + 1] = { step = "almost", text = reason, begin = begin, stop = stop,
        depth = depth }
    end
  end
end

---Appends where a miss started, what its parts took, the word that stopped it and what could have
---gone on there.
function steps.add_miss(sight, miss, list, depth)
  depth = depth or 0
  if miss.score > 0 then
    local begin, stop = values.bytes(sight.article, sight.view, miss.first, miss.at)
    list[#list + 1] = { step = "miss", begin = begin, stop = stop, depth = depth }
    for _, each in ipairs(steps.of_way(sight, miss.way, depth + 1)) do list[#list + 1] = each end
    list[#list + 1] = stop_step(sight, miss.at, depth + 1)
    depth = depth + 1
  end
  want_steps(sight, miss, depth, list)
  almost_steps(sight, miss, depth, list)
end

return steps
