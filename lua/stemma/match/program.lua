-- From predicates to bits, and from bits to LPeg: the part of the compiler that knows how a token
-- is coded. A slot is k bytes; predicate i holds where its bit is set; the last byte's top bit is
-- set on the boundary slots between sentences, which have no other.

local core = require "stemma.core"
local facts = require "stemma.match.facts"
local pack = require "stemma.load.pack"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local lpeg = require "lpeg"

local P, S = lpeg.P, lpeg.S

local program = {}

-- Whether one value, or one of a list, is among those asked for.
local function accepts(wanted, value)
  if type(wanted) ~= "table" then return wanted == value end
  for _, one in ipairs(wanted) do
    if one == value then return true end
  end
  return false
end

local function layer_has(article, layer, i, field, wanted)
  for k = 1, article:values(layer, i, field) do
    if accepts(wanted, (article:value(layer, i, field, k))) then return true end
  end
  return false
end

local function layer_test(pred, place)
  local wanted = pred.attributes
  return wanted and function(article, i)
    local fields
    for field, value in pairs(wanted) do
      fields = fields or article:fields(pred.name)
      if not fields[field] then
        source.fail_at(place, "layer '%s' has no field '%s'%s", pred.name, field,
          suggest.text(field, fields))
      end
      if not layer_has(article, pred.name, i, field, value) then return false end
    end
    return true
  end
end

local function lexicon_test(lexicon, wanted)
  return wanted and function(id)
    local _, attributes = lexicon:get(id)
    for name, value in pairs(wanted) do
      if not accepts(value, attributes[name]) then return false end
    end
    return true
  end
end

local function spec_of(pred, place)
  if pred.type == "layer" then
    return { type = "layer", name = pred.name, where = layer_test(pred, place) }
  elseif pred.type == "lexicon" then
    local lexicon = pred.name and pack.lexicon(pred.name, pred.fold)
      or core.lexicon(table.concat(pred.words, "\n"), { fold = { pred.fold } })
    return { type = "lexicon", lexicon = lexicon, where = lexicon_test(lexicon, pred.attributes) }
  end
  return pred
end

local slots = {}
slots.__index = slots

-- A slot whose byte number `at` (from 0) is one of `bytes`.
local function slot_with(self, at, bytes)
  return P(at) * S(bytes) * P(self.bytes - 1 - at)
end

local function bytes_with(mask, value)
  local list = {}
  for byte = 0, 255 do
    if byte & mask == value then list[#list + 1] = string.char(byte) end
  end
  return table.concat(list)
end

local function bit_slot(self, bit)
  local mask = 1 << bit % 8
  return slot_with(self, bit // 8, bytes_with(mask, mask))
end

---The slot pattern of one predicate (of several tokens: of the first).
function slots:of(pred)
  if pred.type == "any" then return self.any end
  local known = self.starts[pred.key]
  if not known then
    known = bit_slot(self, self.bit[pred.key])
    self.starts[pred.key] = known
  end
  return known
end

---The slots of all tokens of one annotation or entry.
function slots:run(pred)
  return self:of(pred) * bit_slot(self, self.bit[pred.key] + 1) ^ 0
end

-- The flags of a sentence's first and last token, for patterns that reach over sentences.
local edges = { first = core.flags.FIRST, last = core.flags.LAST }

local function edge_predicate(side)
  return { type = "flags", all = edges[side], none = 0, key = "flags\0edge " .. side }
end

---Nothing, at a sentence's first or last place.
function slots:edge(side)
  if self.within == "sentence" then
    return side == "first" and -lpeg.B(self.any) or -self.any
  end
  local at = self:of(edge_predicate(side))
  return side == "first" and #at or lpeg.B(at)
end

local function has_bit(codes, at, bit)
  local byte = codes:byte(at + bit // 8)
  return byte ~= nil and byte & 1 << bit % 8 ~= 0
end

---Whether a predicate holds at a slot of codes (of several tokens: whether they start there).
function slots:holds(codes, slot, pred)
  local at = (slot - 1) * self.bytes + 1
  local last = codes:byte(at + self.bytes - 1)
  if not last or last & 128 ~= 0 then return false end
  return pred.type == "any" or has_bit(codes, at, self.bit[pred.key])
end

---Whether what started before goes on at the slot.
function slots:goes_on(codes, slot, pred)
  return has_bit(codes, (slot - 1) * self.bytes + 1, self.bit[pred.key] + 1)
end

---Whether the slot is a sentence's first, or the one behind its last.
function slots:at_edge(codes, slot, side)
  if self.within == "sentence" then
    local beside = side == "first" and slot - 1 or slot
    return beside < 1 or not self:holds(codes, beside, { type = "any" })
  end
  local at = side == "first" and slot or slot - 1
  return at >= 1 and self:holds(codes, at, edge_predicate(side))
end

local function all_predicates(node, within)
  local list = facts.predicates(node)
  if within == "sentence" then return list end
  for side in pairs(edges) do
    if facts.any(node, function(n) return n.kind == "edge" and n.side == side end) then
      list[#list + 1] = { pred = edge_predicate(side) }
    end
  end
  return list
end

local function check_bits(node, specs)
  local bits = 0
  for _, spec in ipairs(specs) do
    bits = bits + ((spec.type == "layer" or spec.type == "lexicon") and 2 or 1)
  end
  if bits > 56 then
    source.fail_at(node.place, "this pattern asks %d different things of a token, at most 56; "
      .. "join word sets, or split the rule", bits)
  end
end

---The native program of a pattern, and the slot patterns that read its codes.
function program.of(node, within)
  local specs, index = {}, {}
  for i, each in ipairs(all_predicates(node, within)) do
    specs[i] = spec_of(each.pred, each.place)
    index[each.pred.key] = i
  end
  check_bits(node, specs)
  local native = core.program(specs)
  local self = setmetatable({
    native = native, bytes = native:bytes(), bit = {}, index = index, starts = {}, within = within,
  }, slots)
  local mask = 0
  for key, i in pairs(index) do self.bit[key] = native:bits(i) end
  for key in pairs(facts.required(node)) do mask = mask | 1 << self.bit[key] end
  native:require(mask)
  self.any = slot_with(self, self.bytes - 1, bytes_with(128, 0))
  return self
end

return program
