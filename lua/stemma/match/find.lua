-- Token patterns used inside plain Lua: `pattern:find(span)`, `pattern:each(span)`.
--
-- In an article a match stays within a sentence; in a span it stays within a block, and the span is
-- all that it sees, but for the tokens before it that t.after looks at.

local article = require "stemma.read.article"
local compile = require "stemma.match.compile"
local core = require "stemma.core"
local facts = require "stemma.match.facts"
local lint = require "stemma.match.lint"
local matcher = require "stemma.match.matcher"
local pattern = require "stemma.match.pattern"
local source = require "stemma.base.source"
local span = require "stemma.read.span"
local tree = require "stemma.match.tree"
local values = require "stemma.match.values"

local find = {}

---A match of a pattern that is used in plain Lua. The names in the pattern are its keys: spans, or
---what `:is` gave, and lists of these in repetitions.
---@class stemma.match: stemma.span
---@field [string] any       what a name in the pattern took

local matchers = setmetatable({}, { __mode = "k" })
local views = setmetatable({}, { __mode = "k" })

-- The names in a pattern, none of which may hide what a span has.
local function names_of(node)
  local names = {}
  for _, part in ipairs(tree.names(node)) do
    if part.name and not span.free_name(part.name) then
      source.fail_at(part.place, "a match has a '%s' of its own; name the part otherwise",
        part.name)
    end
    if part.name then names[part.name] = true end
  end
  return names
end

local function matcher_of(p, within)
  if not pattern.is(p, "token") then
    source.fail("find takes a token pattern, here a %s", type(p))
  end
  local made = matchers[p.tree]
  if not made then
    lint.shape(p.tree)
    made = {
      repeated = lint.repeated(p.tree), names = names_of(p.tree),
      behind = math.max(1, tree.behind_width(p.tree)),
    }
    matchers[p.tree] = made
  end
  made[within] = made[within] or matcher.new(p.tree, { within = within })
  return made[within], made
end

-- The codes of an article for a matcher, its view, and its longest stretch; made once.
local function view_of(self, whole)
  local made = views[whole.native]
  if not made then
    made = setmetatable({}, { __mode = "k" })
    views[whole.native] = made
  end
  if not made[self] then
    local codes, view = self:view(whole.native, whole.roles)
    made[self] = { codes = codes or false, view = view, longest = view and view:longest() }
  end
  return made[self].codes, made[self].view, made[self].longest
end

-- The article of a span, or itself.
local function whole_of(where)
  local whole = article.is(where) and where or span.is(where) and where.article
  if not whole then source.fail("find takes a span or the article, here a %s", type(where)) end
  return whole
end

-- The first slot that stands for the token or a later one.
local function slot_of(view, token)
  local low, high = 1, view:slots() + 1
  while low < high do
    local middle = (low + high) // 2
    local at = middle
    while at < high and not view:token(at) do at = at + 1 end
    if at < high and view:token(at) < token then low = at + 1 else high = middle end
  end
  return low
end

-- The slots of a span: the codes from as many slots before it as the pattern looks behind, how many
-- slots stand before these, and where the span itself begins.
local function codes_in(self, codes, view, where, behind)
  if article.is(where) then return codes, 0 end
  if not where.first then return nil end
  local bytes = self.slots.bytes
  local first, stop = slot_of(view, where.first), slot_of(view, where.last + 1)
  local from = math.max(first - behind, 1)
  return codes:sub((from - 1) * bytes + 1, (stop - 1) * bytes), from - 1, first - from + 1
end

local function capture_value(whole, view, capture, by)
  if capture.value ~= nil then return capture.value end
  if capture.stop <= capture.first then return nil end
  return whole:span(values.bytes(whole.native, view, capture.first + by, capture.stop + by))
end

-- A part of a match as authors see it: a span that has the names in the pattern too. `by`: how many
-- slots stand before the codes that were searched.
local function match_of(self, part, by, whole, view, made)
  local captures, runs = {}, {}
  for _, capture in ipairs(part.captures) do
    local value, name = capture_value(whole, view, capture, by), capture.name
    if made.repeated[name] then
      captures[name] = captures[name] or {}
      table.insert(captures[name], value)
    else
      captures[name] = value
    end
    if capture.run and capture.run.pred.type == "layer" then
      local i = view:layer_at(capture.at + by, self.slots.index[capture.run.pred.key])
      runs[name] = i and whole:layer(capture.run.pred.name)[i]
    end
  end
  local begin, stop = values.bytes(whole.native, view, part.from + by, part.to + by)
  return span.make("match", whole, begin, stop,
    { fields = made.names, captures = captures, runs = runs })
end

