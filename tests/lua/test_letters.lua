-- Alphabets: an article's tokens as letters, and the places of some of them.

local lu = require "luaunit"
local support = require "support"
local core = require "stemma.core"

local function run(body, text, keys)
  local rule = assert(support.load(([[
local stemma = require "stemma"
local t = stemma.token
return stemma.extract {
  api = 1, about = "A test.", writes = "it", fields = { what = "string" }, %s
  extract = function(article, emit)
%s
  end,
  examples = { { "A text." } },
}
]]):format(keys or "", body)))
  local found = {}
  for i, one in ipairs(support.run(rule, core.article(text, {}))) do found[i] = one.what end
  return found
end

TestLetters = {}

local alphabet = [[
    local alphabet = stemma.letters { { "M", "may march", t.capital }, { "9", "1999 9" },
      { "#", t.digit }, { "s", "'s" }, { "d", "-ed died" }, { "-", "-" } }
]]

local text = "In May 1984, 7 of 14 ships sank.\nMary's boat - it may march - died, others floated"

function TestLetters.test_says_each_token_s_letter()
  lu.assertEquals(run(alphabet .. [[
    local letters, list = article:letters(alphabet), {}
    for i = 1, article:token_count() do list[i] = letters[i] or "." end
    emit { begin = 0, stop = 1, what = table.concat(list) }
  ]], text), { ".M9.9.#....s.-...-d..d" })
end

