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
---@field sentences table<integer, speech.Sentence>  those that somebody has asked for

---@class speech.Sentence
---@field at integer     its number
---@field first integer
---@field last integer
---@field block integer
---@field quotes speech.Quote[]|nil  that begin in it

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
    name = names.of, bytes_of = article.bytes_of, first = first, last = last, block = block,
    sentences = {} }
end

---A sentence by its number: most are never asked for.
---@param self speech.Page
---@return speech.Sentence
function page.sentence(self, at)
  local one = self.sentences[at]
  if not one then
    one = { at = at, first = self.first[at], last = self.last[at], block = self.block[at] }
    self.sentences[at] = one
  end
  return one
end

---The sentences that quotations begin in, which they are given.
---@param self speech.Page
---@return speech.Sentence[]
function page.with_quotes(self)
  local list, quotes, sentence = {}, self.quotes, nil
  for k = 1, #quotes do
    local quote = quotes[k]
    if sentence and sentence.at == quote.at then
      table.insert(sentence.quotes, quote)
    else
      sentence = page.sentence(self, quote.at)
      sentence.quotes, list[#list + 1] = { quote }, sentence
    end
  end
  return list
end

return page
