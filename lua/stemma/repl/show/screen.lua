-- What the screen is like, and text made fit for it.

local core = require "stemma.core"
local host = require "stemma.host"

local screen = {}

local codes = {
  bold = "1", dim = "2", red = "31", green = "32", yellow = "33", blue = "34", magenta = "35",
  cyan = "36",
}

---Its columns; its rows, or 0 where there is no terminal; whether it is to be coloured.
function screen.size() return host.screen() end

function screen.columns() return (host.screen()) end

---The text in a style, where there is colour.
function screen.style(name, text)
  local _, _, color = host.screen()
  if not color or text == "" then return text end
  return ("\27[%sm%s\27[0m"):format(codes[name], text)
end

---How many columns a text takes. It holds no styles.
function screen.width(text)
  if not text:find "[\128-\255]" then return #text end
  return core.width(text)
end

-- What turns the direction of what follows, or commands a terminal.
local unsafe = { "\u{200E}", "\u{200F}", "\u{061C}", "\u{2028}", "\u{2029}" }
for code = 0x202A, 0x202E do unsafe[#unsafe + 1] = utf8.char(code) end
for code = 0x2066, 0x2069 do unsafe[#unsafe + 1] = utf8.char(code) end

---A text of others in one row: control characters as blanks, runs of blanks as one.
function screen.clean(text)
  if text:find "[\128-\255]" then
    if not utf8.len(text) then text = text:gsub("[\128-\255]", "?") end
    text = text:gsub("\xC2[\128-\159]", " "):gsub("\u{00A0}", " ")
    if text:find "[\xE2\xD8]" then
      for _, one in ipairs(unsafe) do text = text:gsub(one, "") end
    end
  end
  return (text:gsub("[%c%s]+", " "))
end

-- The longest beginning that takes at most so many columns.
local function head(text, columns)
  if screen.width(text) <= columns then return text end
  local at, used = 1, 0
  for from, code in utf8.codes(text) do
    used = used + screen.width(utf8.char(code))
    if used > columns then break end
    at = from + #utf8.char(code)
  end
  return text:sub(1, at - 1)
end

local function tail(text, columns)
  local at, used = #text + 1, 0
  while at > 1 do
    local from = utf8.offset(text, -1, at)
    used = used + screen.width(text:sub(from, at - 1))
    if used > columns then break end
    at = from
  end
  return text:sub(at)
end

-- Cut at a character, and not longer than anything that could be shown.
local function short(text, bytes)
  if #text <= bytes then return text end
  local at = utf8.offset(text, 0, bytes + 1) or bytes + 1
  return text:sub(1, at - 1)
end

---A text in at most so many columns; where it is cut, the last is "…".
function screen.clip(text, columns)
  if columns < 1 then return "" end
  local cut = #text > 8 * columns + 64
  text = screen.clean(short(text, 8 * columns + 64))
  if not cut and screen.width(text) <= columns then return text end
  return head(text, columns - 1) .. "…"
end

---The text and blanks, in exactly so many columns.
function screen.fit(text, columns, right)
  text = screen.clip(text, columns)
  local blanks = (" "):rep(columns - screen.width(text))
  return right and blanks .. text or text .. blanks
end

---The line around some words, in at most so many columns: before, the words, behind.
function screen.around(before, words, behind, columns)
  local room = 8 * columns + 64
  if #before > room then before = before:sub(utf8.offset(before, 0, #before - room)) end
  before, words = screen.clean(before), screen.clip(words, columns)
  behind = screen.clean(short(behind, room))
  local left = columns - screen.width(words)
  local wanted, rest = screen.width(before), screen.width(behind)
  if wanted + rest > left then
    local half = left // 2
    local first = wanted <= half and wanted or math.max(half, left - rest)
    if wanted > first then before = first > 0 and "…" .. tail(before, first - 1) or "" end
    left = left - screen.width(before)
    if rest > left then behind = left > 0 and head(behind, left - 1) .. "…" or "" end
  end
  return before, words, behind
end

-- A style's codes take no columns.
local function bare_width(text) return screen.width((text:gsub("\27%[%d*m", ""))) end

---Calls `row` with a row, which may hold styles, in pieces that fit the screen, cut at blanks; what
---goes on begins with `indent`, or is indented more than the row. A word that is longer than the
---screen stays whole, and so do the rows of what is printed to no terminal.
function screen.fold(text, row, indent)
  local columns, rows = screen.size()
  if rows == 0 or bare_width(text) <= columns then return row(text) end
  indent = indent or text:match "^ *" .. "    "
  local line = ""
  for blanks, word in text:gmatch "( *)([^ ]+)" do
    if line:find "%S" and bare_width(line .. blanks .. word) > columns then
      row(line)
      line, blanks = indent, ""
    end
    line = line .. blanks .. word
  end
  row(line)
end

---"12,340"
function screen.count(n)
  local text = ("%d"):format(n):reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return (text:gsub("^,", ""))
end

-- "articles", "stories", "matches", "pieces of evidence"
local function plural(one)
  local first, rest = one:match "^(%w+)( of .*)$"
  if first then return plural(first) .. rest end
  if one:find "[^aeiou]y$" then return (one:gsub("y$", "ies")) end
  return one .. ((one:find "[sx]h?$" or one:find "ch$") and "es" or "s")
end

---"1 article", "12,340 articles"
function screen.many(n, one)
  return screen.count(n) .. " " .. (n == 1 and one or plural(one))
end

return screen
