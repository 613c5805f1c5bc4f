-- What of Lua's own library a rule has. Nothing of this runs: it is here to
-- be read, by doc/read.lua. An editor's stubs leave it out, since editors know Lua's library.
-- luacheck: ignore 212

---Lua's own functions, as far as rules have them. There are no files, processes, clock, randomness,
---bytecode or coroutines, and nothing global can be set.
---@class _G
---@field _VERSION string  "Lua 5.4"
local globals = {}

---Raises an error where v is false or nil; gives back all it was given.
---@param v any
---@param message? any
function globals.assert(v, message, ...) end

---Raises an error. The rule is named, its output for that article left out.
---@param message any
---@param level? integer
function globals.error(message, level) end

---The metatable of a table; what stemma gives out has only its name there.
---@param object any
---@return table|string|nil
function globals.getmetatable(object) end

---Goes through a list: `for i, value in ipairs(list) do`.
---@param list any[]
function globals.ipairs(list) end

---The key and value after a key, in the order of `pairs`.
---@param of table
---@param key? any
function globals.next(of, key) end

---Goes through a table, in the same order in every run: numbers first, then strings by their bytes.
---@param of table
function globals.pairs(of) end

---Calls a function and catches its errors. A limit that the rule meets is not caught.
---@param f function
---@return boolean ok, any result
function globals.pcall(f, ...) end

---Whether two values are the same, without metamethods.
---@param a any
---@param b any
---@return boolean
function globals.rawequal(a, b) end

---A value of a table, without metamethods.
---@param of table
---@param key any
---@return any
function globals.rawget(of, key) end

---The length of a table or string, without metamethods.
---@param v table|string
---@return integer
function globals.rawlen(v) end

---Sets a value of a table, without metamethods; not of one that is protected.
---@param of table
---@param key any
---@param value any
---@return table
function globals.rawset(of, key, value) end

---A module: `stemma`, its parts (`stemma.token`, …), or a file below rules: `require "events.days"`
---is rules/events/days.lua.
---@param name string
---@return any
function globals.require(name) end

---The arguments from the n-th on; `select("#", …)` counts them.
---@param n integer|"#"
function globals.select(n, ...) end

---Gives a table a metatable. There is no `__gc` for rules.
---@param of table
---@param meta table|nil
---@return table
function globals.setmetatable(of, meta) end

---A number of what a text says, or nil.
---@param v any
---@param base? integer
---@return number|nil
function globals.tonumber(v, base) end

---A value in words; without addresses, which differ between runs.
---@param v any
---@return string
function globals.tostring(v) end

---The type of a value: "nil", "number", "string", "boolean", "table" or "function".
---@param v any
---@return string
function globals.type(v) end

---Calls a function with a handler of its errors. A limit that the rule meets is not caught.
---@param f function
---@param handler function
---@return boolean ok, any result
function globals.xpcall(f, handler, ...) end

---Lua's library for strings, on bytes. `string.dump` is not there.
---@class string
local string = {}

---The codes of bytes i to j.
---@param s string
---@param i? integer
---@param j? integer
function string.byte(s, i, j) end

---A string of these bytes.
---@return string
function string.char(...) end

---The first match of a Lua pattern: its first and last byte, and what it captured.
---@param s string
---@param pattern string
---@param init? integer
---@param plain? boolean
---@return integer|nil first, integer|nil last
function string.find(s, pattern, init, plain) end

---Fills in a format: `("%d of %s"):format(n, what)`. `%p` is not there.
---@param format string
---@return string
function string.format(format, ...) end

---Goes through the matches of a Lua pattern.
---@param s string
---@param pattern string
function string.gmatch(s, pattern) end

---Replaces the matches of a Lua pattern.
---@param s string
---@param pattern string
---@param by string|table|function
---@param n? integer
---@return string text, integer count
function string.gsub(s, pattern, by, n) end

---How many bytes a string has.
---@param s string
---@return integer
function string.len(s) end

---`A` to `Z` as `a` to `z`; for other letters see `stemma.fold`.
---@param s string
---@return string
function string.lower(s) end

---The first match of a Lua pattern: what it captured.
---@param s string
---@param pattern string
---@param init? integer
---@return string|nil
function string.match(s, pattern, init) end

