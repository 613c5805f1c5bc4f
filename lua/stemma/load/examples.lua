-- Examples: a rule's documentation and its test.
--
--   extract   { "text", { field = … }, { … }, date = …, outlet = …, title = … }
--             one table an annotation, in order; none: nothing is found
--   compare   { articles = { { outlet = …, date = …, text = … }, … }, { kind = …, … }, … }
--             one table a finding
--
-- Number and order are compared exactly, and the fields that are named; `text` is the annotation's
-- text, and `false` says that a field is unset.

local show = require "stemma.base.show"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

local examples = {}

---What stands for the examples of a rule that is only being tried: the first says whether its
---function runs at all, whatever it finds; there is none for a comparison, which may well need more
---than a line says.
examples.untried = { { "Not looked at." } }

---An example of a rule. Of `stemma.extract` it begins with the text, then comes a table for each
---annotation, in order; none says that nothing is found. Of `stemma.compare` it has `articles`, and
---a table for each finding. Fields that are named must be equal: a span or a ref is named by its
---text, an interval by its number or some of its parts, a list as a list; `false` says that a field
---is unset, and `text` is the annotation's text.
---@class stemma.example
---@field [integer] string|table  what is found; of `stemma.extract` the first is the text
---Of `stemma.compare`: `{ text = "…", outlet = "…", date = "…" }` each, or just a text.
---@field articles? table[]
---@field date? string        of the article: "2021-04-13"
---@field outlet? string      of the article
---@field title? string       of the article
---@field url? string         of the article
---@field author? string      of the article
---@field doc? string         of the article: its name

local meta_keys = {
  date = true, outlet = true, title = true, doc = true, url = true, author = true,
}
local finding_keys = { kind = true, level = true, message = true, evidence = true, silent = true }

local function fail(example, message, ...)
  source.fail_at(example.place, "example %d " .. message, example.number, ...)
end

local function check_meta(example, raw, more)
  for _, key in ipairs(sort.keys(raw)) do
    if type(key) == "string" and key ~= more then
      if not meta_keys[key] then
        fail(example, "has no '%s'%s", key, suggest.text(key, meta_keys))
      elseif type(raw[key]) ~= "string" then
        fail(example, "'%s' is a string", key)
      end
    end
  end
end

local function article_of(example, raw, number)
  if type(raw) == "string" then raw = { text = raw } end
  if type(raw) ~= "table" or type(raw.text) ~= "string" then
    fail(example, "article %d has no text", number)
  end
  check_meta(example, raw, "text")
  return {
    text = raw.text, doc = raw.doc or ("%03d"):format(number), outlet = raw.outlet,
    title = raw.title, date = raw.date, url = raw.url, author = raw.author,
  }
end

local function read_extract(example, raw)
  if type(raw[1]) ~= "string" then
    fail(example, "starts with the text it is about")
  end
  check_meta(example, raw)
  local article = { text = raw[1] }
  for key in pairs(meta_keys) do article[key] = raw[key] end
  example.articles = { article_of(example, article, 1) }
end

local function read_compare(example, raw)
  if type(raw.articles) ~= "table" or #raw.articles == 0 then
    fail(example, "takes articles = { { outlet = …, date = …, text = … }, … }")
  end
  check_meta(example, raw, "articles")
  example.articles = {}
  for i, article in ipairs(raw.articles) do
    example.articles[i] = article_of(example, article, i)
  end
end

local function known_keys(rule)
  if rule.kind == "compare" then return finding_keys end
  local known = { text = true }
  for _, field in ipairs(rule.fields) do known[field.name] = true end
  return known
end

-- What an example says of a field that may be only some texts.
local function check_value(rule, example, key, value)
  local allowed = rule.allowed and rule.allowed[key]
  if allowed and type(value) == "string" and not allowed[value] then
    fail(example, "expects %s = '%s', which it never is%s", key, value,
      suggest.text(value, allowed))
  end
end

