-- Writes the Unicode tables that ucd.h looks things up in.
--
--   lua5.4 core/text/tables.lua UNICODE_DIR OUT.c
--
-- UNICODE_DIR is the Unicode character database as Debian's unicode-data installs it. Its version
-- is pinned: utf8proc folds by the same one, and tests expect what it says.

local VERSION = "15.0.0"

local dir, out_path = ...
if not out_path then
  io.stderr:write("usage: tables.lua UNICODE_DIR OUT.c\n")
  os.exit(2)
end

local function fail(...)
  io.stderr:write("tables.lua: ", string.format(...), "\n")
  os.exit(1)
end

-- The orders below are those of the enums in ucd.h; the C file asserts that they agree.
local WORD = { "Other", "CR", "LF", "Newline", "Extend", "ZWJ", "Format", "Regional_Indicator",
  "Katakana", "Hebrew_Letter", "ALetter", "Single_Quote", "Double_Quote", "MidNumLet", "MidLetter",
  "MidNum", "Numeric", "ExtendNumLet", "WSegSpace" }
local SENTENCE = { "Other", "CR", "LF", "Sep", "Extend", "Format", "Sp", "Lower", "Upper",
  "OLetter", "Numeric", "ATerm", "STerm", "Close", "SContinue" }
local KIND = { "NONE", "UPPER", "LOWER", "TITLE", "LETTER", "MARK", "DIGIT", "NUMBER", "OPEN",
  "CLOSE", "PUNCT", "SYMBOL", "SPACE", "CONTROL" }
local CATEGORY = {
  Lu = "UPPER", Ll = "LOWER", Lt = "TITLE", Lm = "LETTER", Lo = "LETTER",
  Mn = "MARK", Mc = "MARK", Me = "MARK", Nd = "DIGIT", Nl = "NUMBER", No = "NUMBER",
  Ps = "OPEN", Pe = "CLOSE", Pi = "PUNCT", Pf = "PUNCT", Pd = "PUNCT", Pc = "PUNCT", Po = "PUNCT",
  Sm = "SYMBOL", Sc = "SYMBOL", Sk = "SYMBOL", So = "SYMBOL", Co = "SYMBOL",
  Zs = "SPACE", Zl = "SPACE", Zp = "SPACE", Cc = "CONTROL", Cf = "CONTROL",
  Cs = "NONE", Cn = "NONE",
}

local function numbered(names)
  local by_name = {}
  for i, name in ipairs(names) do by_name[name] = i - 1 end
  return by_name
end

local LAST, BLOCK = 0x10FFFF, 128

local function fill(value)
  local t = {}
  for cp = 0, LAST do t[cp] = value end
  return t
end

-- Calls each(first, last, value) for the data lines of a file, after a look at its version.
local function read(path, version_pattern, each)
  local file, why = io.open(dir .. "/" .. path)
  if not file then fail("%s (install Debian's package unicode-data)", why) end
  local text = file:read("a")
  file:close()
  local version = text:sub(1, 2000):match(version_pattern)
  if not version or (version ~= VERSION and version .. ".0" ~= VERSION) then
    version = version or "(no version found)"
    fail("%s/%s is of Unicode %s, but %s is needed", dir, path, version, VERSION)
  end
  for line in text:gmatch("[^\n]+") do
    local first, last, value = line:match("^(%x+)%.?%.?(%x*)%s*;%s*([%w_]+)")
    if first then
      first = tonumber(first, 16)
      each(first, last ~= "" and tonumber(last, 16) or first, value)
    end
  end
end

local function property(path, names)
  local numbers, of = numbered(names), fill(0)
  read(path, "%-(%d+%.%d+%.%d+)%.txt", function(first, last, value)
    local number = numbers[value] or fail("%s: unknown value %s", path, value)
    for cp = first, last do of[cp] = number end
  end)
  return of
end

local word = property("auxiliary/WordBreakProperty.txt", WORD)
local sentence = property("auxiliary/SentenceBreakProperty.txt", SENTENCE)

local kinds, kind = numbered(KIND), fill(0)
read("extracted/DerivedGeneralCategory.txt", "%-(%d+%.%d+%.%d+)%.txt", function(first, last, value)
  local name = CATEGORY[value] or fail("unknown general category %s", value)
  for cp = first, last do kind[cp] = kinds[name] end
end)
-- White space among the controls: tab to carriage return, and next line.
for _, cp in ipairs { 9, 10, 11, 12, 13, 0x85 } do kind[cp] = kinds.SPACE end

local pictographic = fill(0)
read("emoji/emoji-data.txt", "Version (%d+%.%d+)", function(first, last, value)
  if value == "Extended_Pictographic" then
    for cp = first, last do pictographic[cp] = 1 end
  end
end)

-- One byte a code point, shared by blocks of equal bytes, names one of the combinations in use.
local values, value_number = {}, {}
local blocks, block_number, stage1 = {}, {}, {}
for base = 0, LAST, BLOCK do
  local row = {}
  for cp = base, base + BLOCK - 1 do
    local v = word[cp] | pictographic[cp] << 5 | sentence[cp] << 6 | kind[cp] << 10
    if not value_number[v] then
      value_number[v] = #values
      values[#values + 1] = v
    end
    row[#row + 1] = value_number[v]
  end
  local key = table.concat(row, ",")
  if not block_number[key] then
    block_number[key] = #blocks
    blocks[#blocks + 1] = row
  end
  stage1[#stage1 + 1] = block_number[key]
end
if #values > 256 then fail("%d combinations do not fit a byte", #values) end

-- Bytes as the tokenizer sees them first: what can be decided without decoding.
local function byte_class(b)
  local c = string.char(b)
  if b >= 0x80 then return "ST_BYTE_HIGH" end
  if c:match("%u") then return "ST_BYTE_UPPER" end
  if c:match("%l") then return "ST_BYTE_LOWER" end
  if c:match("%d") then return "ST_BYTE_DIGIT" end
  if c == "_" then return "ST_BYTE_JOINS" end
  if c:match("[%s%c]") then return "ST_BYTE_SPACE" end
  if c:match("[.':,;]") then return "ST_BYTE_MIDDLE" end
  return "ST_BYTE_OTHER"
end

local out = {}
local function emit(...) out[#out + 1] = string.format(...) end

local function array(type, name, items)
  emit("const %s %s[%d] = {", type, name, #items)
  for i = 1, #items, 24 do
    emit("%s,", table.concat(items, ",", i, math.min(i + 23, #items)))
  end
  emit("};")
end

emit("/* Written by tables.lua from Unicode %s. */", VERSION)
emit('#include "text/ucd.h"')
local function assert_enum(prefix, names)
  for i, name in ipairs(names) do
    local constant = prefix .. name:upper()
    emit('_Static_assert(%s == %d, "%s");', constant, i - 1, constant)
  end
end
assert_enum("ST_WB_", WORD)
assert_enum("ST_SB_", SENTENCE)
assert_enum("ST_KIND_", KIND)
emit('const char st_ucd_version[] = "%s";', VERSION)
array("uint16_t", "st_ucd_values", values)
array("uint16_t", "st_ucd_stage1", stage1)
local stage2 = {}
for _, row in ipairs(blocks) do table.move(row, 1, BLOCK, #stage2 + 1, stage2) end
array("uint8_t", "st_ucd_stage2", stage2)
local bytes = {}
for b = 0, 255 do bytes[#bytes + 1] = byte_class(b) end
array("uint8_t", "st_byte_class", bytes)

local file, why = io.open(out_path, "w")
if not file then fail("%s", why) end
file:write(table.concat(out, "\n"), "\n")
file:close()
