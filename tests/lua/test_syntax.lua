-- What Lua's parser says of a rule's text, in words.

local lu = require "luaunit"
local support = require "support"
local syntax = require "stemma.load.syntax"

local function said(text)
  local _, message = load(text, "=it")
  return syntax.words(message, text)
end

TestSyntax = {}

local causes = {
  { 'return (t.any * t.x "a"^1:as "n")', 'it; write (t.x "a"^1):as' },
  { 'local p = (a + b)^0:lazy()', "write ((a + b)^0):lazy" },
  { 'local p = f { "a",\n"b" }^-2:as "x"', "write (…^-2):as" },
  { 'return { p = t.word "a" t.word "b" }', "it:1: a `*` (then) or `+` (or) is missing" },
  { 'return t.word "a" -- "b"\n  t.any', "it:2: a `*` (then) or `+` (or) is missing before t" },
  { 'return t.word "a" #t.any', "a `*` (then) or `+` (or) is missing before #" },
  { 'return (person gone)', "a `*` (then), a `+` (or) or a comma is missing" },
  { 'return person gone', "a `*` (then) or `+` (or) is missing before gone" },
  { 'return f {\n about = "x"\n writes = "b" }', "it:3: a comma is missing before writes" },
  { 'return { { "a" { x = 1 } } }', "a comma is missing before {" },
  { 'return { "a" "b" }', 'a comma is missing before "b"' },
  { 'return f {\n g = { 1,\n b = 3 }', "the `{` of line 1 is never closed: a `}`" },
  { 'return f {\n g = { 1, 2 )\n}', "the `{` of line 2 is not closed where `)` stands: a `}` is" },
  { 'return f { 1 } }', "there is a `}` too many" },
  { 'return t.any *', "nothing stands behind `*`" },
  { 'return t.any * + t.any', "nothing stands between `*` and `+`" },
  { 'return t.word "a', "this text is not closed: its second quotation mark is missing" },
}

function TestSyntax.test_a_plain_cause_is_told()
  for _, case in ipairs(causes) do lu.assertStrContains(said(case[1]), case[2]) end
end

function TestSyntax.test_what_is_not_plain_stays_as_it_is()
  for _, text in ipairs {
    "local x = = 3", "for i = 1 do end", "if x print() end", "return a.b.", "x", "goto",
    "return 'a' ..", "return t.word 'don't' * t.any",
    "return f(x\nfunction g() end", "return {}\nlocal y",
  } do
    local _, message = load(text, "=it")
    lu.assertEquals(syntax.words(message, text), message)
  end
end

-- Whatever is cut out of a text, something is said of it, at the parser's line.
function TestSyntax.test_any_text_is_answered()
  local whole = 'return f { a = [[x\n]], "b" .. \'c\', -- d\n'
    .. 'p = (t.any^-1):as "x" * t.word "a" }\n'
  local tried = 0
  for i = 1, #whole do
    for j = i, math.min(i + 12, #whole) do
      local text = whole:sub(1, i - 1) .. whole:sub(j + 1)
      local chunk, message = load(text, "=it")
      if not chunk then
        local line = message:match "^it:(%d+): "
        lu.assertStrMatches(syntax.words(message, text), ("it:%s: ..*"):format(line))
        tried = tried + 1
      end
    end
  end
  lu.assertTrue(tried > 300)
end

function TestSyntax.test_a_rule_s_file_is_told_so()
  local text = support.rule 't.any^-1:as "x"'
  local _, message = support.load(text)
  lu.assertEquals(message, "rules/extract/it.lua:6: `:` goes with the number before it; "
    .. "write (t.any^-1):as")
end

os.exit(lu.LuaUnit.run())
