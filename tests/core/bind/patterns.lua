-- Random patterns on random texts, and every way to be wrong: two sets of string functions have to
-- give the same, errors included. Run by test_patterns.c with both.

local own, theirs = ...

local seed = 11
local function random(n)
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  return (seed >> 8) % n + 1
end
local function pick(list) return list[random(#list)] end

local items = { "a", "b", ".", "%a", "%d", "%W", "[ab]", "[^a]", "[a-c%d]", "[]]", "[^]x]", "%.",
  "%%", " ", "-", "[%w_]", "[a-]", "%", "[", "]", "%S", "x" }
local counts = { "", "", "", "*", "+", "-", "?" }
local around = { "(", ")", "()", "%b()", "%f[%w]", "%f[^a]", "%1", "%2", "$", "^", "%bxa", "%b",
  "%f" }
local letters = { "a", "b", "c", "1", " ", "-", "(", ")", "x", "a", "b", "]", "%", ".", "\0" }
local with = { "z", "%0%0", "<%1>", "%2", "%%", "%", "", 7, { a = "A", b = false, ab = 3 },
  function(_, b) return b end, function() end, function() return {} end }

local function random_text(n)
  local parts = {}
  for i = 1, random(n) - 1 do parts[i] = pick(letters) end
  return table.concat(parts)
end

local function random_pattern()
  local parts = {}
  if random(6) == 1 then parts[1] = "^" end
  for _ = 1, random(6) do
    parts[#parts + 1] = random(4) == 1 and pick(around) or pick(items) .. pick(counts)
    if random(5) == 1 then
      table.insert(parts, random(#parts), "(")
      parts[#parts + 1] = ")"
    end
  end
  if random(6) == 1 then parts[#parts + 1] = "$" end
  return table.concat(parts)
end

-- What a call gives, or raises, as text. Where it was raised, and what the function is called
-- there, is not compared.
local function result(f, ...)
  local results = table.pack(pcall(f, ...))
  for i = 1, results.n do
    local text = theirs.gsub(tostring(results[i]), "^%S+:%d+: ", "")
    results[i] = theirs.gsub(text, "argument #(%d) to '[^']*'", "argument %1")
  end
  return table.concat(results, "|")
end

-- All that an iterator gives.
local function all(gmatch)
  return function(...)
    local out = {}
    for a, b, c in gmatch(...) do
      out[#out + 1] = ("%s,%s,%s"):format(tostring(a), tostring(b), tostring(c))
    end
    return table.concat(out, ";")
  end
end

local function check(name, ...)
  local f, g = own[name], theirs[name]
  if name == "gmatch" then f, g = all(f), all(g) end
  local a, b = result(f, ...), result(g, ...)
  if a == b then return end
  local shown = {}
  for i, value in ipairs { ... } do shown[i] = ("%q"):format(tostring(value)) end
  error(("%s(%s): %s and not %s"):format(name, table.concat(shown, ", "), a, b), 0)
end

for _ = 1, 20000 do
  local text, pattern, init = random_text(14), random_pattern(), random(24) - 12
  check("find", text, pattern, init)
  check("find", text, random_text(4), init, true)
  check("match", text, pattern, init)
  check("gmatch", text, pattern, init)
  check("gsub", text, pattern, pick(with))
  check("gsub", text, pattern, pick(with), random(4) - 1)
end

-- What can match at the text's end only.
for _ = 1, 20000 do
  local parts = {}
  for i = 1, random(4) - 1 do parts[i] = pick(items) end
  local text, pattern = random_text(14), table.concat(parts) .. "$"
  check("find", text, pattern, random(24) - 12)
  check("match", text, pattern)
end

local cases = {
  { 1, "a" }, { "a", 1 }, { "a" }, {}, { "a", {} }, { "a", ("a?"):rep(300) },
  { "a", ("b*"):rep(300) }, { ("a"):rep(300), ("a?"):rep(300) }, { "x", ("("):rep(40) },
  { "a", "", 3 }, { "a", "", 2 }, { "", "" }, { "a\0b", "\0b" }, { "a\0b", "%z" },
  { ("a"):rep(300), ("a-"):rep(300) .. "$" }, { "a.b", ".", 1, true }, { "a", "a", "x", "y" },
}
for _, case in ipairs(cases) do
  for _, name in ipairs { "find", "match", "gmatch", "gsub" } do
    check(name, table.unpack(case))
  end
end
