-- Patterns as trees. A node is a plain table, never changed once made:
--
--   one    pred                  one token (or character) that a predicate holds for
--   run    pred                  all tokens of one annotation or lexicon entry
--   edge   side                  nothing, at the "first" or "last" place of a sentence
--   lit    text                  these characters (character patterns only)
--   raw    pattern               what a pattern of LPeg's matches (character patterns only)
--   seq    items                 one after the other
--   alt    items                 the first that lets the whole match
--   rep    item min max lazy     `max` is false where there is none
--   neg    item                  nothing, where the item does not match
--   look   item                  nothing, where the item matches
--   behind item                  nothing, after tokens that the item matches
--   cap    item name             the item is the value of a field
--   val    item value            … and this is the value
--   get    item name             … and the value is that field of the item's annotation
--   focus  item                  an annotation spans only the item
--
-- Every node knows its place in the author's file, and, so that no tree can grow beyond what LPeg
-- compiles safely, its size and depth.

local source = require "stemma.base.source"

local tree = {}

tree.limits = { depth = 200, size = 4000, copies = 200 }

---The kinds above. One that is added here has to be described (describe.lua), compiled, and walked
---for explanations (walk.lua); a test sees to that.
tree.kinds = {
  one = true, run = true, edge = true, lit = true, raw = true, seq = true, alt = true, rep = true,
  neg = true, look = true, behind = true, cap = true, val = true, get = true, focus = true,
}

local function check_limits(node)
  if node.depth > tree.limits.depth then
    source.fail("this pattern is nested %d deep, at most %d", node.depth, tree.limits.depth)
  elseif node.size > tree.limits.size then
    source.fail("this pattern has %d parts, at most %d; a long list of words belongs in one "
      .. "t.word { … } or in a lexicon", node.size, tree.limits.size)
  end
end

-- Fills in what every node has. `copies`: how often the items are compiled.
local function make(node, items, copies)
  assert(tree.kinds[node.kind], node.kind)
  local size, depth = 1, 0
  for _, item in ipairs(items) do
    size = size + item.size * (copies or 1)
    depth = math.max(depth, item.depth)
  end
  node.size, node.depth, node.place = size, depth + 1, source.here()
  check_limits(node)
  return node
end

---A node without children. `nullable`: whether it can match nothing.
function tree.leaf(node, nullable)
  node.nullable = nullable or false
  return make(node, {})
end