function TestLetters.test_the_list_is_filled_where_it_is_read()
  lu.assertEquals(run(alphabet .. [[
    local letters, list, n = article:letters(alphabet), {}, article:token_count()
    for i = n, 1, -1 do table.insert(list, 1, letters[i] or "-") end      -- from behind
    local others = article:letters(alphabet)
    for i = 1, n, 33 do assert(others[i] == letters[i]) end
    assert(letters[1] == false and letters[0] == nil and letters[n + 1] == nil and #letters == n)
    assert(letters.word == nil and letters[1.5] == nil)
    assert(letters[math.mininteger] == nil and letters[math.maxinteger] == nil)
    emit { begin = 0, stop = 1, what = table.concat(list) }
  ]], ("In May 7 "):rep(40)), { ("-M9"):rep(40) })
end

function TestLetters.test_leads_to_places_and_their_sentences()
  lu.assertEquals(run(alphabet .. [[
    local list = {}
    local letters = article:letters(alphabet)
    for i, first, last, letter in article:places(alphabet, "M#d") do
      assert(letter == letters[i])
      list[#list + 1] = ("%d in %d to %d"):format(i, first, last)
    end
    emit { begin = 0, stop = 1, what = table.concat(list, ", ") }
  ]], text), { "2 in 1 to 10, 7 in 1 to 10, 19 in 11 to 22, 22 in 11 to 22" })
end

-- Said by the letters of all tokens.
function TestLetters.test_gives_runs_that_hold_a_letter()
  lu.assertEquals(run(alphabet .. [[
    local letters, list = article:letters(alphabet), {}
    for first, last, run, from, to in article:runs(alphabet, "M-d") do
      for i = first, last do assert(letters[i] == run[i - first + 1]) end
      assert(#run == last - first + 1)
      assert(first == from or not letters[first - 1])
      assert(last == to or not letters[last + 1])
      list[#list + 1] = ("%s %d in %d to %d"):format(table.concat(run), first, from, to)
    end
    emit { begin = 0, stop = 1, what = table.concat(list, ", ") }
  ]], "It was on 4 - May 1984 - 7.\n7 ships sank - of - 14"),
    { "9-M9-9 4 in 1 to 10, - 14 in 11 to 17, -# 16 in 11 to 17" })
end

-- Said by the letters of all tokens.
function TestLetters.test_gives_clusters_from_letter_to_letter()
  lu.assertEquals(run(alphabet .. [[
    local letters, found = article:letters(alphabet), {}
    local firsts, lasts, runs, texts = article:clusters(alphabet, "M9. ")
    for k = 1, #firsts do
      local first, last = firsts[k], lasts[k]
      assert(("M9"):find(letters[first], 1, true) and ("M9"):find(letters[last], 1, true))
      for i = first, last do assert(letters[i] == runs[k]:sub(i - first + 1, i - first + 1)) end
      assert(texts[k] == article:text_of(first, last))
      found[k] = ("%s %d-%d"):format(runs[k], first, last)
    end
    assert(#lasts == #firsts and #runs == #firsts and #texts == #firsts)
    emit { begin = 0, stop = 1, what = table.concat(found, ", ") }
  ]], "It was on - May - 9 - 7 died. - 9 May\nMay 14 - died 9 sank - of 9 -"),
    { "M-9-9 5-9, 9M 13-14, M#-d9 15-19, 9 23-23" })
end

-- The same clusters, less those that have none of the letters that are needed.
function TestLetters.test_gives_clusters_that_have_a_letter()
  for needed, count in pairs { ["9"] = 3, M = 3, d = 1, M9 = 4, ["-"] = 3, [""] = 0 } do
    lu.assertEquals(run(alphabet .. ([[
      local function clusters(needed)
        local list = {}
        local firsts, lasts, letters, texts = article:clusters(alphabet, "M9-", needed)
        for k = 1, #firsts do
          list[k] = ("%%d-%%d %%s %%s"):format(firsts[k], lasts[k], letters[k], texts[k])
        end
        return list, letters
      end
      local all, letters = clusters()
      local kept = {}
      for k = 1, #all do
        if letters[k]:find "[%s]" then kept[#kept + 1] = all[k] end
      end
      local found = table.concat(clusters "%s", ", ")
      assert(found == table.concat(kept, ", "), found)
      emit { begin = 0, stop = 1, what = tostring(#kept) }
    ]]):format(needed == "" and "%z" or (needed:gsub("-", "%%-")), needed),
      "It was on - May - 9 - 7 died. - 9 May\nMay - died - of 9"), { tostring(count) })
  end
end

function TestLetters.test_takes_shapes_less_shapes()
  local function letters(shape)
    return run([[
      local alphabet = stemma.letters { { "x", ]] .. shape .. [[ } }
      local letters, list = article:letters(alphabet), {}
      for i = 1, article:token_count() do list[i] = letters[i] or "." end
      emit { begin = 0, stop = 1, what = table.concat(list) }
    ]], "The UN-led \"Mission\" of BOB'S 3 G7s")[1]
  end
  for _, each in ipairs { { "t.capital", "t.upper" }, { "t.word", "t.tight" },
    { "t.digit", "t.number" } } do
    local all, less, both = letters(each[1]), letters(each[2]), letters(each[1] .. " - " .. each[2])
    for i = 1, #all do
      local expected = all:sub(i, i) == "x" and less:sub(i, i) == "." and "x" or "."
      lu.assertEquals(both:sub(i, i), expected, each[1] .. " - " .. each[2] .. " at " .. i)
    end
    lu.assertStrContains(both, "x")
    lu.assertNotEquals(both, all)
  end
  lu.assertEquals(letters "t.word - t.upper - t.tight",
    letters "t.word - t.tight - t.upper")
end

function TestLetters.test_gives_the_letters_between_two_tokens()
  lu.assertEquals(run(alphabet .. [[
    local letters, n = article:letters(alphabet), article:token_count()
    for first = 0, n + 1 do
      for last = first - 1, n + 1 do
        local tokens, theirs = article:lettered(alphabet, first, last)
        local k = 0
        for i = first, last do
          if letters[i] then
            k = k + 1
            assert(tokens[k] == i and theirs[k] == letters[i])
          end
        end
        assert(#tokens == k and #theirs == k)
      end
    end
    emit { begin = 0, stop = 1, what = "same" }
  ]], text), { "same" })
end

function TestLetters.test_gives_the_letters_of_each_sentence()
  for _, keys in ipairs { "", 'roles = { "caption" },' } do
    lu.assertEquals(run(alphabet .. [[
      local tokens, letters, before = article:lettered_sentences(alphabet)
      local firsts, lasts = article:sentence_tokens()
      assert(#before == #firsts + 1 and before[1] == 0 and before[#before] == #tokens)
      for s = 1, #firsts do
        local theirs, of = article:lettered(alphabet, firsts[s], lasts[s])
        assert(#theirs == before[s + 1] - before[s])
        for k = 1, #theirs do
          assert(tokens[before[s] + k] == theirs[k] and letters[before[s] + k] == of[k])
        end
      end
      emit { begin = 0, stop = 1, what = tostring(#tokens > 0) .. " of " .. #firsts }
    ]], text, keys), { keys == "" and "true of 2" or "false of 0" })
  end
end

function TestLetters.test_gives_the_letters_of_each_block()
  lu.assertEquals(run(alphabet .. [[
    local list = {}
    for round = 1, 2 do                    -- what was written once is not written again
      for _, first, last, _, _, _, letters in article:outline(alphabet) do
        assert(#letters == last - first + 1)
        list[#list + 1] = letters
      end
    end
    emit { begin = 0, stop = 1, what = table.concat(list, " ") }
  ]], text), { ".M9.9.#... .s.-...-d..d .M9.9.#... .s.-...-d..d" })
end

-- An alphabet is written anew for each article.
function TestLetters.test_keeps_the_letters_of_one_article_only()
  local rule = assert(support.load [[
    local stemma = require "stemma"
    local alphabet = stemma.letters { { "a", "ape" }, { "b", "bee" } }
    return stemma.extract {
      api = 1, about = "x", writes = "x", fields = { what = "string" },
      extract = function(article, emit)
        local list = {}
        for i in article:places(alphabet, "ab") do
          list[#list + 1] = article:letters(alphabet)[i]
        end
        emit { begin = 0, stop = 1, what = table.concat(list) }
      end,
      examples = { { "A text." } },
    }]])
  for _, each in ipairs { { "ape bee", "ab" }, { "bee ape", "ba" }, { "ape ape", "aa" } } do
    lu.assertEquals(support.run(rule, core.article(each[1], {}))[1].what, each[2])
  end
end

function TestLetters.test_sees_the_roles_that_the_rule_sees()
  lu.assertEquals(run(alphabet .. [[
    local n = 0
    for _ in article:places(alphabet, "M. ") do n = n + 1 end
    emit { begin = 0, stop = 1, what = n .. " " .. tostring(next(article:letters(alphabet))) }
  ]], text, 'roles = { "caption" },'), { "0 nil" })
end

local mistakes = {
  ['stemma.letters "x"'] = "letters takes a list",
  ['stemma.letters { { "MM", "may" } }'] = "entry 1 is no { letter, words, shape }",
  ['stemma.letters { { ".", "may" } }'] = "entry 1 is no { letter, words, shape }",
  ['stemma.letters { { "M", "may" }, { "N" } }'] = "entry 2 takes words as one string",
  ['stemma.letters { { "M", "" } }'] = "entry 1 has no words",
  ['stemma.letters { { "M", "may,june" } }'] = "'may,june' of entry 1 is not one token",
  ['stemma.letters { { "M", "may", t.word "may" } }'] = "entry 1 has a shape that is none",
  ['stemma.letters { { "M", t.capital - t.word "may" } }'] = "entry 1 has a shape that is none",
  ['stemma.letters { { "M", t.word "may" - t.capital } }'] = "entry 1 has a shape that is none",
  ['article:places("M", "M")'] = "article:places takes an alphabet",
  ['article:clusters("M", "M")'] = "article:clusters takes an alphabet",
}

function TestLetters.test_names_what_is_wrong()
  support.names_what_is_wrong(mistakes, function(code) run(code, "A text.") end)
end

os.exit(lu.LuaUnit.run())
