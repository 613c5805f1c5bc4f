local stemma = require "stemma"
local context = require "names.context"
local entities = require "names.entities"
local gazetteer = require "names.gazetteer"
local parts = require "names.parts"
local runs = require "names.runs"

local is_none, next_part, read_context = gazetteer.is_none, parts.next, context.read
local form_of = entities.form_of

local function open(article)
  return { article = article, texts = article.texts, words = article.words,
    shapes = article.shapes, is = gazetteer.kinds_of(article), forms = {} }
end

-- Puts out what the lexicons know, and returns the other names.
local function names_in(article, emit)
  local page, names = open(article), {}
  local from, to = runs:stretches(article)
  for k = 1, #from do
    local i, stop = from[k], to[k]
    while i <= stop and page.shapes[i].digit and page.texts[i]:find "^%d" do i = i + 1 end
    while i <= stop do
      local first, last, kind, title, gender, entry = next_part(page, i, stop)
      local none = first == last and not title and is_none(page, first)
      if entry and not none then
        emit { first = first, last = last, kind = kind, entity = entry.entity }
      elseif first and not none then
        local name = { first = first, last = last, kind = kind, title = title, gender = gender,
          form = form_of(page, first, last), entity = nil, person = nil }
        read_context(page, name)
        names[#names + 1] = name
      end
      i = last + 1
    end
  end
  return names
end

return stemma.extract {
  api    = 1,
  about  = "Names of people, organisations and places, each with one string for all its mentions.",
  writes = "mention",
  fields = {
    kind = { "person", "organisation", "place" }, entity = "entity", title = "string",
    gender = { "m", "f" },
  },
  extract = function(article, emit)
    local names = names_in(article, emit)
    entities.resolve(names)
    for i = 1, #names do
      local name = names[i]
      if name.entity then
        emit { first = name.first, last = name.last, kind = name.kind, entity = name.entity,
          title = name.title, gender = name.gender or name.person and name.person.gender }
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
