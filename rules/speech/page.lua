-- An article laid out for those who look for speech: tokens in lists, and for each token the
-- quotation and the name that it belongs to.

local stemma = require "stemma"

local page = {}

---@class speech.Page
---@field article stemma.article
---@field tokens table[]        their shapes
---@field words string[]        by token, as written
---@field low string[]          folded, in lower case
---@field quote table           by token: the outermost quotation that covers it, its marks too
---@field name table            by token: the mention that covers it
---@field names speech.Name[]   all mentions
---@field sentences speech.Sentence[]

---@class speech.Sentence
---@field first integer
---@field last integer
---@field block integer
---@field quotes table[]|nil    that begin in it

---@class speech.Name
---@field first integer
---@field last integer
---@field entity string
---@field kind string
---@field title string|false
---@field gender string|false

local name = {}

-- Most names are not asked who they are.
function name.__index(self, key)
  local value = self.layer[self.number][key] or false
  self[key] = value
  return value
end

local mention = stemma.token.layer "mention"

local function add_names(article, self)
  local first, last, number = mention:places(article)
  local layer = article:layer "mention"
  for k = 1, #first do
    local one = setmetatable({ first = first[k], last = last[k], number = number[k],
      layer = layer }, name)
    self.names[k] = one
    for i = one.first, one.last do self.name[i] = one end
  end
end

local function add_quotes(article, self)
  for quote in article:quotes() do
    if quote.depth == 0 and #quote.content > 0 then
      local one = { first = quote.first, last = quote.last, closed = quote.closed,
        content = quote.content, continues = quote.continues }
      self.quotes[#self.quotes + 1] = one
      for i = one.first, one.last do self.quote[i] = one end
    end
  end
end

local function add_sentences(article, self, roles)
  local seen, sees
  for _, first, last, block in article:bounds() do
    if block ~= seen then seen, sees = block, roles[article:block(block).role] end
    if sees then
      self.sentences[#self.sentences + 1] = { first = first, last = last, block = block }
    end
  end
end

-- A sentence has the quotations that begin in it.
local function share_out(self)
  local at = 1
  for _, sentence in ipairs(self.sentences) do
    local quote = self.quotes[at]
    while quote and quote.first <= sentence.last do
      if quote.first >= sentence.first then
        sentence.quotes = sentence.quotes or {}
        table.insert(sentence.quotes, quote)
      end
      at = at + 1
      quote = self.quotes[at]
    end
  end
end

---@param roles table  whose sentences are looked at
---@return speech.Page
function page.read(article, roles)
  local self = { article = article, tokens = article.shapes, words = article.texts,
    low = article.words, quote = {}, quotes = {}, name = {}, names = {}, sentences = {} }
  add_sentences(article, self, roles)
  add_quotes(article, self)
  add_names(article, self)
  share_out(self)
  return self
end

return page
