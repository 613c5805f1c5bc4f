-- What rule authors require: `local stemma = require "stemma"`. See README.md.

local pack = require "stemma.load.pack"
local rule = require "stemma.load.rule"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"

---What a rule requires: the constructors, the patterns and some help with lists and texts.
---@class stemma
---@field char stemma.lib.char          patterns over characters: `local c = stemma.char`
---@field interval stemma.lib.interval  numbers with what their hedges allow
---@field fold stemma.lib.fold          named ways to count two texts as equal
---@field text stemma.lib.text          texts side by side
---@field lpeg stemma.lib.lpeg          LPeg, fenced in; `require "lpeg"` gives the same
---The rule that `stemma try` makes of a pattern's text.
---@field try fun(text: string): stemma.rule
---A rule that is typed at the prompt, with what is missing filled in.
---@field draft fun(spec: table, kind: "extract"|"compare"): stemma.rule
local stemma = {}

---An extraction rule: finds annotations in one article. In a file of rules/extract, whose last line
---returns it. It has a `pattern`, or an `extract` function where a pattern is not enough.
---```lua
---return stemma.extract {
---  api      = 1,
---  about    = "Votes that a sentence counts.",
---  writes   = "tally",
---  fields   = { count = "string" },
---  pattern  = t.number:as "count" * t.word { "votes", "ballots" },
---  examples = { { "It won 12 votes.", { count = "12" } }, { "Twelve sat down." } },
---}
---```
---@param spec stemma.extract_rule
---@return stemma.rule
stemma.extract = rule.extract

---A comparison rule: reports findings about the articles of a story. In a file of rules/compare.
---```lua
---return stemma.compare {
---  api     = 1,
---  about   = "Outlets that count the dead of one event differently.",
---  over    = "story",
---  reads   = { "casualty" },
---  compare = function(story, finding)
---    for key, claims in story:by("casualty", { "fate" }) do
---      local camps = claims:camps "count"
---      if #camps > 1 then
---        finding { kind = "conflict", level = "error", message = "{key.fate}: {camps}",
---          evidence = camps, silent = story.outlets - claims.outlets }
---      end
---    end
---  end,
---  examples = { { articles = { "At least 12 were killed.", "The storm killed 9." },
---    { kind = "conflict" } } },
---}
---```
---@param spec stemma.compare_rule
---@return stemma.rule
stemma.compare = rule.compare

---A layer's fields and overlap, where several rules write it. In rules/layer/NAME.lua, which names
---the layer.
---```lua
---return stemma.layer {
---  about  = "Votes that an article counts.",
---  fields = { count = "interval", side = "string" },
---}
---```
---@param spec stemma.layer_rule
---@return stemma.rule
stemma.layer = rule.layer

---A lexicon of rules/lexicon, for plain Lua; in a pattern it is `t.lexicon`.
---@param name string  "verbs" is rules/lexicon/verbs.txt or .tsv
---@param fold? string|stemma.fold  another fold than its own: "stem", "case+marks"
---@return stemma.lexicon
function stemma.lexicon(name, fold) return pack.lexicon(name, fold) end

---Sets of words by name, for plain Lua that asks of many tokens what they are; a shape is the set
---of all tokens that have it. Gives a function: of an article it gives a list by token, of what has
---the names of the sets as yes or no. Words are looked up folded, in whatever case. Far cheaper for
---who asks often: a second function, which gives a list of whole numbers, and the bit of each set
---in them; before the first and behind the last token it is 0.
---```lua
---local kinds_of = stemma.sets { modal = { "will", "would" }, adverb = { "also", "then" } }
---local function is_modal(article, i) return kinds_of(article)[i].modal end
---```
---```lua
---local _, bits_of, bit = stemma.sets { modal = { "will", "would" }, capital = t.capital }
---local function is_modal(article, i) return bits_of(article)[i] & bit.modal ~= 0 end
---```
---@param words table  by name: a list of words, a table with words as its keys, or a shape
---@return fun(article: stemma.article): table<integer, table<string, boolean>>
---@return fun(article: stemma.article): integer[]
---@return table<string, integer>
function stemma.sets(words) return require("stemma.match.sets")(words) end

