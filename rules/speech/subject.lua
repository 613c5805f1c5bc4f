-- Who a verb is said of: the noun phrase before it, over what stands between the two.

local gazetteer = require "names.gazetteer"
local grammar = require "speech.grammar"
local set = require "words.set"
local source = require "speech.source"

local subject = {}

local is_adverb = grammar.is_adverb

local parenthesis = set [[who which whose a an the his her its their one now speaking himself
  herself both of]]

-- "Mica (R-Fla.)": the token before the bracket that closes at i.
local function before_brackets(page, from, i)
  for k = i, math.max(from, i - 12), -1 do
    if page.low[k] == "(" then return k - 1 end
  end
  return i
end

-- ", who has served here for 22 years," and the like, that ends at the comma i: the comma before.
local function parenthesis_before(page, from, i)
  for k = i - 1, from + 1, -1 do
    if page.low[k] == "," and not page.quote[k] then
      local word, shape = page.low[k + 1], page.tokens[k + 1]
      if parenthesis[word] or shape.number or shape.upper or page.name[k - 1] or page.name[k + 1]
        or page.tokens[k - 1].capital and not page.is[k - 1].time or page.is[k + 1].role
        or word:find "ed$" or gazetteer.is_title(page.words[k + 1]) then
        return k
      end
      if k < i - 25 then return nil end
    end
  end
  return nil
end

-- "The minister in a speech said": what stands between subject and verb.
local aside = { ["in"] = true, on = true, at = true, during = true, after = true, over = true }

---The subject before a verb: { first, last }, or "shared" with a verb before.
---@return table|string|nil, boolean passive
function subject.before(page, from, verb)
  local i, passive = verb - 1, false
  while i >= from and not page.quote[i] and not page.name[i]
    and (page.is[i].auxiliary or is_adverb(page, i)) do
    passive = passive or page.is[i].be
    i = i - 1
  end
  if page.low[i] == ")" then i = before_brackets(page, from, i) end
  if i < from or page.quote[i] then return nil, passive end
  local word = page.low[i]
  if word == "," then
    local k = parenthesis_before(page, from, i)
    if not k then return nil, passive end
    if page.low[k - 1] == ")" then k = before_brackets(page, from, k - 1) + 1 end
    local first = source.before(page, from, k - 1)
    if first and source.apposition(page, k - 1, i) == i - 1 then
      return { first, i - 1 }, passive
    end
    return first and { first, k - 1 }, passive
  elseif word == "and" or word == "but" or word == "or" then
    return "shared", passive
  elseif word == "who" or word == "which" or word == "that" then
    i = page.low[i - 1] == "," and i - 2 or i - 1
  end
  local first = source.before(page, from, i)
  for _ = 1, 2 do
    local before = first and first > from + 1 and page.low[first - 1]
    if not before or not aside[before] or page.name[first - 1] then break end
    local further = source.before(page, from, first - 2)
    if not further then break end
    first, i = further, first - 2
  end
  return first and { first, i }, passive
end

---The first noun phrase of the sentence that can be its subject: { first, last }, or nil.
function subject.main(page, sentence, before)
  local is, from = page.is, sentence.first
  for i = from, before - 1 do
    if not page.quote[i] then
      if is[i].pronoun and (i == from or not is[i - 1].preposition) then return { i, i } end
      local name = page.name[i]
      local last = name and page.names.last[name]
      if name and page.names.first[name] == i and not page.tokens[last + 1].possessive then
        local first = source.before(page, from, last) or i
        if first == from or not is[first - 1].preposition then return { first, last } end
      end
    end
  end
  local last = source.after(page, from, before - 1)
  return last and { from, last }
end

return subject