---All matches, one after the other; of one with several :focus() parts, each part.
function find.each(p, where)
  local whole = whole_of(where)
  local self, made = matcher_of(p, article.is(where) and "sentence" or "paragraph")
  local codes, view, longest = view_of(self, whole)
  local by, slot
  if codes then codes, by, slot = codes_in(self, codes, view, where, made.behind) end
  slot = slot or 1
  local search = codes and self:ready(#codes // self.slots.bytes, longest)
  local tried = whole.recorder and whole.recorder:try(p, where)
  local parts, i = {}, 0
  return function()
    i = i + 1
    if not parts[i] then
      local found = codes and self:next(search, codes, slot)
      if not found then
        codes = nil
        return nil
      end
      slot = math.max(found.to, found.parts[1].from + 1)
      parts, i = found.parts, 1
    end
    local match = match_of(self, parts[i], by, whole, view, made)
    if tried then table.insert(tried.found, match) end
    return match
  end
end

-- The bits of some predicates.
local function bits_of(slots, preds)
  local bits = 0
  for _, pred in ipairs(preds) do bits = bits | 1 << slots.bit[pred.key] end
  return bits
end

-- A pattern's first tokens as core.places wants them: clauses as bits, and the bits of those that
-- take several tokens. Made once.
local function starts_of(p)
  local self, made = matcher_of(p, "sentence")
  if not made.clauses then
    if p.tree.nullable then source.fail ":places of a pattern that can match nothing" end
    local clauses, runs = {}, 0
    for i, each in ipairs(facts.starts(p.tree)) do
      clauses[2 * i - 1] = bits_of(self.slots, each.all)
      clauses[2 * i] = bits_of(self.slots, each.none)
      for _, pred in ipairs(each.all) do
        if pred.type == "lexicon" or pred.type == "layer" then
          runs = runs | bits_of(self.slots, { pred })
        end
      end
    end
    made.clauses, made.runs = clauses, runs
  end
  return self, made
end

-- The first of a sorted list that is not less than `least`.
local function first_from(list, least)
  local low, high = 1, #list + 1
  while low < high do
    local middle = (low + high) // 2
    if list[middle] < least then low = middle + 1 else high = middle end
  end
  return low
end

-- The part of the lists that lies in a span.
local function cut(where, at, last, number)
  local from = first_from(at, where.first or math.maxinteger)
  local to = first_from(at, (where.last or 0) + 1) - 1
  at = table.move(at, from, to, 1, {})
  if not last then return at end
  return at, table.move(last, from, to, 1, {}), table.move(number, from, to, 1, {})
end

---The tokens at which a match can begin, and no list a token: see pattern.lua.
function find.places(p, where)
  local whole = whole_of(where)
  local known = whole.places_made[p]
  if not known then
    local self, made = starts_of(p)
    known = table.pack(core.places(self.slots.native, whole.native, whole.rule.roles, "sentence",
      self.quotes, made.clauses, made.runs))
    whole.places_made[p] = known
  end
  if whole == where then return table.unpack(known) end
  return cut(where, table.unpack(known))
end

---Where the pattern matches in an article, as two lists of tokens: the first ones, the last ones.
function find.stretches(p, whole)
  if not article.is(whole) then
    source.fail("stretches takes the article, here a %s", type(whole))
  end
  local self, made = matcher_of(p, "sentence")
  if p.tree.nullable then source.fail ":stretches of a pattern that can match nothing" end
  if whole.recorder then whole.recorder:try(p, whole) end
  made.stretches = made.stretches or compile.stretches(p.tree, self.slots)
  local codes, view, longest = view_of(self, whole)
  if not codes then return {}, {} end
  local search = compile.paid(made.stretches, view:slots(), longest)
  return core.stretches(view, search:match(codes), self.slots.bytes)
end

---Whether what was searched has bytes in common with a stretch.
function find.touches(where, stretch)
  return article.is(where) or where.begin < stretch.stop and stretch.begin < where.stop
end

---What `find` sees there, ready to be walked for an explanation; nil where that is nothing. `first`
---and `last` are the slots where a match may start.
function find.sight(p, where)
  local whole = article.is(where) and where or where.article
  local within = article.is(where) and "sentence" or "paragraph"
  local sight = require("stemma.why.steps").sight(p.tree, whole.native,
    { within = within, roles = whole.roles })
  if not sight then return nil end
  sight.first, sight.last = 1, sight.view:slots()
  if not article.is(where) then
    if not where.first then return nil end
    sight.first = slot_of(sight.view, where.first)
    sight.last = slot_of(sight.view, where.last + 1) - 1
    sight.codes = sight.codes:sub(1, sight.last * sight.slots.bytes)
    sight.walker.codes = sight.codes
  end
  return sight
end

---The first match, or nil.
function find.first(p, where) return find.each(p, where)() end

return find
