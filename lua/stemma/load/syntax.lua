-- What Lua's parser says of a rule's text, in words that say what to write, where the cause is
-- plain. It names the token at which it could not go on; what stands before that tells the cause.

local syntax = {}

local keywords = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat "
  .. "return then true until while"):gmatch "%a+" do
  keywords[word] = true
end

-- The token at `at`, which is no white space: its kind, and where it ends.
local function token_at(text, at)
  local _, stop = text:find("^[%a_][%w_]*", at)
  if stop then return keywords[text:sub(at, stop)] and "keyword" or "name", stop end
  _, stop = text:find("^%.?%d[%w.]*", at)
  if stop then return "number", stop end
  local comment, level = text:match("^(%-?%-?)%[(=*)%[", at)
  if comment == "" or comment == "--" then
    _, stop = text:find("]" .. level .. "]", at, true)
    return comment == "" and "string" or "comment", stop or #text
  end
  if text:find("^%-%-", at) then return "comment", (text:find("\n", at, true) or #text + 1) - 1 end
  local quote = text:match("^[\"']", at)
  if not quote then return "mark", at end
  stop = at + 1
  while stop <= #text and text:sub(stop, stop) ~= quote and text:sub(stop, stop) ~= "\n" do
    stop = stop + (text:sub(stop, stop) == "\\" and 2 or 1)
  end
  return "string", math.min(stop, #text)
end

-- The tokens up to a line's end: { kind, text, from, to, line }.
local function tokens_of(text, last_line)
  local list, at, line = {}, 1, 1
  while true do
    local space, start = text:match("^(%s*)()", at)
    line = line + select(2, space:gsub("\n", ""))
    if start > #text or line > last_line then return list end
    local kind, stop = token_at(text, start)
    local part = text:sub(start, stop)
    if kind ~= "comment" then
      list[#list + 1] = { kind = kind, text = part, from = start, to = stop, line = line }
    end
    line = line + select(2, part:gsub("\n", ""))
    at = stop + 1
  end
end

local closers = { ["("] = ")", ["{"] = "}", ["["] = "]" }
local openers = { [")"] = "(", ["}"] = "{", ["]"] = "[" }

-- The brackets that are open before token i, the innermost last.
local function open_before(tokens, i)
  local open = {}
  for k = 1, i - 1 do
    local mark = tokens[k].kind == "mark" and tokens[k].text
    if closers[mark] then
      open[#open + 1] = tokens[k]
    elseif openers[mark] then
      open[#open] = nil
    end
  end
  return open
end

local function bracket(token, last_line)
  return last_line == 1 and ("the `%s`"):format(token.text)
    or ("the `%s` of line %d"):format(token.text, token.line)
end

-- Where the operand that ends with token i begins: `t.word { … }`, `(a + b)`.
local function operand_start(tokens, i)
  while i > 1 do
    local token, depth = tokens[i], 0
    if openers[token.text] then
      repeat
        local mark = tokens[i].text
        depth = depth + (openers[mark] and 1 or closers[mark] and -1 or 0)
        i = i - 1
      until depth == 0 or i == 0
      if i == 0 or tokens[i].kind ~= "name" then return i + 1 end
    elseif token.kind == "string" and tokens[i - 1].kind == "name" then
      i = i - 1
    elseif token.kind == "name" and (tokens[i - 1].text == "." or tokens[i - 1].text == ":") then
      i = i - 2
    else
      return i
    end
  end
  return i
end

-- p^-2:as "x", which Lua reads as p^-(2:as "x").
local function power(text, tokens, i)
  local k = i - 1
  if tokens[i].text ~= ":" or k < 2 or tokens[k].kind ~= "number" then return nil end
  k = tokens[k - 1].text == "-" and k - 2 or k - 1
  if k < 2 or tokens[k].text ~= "^" then return nil end
  local part = text:sub(tokens[operand_start(tokens, k - 1)].from, tokens[i - 1].to)
  if #part > 40 or part:find "\n" then part = "…" .. part:match "%^%-?%w+$" end
  return ("`:` goes with the number before it; write (%s):%s"):format(part,
    tokens[i + 1] and tokens[i + 1].text or "as")
end

local function ends_operand(token)
  return token.kind == "string" or token.kind == "number" or token.kind == "name"
    or openers[token.text] ~= nil
end

-- Two parts side by side.
local function join(tokens, i, expected)
  local before, token, after = tokens[i - 1], tokens[i], tokens[i + 1] or { text = "" }
  if not before or not ends_operand(before) or before.to + 1 == token.from then return nil end
  if not openers[expected] and expected ~= "<eof>" then return nil end
  local name = token.kind == "name"
  local pattern = name and (token.text == "t" or token.text == "c") and after.text == "."
  if pattern or token.text == "#" then
    local part = pattern and tokens[i + 2] and "." .. tokens[i + 2].text or ""
    return ("a `*` (then) or `+` (or) is missing before %s%s"):format(token.text, part)
  elseif expected == "}" and (token.text == "{" or token.kind == "string"
    or name and after.text == "=") then
    return ("a comma is missing before %s"):format(token.text)
  elseif name and expected ~= "<eof>" then
    return ("a `*` (then), a `+` (or) or a comma is missing before %s"):format(token.text)
  elseif name and before.line == token.line then
    return ("a `*` (then) or `+` (or) is missing before %s"):format(token.text)
  end
end

-- A bracket that closes another, or none.
local function closing(tokens, i, last_line)
  local mark, open = tokens[i].text, open_before(tokens, i)
  local top = open[#open]
  if not openers[mark] then return nil end
  if not top then return ("there is a `%s` too many"):format(mark) end
  if closers[top.text] == mark then return nil end
  return ("%s is not closed where `%s` stands: a `%s` is missing"):format(bracket(top, last_line),
    mark, closers[top.text])
end

local operators = { ["*"] = true, ["+"] = true, ["^"] = true }

local function gap(tokens, i)
  local before = tokens[i - 1]
  if not before or not operators[before.text] then return nil end
  return tokens[i] and ("nothing stands between `%s` and `%s`"):format(before.text, tokens[i].text)
    or ("nothing stands behind `%s`"):format(before.text)
end

local function at_end(tokens, expected, last_line)
  local open = open_before(tokens, #tokens + 1)
  local top = open[#open]
  if not expected then return gap(tokens, #tokens + 1) end
  if not top or closers[top.text] ~= expected then return nil end
  return ("%s is never closed: a `%s` is missing in it or at its end"):format(
    bracket(top, last_line), expected)
end

local function cause(text, line, message)
  if message:find "^unfinished string" then
    return "this text is not closed: its second quotation mark is missing"
  end
  local expected, near = message:match "^'?([^' ]+)'? expected.* near '?(.-)'?$"
  if not expected then near = message:match "^unexpected symbol near '?(.-)'?$" end
  if not near then return nil end
  local _, breaks = text:gsub("\n", "")
  local tokens = tokens_of(text, near == "<eof>" and breaks + 1 or line)
  if near == "<eof>" then return at_end(tokens, expected, breaks + 1) end
  for i, token in ipairs(tokens) do
    if token.line == line and token.text == near then
      local found = power(text, tokens, i)
        or expected and (closing(tokens, i, breaks + 1) or join(tokens, i, expected))
        or not expected and gap(tokens, i)
      if found then return found end
    end
  end
end

---What Lua's parser says of a text, "FILE:LINE: …", in words where the cause is plain.
---@param message string
---@param text string
---@return string
function syntax.words(message, text)
  local place, line, said = message:match "^(.-:(%d+): )(.*)$"
  local found = place and cause(text, tonumber(line), said)
  return found and place .. found or message
end

return syntax
