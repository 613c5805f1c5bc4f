-- `why-not`: how far a pattern got in a line of an article, at which part and token it stopped.
--
-- The pattern is compiled a second time so that each part tells where it is tried. Of all starts in
-- the line, the one whose parts reached furthest is the nearest miss.

local describe = require "stemma.describe"
local matcher = require "stemma.matcher"
local pack = require "stemma.pack"
local sort = require "stemma.sort"
local values = require "stemma.values"

local explain = {}

-- Follows one match: the parts on the way (those behind a place are dropped when it is tried anew,
-- since they gave it back), and the way that reached furthest.
local function tracer()
  local self = { way = {}, furthest = 0 }
  function self.note(node, position)
    local way = self.way
    while #way > 0 and way[#way].position >= position do way[#way] = nil end
    way[#way + 1] = { node = node, position = position }
    if position > self.furthest then
      self.furthest, self.best, self.tried = position, {}, {}
      for i, step in ipairs(way) do self.best[i] = step end
    end
    if position == self.furthest then self.tried[#self.tried + 1] = node end
  end
  function self.reset() self.way, self.furthest, self.best, self.tried = {}, 0, nil, nil end
  return self
end

-- The slots from the first to the last token that lies in the line (and column).
local function slots_in(article, view, line, column)
  local list = {}
  for slot = 1, view:slots() do
    local token = view:token(slot)
    if token then
      local at_line, at_column = article:place((article:token(token)))
      if at_line == line and (not column or at_column >= column) then list[#list + 1] = slot end
    end
  end
  return list
end

local function word_at(article, view, slot)
  local token = slot <= view:slots() and view:token(slot)
  return token and ('"%s"'):format(article:word(token)) or "the end of the sentence"
end

local function part_text(node)
  local line = node.place and pack.line(node.place)
  local where = node.place and (" (line %d)"):format(node.place.line) or ""
  return describe.short(node), where, line
end

-- One line for each part on the way, with the words it took.
local function way_lines(lines, article, view, best, furthest)
  for i, step in ipairs(best) do
    local next_at = best[i + 1] and best[i + 1].position or furthest
    if step.position < furthest and next_at > step.position then
      local text, where = part_text(step.node)
      lines[#lines + 1] = ("  %s took \"%s\"%s"):format(text,
        article:sub(values.bytes(article, view, step.position, next_at)), where)
    end
  end
end

local function wanted_text(tried)
  local seen, list = {}, {}
  for _, node in ipairs(tried) do
    local text, where = part_text(node)
    if not seen[text] then
      seen[text] = true
      list[#list + 1] = text .. where
    end
  end
  return table.concat(list, ", or ")
end

local function place_text(article, view, slot)
  local line, column = article:place((article:token(view:token(slot))))
  return ("%d:%d"):format(line, column)
end

local function in_slots(best, bytes)
  local list = {}
  for i, step in ipairs(best) do
    list[i] = { node = step.node, position = (step.position - 1) // bytes + 1 }
  end
  return list
end

-- Tries the pattern at every slot of the line: a match, or the attempt that reached furthest.
local function attempts(self, trace, codes, slots)
  local bytes, best = self.slots.bytes, nil
  for _, slot in ipairs(slots) do
    trace.reset()
    local flat = table.pack(self.anchored:match(codes, (slot - 1) * bytes + 1))
    if flat[1] then return nil, { first = slot, stop = (flat[flat.n] - 1) // bytes + 1 } end
    local reached = (trace.furthest - 1) // bytes + 1 - slot
    if trace.best and (not best or reached > best.reached) then
      best = { first = slot, reached = reached, tried = trace.tried,
        way = in_slots(trace.best, bytes) }
    end
  end
  return best
end

local function pattern_lines(rule, article, line, column)
  local trace = tracer()
  local self = matcher.new(rule.tree, { within = rule.within, trace = trace.note })
  self.slots.native:require(0)
  local codes, view = self:view(article, rule.roles)
  if not codes then return { "the rule sees no sentence of this article" } end
  local slots = slots_in(article, view, line, column)
  if #slots == 0 then
    return { ("line %d has no words that the rule sees: its block has another role"):format(line) }
  end
  local miss, match = attempts(self, trace, codes, slots)
  if match then
    return { ("the pattern matches at %s: \"%s\""):format(place_text(article, view, match.first),
      article:sub(values.bytes(article, view, match.first, match.stop))) }
  elseif not miss then
    return { "nothing in the line could be tried" }
  end
  local furthest = miss.first + miss.reached
  local lines = {}
  if miss.reached == 0 then
    lines[1] = ("no word of line %d starts the pattern"):format(line)
    lines[2] = "  it starts with " .. wanted_text(miss.tried)
    return lines
  end
  lines[1] = ("the nearest miss starts at %s"):format(place_text(article, view, miss.first))
  way_lines(lines, article, view, miss.way, furthest)
  lines[#lines + 1] = ("  stopped at %s, where it wants %s"):format(
    word_at(article, view, furthest), wanted_text(miss.tried))
  return lines
end

-- For plain Lua: what the rule read and how it is made; its steps are the author's own.
local function function_lines(rule, article, line)
  local lines = { ("%s is plain Lua (%s:%d); it sees in line %d:"):format(rule.name, rule.file,
    rule.line, line) }
  for _, name in ipairs(sort.by { table.unpack(rule.reads) }) do
    local n, shown = 0, {}
    for i = 1, article:count(name) do
      local begin, stop = article:annotation(name, i)
      if article:place(begin) == line then
        n = n + 1
        shown[#shown + 1] = ('"%s"'):format(article:sub(begin, stop))
      end
    end
    lines[#lines + 1] = ("  %s: %s"):format(name, n > 0 and table.concat(shown, ", ") or "none")
  end
  return lines
end

---How far the rule got in a line: a list of lines of text.
function explain.lines(rule, article, line, column)
  if rule.tree then return pattern_lines(rule, article, line, column) end
  if rule.kind == "extract" then return function_lines(rule, article, line) end
  return { ("%s compares articles; why-not is about rules that extract"):format(rule.name) }
end

return explain
