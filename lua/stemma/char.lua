-- Patterns over characters, with the operators of token patterns: `local c = stemma.char`.
-- `t.match(p)` tests a token's text; `c.find(p, text)` looks in any string.

local pattern = require "stemma.match.pattern"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local tree = require "stemma.match.tree"

---Patterns over characters, with the operators and the names of token patterns.
---@class stemma.lib.char
local char = {}

local function new(node) return pattern.new(node, "char") end

local function string_of(name, value)
  if type(value) ~= "string" or value == "" then
    source.fail("%s takes a string that is not empty", name)
  elseif not utf8.len(value) then
    source.fail("%s takes text in UTF-8", name)
  end
  return value
end

-- A class of characters: `test` says which code points belong to it.
local function class(label, key, test)
  return tree.leaf { kind = "one", label = label,
    pred = { type = "class", key = "class\0" .. key, test = test } }
end

---These characters, in this order, as they are written.
---@param text string
---@return stemma.pattern
function char.text(text)
  return new(tree.leaf { kind = "lit", text = string_of("c.text", text) })
end

---One of these characters.
---@param chars string
---@return stemma.pattern
function char.set(chars)
  local set = {}
  for _, code in utf8.codes(string_of("c.set", chars)) do set[code] = true end
  return new(class(("c.set %q"):format(chars), "set" .. chars, function(code) return set[code] end))
end

---One character between two, these included: `c.range("a", "z")`.
---@param first string
---@param last string
---@return stemma.pattern
function char.range(first, last)
  string_of("c.range", first)
  string_of("c.range", last)
  local low, high = utf8.codepoint(first), utf8.codepoint(last)
  if utf8.len(first) ~= 1 or utf8.len(last) ~= 1 or low > high then
    source.fail "c.range takes two characters, the lower first"
  end
  return new(class(("c.range(%q, %q)"):format(first, last), "range" .. first .. last,
    function(code) return code >= low and code <= high end))
end

-- What is made here once, for all, stands at no author's line.
local function constant(node)
  node.place = nil
  return new(node)
end

local function ascii(label, in_range) return constant(class(label, label, in_range)) end

---@type stemma.pattern  any character
char.any = constant(tree.leaf { kind = "one", label = "c.any",
  pred = { type = "any", key = "any\0" } })
---@type stemma.pattern  0 to 9
char.digit = ascii("c.digit", function(code) return code >= 48 and code <= 57 end)
---@type stemma.pattern  `A` to `Z`
char.upper = ascii("c.upper", function(code) return code >= 65 and code <= 90 end)
---@type stemma.pattern  `a` to `z`
char.lower = ascii("c.lower", function(code) return code >= 97 and code <= 122 end)
---`A` to `Z`, `a` to `z`, and what lies beyond ASCII and is no space or punctuation.
---@type stemma.pattern
char.letter = ascii("c.letter", function(code)
  if code < 128 then return code >= 65 and code <= 90 or code >= 97 and code <= 122 end
  return code >= 0xC0 and code ~= 0xD7 and code ~= 0xF7 and (code < 0x2000 or code > 0x2BFF)
    and (code < 0x3000 or code > 0x3004)
end)
---@type stemma.pattern  a blank, a tab, a line break, a no-break space
char.space = ascii("c.space", function(code)
  return code == 32 or code >= 9 and code <= 13 or code == 0xA0 or code == 0x202F
    or code >= 0x2000 and code <= 0x200A
end)

---The first match in a string: first and last byte as string.find gives them, and a table of what
---the names took; nil where there is none.
---```lua
---local first, last, names = c.find((c.digit^1):as "day" * c.text "th", "the 12th")
---```
---@param p stemma.pattern
---@param text string
---@param init? integer
---@return integer|nil first, integer|nil last, table<string, string>|nil names
function char.find(p, text, init)
  local chars = pattern.of_chars(p)
  if not chars then source.fail "c.find takes a character pattern and a string" end
  return require("stemma.match.chars").find(chars, text, init)
end

return setmetatable(char, {
  __index = function(_, key)
    source.fail("no c.%s%s", tostring(key), suggest.text(key, char))
  end,
})