local function read_expected(rule, example, raw, from)
  local known = known_keys(rule)
  example.expected = {}
  for i = from, #raw do
    if type(raw[i]) ~= "table" then
      fail(example, "entry %d is a %s; it takes a table a result", i, type(raw[i]))
    end
    for _, key in ipairs(sort.keys(raw[i])) do
      if not known[key] then
        fail(example, "expects '%s'%s", tostring(key), suggest.text(key, known))
      end
      check_value(rule, example, key, raw[i][key])
    end
    example.expected[#example.expected + 1] = raw[i]
  end
end

local function first_text(raw)
  if type(raw) ~= "table" then return type(raw) == "string" and raw or "" end
  if type(raw[1]) == "string" then return raw[1] end
  local article = type(raw.articles) == "table" and raw.articles[1]
  local text = type(article) == "table" and article.text or article
  return type(text) == "string" and text or ""
end

---Reads and checks the examples of a rule that is being loaded.
function examples.read(rule, checked)
  local raws, texts, list = checked.spec.examples, {}, {}
  local untried = rawequal(raws, examples.untried)
  if untried and rule.kind == "compare" then return list end
  for i, raw in ipairs(raws) do texts[i] = first_text(raw) end
  local places = checked.text:examples(texts)
  for i, raw in ipairs(raws) do
    local example = { number = i, place = places[i], untried = untried }
    if type(raw) ~= "table" then
      fail(example, "is a %s; it takes a table, { \"text\", { … } }", type(raw))
    end
    local compare = rule.kind == "compare"
    if compare then read_compare(example, raw) else read_extract(example, raw) end
    read_expected(rule, example, raw, compare and 1 or 2)
    list[i] = example
  end
  if #list == 0 then checked:fail("examples", "'examples' is empty; give at least one") end
  return list
end

local equal

local function equal_part(wanted, found)
  if type(found) ~= "table" then return false end
  for key, value in pairs(wanted) do
    if not equal(value, found[key]) then return false end
  end
  return true
end

-- Whether what was found is what the example says. A span or reference is named by its text, an
-- interval by its number or by some of its parts.
function equal(wanted, found)
  if wanted == false then return found == nil or type(found) == "table" and next(found) == nil end
  if type(wanted) == "table" then
    if #wanted > 0 or next(wanted) == nil then
      return type(found) == "table" and #found == #wanted and equal_part(wanted, found)
    end
    return equal_part(wanted, found)
  end
  if type(found) == "table" then found = type(wanted) == "string" and found.text or found.value end
  return wanted == found
end

-- An interval that is one number and nothing else: an example says that number.
local function is_number(value)
  return value.value and value.value == value.low and value.value == value.high and not value.hedge
end

-- What was found as an example would say it: a span is its text.
function examples.plain(value)
  if type(value) ~= "table" then return value end
  if is_number(value) then return value.value end
  if value.text and value.begin and not value.role then return value.text end
  local copy = {}
  for key, each in pairs(value) do
    if key ~= "begin" and key ~= "end" then copy[key] = examples.plain(each) end
  end
  return copy
end

local plain = examples.plain

---Where a result is not what is expected: { key, found, wanted }, the last two as text.
---@return { key: string, found: string, wanted: string }[]
function examples.differences(wanted, found)
  local list = {}
  for _, key in ipairs(sort.keys(wanted)) do
    local value = found[key]
    if value == nil and found.fields then value = found.fields[key] end
    if not equal(wanted[key], value) then
      list[#list + 1] = { key = key, found = show(plain(value)), wanted = show(wanted[key]) }
    end
  end
  return list
end

local function difference(wanted, found)
  local first = examples.differences(wanted, found)[1]
  return first and ("%s is %s, expected %s"):format(first.key, first.found, first.wanted)
end

local function listed(results)
  local lines = {}
  for i, result in ipairs(results) do
    local shown = {}
    for key, value in pairs(result.fields or result) do shown[key] = plain(value) end
    if result.fields then shown.text = result.text end
    shown.begin, shown["end"], shown.rule = nil, nil, nil
    lines[i] = "\n  found: " .. show(shown)
  end
  return table.concat(lines)
end

local function short(text)
  text = text:gsub("%s+", " ")
  if #text <= 50 then return text end
  return text:sub(1, (utf8.offset(text, 0, 48) or 48) - 1) .. "…"
end

local function mismatch(example, message)
  return false, ("%s: example %d (\"%s\"): %s"):format(source.name(example.place),
    example.number, short(example.articles[1].text), message)
end

---Another rule that wrote what is expected: of equal annotations of several rules one stays.
---@param others { rule: string, found: table }[]
function examples.writer(wanted, others)
  for _, other in ipairs(others) do
    if #examples.differences(wanted, other.found) == 0 then return other.rule end
  end
  return nil
end

---What to say of that.
function examples.written(rule)
  return ("%s wrote one that fits; of equal ones of two rules one stays"):format(rule)
end

-- Of what is expected and not found, the first that another rule wrote.
local function written_by_others(expected, found, others)
  for _, wanted in ipairs(expected) do
    local rule = examples.writer(wanted, others)
    for _, one in ipairs(rule and found or {}) do
      if #examples.differences(wanted, one) == 0 then rule = nil end
    end
    if rule then return (": %s"):format(examples.written(rule)) end
  end
  return ""
end

---Compares what a rule found in an example with what it expects: true, or false and a message.
---@param found table[]
---@param others? { rule: string, found: table }[]  what else stands in the layer
function examples.check(example, found, others)
  if example.untried then return true end
  local expected = example.expected
  if #found ~= #expected then
    return mismatch(example, ("%d found, %d expected%s%s"):format(#found, #expected,
      written_by_others(expected, found, others or {}), listed(found)))
  end
  for i, wanted in ipairs(expected) do
    local message = difference(wanted, found[i])
    if message then
      return mismatch(example, ("result %d: %s%s"):format(i, message, listed(found)))
    end
  end
  return true
end

return examples
