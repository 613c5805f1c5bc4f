-- An article laid out for those who look for speech: what each token is, and the quotation and the
-- name that it belongs to.

local grammar = require "speech.grammar"
local lists = require "words.lists"

local page = {}

---@class speech.Page
---@field article stemma.article
---@field tokens stemma.shape[]  their shapes
---@field words string[]         by token, as written
---@field low string[]           folded, in lower case
---@field is table[]             what word it is (speech.grammar): is[i].preposition
---@field quote table            by token: the outermost quotation that covers it, its marks too
---@field name table             by token: the number of the mention that covers it
---@field names words.Lists      the mentions: kind, entity, title, gender
---@field sentences speech.Sentence[]

---@class speech.Sentence
---@field first integer
---@field last integer
---@field block integer
---@field quotes speech.Quote[]|nil  that begin in it

---@class speech.Quote
---@field first integer       its tokens, marks included
---@field last integer
---@field closed boolean
---@field continues boolean

local function add_quotes(self)
  local list, of = self.quotes, self.quote
  for first, last, depth, closed, continues in self.article:quote_bounds() do
    if depth == 0 and last - first > (closed and 1 or 0) then
      local one = { first = first, last = last, closed = closed, continues = continues }
      list[#list + 1] = one
      for i = first, last do of[i] = one end
    end
  end
end

-- A sentence has the quotations that begin in it.
local function add_sentences(self)
  local list, quotes, at = self.sentences, self.quotes, 1
  for _, first, last, block in self.article:bounds() do
    local sentence, quote = { first = first, last = last, block = block }, quotes[at]
    list[#list + 1] = sentence
    while quote and quote.first <= last do
      if quote.first >= first then
        sentence.quotes = sentence.quotes or {}
        table.insert(sentence.quotes, quote)
      end
      at = at + 1
      quote = quotes[at]
    end
  end
end

-- No word stands before the first token or behind the last.
local nothing = {}

---@return speech.Page
function page.read(article)
  local names = lists.of(article, "mention")
  local is, n = grammar.kinds_of(article), article:token_count()
  is[0], is[n + 1], is[n + 2] = nothing, nothing, nothing
  local self = { article = article, tokens = article.shapes, words = article.texts,
    low = article.words, is = is, quote = {}, quotes = {}, sentences = {},
    names = names, name = names.of }
  add_quotes(self)
  add_sentences(self)
  return self
end

return page
