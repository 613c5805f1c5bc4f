-- What went wrong, in one line under a caret; the trace when it is asked for.

local host = require "stemma.host"
local screen = require "stemma.repl.show.screen"

local errors = {}

local PROMPT = 8 -- columns of "stemma> "

local last -- the trace

---A message handler that keeps the trace.
function errors.handler(message)
  last = debug.traceback(nil, 2)
  return message
end

function errors.trace()
  if not last then return "no error so far" end
  local kept = {}
  for line in last:gmatch "[^\n]+" do
    if line:find "stemma/repl/init" or line:find "%[C%]: in function 'xpcall'" then break end
    kept[#kept + 1] = line
  end
  return table.concat(kept, "\n")
end

-- How messages name the word that is wrong: (global 'foo'), near 'baz', has no 'qux'.
local namings = {
  "%(%w+ '([^']+)'%)", " near '([^']+)'", " has no '([^']+)'", " has a '([^']+)' of its own",
  "there is no %w+ '([^']+)'", "no rule writes layer '([^']+)'", "^layer '([^']+)' is not",
  "write t%.word (\".-\")$",
  "^(.-) is never reached", "^([tc]%.[%w_]+)",
}

-- Where a word stands in a line as itself, the last time: what is wrong with a pattern is mostly
-- what comes after something else.
local function find_word(line, word)
  local at, found = 1, nil
  while true do
    local first, last_byte = line:find(word, at, true)
    if not first then return found end
    local before, behind = line:sub(first - 1, first - 1), line:sub(last_byte + 1, last_byte + 1)
    local inside = first > 1 and before:find "[%w_]" and word:find "^[%w_]"
      or behind:find "[%w_]" and word:find "[%w_]$"
    if not inside then found = first end
    at = last_byte + 1
  end
end

-- Where the word stands that a message names.
local function culprit(line, message)
  for _, naming in ipairs(namings) do
    local word = message:match(naming)
    local at = word and find_word(line, word)
    if at then return at end
  end
  return nil
end

local function line_of(text, number)
  local n = 0
  for line in (text .. "\n"):gmatch "(.-)\n" do
    n = n + 1
    if n == number then return line end
  end
  return ""
end

---The place and message of an error in a chunk named `name`: line, or nil, and the rest.
local function parts(message, name)
  local file, line, rest = message:match "^([^\n:]+):(%d+): (.*)$"
  if file == name then return tonumber(line), rest end
  return nil, message
end

errors.culprit = culprit

-- What is easily typed, and is no Lua.
local function with_hint(line, message)
  local p, n = line:match "([%w_.]+)%^(%-?%d+)%s*:"
  if not p or not message:find "near ':'" then return message end
  return ("%s; what is repeated is named in brackets: (%s^%s):…"):format(message, p, n)
end

-- Folded between words, where there is a terminal.
local function say(message, indent)
  for line in (message .. "\n"):gmatch "(.-)\n" do
    screen.fold(line, function(row) io.stderr:write(screen.style("red", row), "\n") end, indent)
  end
end

---Prints an error of a chunk that was typed.
function errors.show(message, name, text, typed)
  if host.interrupted() then return end -- which is said in one word
  if type(message) ~= "string" then
    message = "error: " .. (require("stemma.repl.show.columns").text(message))
  end
  local number, rest = parts(message, name)
  local line = number and line_of(text, number) or ""
  local one_line = not text:find "\n"
  local at = culprit(line, rest) or (rest:find "<eof>" and #line + 1)
    or #(line:match "^%s*") + 1
  if not number then return say(message) end
  rest = with_hint(line, rest)
  local column = screen.width(line:sub(1, at - 1))
  local _, rows = screen.size()
  if not typed or rows == 0 then
    io.stderr:write(("%s:%d: %s\n"):format(name, number, rest))
    return
  end
  local columns = screen.columns()
  if not one_line or column + PROMPT >= columns then
    io.stderr:write(("%d: %s\n"):format(number, line))
    column = column + #tostring(number) + 2
  else
    column = column + PROMPT
  end
  column = column % columns
  say((" "):rep(column) .. "^ " .. rest, (" "):rep(math.min(column, columns // 3) + 2))
end

return errors
