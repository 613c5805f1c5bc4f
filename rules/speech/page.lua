-- An article laid out for those who look for speech: tokens in arrays, and for each token the
-- quotation and the name that it belongs to.

local page = {}

---@class speech.Page
---@field tokens table[]         their shapes
---@field words string[]        by token, as written
---@field low string[]          folded, in lower case
---@field quote table           by token: the outermost quotation that covers it, its marks too
---@field name table            by token: the mention that covers it
---@field sentences speech.Sentence[]

---@class speech.Sentence
---@field first integer
---@field last integer
---@field block integer
---@field quotes table[]

local function add_quotes(article, self)
  for quote in article:quotes() do
    if quote.depth == 0 and quote.content.stop > quote.content.begin then
      local first, last = quote.open.index, quote.close and quote.close.index
      local one = { first = first, last = last or article:block(self.block_of(first)).last,
        closed = last ~= nil and last ~= false, content = quote.content,
        continues = quote.continues }
      self.quotes[#self.quotes + 1] = one
      for i = one.first, one.last do self.quote[i] = one end
    end
  end
end

local function add_names(article, self)
  local names = article:layer "mention"
  for i = 1, #names do
    local name = names[i]
    local first, last = name.first, name.last
    local one = { first = first, last = last, entity = name.entity, kind = name.kind,
      title = name.title, gender = name.gender, number = i }
    self.names[i] = one
    for k = first, last do self.name[k] = one end
  end
end

local function add_sentences(article, self, roles)
  for sentence in article:sentences() do
    local block = article:block(sentence.block_index)
    if roles[block.role] then
      self.sentences[#self.sentences + 1] = { first = sentence.first, last = sentence.last,
        block = sentence.block_index, quotes = {} }
    end
    local words = sentence:words()
    table.move(words, 1, #words, sentence.first, self.low)
  end
end

-- A sentence has the quotations that begin in it.
local function share_out(self)
  local at = 1
  for _, sentence in ipairs(self.sentences) do
    while self.quotes[at] and self.quotes[at].first <= sentence.last do
      local quote = self.quotes[at]
      if quote.first >= sentence.first then
        sentence.quotes[#sentence.quotes + 1] = quote
        quote.sentence = sentence
      end
      at = at + 1
    end
  end
end

-- A list that makes what is asked of it.
local function lazy(make)
  return setmetatable({}, { __index = function(list, i)
    local value = make(i)
    list[i] = value
    return value
  end })
end

---@param roles table  whose sentences are looked at
---@return speech.Page
function page.read(article, roles)
  local self = { low = {}, quote = {}, quotes = {}, name = {}, names = {}, sentences = {},
    article = article }
  self.tokens = article:span(0, #article.text):shapes()
  self.words = lazy(function(i) return self.tokens[i] and article:token(i).text end)
  function self.block_of(i) return article:token(i):block().index end
  add_sentences(article, self, roles)
  add_quotes(article, self)
  add_names(article, self)
  share_out(self)
  return self
end

return page
