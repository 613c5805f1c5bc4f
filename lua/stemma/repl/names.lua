-- The names at hand at the prompt, each with a line on it. Those in `made` are made when touched,
-- as they change with the articles.

local corpus = require "stemma.repl.corpus"
local stemma = require "stemma"
local source = require "stemma.base.source"

local names = {}

---Made anew when the articles or rules have changed.
names.made = {
  articles = corpus.articles,
  stories = corpus.stories,
  findings = corpus.findings,
  undecided = corpus.undecided,
  rules = corpus.rules,
}

names.given = {
  stemma = stemma,
  t = stemma.token,
  c = stemma.char,
}

function names.given.layer(name)
  return require("stemma.repl.value.story").layer(name, corpus.articles())
end

function names.given.find(wanted, where)
  local articles = where and (where.articles or { where }) or corpus.articles()
  return require("stemma.repl.find").all(wanted, articles)
end

function names.given.json(value) return require "stemma.repl.json"(value) end

function names.given.list(items)
  if type(items) ~= "table" then source.fail "list takes a table" end
  return require("stemma.repl.value.list").new(table.move(items, 1, #items, 1, {}))
end

function names.given.show(value)
  require("stemma.repl.show").rows(value, print)
end

function names.given.help(name) return require("stemma.repl.command").help(name) end

---What each is, for :help and Tab.
names.docs = {
  articles = "the articles, a list: articles[1], articles.herald",
  stories = "the stories, a list: each with its articles and what they say",
  findings = "what the comparisons report, a list",
  undecided = "what the comparisons could not decide",
  rules = "the rules, a list; :doc NAME shows one",
  layer = 'layer "quotation": all annotations of a layer, a list',
  find = 'find "a phrase", find(pattern): what is found in all articles, a list',
  json = "json(value): the value as a line of JSON",
  list = "list(table): a table's items as a list that can be asked",
  show = "show(value): prints it as the prompt does",
  help = 'help "name": what a name is',
  stemma = "what a rule may require",
  t = "stemma.token: patterns over tokens",
  c = "stemma.char: patterns over characters",
  _ = "the last result; _1 is the same, _2 the one before",
}

return names
