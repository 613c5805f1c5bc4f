-- Articles in letters, what rules write into them, and the forms that stand there.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"

local source = [[
local stemma = require "stemma"
local t = stemma.token
local alphabet = stemma.letters { { "M", { march = 3, may = 5 }, t.capital },
  { "U", { day = "D", days = "D", week = true } }, { "D", "9 99 99th" }, { "Y", "1999 '99" },
  { "#", t.digit }, { ",", "," }, { "a", "a an" }, { "-", "-" } }
local forms = stemma.forms { FORMS }
return stemma.extract {
  api = 1, about = "A test.", writes = "it", fields = { what = "string" }, KEYS
  extract = function(article, emit)
    local list = {}
BODY
    emit { begin = 0, stop = 1, what = table.concat(list, "; ") }
  end,
  examples = { { "A text." } },
}
]]

-- What a rule with these forms puts into `list`.
local function run(forms, body, text, keys)
  local rule = assert(support.load((source:gsub("%u%u%u%u+",
    { FORMS = forms, KEYS = keys or "", BODY = body }))))
  return support.run(rule, core.article(text, {}))[1].what
end

local tell = [[
    for form, first, last, values, from, to in article:written(alphabet):forms(forms) do
      list[#list + 1] = ("%d %d-%d in %d-%d"):format(form, first, last, from, to)
    end
]]

TestWritten = {}

function TestWritten.test_finds_the_longest_form_at_each_place()
  lu.assertEquals(run('"M", "MD", "MD,?Y", "[DY]", "D%-D"', tell,
    "On May 4, 1984, it sank in March.\n3-4 May\n5 ships, May"),
    "3 2-5 in 1-11; 4 3-3 in 1-11; 4 5-5 in 1-11; 1 10-10 in 1-11; "
      .. "5 12-14 in 12-15; 4 14-14 in 12-15; 1 15-15 in 12-15; 4 16-16 in 16-19; 1 19-19 in 16-19")
end

-- Said by the letters of all tokens.
function TestWritten.test_finds_what_a_look_at_every_place_finds()
  local text = "In May 4 1984 a week. 7 May, 14 days - a day -\n3 4 5 May 14th, ’87 or a May, 1987"
  lu.assertEquals(run('"[MD]", "[MD]D", "aU", "-a", "D,Y", "MD,?Y"', [[
    local letters = article:letters(alphabet)
    local function text_of(first, last)
      local some = {}
      for i = first, last do some[#some + 1] = letters[i] or "." end
      return table.concat(some)
    end
    local lua = { "^[MD]$", "^[MD]D$", "^aU$", "^-a$", "^D,Y$", "^MD,?Y$" }
    local expected = {}
    for i = 1, article:token_count() do
      local _, to = article:bounds_of(i)
      local found
      for last = i, to do
        for n, pattern in ipairs(lua) do
          if text_of(i, last):find(pattern) then found = n .. " " .. i .. "-" .. last end
        end
      end
      expected[#expected + 1] = found
    end
    for form, first, last in article:written(alphabet):forms(forms) do
      list[#list + 1] = form .. " " .. first .. "-" .. last
    end
    assert(table.concat(list, "; ") == table.concat(expected, "; "), table.concat(expected, "; "))
    list = { #expected > 10 and "same" }
  ]], text), "same")
end

function TestWritten.test_says_what_words_stand_for()
  lu.assertEquals(run('"MD,Y", "DUD", "U", "#", "Y", "aU"', [[
    for _, _, _, values in article:written(alphabet):forms(forms) do
      local each = {}
      for _, key in ipairs(stemma.keys(values)) do
        each[#each + 1] = key .. "=" .. tostring(values[key])
      end
      list[#list + 1] = table.concat(each, " ")
    end
  ]], "May 14th, 1984.\n3 DAYS 04.\nthe week 1,500 ’87 an day"),
    ",=, D=14 M=5 Y=1984; Y=1984; D=3 DD=4 U=D; U=D; U=true; #=1,500; Y=87; U=D a=an; U=D")
end

function TestWritten.test_takes_what_the_rule_writes()
  lu.assertEquals(run('"ND", "NU", "D", "M"', [[
    local written = article:written(alphabet)
    written:put(1, 3, "N", 21)            -- several tokens are one
    written:put(4, 4, "U")                -- a word that stands for the same
    written:put(6, 6, ".")                -- none
    for form, first, last, values in written:forms(forms) do
      list[#list + 1] = ("%d %d-%d %s %s"):format(form, first, last, values.N, values.U)
    end
    for form in article:written(alphabet):forms(forms) do list[#list + 1] = form end
  ]], "twenty - one days in May"), "2 1-4 21 D; 4")
end

function TestWritten.test_sees_the_roles_that_the_rule_sees()
  lu.assertEquals(run('"M"', tell, "On May 4", 'roles = { "caption" },'), "")
end

local mistakes = {
  ['stemma.forms "M"'] = "forms takes a list",
  ['stemma.forms { "M", 1 }'] = "form 2 is no string",
  ['stemma.forms { "M?" }'] = "'M?' is no form",
  ['stemma.letters { { "M", { may = {} } } }'] = "'may' of entry 1 stands for a table",
  ['stemma.letters { { "M", { may = 1 } }, { "N", { may = 2 } } }'] = "'may' of entry 2 stands for",
  ['stemma.letters { { "M", { } } }'] = "entry 1 has no words",
  ['stemma.letters { { "M", { ["may day"] = 1 } } }'] = "'may day' of entry 1 stands for something",
  ['stemma.letters { { "M", { ["-ed"] = 1 } } }'] = "'-ed' of entry 1 stands for something",
  ['stemma.letters { { "M", { "may" } } }'] = "'1' of entry 1 stands for something",
  ['article:written "M"'] = "article:written takes an alphabet",
  ['article:written(alphabet):forms(alphabet)'] = "stemma.forms expected",
  ['article:written(alphabet):put(0, 1, "M")'] = "no tokens 0 to 1",
  ['article:written(alphabet):put(2, 1, "M")'] = "no tokens 2 to 1",
  ['article:written(alphabet):put(1, 9, "M")'] = "no tokens 1 to 9",
  ['article:written(alphabet):put(1, 1, "MM")'] = "'MM' is no letter",
}

function TestWritten.test_names_what_is_wrong()
  support.names_what_is_wrong(mistakes, function(code) run('"M"', code, "A text.") end)
end

os.exit(lu.LuaUnit.run())