-- The items of both operands in one list: a * (b * c) is (a * b) * c.
local function joined(kind, a, b)
  local items = {}
  for _, node in ipairs { a, b } do
    for _, item in ipairs(node.kind == kind and node.items or { node }) do
      items[#items + 1] = item
    end
  end
  return items
end

function tree.seq(a, b)
  local items = joined("seq", a, b)
  local node = make({ kind = "seq", items = items }, items)
  node.nullable = a.nullable and b.nullable
  return node
end

function tree.alt(a, b)
  local items = joined("alt", a, b)
  local node = make({ kind = "alt", items = items }, items)
  node.nullable = a.nullable or b.nullable
  return node
end

local function over(kind, item, more)
  local node = more or {}
  node.kind, node.item, node.nullable = kind, item, item.nullable
  return make(node, { item })
end

---Whether a field is named, or a value given, anywhere in the tree.
function tree.names(node, found)
  found = found or {}
  if node.kind == "cap" or node.kind == "focus" then found[#found + 1] = node end
  if node.item then tree.names(node.item, found) end
  for _, item in ipairs(node.items or {}) do tree.names(item, found) end
  return found
end

---From `min` to `max` (false: any number) of the item.
function tree.rep(item, min, max, lazy)
  if item.nullable then
    source.fail("a repetition of something that can match nothing would never end")
  end
  local copies = math.max(min, max or 0, 1)
  if copies > tree.limits.copies then
    source.fail("%d repetitions; at most %d are counted, use ^0 or ^1 for any number",
      copies, tree.limits.copies)
  end
  local node = { kind = "rep", item = item, min = min, max = max, lazy = lazy or false }
  node.nullable = min == 0
  return make(node, { item }, copies)
end

local function without_names(item, where)
  local named = tree.names(item)[1]
  if not named then return end
  if named.kind == "focus" then source.fail(":focus() inside %s marks nothing", where) end
  source.fail(":as %q inside %s never gets a value", named.name, where)
end

---Whether a part matches at every place, if need be nothing. A test such as t.first does not.
function tree.always(node)
  local kind = node.kind
  if kind == "rep" then return node.min == 0 or tree.always(node.item) end
  if kind == "cap" or kind == "val" or kind == "get" or kind == "focus" then
    return tree.always(node.item)
  end
  if kind ~= "seq" and kind ~= "alt" then return false end
  for _, item in ipairs(node.items) do
    if tree.always(item) == (kind == "alt") then return kind == "alt" end
  end
  return kind == "seq"
end

-- A part that is only looked at takes nothing, gives nothing, and has to be able to fail.
local function looking(kind, where, always)
  return function(item)
    if tree.always(item) then source.fail(always) end
    without_names(item, where)
    local node = over(kind, item)
    node.nullable = true
    return node
  end
end

tree.neg = looking("neg", "a negation",
  "the pattern under `-` can match nothing, so that the negation never holds")
tree.look = looking("look", "a look-ahead",
  "the pattern under `#` can match nothing: it always holds")

---How many tokens a node takes, where that is always the same number.
function tree.width(node)
  local kind = node.kind
  if kind == "one" then return 1 end
  if kind == "lit" then return nil end
  if kind == "edge" or kind == "neg" or kind == "look" or kind == "behind" then return 0 end
  if kind == "rep" then
    local width = tree.width(node.item)
    return width and node.min == node.max and width * node.min or nil
  end
  if node.item then return tree.width(node.item) end
  if not node.items then return nil end
  local total
  for _, item in ipairs(node.items) do
    local width = tree.width(item)
    if not width then return nil end
    if kind == "alt" and total and total ~= width then return nil end
    total = kind == "alt" and width or (total or 0) + width
  end
  return total
end

-- LPeg looks back 255 bytes at most, and a token takes up to eight.
tree.limits.behind = 31

function tree.behind(item)
  without_names(item, "a look-behind")
  local width = tree.width(item)
  if not width or width == 0 then
    source.fail("t.after takes a pattern that is always the same number of tokens long%s",
      item.kind == "alt" and "; for alternatives of several lengths write t.after(a) + t.after(b)"
        or "")
  elseif width > tree.limits.behind then
    source.fail("t.after looks back %d tokens, at most %d", width, tree.limits.behind)
  end
  local node = over("behind", item)
  node.nullable = true
  return node
end

---How many tokens before its start a match can look at.
function tree.behind_width(node)
  local most = node.kind == "behind" and tree.width(node.item) or 0
  if node.item then most = math.max(most, tree.behind_width(node.item)) end
  for _, item in ipairs(node.items or {}) do most = math.max(most, tree.behind_width(item)) end
  return most
end

function tree.cap(item, name)
  for _, inner in ipairs(tree.names(item)) do
    if inner.name == name then source.fail("field '%s' is named inside itself", name) end
  end
  return over("cap", item, { name = name })
end

function tree.val(item, value) return over("val", item, { value = value }) end

function tree.focus(item)
  for _, inner in ipairs(tree.names(item)) do
    if inner.kind == "focus" then source.fail(":focus() inside :focus()") end
  end
  return over("focus", item)
end

---The same part without names, values and marks: for looking at what it would match.
function tree.unnamed(node)
  local kind = node.kind
  if kind == "cap" or kind == "val" or kind == "get" or kind == "focus" then
    return tree.unnamed(node.item)
  end
  if not node.item and not node.items then return node end
  local copy = {}
  for key, value in pairs(node) do copy[key] = value end
  copy.item = node.item and tree.unnamed(node.item)
  if node.items then
    copy.items = {}
    for i, item in ipairs(node.items) do copy.items[i] = tree.unnamed(item) end
  end
  return copy
end

function tree.get(item, name)
  local inner, named = item, false
  while inner.kind == "cap" or inner.kind == "focus" or inner.kind == "get" and named do
    named = inner.kind == "cap" or named and inner.kind == "focus"
    inner = inner.item
  end
  if inner.kind == "get" then
    source.fail(":get %q gives a value that no field takes; :as comes between the two :get",
      inner.name)
  end
  if inner.kind ~= "run" or not inner.pred.name then
    source.fail(":get %q goes on a t.layer or a t.lexicon; this is another pattern", name)
  end
  return over("get", item, { name = name, asked = inner.pred })
end

return tree