---Packs values as bytes.
---@param format string
---@return string
function string.pack(format, ...) end

---How many bytes `string.pack` makes.
---@param format string
---@return integer
function string.packsize(format) end

---A string n times; counted as the steps it takes.
---@param s string
---@param n integer
---@param between? string
---@return string
function string.rep(s, n, between) end

---The bytes of a string the other way round.
---@param s string
---@return string
function string.reverse(s) end

---Bytes i to j of a string.
---@param s string
---@param i integer
---@param j? integer
---@return string
function string.sub(s, i, j) end

---Unpacks what `string.pack` packed.
---@param format string
---@param s string
---@param at? integer
function string.unpack(format, s, at) end

---`a` to `z` as `A` to `Z`.
---@param s string
---@return string
function string.upper(s) end

---Lua's library for tables.
---@class table
local table = {}

---The items of a list as one string.
---@param list any[]
---@param between? string
---@param i? integer
---@param j? integer
---@return string
function table.concat(list, between, i, j) end

---Puts an item at the end of a list: `table.insert(list, item)`, or at a place before that.
---@param list any[]
---@param at any
---@param item? any
function table.insert(list, at, item) end

---Copies items from one place, or list, to another.
---@param from table
---@param first integer
---@param last integer
---@param at integer
---@param to? table
---@return table
function table.move(from, first, last, at, to) end

---A list of the arguments, with their number as `n`.
---@return table
function table.pack(...) end

---Takes an item out of a list, by default the last.
---@param list any[]
---@param at? integer
---@return any
function table.remove(list, at) end

---Sorts a list in place; here it is stable. `stemma.sort` sorts strings by their bytes too.
---@param list any[]
---@param before? fun(a: any, b: any): boolean
function table.sort(list, before) end

---The items of a list, one by one.
---@param list any[]
---@param i? integer
---@param j? integer
function table.unpack(list, i, j) end

---Lua's library for numbers. `random` and `randomseed` are not there.
---@class math
---@field pi number
---@field huge number            larger than any other
---@field maxinteger integer
---@field mininteger integer
local math = {}

---@param x number
function math.abs(x) end
---@param x number
function math.acos(x) end
---@param x number
function math.asin(x) end
---@param y number
---@param x? number
function math.atan(y, x) end
---The whole number above, or the number itself.
---@param x number
---@return integer
function math.ceil(x) end
---@param x number
function math.cos(x) end
---@param x number
function math.deg(x) end
---@param x number
function math.exp(x) end
---The whole number below, or the number itself.
---@param x number
---@return integer
function math.floor(x) end
---The rest of a division, rounded towards zero.
---@param x number
---@param y number
function math.fmod(x, y) end
---@param x number
---@param base? number
function math.log(x, base) end
---The largest of the arguments.
---@param x number
function math.max(x, ...) end
---The smallest of the arguments.
---@param x number
function math.min(x, ...) end
---The whole and the broken part.
---@param x number
function math.modf(x) end
---@param x number
function math.rad(x) end
---@param x number
function math.sin(x) end
---@param x number
function math.sqrt(x) end
---@param x number
function math.tan(x) end
---A whole number as an integer, or nil.
---@param x any
---@return integer|nil
function math.tointeger(x) end
---"integer", "float", or nil for what is no number.
---@param x any
---@return string|nil
function math.type(x) end
---Whether a is below b, both without sign.
---@param a integer
---@param b integer
---@return boolean
function math.ult(a, b) end

---Lua's library for UTF-8.
---@class utf8
---@field charpattern string  a Lua pattern for one character
local utf8 = {}

---A string of these code points.
---@return string
function utf8.char(...) end

---The code points of the characters that begin in bytes i to j.
---@param s string
---@param i? integer
---@param j? integer
function utf8.codepoint(s, i, j) end

---Goes through the characters: `for at, code in utf8.codes(s) do`.
---@param s string
function utf8.codes(s) end

---How many characters a string has; nil and a place where it is no UTF-8.
---@param s string
---@param i? integer
---@param j? integer
---@return integer|nil
function utf8.len(s, i, j) end

---The byte at which the n-th character from byte i on begins.
---@param s string
---@param n integer
---@param i? integer
---@return integer|nil
function utf8.offset(s, n, i) end

return { globals, string, table, math, utf8 }
