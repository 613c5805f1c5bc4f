local stemma = require "stemma"
local context = require "names.context"
local entities = require "names.entities"
local gazetteer = require "names.gazetteer"
local parts = require "names.parts"
local runs = require "names.runs"

local alphabet, capitals, parts_of = runs.alphabet, runs.names, parts.of
local read_context, bits_of = context.read, gazetteer.bits_of

-- What is read of an article once, however often it stands there.
local function open(article)
  return { article = article, texts = article.texts, words = article.words,
    shapes = article.shapes, text_of = article.text_of, is = bits_of(article),
    stretches = {}, parts = {}, forms = {}, formed = {} }
end

-- Puts out what the lexicons know, and returns the other names. What is put out is copied: one
-- table serves for all.
local function names_in(page, emit)
  local names, n, known, out = {}, 0, page.parts, {}
  local firsts, _, letters, texts = page.article:clusters(alphabet, capitals)
  for k = 1, #firsts do
    local at, part = firsts[k], known[texts[k]]
    if part == nil then part = parts_of(page, at, letters[k], texts[k]) end
    while part do
      local first, last = at + part.from, at + part.to
      if part.entity then
        out.first, out.last, out.kind, out.entity = first, last, part.kind, part.entity
        emit(out)
      else
        local name = { first = first, last = last, kind = part.kind, form = part.form, part = part }
        read_context(page, name)
        n = n + 1
        names[n] = name
      end
      part = part.next
    end
  end
  return names
end

return stemma.extract {
  api    = 1,
  about  = "Names of people, organisations and places, each with one string for all its mentions.",
  writes = "mention",
  extract = function(article, emit)
    local page = open(article)
    local names = names_in(page, emit)
    entities.resolve(page, names)
    local out = {}
    for i = 1, #names do
      local name = names[i]
      if name.entity then
        local part, person = name.part, name.person
        out.first, out.last, out.kind, out.entity = name.first, name.last, name.kind, name.entity
        out.title = name.title or part.title
        out.gender = part.gender or person and person.gender
        emit(out)
      end
    end
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
    { "Both sides met at Lake Tarn. After Christmas, Muslims and Jews prayed.",
      { text = "Lake Tarn", kind = "place" } },
  },
}
