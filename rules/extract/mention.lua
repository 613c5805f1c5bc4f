local stemma = require "stemma"
local context = require "names.context"
local entities = require "names.entities"
local gazetteer = require "names.gazetteer"
local parts = require "names.parts"
local runs = require "names.runs"

local parts_of, read_context, tells = parts.of, context.read, context.tells
local gather, bits_of = entities.gather, gazetteer.bits_of
local by_spelling, forms_by_spelling = { __index = gazetteer.ones }, { __index = gazetteer.formed }

-- What is read of an article once, however often it stands there.
local function open(article)
  return { article = article, texts = article.texts, words = article.words,
    shapes = article.shapes, text_of = article.text_of, is = bits_of(article),
    stretches = {}, exact = {}, forms = {}, parts = setmetatable({}, by_spelling),
    formed = setmetatable({}, forms_by_spelling) }
end

-- Adds a name that the lexicons do not know, with what the words around it say.
local function add(page, names, part, from, to)
  local is, n, kind = page.is, names.count + 1, part.kind
  names.count = n
  names.first[n], names.last[n], names.form[n] = from, to, part.form
  if kind then names.title[n], names.gender[n] = part.title, part.gender end
  if (is[from - 1] | is[to + 1]) & tells ~= 0 then
    kind, names.title[n] = read_context(page, part, from, to)
  end
  names.kind[n] = kind or false
  if kind and from < to then gather(names, n) end
end

-- The names of an article as lists by their numbers: those that the lexicons know, and the others.
local function names_in(page)
  local known_parts, names, n = page.parts, entities.open(), 0
  local first, last, kind, entity = {}, {}, {}, {}
  local firsts, _, letters, texts = page.article:clusters(runs.alphabet, runs.names, runs.needed)
  for k = 1, #firsts do
    local at, part = firsts[k], known_parts[texts[k]]
    if part == nil then part = parts_of(page, at, letters[k], texts[k]) end
    while part do
      if part.form then
        add(page, names, part, at + part.from, at + part.to)
      else
        n = n + 1
        first[n], last[n], kind[n], entity[n] = at + part.from, at + part.to, part.kind, part.entity
      end
      part = part.next
    end
  end
  return { first = first, last = last, kind = kind, entity = entity }, names
end

return stemma.extract {
  api    = 1,
  about  = "Names of people, organisations and places, each with one string for all its mentions.",
  writes = "mention",
  extract = function(article, emit)
    local page = open(article)
    local known, names = names_in(page)
    entities.resolve(page, names)
    emit(known)
    emit { first = names.first, last = names.last, kind = names.kind, entity = names.entity,
      title = names.title, gender = names.gender }
  end,
  examples = {
    { "President Joe Biden met Jen Psaki. Biden smiled.",
      { text = "Joe Biden", kind = "person", entity = "Joe Biden", title = "president" },
      { text = "Jen Psaki", kind = "person", entity = "Jen Psaki" },
      { text = "Biden", kind = "person", entity = "Joe Biden" } },
    { "The White House Press Secretary Jen Psaki spoke in Washington.",
      { text = "White House", kind = "organisation", entity = "White House" },
      { text = "Jen Psaki", title = "press secretary", gender = "f" },
      { text = "Washington", kind = "place" } },
    { "The U.S. and NATO asked the Kremlin.",
      { text = "U.S.", kind = "place", entity = "United States" },
      { text = "NATO", kind = "organisation" }, { text = "Kremlin", kind = "organisation" } },
    { "He told us who was there on Tuesday." },
    { "The mayor, Hanne Olt, thanked Arla Foods Group. Arla paid.",
      { text = "Hanne Olt", title = "mayor" }, { text = "Arla Foods Group" },
      { text = "Arla", kind = "organisation", entity = "Arla Foods Group" } },
    { "The Ministry of Health and the Dockers and Drivers Union agreed.",
      { entity = "Ministry of Health", kind = "organisation" },
      { entity = "Dockers and Drivers Union", kind = "organisation" } },
    { "\"It rains,\" said Bruno Hask, a teacher. Mr. Hask left.",
      { text = "Bruno Hask", kind = "person", title = "teacher" },
      { text = "Hask", kind = "person", entity = "Bruno Hask" } },
    { "Harriet Lowe and Tom Lowe came. Ms. Lowe sang.",
      { entity = "Harriet Lowe" }, { entity = "Tom Lowe" }, { entity = "Harriet Lowe" } },
    { "Mary Olt, Peter Lund and Anna Dahl left Paris - London waited. Will all meet on Monday?",
      { entity = "Mary Olt" }, { entity = "Peter Lund" }, { entity = "Anna Dahl" },
      { entity = "Paris" }, { entity = "London" } },
    { "Both sides met at Lake Tarn. After Christmas, Muslims and Jews prayed.",
      { text = "Lake Tarn", kind = "place" } },
  },
}