---Patterns over tokens: `local t = stemma.token`.
---@type stemma.lib.token
stemma.token = require "stemma.token"

---An alphabet for `article:letters` and `article:places`, in which each token is one letter:
---`stemma.letters { { "M", "march may", t.capital }, { "d", "died -ed" }, { "#", t.digit } }`.
---A token has the letter of the first entry that holds for it. An entry has words, a shape or both;
---`t.capital - t.upper` is a shape too.
---Words are one string: words as `span:words()` gives them, "-ed", an ending behind at least three
---letters, and "99th", where 9 is any digit. Or they are a table that says what each stands for,
---`{ "W", { monday = 1, tuesday = 2 } }`: a string, a number, true or false, for `written:forms`.
---@param list table[]
---@return stemma.alphabet
function stemma.letters(list) return require("stemma.match.letters").new(list) end

---Expressions as patterns of letters, one letter a token, for `written:forms`: letters, sets of
---them, each with a `?` behind it where it may be left out; `%?` is the letter "?". With M for a
---month, D for a day's number and Y for a year, "MD,?Y" is "April 13, 2021".
---`stemma.forms { "MD,?Y", "[MD]D?" }`
---@param list string[]
---@return stemma.forms
function stemma.forms(list) return require("stemma.match.letters").forms(list) end

local lazy = {
  char = "stemma.char", interval = "stemma.interval", fold = "stemma.fold", text = "stemma.text",
  lpeg = "stemma.lpeg",
  try = "stemma.load.try", draft = "stemma.load.draft",
}

---Sorts a list in place and returns it: stable, and strings by their bytes.
---```lua
---stemma.sort({ "b", "a" })
---stemma.sort({ { n = 2 }, { n = 1 } }, function(each) return each.n end)
---```
---@generic T
---@param list T[]
---@param key? fun(element: T): any  what to sort by: a number, a string, or a list of these
---@return T[]
stemma.sort = require("stemma.sort").by

---The keys of a table, sorted.
---@param of table
---@return any[]
stemma.keys = require("stemma.sort").keys

---What a file of rules returns; nothing is done with it but that.
---@class stemma.rule

---Tokens as letters, for article:letters and article:places.
---@class stemma.alphabet

---Expressions over letters, for written:forms.
---@class stemma.forms

---An article in the letters of an alphabet, as `article:written` gives it.
---@class stemma.written
---The forms that stand in it, from first to last, the longest of those that begin at a token: of
---each its number in the list, its first and last token, what its words stand for, and the first
---and the last token of its sentence. A word stands for what the alphabet says; figures that it has
---as "1999" or "99th", for their number; any other for itself, folded. The key is its letter, of a
---second with the same letter "DD". A form inside of another comes too: pass over it by its first
---token. `for form, first, last, values in written:forms(forms) do`
---@field forms fun(self: stemma.written, forms: stemma.forms): fun(): integer, ...
---From here on these tokens are one word, with this letter, and stand for the value if there is
---one. With "." it is in no form.
---@field put fun(self: stemma.written, first: integer, last: integer, letter: string, value?: any)

---A lexicon as plain Lua sees it.
---@class stemma.lexicon
---The name and the attributes of an entry, counted from 1.
---@field get fun(self: stemma.lexicon, entry: integer): string, table<string, string>
---@field count fun(self: stemma.lexicon): integer  how many entries it has
---@field columns fun(self: stemma.lexicon): string[]  the names of the attributes

return setmetatable(stemma, {
  -- Not kept in the table: a rule that goes through it would see what was asked for before.
  __index = function(self, key)
    if lazy[key] then return require(lazy[key]) end
    local known = {}
    for _, names in ipairs { self, lazy } do
      for name in pairs(names) do known[name] = true end
    end
    source.fail("no stemma.%s%s", tostring(key), suggest.text(key, known))
  end,
})
