-- A pattern over tokens as an automaton of places, for core/match/ahead.c, which tells where it can
-- start: a place for each predicate that it asks of a token, with the places that may come right
-- before it. What takes no token (a negation, a look-ahead, an edge) is left out, so that all
-- starts of matches are found, and perhaps some more.

local ahead = {}

local most_places, most_bytes = 64, 2

local maker = {}
maker.__index = maker

-- What a part begins and ends with, as bits by place; `nullable`: whether it can take nothing.
local nothing = { first = 0, last = 0, nullable = true }

-- A place for tokens that have all of `bits`.
function maker:place(bits)
  local n = #self.places + 1
  if n > most_places then error(self) end
  self.places[n] = { bits = bits, before = 0 }
  return { first = 1 << n - 1, last = 1 << n - 1, nullable = false }
end

-- Each of `last` may come right before each of `first`.
function maker:join(last, first)
  for i, place in ipairs(self.places) do
    if first & 1 << i - 1 ~= 0 then place.before = place.before | last end
  end
end

function maker:seq(a, b)
  self:join(a.last, b.first)
  return {
    first = a.nullable and a.first | b.first or a.first,
    last = b.nullable and a.last | b.last or b.last,
    nullable = a.nullable and b.nullable,
  }
end

function maker:again(part)
  self:join(part.last, part.first)
  return part
end

local function perhaps(part) return { first = part.first, last = part.last, nullable = true } end

local kinds = {}

function kinds.one(self, node)
  local pred = node.pred
  return self:place(pred.type == "any" and 0 or 1 << self.slots.bit[pred.key])
end

function kinds.run(self, node)
  local bit = self.slots.bit[node.pred.key]
  return self:seq(self:place(1 << bit), perhaps(self:again(self:place(2 << bit))))
end

function kinds.seq(self, node)
  local all = nothing
  for _, item in ipairs(node.items) do all = self:seq(all, self:of(item)) end
  return all
end

function kinds.alt(self, node)
  local first, last, nullable = 0, 0, false
  for _, item in ipairs(node.items) do
    local part = self:of(item)
    first, last, nullable = first | part.first, last | part.last, nullable or part.nullable
  end
  return { first = first, last = last, nullable = nullable }
end

function kinds.rep(self, node)
  local all = nothing
  for i = 1, node.min do
    local part = self:of(node.item)
    if i == node.min and not node.max then part = self:again(part) end
    all = self:seq(all, part)
  end
  if not node.max and node.min == 0 then return perhaps(self:again(self:of(node.item))) end
  for _ = node.min + 1, node.max or 0 do all = self:seq(all, perhaps(self:of(node.item))) end
  return all
end

function kinds.edge() return nothing end
kinds.neg, kinds.look, kinds.behind = kinds.edge, kinds.edge, kinds.edge

local function inside(self, node) return self:of(node.item) end
kinds.cap, kinds.val, kinds.get, kinds.focus = inside, inside, inside, inside

function maker:of(node)
  local kind = kinds[node.kind]
  if not kind then error(self) end
  return kind(self, node)
end

---The automaton of a pattern that `slots` (program.lua) codes; nil where it would have too many
---places, or its codes too many bytes, or where it can match nothing.
---@return { places: table[], first: integer, last: integer }|nil
function ahead.of(node, slots)
  if slots.bytes > most_bytes then return nil end
  local self = setmetatable({ places = {}, slots = slots }, maker)
  local ok, all = pcall(self.of, self, node)
  if not ok and all ~= self then error(all, 0) end
  if not ok or all.nullable then return nil end
  return { places = self.places, first = all.first, last = all.last }
end

---Whether all matches are alike: as many tokens, and the same names at the same ones. Where the
---automaton says that one can start, one does.
function ahead.is_fixed(node)
  local kind = node.kind
  if kind == "one" then return true end
  if kind == "rep" and node.min ~= node.max then return false end
  if kind == "rep" or kind == "cap" or kind == "val" or kind == "focus" then
    return ahead.is_fixed(node.item)
  end
  if kind ~= "seq" then return false end
  for _, item in ipairs(node.items) do
    if not ahead.is_fixed(item) then return false end
  end
  return true
end

return ahead
