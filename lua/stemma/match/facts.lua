-- What can be told of a pattern before it runs: what it can start with, what it cannot do without,
-- and whether it needs to be able to give back.

local predicate = require "stemma.match.predicate"
local tree = require "stemma.match.tree"

local facts = {}

---The predicates a match can start with. `open`: with anything. `nullable`: it may be empty.
---@class stemma.first
---@field preds table[]
---@field open boolean
---@field nullable boolean

local function union(a, b, nullable)
  local preds = {}
  for _, set in ipairs { a.preds, b.preds } do
    for _, pred in ipairs(set) do preds[#preds + 1] = pred end
  end
  return { preds = preds, open = a.open or b.open, nullable = nullable }
end
facts.union = union

local nothing = { preds = {}, open = false, nullable = true }

local function first_of_seq(items, i)
  if not items[i] then return nothing end
  local head = facts.first(items[i])
  if not head.nullable then return head end
  local rest = first_of_seq(items, i + 1)
  return union(head, rest, rest.nullable)
end

---@return stemma.first
function facts.first(node)
  local kind = node.kind
  if kind == "one" or kind == "run" then
    return { preds = { node.pred }, open = node.pred.type == "any", nullable = false }
  elseif kind == "lit" or kind == "raw" then
    return { preds = {}, open = true, nullable = node.nullable }
  elseif kind == "seq" then
    return first_of_seq(node.items, 1)
  elseif kind == "alt" then
    local all = { preds = {}, open = false, nullable = false }
    for _, item in ipairs(node.items) do
      local head = facts.first(item)
      all = union(all, head, all.nullable or head.nullable)
    end
    return all
  elseif kind == "rep" then
    local head = facts.first(node.item)
    return { preds = head.preds, open = head.open, nullable = node.min == 0 }
  elseif node.item and kind ~= "neg" and kind ~= "look" and kind ~= "behind" then
    return facts.first(node.item)
  end
  return nothing
end

---The first set of `node` followed by something that starts with `after`.
function facts.before(node, after)
  local head = facts.first(node)
  if not head.nullable then return head end
  return union(head, after, after.nullable)
end

---A part without the names and values on it.
function facts.stripped(node)
  while node.kind == "cap" or node.kind == "val" or node.kind == "focus" or node.kind == "get" do
    node = node.item
  end
  return node
end

local function same_items(a, b)
  if #a ~= #b then return false end
  for i = 1, #a do
    if not facts.same(a[i], b[i]) then return false end
  end
  return true
end

---Whether two parts match the same, names aside.
function facts.same(a, b)
  a, b = facts.stripped(a), facts.stripped(b)
  if a.kind ~= b.kind or a.min ~= b.min or a.max ~= b.max or a.side ~= b.side
    or a.text ~= b.text or a.pattern ~= b.pattern
    or (a.pred and a.pred.key) ~= (b.pred and b.pred.key) then
    return false
  end
  if a.item then return facts.same(a.item, b.item) end
  return not a.items or same_items(a.items, b.items)
end

---Whether what starts with `a` can never start where `b` does.
function facts.disjoint(a, b)
  if a.open or b.open or a.nullable or b.nullable then return false end
  for _, p in ipairs(a.preds) do
    for _, q in ipairs(b.preds) do
      if not predicate.disjoint(p, q) then return false end
    end
  end
  return true
end

local function all_disjoint(items)
  local seen = { preds = {}, open = false, nullable = false }
  for i, item in ipairs(items) do
    local head = facts.first(item)
    if i > 1 and not facts.disjoint(seen, head) then return false end
    seen = union(seen, head, head.nullable)
  end
  return true
end

local function every(items, test)
  for i, item in ipairs(items) do
    if not test(item, i) then return false end
  end
  return true
end

local takes_nothing = { neg = true, look = true, behind = true, edge = true }

---Whether what stands from items[i] on begins with a test that refuses `taken`; nil where all of it
---takes nothing, and what follows has the say.
---@return boolean|nil
function facts.refuses(items, i, taken)
  for k = i, #items do
    local after = facts.stripped(items[k])
    local says = false
    if after.kind == "seq" then says = facts.refuses(after.items, 1, taken) end
    if after.kind == "neg" and facts.same(after.item, taken) then return true end
    if takes_nothing[after.kind] then says = nil end
    if says ~= nil then return says end
  end
  return nil
end

-- Whether the i-th of some items is a repetition that has nothing to give back: what follows cannot
-- start where it could have gone on.
local function is_settled(items, i)
  local item = items[i]
  if item.kind ~= "rep" or not facts.one_end(item.item) then return false end
  return facts.refuses(items, i + 1, item.item) == true
    or facts.disjoint(facts.first(item.item), first_of_seq(items, i + 1))
end

---Whether, from one place, the pattern can end at one place only. Then it has nothing to give
---back, and LPeg's own sequence, choice and repetition do what a backtracking matcher would.
function facts.one_end(node)
  local kind = node.kind
  if kind == "seq" then
    return every(node.items, function(item, i)
      return facts.one_end(item) or is_settled(node.items, i)
    end)
  end
  if kind == "alt" then
    return every(node.items, facts.one_end)
      and (tree.width(node) ~= nil or all_disjoint(node.items))
  end
  if kind == "rep" then return node.min == node.max and facts.one_end(node.item) end
  if kind == "neg" or kind == "look" or kind == "behind" then return true end
  return not node.item or facts.one_end(node.item)
end

---Whether a repetition that takes all it can finds what one that gives back would find. `cont`:
---what follows it.
---@param cont { first: stemma.first, always: boolean, items: table[], from: integer }
---`always`: it cannot fail; it begins with items[from], where it is part of a sequence
function facts.takes_all(node, cont)
  if not facts.one_end(node.item) then return false end
  if cont.items and facts.refuses(cont.items, cont.from, node.item) then return true end
  if cont.always then return not node.lazy end
  return facts.disjoint(facts.first(node.item), cont.first)
end

---Predicates each of which holds somewhere in any match: where one holds nowhere in an article,
---there is nothing to look for. A set of keys.
function facts.required(node)
  local kind, found = node.kind, {}
  if kind == "one" or kind == "run" then
    if node.pred.type ~= "any" then found[node.pred.key] = true end
  elseif kind == "seq" then
    for _, item in ipairs(node.items) do
      for key in pairs(facts.required(item)) do found[key] = true end
    end
  elseif kind == "alt" then
    found = facts.required(node.items[1])
    for i = 2, #node.items do
      local other = facts.required(node.items[i])
      for key in pairs(found) do
        if not other[key] then found[key] = nil end
      end
    end
  elseif kind ~= "neg" and node.item and not (kind == "rep" and node.min == 0) then
    return facts.required(node.item)
  end
  return found
end

-- How much a predicate leaves to be looked at: words leave the least. Nil: it tells nothing.
local weights = { words = 1, lexicon = 2, layer = 3, flags = 4 }

local function weight(condition)
  local most = 0
  for _, pred in ipairs(condition) do
    if not weights[pred.type] then return math.huge end
    most = math.max(most, weights[pred.type])
  end
  return most
end

local function lightest(conditions)
  local best
  for _, each in ipairs(conditions) do
    if not best or weight(each) < weight(best) then best = each end
  end
  return best
end

-- One condition that holds in whatever branch matches: one of each branch's lightest.
local function any_of(items)
  local list = {}
  for _, item in ipairs(items) do
    local best = lightest(facts.conditions(item))
    if not best then return {} end
    table.move(best, 1, #best, #list + 1, list)
  end
  return { list }
end

---What has to be somewhere in any match: a list of conditions, each a list of predicates one of
---which holds for a token of the match or one that it looks at. Where a sentence does not meet
---them all, there is nothing to look for.
---@return table[][]
function facts.conditions(node)
  local kind = node.kind
  if kind == "one" or kind == "run" then
    return weights[node.pred.type] and { { node.pred } } or {}
  elseif kind == "alt" then
    return any_of(node.items)
  elseif kind == "seq" then
    local list = {}
    for _, item in ipairs(node.items) do
      local more = facts.conditions(item)
      table.move(more, 1, #more, #list + 1, list)
    end
    return list
  elseif kind ~= "neg" and node.item and not (kind == "rep" and node.min == 0) then
    return facts.conditions(node.item)
  end
  return {}
end

-- Whether a token can be the first of a match, as a list of clauses: it has the predicates of
-- `all` and none of `none`. `exact`: the clauses say all there is to say.

local function clause(all, none) return { all = all or {}, none = none or {} } end

local function joined(a, b)
  local list = table.move(a, 1, #a, 1, {})
  return table.move(b, 1, #b, #list + 1, list)
end

-- What holds where one of `a` and one of `b` do.
local function both(a, b)
  local list = {}
  for _, x in ipairs(a) do
    for _, y in ipairs(b) do
      list[#list + 1] = clause(joined(x.all, y.all), joined(x.none, y.none))
    end
  end
  return list
end

-- What holds where none of the clauses does; nil where that would take more than one clause each.
local function none_of(clauses)
  local none = {}
  for _, each in ipairs(clauses) do
    if #each.none > 0 or #each.all ~= 1 then return nil end
    none = joined(none, each.all)
  end
  return { clause({}, none) }
end

local starts_of

-- The clauses of items[i] and what follows it, where all of `given` holds.
local function starts_of_seq(items, i, given, exact)
  local item = items[i]
  if not item then return given, false end
  local kind = item.kind
  if kind == "neg" or kind == "look" then
    local inner, whole = starts_of(item.item)
    whole = whole and tree.width(item.item) == 1
    local condition = kind == "look" and inner or whole and none_of(inner) or nil
    return starts_of_seq(items, i + 1, condition and both(given, condition) or given,
      exact and whole and condition ~= nil)
  elseif kind == "edge" or kind == "behind" then
    return starts_of_seq(items, i + 1, given, false)
  end
  local head, whole = starts_of(item)
  local list = both(given, head)
  if not item.nullable then return list, exact and whole and not items[i + 1] end
  return joined(list, (starts_of_seq(items, i + 1, given, false))), false
end

function starts_of(node)
  local kind = node.kind
  if kind == "one" or kind == "run" then
    return { clause(node.pred.type ~= "any" and { node.pred } or nil) }, true
  elseif kind == "seq" then
    return starts_of_seq(node.items, 1, { clause() }, true)
  elseif kind == "alt" then
    local list, exact = {}, true
    for _, item in ipairs(node.items) do
      local more, whole = starts_of(item)
      list, exact = joined(list, more), exact and whole
    end
    return list, exact
  elseif node.item and kind ~= "neg" and kind ~= "look" and kind ~= "behind" then
    return starts_of(node.item)
  end
  return { clause() }, false
end

---Where a match can begin: a list of clauses { all = predicates, none = predicates }, one of which
---holds for its first token. For a pattern of one token, or of one annotation or entry, that is
---exactly where it matches.
---@return { all: table[], none: table[] }[]
function facts.starts(node) return (starts_of(node)) end

---All predicates, each once, in the order they are written.
function facts.predicates(node, list, seen)
  list, seen = list or {}, seen or {}
  if node.pred and node.pred.type ~= "any" and not seen[node.pred.key] then
    seen[node.pred.key] = true
    list[#list + 1] = { pred = node.pred, place = node.place }
  end
  if node.item then facts.predicates(node.item, list, seen) end
  for _, item in ipairs(node.items or {}) do facts.predicates(item, list, seen) end
  return list
end

---Whether a part of the pattern satisfies `test`.
function facts.any(node, test)
  if test(node) then return true end
  if node.item then return facts.any(node.item, test) end
  for _, item in ipairs(node.items or {}) do
    if facts.any(item, test) then return true end
  end
  return false
end

return facts
