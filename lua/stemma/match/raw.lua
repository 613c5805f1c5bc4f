-- LPeg's patterns as rules may have them: `stemma.lpeg`.
--
-- An author holds a front. The pattern behind it is out of reach, and with it LPeg's metatable,
-- which all patterns of a state share. Fronts keep account of how large a pattern is, for LPeg
-- walks it by recursion, and count where it loops: a repetition of what has no loop of its own by
-- how far it got, any other each time, a rule of a grammar each time. So an author's pattern meets
-- the limit of instructions as all else does. What `/ f` and Cmt call is Lua, and under the hook.
-- Only what LPeg does with captures when all has matched is left to the clock.

local core = require "stemma.core"
local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local tree = require "stemma.match.tree"
local lpeg = require "lpeg"

local raw = {}

---How many parts a pattern may have; LPeg crashed at 60,000.
raw.most = 10000

-- What a front stands for: { pattern, size, straight, open }. `straight`: it has no loop; `open`:
-- it names a rule of a grammar that is not there yet.
local behind = setmetatable({}, { __mode = "k" })

local meta = { __metatable = "lpeg" }

function raw.is(value) return behind[value] ~= nil end

local function counter()
  local count = core.counter(source.name(source.here()))
  return count and lpeg.Cmt(lpeg.P(true), count) or lpeg.P(true)
end

-- LPeg's words without the line of this file that called it.
local function reason(message)
  message = tostring(message):gsub("^[^:\n]*lua/stemma/[^:\n]+:%d+: ", "")
  return (message:gsub("^bad argument #%d+ to '[^']*' ", ""))
end

local function built(build, ...)
  local ok, made = pcall(build, ...)
  if ok then return made end
  source.fail("lpeg: %s", reason(made))
end

-- A front of what `build` makes of LPeg's values; `kind` is { straight =, open = }.
local function new(size, kind, build, ...)
  pack.at_loading("a pattern of lpeg is made")
  if size > raw.most then
    source.fail("this lpeg pattern has some %d parts, at most %d; a long list of words belongs in "
      .. "a lexicon", size, raw.most)
  end
  local front = setmetatable({}, meta)
  behind[front] = { pattern = built(build, ...), size = size, straight = kind.straight,
    open = kind.open }
  return front
end

local straight, looped = { straight = true }, {}

