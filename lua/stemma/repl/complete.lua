-- Tab: what goes in behind a half-typed word, or rows that show what it may become.

local candidates = require "stemma.repl.candidates"
local screen = require "stemma.repl.show.screen"
local sort = require "stemma.sort"

local MOST = 40

-- The mark of the string that a text ends in; nil where it ends in none.
local function open_mark(text)
  local mark
  for each in text:gmatch "[\"']" do
    if not mark then
      mark = each
    elseif mark == each then
      mark = nil
    end
  end
  return mark
end

-- A name that is all there is ends its quotation mark.
local function closing(text, words)
  if #words ~= 1 or words[1]:find "/$" or text:find "^:" then return "" end
  return open_mark(text) or ""
end

local function common(words)
  local first = words[1]
  for _, word in ipairs(words) do
    local n = 0
    while n < #first and first:byte(n + 1) == word:byte(n + 1) do n = n + 1 end
    first = first:sub(1, n)
  end
  return first
end

local function rows_of(words, found)
  local width, rows = 0, {}
  for _, word in ipairs(words) do width = math.max(width, screen.width(word)) end
  width = math.min(width, 30)
  for i, word in ipairs(words) do
    if i > MOST then
      rows[i] = screen.style("dim", ("  … %d more"):format(#words - MOST))
      break
    end
    local doc = type(found[word]) == "string" and found[word] or ""
    rows[i] = "  " .. screen.fit(word, width) .. "  "
      .. screen.style("dim", screen.clip(doc, screen.columns() - width - 4))
  end
  return rows
end

local complete = {}

---The text, what to put in behind it, then rows that show what there is.
function complete.at(text)
  local word, found = candidates.of(text)
  local words = {}
  for _, name in ipairs(sort.keys(found)) do
    if name:sub(1, #word) == word then words[#words + 1] = name end
  end
  local answer = { text, "" }
  if #words == 0 then return answer end
  answer[2] = common(words):sub(#word + 1) .. closing(text, words)
  if #words > 1 and answer[2] == "" then
    for _, row in ipairs(rows_of(words, found)) do answer[#answer + 1] = row end
  end
  return answer
end

return complete
