-- What an example gave, beside what it expects: steps (steps.lua) for `rules test` and for `rules
-- show`.
--
--   article   a text of the example; `index` is its number
--   same      found as expected
--   found     found, and next to it `expected` what was expected, then `differs` field by field
--   extra     found and not expected        missing   expected and not found
--   evidence  of a finding: words of article `index`

local examples = require "stemma.load.examples"
local show = require "stemma.base.show"
local sort = require "stemma.sort"

local outcome = {}

local hidden = { begin = true, ["end"] = true, rule = true, text = true, evidence = true }

-- "fate = "killed", count = 12": fields of an annotation or keys of a finding.
local function fields_text(values)
  local parts = {}
  for _, key in ipairs(sort.keys(values)) do
    local value = values[key]
    local empty = type(value) == "table" and next(value) == nil
    if not hidden[key] and not empty then
      parts[#parts + 1] = ("%s = %s"):format(key, show(examples.plain(value)))
    end
  end
  return table.concat(parts, ", ")
end

local function wanted_text(wanted)
  local parts = {}
  for _, key in ipairs(sort.keys(wanted)) do
    parts[#parts + 1] = ("%s = %s"):format(key, show(wanted[key]))
  end
  return table.concat(parts, ", ")
end

-- Which of the found goes with which of the expected, in order, with the fewest that differ:
-- a list of { found or nil, wanted or nil }.
local function pairs_of(found, expected)
  local costs = {}
  for i = #found + 1, 1, -1 do
    costs[i] = {}
    for k = #expected + 1, 1, -1 do
      local rest_found, rest_wanted = #found - i + 1, #expected - k + 1
      if rest_found == 0 or rest_wanted == 0 then
        costs[i][k] = 2 * (rest_found + rest_wanted)
      else
        local differ = #examples.differences(expected[k], found[i]) > 0 and 3 or 0
        costs[i][k] = math.min(costs[i + 1][k + 1] + differ, costs[i + 1][k] + 2,
          costs[i][k + 1] + 2)
      end
    end
  end
  local list, i, k = {}, 1, 1
  while i <= #found or k <= #expected do
    local here = costs[i][k]
    if i <= #found and k <= #expected and here == costs[i + 1][k + 1]
      + (#examples.differences(expected[k], found[i]) > 0 and 3 or 0) then
      list[#list + 1] = { found[i], expected[k] }
      i, k = i + 1, k + 1
    elseif i <= #found and here == costs[i + 1][k] + 2 then
      list[#list + 1] = { found[i] }
      i = i + 1
    else
      list[#list + 1] = { nil, expected[k] }
      k = k + 1
    end
  end
  return list
end

-- Where an expected annotation stands, if it names its text, or words that are nowhere else.
local function place_of(example, wanted)
  local text, words = example.articles[1].text, wanted.text
  if type(words) ~= "string" then return nil end
  local first, last = text:find(words, 1, true)
  if not first then return nil end
  return first - 1, last
end

local function number_of(example, doc)
  for i, article in ipairs(example.articles) do
    if article.doc == doc then return i end
  end
  return nil
end

local function add_found(list, step, found, example)
  list[#list + 1] = { step = step, text = fields_text(found.fields or found), begin = found.begin,
    stop = found["end"] }
  for _, one in ipairs(found.evidence or {}) do
    list[#list + 1] = { step = "evidence", text = one.role ~= "" and one.role or nil,
      index = number_of(example, one.doc), begin = one.begin, stop = one["end"], depth = 1 }
  end
end

local function add_wanted(list, step, wanted, example)
  local begin, stop = place_of(example, wanted)
  list[#list + 1] = { step = step, text = wanted_text(wanted), begin = begin, stop = stop }
end

local function add_missing(list, wanted, example, others)
  local rule = examples.writer(wanted, others)
  add_wanted(list, "missing", wanted, example)
  if rule then list[#list + 1] = { step = "differs", depth = 1, text = examples.written(rule) } end
end

local function add_pair(list, found, wanted, example, others)
  if not wanted then return add_found(list, "extra", found, example) end
  if not found then return add_missing(list, wanted, example, others) end
  local differences = examples.differences(wanted, found)
  if #differences == 0 then return add_found(list, "same", found, example) end
  add_found(list, "found", found, example)
  add_wanted(list, "expected", wanted, example)
  for _, each in ipairs(differences) do
    list[#list + 1] = { step = "differs", depth = 1,
      text = ("%s: found %s, expected %s"):format(each.key, each.found, each.wanted) }
  end
end

-- As messages call it.
local function label_of(article, example)
  local parts = {}
  if #example.articles > 1 or article.outlet then parts[1] = article.outlet or article.doc end
  parts[#parts + 1] = article.date
  return table.concat(parts, ", ")
end

---The steps of an example, given what was found in it.
---@param found table[]
---@param others? { rule: string, found: table }[]  what else stands in the layer
---@return stemma.step[]
function outcome.steps(example, found, others)
  local list = {}
  for i, article in ipairs(example.articles) do
    list[i] = { step = "article", index = i, text = article.text,
      layer = label_of(article, example) }
  end
  if #found <= 200 and #example.expected <= 200 then
    for _, pair in ipairs(pairs_of(found, example.expected)) do
      add_pair(list, pair[1], pair[2], example, others or {})
    end
  end
  return list
end

return outcome