-- Functions are the author's: what they keep is looked at with the rule's.
local function kept(f)
  local list = pack.current().kept
  list[#list + 1] = f
  return f
end

local part_of

local function literal(value)
  if math.type(value) == "integer" then return math.abs(value) + 1 end
  return type(value) == "string" and 2 * #value + 1 or 1
end

local deepest = 20

-- A grammar: each rule is counted when it is tried. `depth`: of how many grammars it is a rule.
local function grammar_of(rules, depth)
  if depth > deepest then
    source.fail("lpeg: a grammar inside of %d others; does one hold itself?", deepest)
  end
  local copy, size, count = {}, 2, counter()
  for _, key in ipairs(sort.keys(rules)) do
    local value = rules[key]
    if key == 1 and (type(value) == "string" and rules[value] ~= nil) then
      copy[1] = value
    else
      local part = part_of(value, depth + 1)
      copy[key], size = count * part.pattern, size + part.size + 2
    end
  end
  return new(size, looped, lpeg.P, copy)
end

---The front of a value that LPeg makes a pattern of. `depth`: of how many grammars it is a rule.
function raw.pattern(value, depth)
  local kind = type(value)
  if raw.is(value) then return value end
  if kind == "table" and getmetatable(value) == nil then return grammar_of(value, depth or 0) end
  if kind == "function" then return new(1, looped, lpeg.P, kept(value)) end
  if pattern.is(value) then
    source.fail("an lpeg pattern cannot hold one of stemma's; these can hold it: c.text \"…\" * p")
  elseif kind ~= "string" and kind ~= "boolean" and math.type(value) ~= "integer" then
    source.fail("lpeg takes a pattern, a string, a whole number, a table of rules, a boolean or a "
      .. "function, here a %s", kind)
  end
  return new(literal(value), straight, lpeg.P, value)
end

function part_of(value, depth) return behind[raw.pattern(value, depth)] end

---A leaf from one of LPeg's constructors, of plain arguments.
function raw.leaf(build, size, ...) return new(size, straight, build, ...) end

---A reference to a rule of the grammar around it.
function raw.reference(name) return new(1, { open = true }, lpeg.V, name) end

---A pattern around another: a capture, a test. `f`: a function that it calls.
function raw.around(build, value, f, ...)
  local part = part_of(value)
  if type(f) == "function" then kept(f) end
  return new(part.size + 2, part, build, part.pattern, f, ...)
end

-- Where the other operand is a pattern of stemma's, so is what they make.
local function binary(operator, build, more)
  return function(a, b)
    if pattern.is(a) then return operator(a, pattern.new(raw.tree(b), "char")) end
    if pattern.is(b) then return operator(pattern.new(raw.tree(a), "char"), b) end
    local left, right = part_of(a), part_of(b)
    local kind = { straight = left.straight and right.straight, open = left.open or right.open }
    return new(left.size + right.size + more, kind, build, left.pattern, right.pattern)
  end
end

local function then_(a, b) return a * b end
local function or_(a, b) return a + b end
local function but(a, b) return a - b end

meta.__mul, meta.__add = binary(then_, then_, 1), binary(or_, or_, 1)
meta.__sub = binary(but, but, 3)

function meta.__unm(p) return raw.around(function(inner) return -inner end, p) end
function meta.__len(p) return raw.around(function(inner) return #inner end, p) end

-- What has no loop, and few ways to fail, is counted where the repetition ends.
local small = 64

function meta.__pow(p, n)
  if math.type(n) ~= "integer" then source.fail "lpeg: p^n takes a whole number" end
  local part = part_of(p)
  local size = (math.abs(n) + 1) * (part.size + 2)
  return new(size, { straight = n < 0 and part.straight, open = part.open }, function(inner)
    if n < 0 then return inner ^ n end
    local count = counter()
    if part.straight and part.size <= small then return inner ^ n * count end
    return (inner * count) ^ n
  end, part.pattern)
end

-- What a table holds for `p / table`, copied: the author's own may not be seen by two articles.
local function copied(values)
  local copy = {}
  for key, value in pairs(values) do
    if type(value) == "table" or type(value) == "function" then
      source.fail("lpeg: p / table takes one of strings, numbers and booleans, here with a %s",
        type(value))
    end
    copy[key] = value
  end
  return copy
end

function meta.__div(p, value)
  if type(value) == "table" and not raw.is(value) then value = copied(value) end
  return raw.around(function(inner) return inner / value end, p, value)
end

for event, word in pairs { __concat = "..", __mod = "%", __band = "&", __bor = "|" } do
  meta[event] = function() source.fail("`%s` does not join lpeg patterns", word) end
end

function meta.__tostring() return "lpeg pattern" end

function meta.__newindex(_, key)
  source.fail("a pattern cannot be changed; '%s' would be set", tostring(key))
end

function meta.__index(_, key)
  if key == "match" then return raw.match end
  source.fail("an lpeg pattern has no method '%s'; there is match", tostring(key))
end

local function results(ok, ...)
  if ok then return ... end
  local message = ...
  if type(message) == "string" and not message:find "^[^:\n]+:%d+: " then
    source.fail("lpeg: %s", reason(message))
  end
  error(message, 0)
end

---Matches: what was captured, or the position behind the match; nil where there is none.
function raw.match(p, text, init, ...)
  if type(text) ~= "string" then
    source.fail("lpeg: match takes a string, here a %s", type(text))
  end
  if init ~= nil and math.type(init) ~= "integer" then
    source.fail("lpeg: match begins at a whole number, here %s", tostring(init))
  end
  local part = part_of(p)
  core.charge(part.size)
  return results(pcall(lpeg.match, part.pattern, text, init or 1, ...))
end

---The part of a character pattern that it is: what it captures is left out.
function raw.tree(value)
  local part = part_of(value)
  local inner = part.pattern
  if part.open then source.fail "lpeg: a rule is used outside of its grammar" end
  local nullable = not pcall(function() return inner ^ 1 end) -- LPeg refuses to repeat such a one
  return tree.leaf({ kind = "raw", pattern = inner / 0 }, nullable)
end

pattern.adopt(function(value) return raw.is(value) and raw.tree(value) or nil end)

return raw
