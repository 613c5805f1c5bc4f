-- What spans have at the prompt beyond what rules see: where they are, and what others say.

local alike = require "stemma.repl.alike"
local corpus = require "stemma.repl.corpus"
local list = require "stemma.repl.value.list"
local span = require "stemma.read.span"

local getters = {}

-- The article at the prompt; a sentence that was only typed has none.
local function owner(self) return rawget(self.article, "owner") end

function getters:doc() return owner(self) and owner(self).doc end
function getters:outlet()
  local article = owner(self)
  return article and article.outlet
end
function getters:date() return owner(self) and owner(self).date end
function getters:line() return (self.article:place(self.begin)) end
function getters:story() return owner(self) and owner(self).story end
function getters:layer_name() return rawget(self, "layer_name") end

---The annotations of its layer in the story's other articles that say the same, nearly word for
---word: a list.
function getters:others()
  local article, name = owner(self), rawget(self, "layer_name")
  local story = article and article.story
  local found = {}
  if story and name then
    corpus.fetch(story.articles, { name })
    local words = self:words()
    for _, other in ipairs(story.articles) do
      for _, one in ipairs(other.doc ~= article.doc and other:layer(name) or {}) do
        if alike(words, one:words()) then found[#found + 1] = one end
      end
    end
  end
  return list.new(found, "annotation")
end

span.add_getters(getters)

return getters
