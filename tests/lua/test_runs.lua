-- Runs of words shared between texts, against counting them one by one; and texts cut into pieces.

local lu = require "luaunit"
local fold = require "stemma.fold"
local text = require "stemma.text"

-- --- runs ---

local function random_words(most)
  local words = {}
  for i = 1, math.random(0, most) do
    local key = ("abcd"):sub(math.random(4)):sub(1, 1)
    words[i] = math.random(3) == 1 and key or { key = key, worth = math.random(0, 2) }
  end
  return words
end

local function key_of(word) return type(word) == "table" and word.key or word end
local function worth_of(word) return type(word) == "table" and word.worth or 1 end

-- The runs of a text as strings, those that count.
local function runs_of(words, size, least)
  local list = {}
  for i = 1, #words - size + 1 do
    local keys, worth = {}, 0
    for k = i, i + size - 1 do
      keys[#keys + 1], worth = key_of(words[k]), worth + worth_of(words[k])
    end
    if not least or worth >= least then list[#list + 1] = table.concat(keys) end
  end
  return list
end

-- Texts that share runs, one by one: { number, count }, the one that shares most first.
local function near(texts, words, size, least_worth, least)
  local list = {}
  for number, one in ipairs(texts) do
    local has, count = {}, 0
    for _, run in ipairs(runs_of(one, size, least_worth)) do has[run] = true end
    for _, run in ipairs(runs_of(words, size, least_worth)) do
      if has[run] then count = count + 1 end
    end
    if count >= math.max(least, 1) then list[#list + 1] = { number, count } end
  end
  table.sort(list, function(a, b)
    if a[2] ~= b[2] then return a[2] > b[2] end
    return a[1] < b[1]
  end)
  return list
end

TestRuns = {}

function TestRuns.test_finds_what_counting_finds()
  math.randomseed(11)
  for _ = 1, 400 do
    local size, worth = math.random(1, 4), math.random(4) > 1 and math.random(0, 6) or nil
    local runs, texts = text.runs(size, worth), {}
    for i = 1, math.random(0, 30) do
      texts[i] = random_words(40)
      lu.assertEquals(runs:add(texts[i]), i)
    end
    local words, least = random_words(300), math.random(0, 5)
    local numbers, counts = runs:near(words, least)
    local expected = near(texts, words, size, worth, least)
    lu.assertEquals(#numbers, #expected)
    for k, each in ipairs(expected) do
      lu.assertEquals({ numbers[k], counts[k] }, each)
    end
  end
end

function TestRuns.test_grows_with_its_texts()
  local runs = text.runs(2)
  for i = 1, 5000 do runs:add { "w" .. i, "w" .. i + 1, "w" .. i + 2 } end
  lu.assertEquals({ runs:near({ "w70", "w71", "w72", "w73" }, 2) }, { { 70, 71 }, { 2, 2 } })
  lu.assertEquals(runs:near({ "w1", "w3", "w5" }, 1), {})
end

function TestRuns.test_refuses_what_is_no_list_of_words()
  local runs = text.runs(3)
  lu.assertErrorMsgContains("table expected", runs.add, runs, "a")
  lu.assertErrorMsgContains("word 2 of a list is no string", runs.add, runs, { "a", 1 })
  lu.assertErrorMsgContains("word 1 of a list is no string", runs.near, runs, { {} }, 1)
  lu.assertErrorMsgContains("is worth", runs.add, runs, { { key = "a", worth = 1 << 40 } })
  lu.assertErrorMsgContains("is worth", runs.add, runs, { { key = "a", worth = "x" } })
  lu.assertErrorMsgContains("from 1 to 32 words, not 0", text.runs, 0)
  lu.assertErrorMsgContains("from 1 to 32 words, not 33", text.runs, 33)
  lu.assertEquals(runs:add { "a", "b", "c" }, 1)     -- what was refused is no text
  lu.assertEquals(runs:near({ "a", "b", "c" }, 1), { 1 })
end

-- Words may be tables in an alignment too, and then say themselves what they count.
function TestRuns.test_words_that_are_tables_are_aligned()
  local function words(line)
    local list = {}
    for word in line:gmatch "%S+" do list[#list + 1] = { key = word, worth = #word } end
    return list
  end
  local a, b = words "we will not go home", words "so we will at last not go home"
  local keys, worth = {}, {}
  for i, word in ipairs(a) do keys[i], worth[i] = word.key, word.worth end
  lu.assertEquals(text.local_align(a, nil, b, -4, -6, -1),
    text.local_align(keys, worth, b, -4, -6, -1))
  lu.assertEquals(text.local_align({ "x", { key = "y" } }, nil, { { key = "x" }, "y" }, -4, -6, -1),
    { 1, 1, 2, 2 })
end

-- --- chunks ---

TestChunks = {}

local function pieces_of(of)
  local values, places = {}, {}
  for place, piece in of:gmatch "()(%S+)" do
    values[#values + 1], places[#places + 1] = piece, place - 1
  end
  return values, places
end

function TestChunks.test_cuts_as_a_pattern_does()
  math.randomseed(5)
  local letters = { "a", "B", "é", "…", " ", " ", "\t", "\n", "\r", "\v", "\f", "\0", "." }
  for _ = 1, 300 do
    local list = {}
    for i = 1, math.random(0, 40) do list[i] = letters[math.random(#letters)] end
    local of = table.concat(list)
    local values, places = text.chunks(of, {}, function(piece) return piece end)
    lu.assertEquals({ values, places }, { pieces_of(of) })
  end
end

function TestChunks.test_asks_once_for_what_is_noted()
  local known, asked = { no = "NO", ["–"] = false }, {}
  local values, places = text.chunks("no – yes no yes", known, function(piece, begin)
    asked[#asked + 1] = { piece, begin }
    known[piece] = piece:upper()
    return known[piece]
  end)
  lu.assertEquals(asked, { { "yes", 7 } })      -- the dash has three bytes
  lu.assertEquals(values, { "NO", "YES", "NO", "YES" })
  lu.assertEquals(places, { 0, 7, 11, 14 })
end

function TestChunks.test_what_is_asked_may_add_to_the_lists()
  local values, places = text.chunks("a b-c d", {}, function(piece, begin, list, begins)
    for place, part in piece:gmatch "()(%a)" do
      list[#list + 1], begins[#begins + 1] = part, begin + place - 1
    end
  end)
  lu.assertEquals({ values, places }, { { "a", "b", "c", "d" }, { 0, 2, 4, 6 } })
end

function TestChunks.test_refuses_what_it_cannot_cut()
  lu.assertErrorMsgContains("takes a text, here a table", text.chunks, {}, {}, print)
  lu.assertErrorMsgContains("table expected", text.chunks, "a", nil, print)
  lu.assertErrorMsgContains("function expected", text.chunks, "a", {}, nil)
end

-- --- rough runs ---

TestRoughRuns = {}

-- Some words, in one of the ways they are written.
local ways = { { "harbour", "Harbor" }, { "“best", "based.”" }, { "build-up", "buildup" },
  { "of" }, { "the", "[t]he" }, { "U.S.", "us" } }

local function written(most)
  local list = {}
  for i = 1, math.random(0, most) do
    local way = ways[math.random(#ways)]
    list[i] = way[math.random(#way)]
  end
  return table.concat(list, " ")
end

local function split(shown)
  local words = {}
  for word in fold.consonants(shown):gmatch "%S+" do words[#words + 1] = word end
  return words
end

function TestRoughRuns.test_are_runs_of_consonants()
  math.randomseed(17)
  for _ = 1, 300 do
    local size, least = math.random(1, 4), math.random(0, 5)
    local rough, runs = text.rough_runs(size), text.runs(size)
    for i = 1, math.random(0, 20) do
      local shown = written(60)
      lu.assertEquals(rough:add(shown), i)
      runs:add(split(shown))
    end
    local shown = written(400)
    lu.assertEquals({ rough:near(shown, least) }, { runs:near(split(shown), least) }, shown)
  end
end

function TestRoughRuns.test_words_count_as_others()
  local runs = text.rough_runs(3, { gaol = "jail", percent = "per cent", ["build-up"] = "rise" })
  runs:add "a jail for ten per cent"
  lu.assertEquals(runs:near("A gaol for 5", 1), { 1 })
  lu.assertEquals({ runs:near("for ten percent", 1) }, { { 1 }, { 2 } })     -- it is two words
  lu.assertEquals(runs:near("a gaol’s for", 1), {})
  runs:add "the rise of"
  lu.assertEquals(runs:near("The buildup of it", 1), { 2 })
end

function TestRoughRuns.test_refuses_what_says_nothing()
  local runs = text.rough_runs(3)
  lu.assertErrorMsgContains("string expected", runs.add, runs, {})
  lu.assertErrorMsgContains("string expected", runs.near, runs, {}, 1)
  lu.assertErrorMsgContains("from 1 to 32 words, not 0", text.rough_runs, 0)
  lu.assertErrorMsgContains("table expected", text.rough_runs, 3, "a")
  for word, other in pairs { [1] = "a", ["a b"] = "c", [""] = "c", a = 1, b = "–" } do
    lu.assertErrorMsgContains("what counts as the same", text.rough_runs, 3, { [word] = other })
  end
end

os.exit(lu.LuaUnit.run())
