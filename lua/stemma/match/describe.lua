-- Patterns in words: for messages, for `why-not` and for tostring.

local describe = {}

local long

local function list(items, between, write)
  local parts = {}
  for i, item in ipairs(items) do parts[i] = write(item) end
  return table.concat(parts, between)
end

local function in_parentheses(node)
  local text = long(node)
  if node.kind == "seq" or node.kind == "alt" then return "(" .. text .. ")" end
  return text
end

local function repetition(node)
  if node.lazy and node.max and node.min == 0 and node.item.label == "t.any" then
    return ("t.upto(%d)"):format(node.max)
  end
  local text = in_parentheses(node.item)
  local count
  if not node.max then count = "^" .. node.min
  elseif node.min == 0 then count = "^-" .. node.max
  else return ("%s:times(%d, %d)"):format(text, node.min, node.max) end
  if node.lazy then return ("(%s%s):lazy()"):format(text, count) end
  return text .. count
end

local writers = {
  one = function(node) return node.label end,
  run = function(node) return node.label end,
  raw = function() return "lpeg pattern" end,
  lit = function(node) return ("c.text %q"):format(node.text) end,
  edge = function(node) return "t." .. node.side end,
  seq = function(node)
    return list(node.items, " * ", function(item)
      return item.kind == "alt" and in_parentheses(item) or long(item)
    end)
  end,
  alt = function(node) return list(node.items, " + ", long) end,
  rep = repetition,
  neg = function(node) return "-" .. in_parentheses(node.item) end,
  look = function(node) return "#" .. in_parentheses(node.item) end,
  behind = function(node) return ("t.after(%s)"):format(long(node.item)) end,
  cap = function(node) return ("%s:as %q"):format(in_parentheses(node.item), node.name) end,
  get = function(node) return ("%s:get %q"):format(in_parentheses(node.item), node.name) end,
  focus = function(node) return in_parentheses(node.item) .. ":focus()" end,
  val = function(node)
    local value = type(node.value) == "string" and ("%q"):format(node.value)
      or ("(%s)"):format(node.value)
    return ("%s:is %s"):format(in_parentheses(node.item), value)
  end,
}

function long(node) return writers[node.kind](node) end

---The kinds of nodes that can be described: all of tree.kinds, or a test fails.
describe.kinds = writers

---The whole pattern, as its author might have written it.
---@return string
function describe.long(node) return long(node) end

---The same, cut to fit into a message.
---@return string
function describe.short(node)
  local text = long(node)
  if #text <= 60 then return text end
  local stop = utf8.offset(text, 0, 58) or 58
  return text:sub(1, stop - 1) .. "…"
end

---`t.word "said"`, or `t.word {"said", "says", …}`.
---@param constructor string
---@param words string[]
function describe.words(constructor, words)
  if #words == 1 then return ("%s %q"):format(constructor, words[1]) end
  local shown = {}
  for i = 1, math.min(3, #words) do shown[i] = ("%q"):format(words[i]) end
  if #words > 3 then shown[4] = "…" end
  return ("%s {%s}"):format(constructor, table.concat(shown, ", "))
end

return describe
