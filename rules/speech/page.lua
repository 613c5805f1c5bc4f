-- An article laid out for those who look for speech: what each token is, and the quotation and the
-- name that it belongs to.

local grammar = require "speech.grammar"
local lists = require "words.lists"

local page = {}

---@class speech.Page
---@field article stemma.article
---@field words string[]         by token, as written
---@field low string[]           folded, in lower case
---@field is integer[]           what it is, a bit for each set of speech.grammar
---@field quote table            by token: the number of the outermost quotation that covers it
---@field quotes speech.Quote[]
---@field name table             by token: the number of the mention that covers it
---@field names words.Lists      the mentions: kind, entity, title, gender
---@field places table           where a cue may begin (speech.cues)
---@field first integer[]        by sentence: its first token
---@field last integer[]         by sentence: its last token
---@field block integer[]        by sentence: its block
---@field bytes_of function      article.bytes_of

---@class speech.Sentence
---@field at integer     its number
---@field first integer
---@field last integer
---@field block integer
---@field quotes speech.Quote[]  that begin in it

---@class speech.Quote
---@field first integer       its tokens, marks included
---@field last integer
---@field closed boolean
---@field continues boolean
---@field at integer          the sentence that it begins in

local function quotes_of(article)
  local list = {}
  local first, last, closed, continues, at = article:quote_tokens()
  for i = 1, #first do
    list[i] = { first = first[i], last = last[i], closed = closed[i], continues = continues[i],
      at = at[i] }
  end
  return list
end

---The page of an article; nil where nothing stands in marks.
---@return speech.Page|nil
function page.read(article)
  local quotes = quotes_of(article)
  if #quotes == 0 then return nil end
  local names = lists.of(article, "mention")
  local first, last, block = article:sentence_tokens()
  return { article = article, words = article.texts, low = article.words,
    is = grammar.bits_of(article), quote = article:quote_of(), quotes = quotes, names = names,
    name = names.of, bytes_of = article.bytes_of, first = first, last = last, block = block }
end

---The sentences that quotations begin in, with these.
---@param self speech.Page
---@return speech.Sentence[]
function page.with_quotes(self)
  local list, n, quotes, sentence, before = {}, 0, self.quotes, nil, 0
  for k = 1, #quotes do
    local quote = quotes[k]
    local at = quote.at
    if at == before then
      sentence.quotes[#sentence.quotes + 1] = quote
    else
      sentence = { at = at, first = self.first[at], last = self.last[at], block = self.block[at],
        quotes = { quote } }
      n, before = n + 1, at
      list[n] = sentence
    end
  end
  return list
end

return page
