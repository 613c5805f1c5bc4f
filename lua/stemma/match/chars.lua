-- Character patterns at work. The compiler is that of token patterns; only the leaves differ: a
-- character is one to four bytes.

local compile = require "stemma.match.compile"
local lint = require "stemma.match.lint"
local lpeg = require "lpeg"

local P, R, S, Cmt = lpeg.P, lpeg.R, lpeg.S, lpeg.Cmt

local chars = {}

local tail = R "\128\191"
local beyond_ascii = R "\194\223" * tail + R "\224\239" * tail * tail
  + R "\240\244" * tail * tail * tail
local any = R "\0\127" + beyond_ascii

-- What stands in for a program's slots (program.lua).
local slots = { bytes = 1, known = {} }

-- A class: its ASCII members as a set of bytes, the others asked for one by one.
local function class_pattern(pred)
  local bytes = {}
  for code = 0, 127 do
    if pred.test(code) then bytes[#bytes + 1] = string.char(code) end
  end
  return S(table.concat(bytes)) + Cmt(beyond_ascii, function(text, stop)
    return pred.test(utf8.codepoint(text, utf8.offset(text, -1, stop))) and true or false
  end)
end

function slots:of(pred)
  if pred.type == "any" then return any end
  self.known[pred.key] = self.known[pred.key] or class_pattern(pred)
  return self.known[pred.key]
end

local compiled = setmetatable({}, { __mode = "k" })

local function compiled_of(p)
  local made = compiled[p.tree]
  if not made then
    lint.shape(p.tree)
    made = compile.tree(p.tree, slots)
    compiled[p.tree] = made
  end
  return made
end

-- Names and values from LPeg's flat pairs.
local function names_of(events, text, flat)
  local names, open = {}, {}
  for i = 2, flat.n - 2, 2 do
    local event, position = flat[i], flat[i + 1]
    local node = events[math.abs(event)].node
    if event < 0 then
      local mark = table.remove(open)
      if node.kind == "cap" then
        names[node.name] = mark.value or text:sub(mark.from, position - 1)
      end
    elseif node.kind == "val" then
      if open[#open] then open[#open].value = node.value end
    else
      open[#open + 1] = { from = position }
    end
  end
  return names
end

---The first match of a character pattern in a string.
function chars.find(p, text, init)
  local made = compiled_of(p)
  local flat = table.pack(compile.paid(made, #text, #text):match(text, init or 1))
  if not flat[1] then return nil end
  return flat[1], flat[flat.n] - 1, names_of(made.events, text, flat)
end

---A function that says whether the pattern matches a text from end to end.
function chars.whole(p)
  local finish = { kind = "edge", side = "last", nullable = true }
  local node = { kind = "seq", items = { p.tree, finish }, nullable = p.tree.nullable,
    place = p.tree.place }
  local made
  return function(text)
    if not made then
      lint.shape(p.tree)
      made = compile.anchored(node, setmetatable({ edge = function() return -P(1) end },
        { __index = slots }))
    end
    return compile.paid(made, 1, #text):match(text) ~= nil
  end
end

return chars
