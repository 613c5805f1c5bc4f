-- LPeg for rules: `local lpeg = stemma.lpeg`, or `require "lpeg"`. Its own manual says what each
-- does; see match/raw.lua for how it is fenced in.

local raw = require "stemma.match.raw"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local lpeg = require "lpeg"

---LPeg, for what is told better by characters than by tokens: `require "lpeg"` gives it too.
---Positions are LPeg's, from 1; `emit { begin = position - 1, … }` counts from 0. Patterns are made
---where the file is loaded. Of Lua's side setmaxstack, ptree and pcode are not there.
---@class stemma.lib.lpeg
local front = {}

---A pattern of LPeg's, with its operators: also where stemma.char takes one, as a part of which
---nothing is captured: `c.find(p, text)`, `t.match(p)`, `c.text "no. " * p`.
---@class stemma.lpeg_pattern
---@operator mul(any): stemma.lpeg_pattern  one, then the other
---@operator add(any): stemma.lpeg_pattern  one, or else the other, for good
---@operator sub(any): stemma.lpeg_pattern  the first where the second does not match
---@operator pow(integer): stemma.lpeg_pattern  at least n, as many as there are; at most -n
---What it captures goes through a function, a string, a table, or is chosen by number.
---@operator div(any): stemma.lpeg_pattern
---@operator unm: stemma.lpeg_pattern  nothing, where it does not match
---@operator len: stemma.lpeg_pattern  nothing, where it matches
---The same as `lpeg.match`.
---@field match fun(self: stemma.lpeg_pattern, text: string, init?: integer): any

---What the pattern captures from a position on, or the position behind the match; nil where it does
---not match.
---```lua
---lpeg.match(lpeg.C(lpeg.R "09"^1), "12 men")
---```
---@param p stemma.lpeg_pattern|string|integer|table
---@param text string
---@param init? integer
---@return any
function front.match(p, text, init, ...) return raw.match(p, text, init, ...) end

---A pattern of a string, of a number of characters, of a grammar, true, false or a function.
---@param value any
---@return stemma.lpeg_pattern
function front.P(value) return raw.pattern(value) end

---One of these characters.
---@param chars string
---@return stemma.lpeg_pattern
function front.S(chars)
  if type(chars) ~= "string" then source.fail "lpeg.S takes a string" end
  return raw.leaf(lpeg.S, 2, chars)
end

---One character of these ranges: `lpeg.R("az", "AZ")`.
---@param range string
---@return stemma.lpeg_pattern
function front.R(range, ...)
  return raw.leaf(lpeg.R, 2, range, ...)
end

---A rule of the grammar around it.
---@param name string|integer
---@return stemma.lpeg_pattern
function front.V(name)
  if type(name) ~= "string" and type(name) ~= "number" then
    source.fail "lpeg.V takes the name of a rule"
  end
  return raw.reference(name)
end

---Nothing, behind what the pattern matches.
---@param p any
---@return stemma.lpeg_pattern
function front.B(p) return raw.around(lpeg.B, p) end

---What the pattern matches.
---@param p any
---@return stemma.lpeg_pattern
function front.C(p) return raw.around(lpeg.C, p) end

---The n-th extra argument of match.
---@param n integer
---@return stemma.lpeg_pattern
function front.Carg(n) return raw.leaf(lpeg.Carg, 1, n) end

---What the group of this name has captured last.
---@param name string
---@return stemma.lpeg_pattern
function front.Cb(name) return raw.leaf(lpeg.Cb, 1, name) end

---These values, which are strings, numbers or booleans.
---@return stemma.lpeg_pattern
function front.Cc(...)
  for i = 1, select("#", ...) do
    local kind = type((select(i, ...)))
    if kind == "table" or kind == "function" then
      source.fail("lpeg.Cc takes strings, numbers and booleans, here a %s", kind)
    end
  end
  return raw.leaf(lpeg.Cc, 1 + select("#", ...), ...)
end

---What f makes of all that the pattern captures, two at a time.
---@param p any
---@param f fun(sum: any, value: any): any
---@return stemma.lpeg_pattern
function front.Cf(p, f) return raw.around(lpeg.Cf, p, f) end

---All that the pattern captures as one, with a name for Cb and Ct.
---@param p any
---@param name? string
---@return stemma.lpeg_pattern
function front.Cg(p, name) return raw.around(lpeg.Cg, p, name) end

---The position.
---@return stemma.lpeg_pattern
function front.Cp() return raw.leaf(lpeg.Cp, 1) end

---What the pattern matches, with what is captured in place of what that matched.
---@param p any
---@return stemma.lpeg_pattern
function front.Cs(p) return raw.around(lpeg.Cs, p) end

---A table of what the pattern captures.
---@param p any
---@return stemma.lpeg_pattern
function front.Ct(p) return raw.around(lpeg.Ct, p) end

---Calls f while it matches, with the text, the position and what is captured: f gives a position to
---go on at, true or false, and values.
---@param p any
---@param f fun(text: string, position: integer, ...): any
---@return stemma.lpeg_pattern
function front.Cmt(p, f)
  if type(f) ~= "function" then source.fail "lpeg.Cmt takes a pattern and a function" end
  return raw.around(lpeg.Cmt, p, f)
end

---Patterns of one character of a class: alnum, alpha, cntrl, digit, graph, lower, print, punct,
---space, upper, xdigit.
---@return table<string, stemma.lpeg_pattern>
function front.locale()
  local classes = {}
  for name, class in pairs(lpeg.locale()) do
    classes[name] = raw.leaf(function() return class end, 2)
  end
  return classes
end

---"pattern", or nil.
---@param value any
---@return string|nil
function front.type(value) return raw.is(value) and "pattern" or nil end

---LPeg's version.
---@return string
function front.version() return lpeg.version() end

return setmetatable(front, {
  __index = function(_, key)
    source.fail("no lpeg.%s for rules%s", tostring(key), suggest.text(key, front))
  end,
})
