local stemma = require "stemma"
local context = require "names.context"
local entities = require "names.entities"
local gazetteer = require "names.gazetteer"
local parts = require "names.parts"
local runs = require "names.runs"

-- The parts of runs by their texts: most names of an article are said again and again.
local function reader(article)
  local known, words = {}, gazetteer.words()
  return function(first, last)
    local text = article:between(first, last).text
    local list = known[text]
    if not list then
      local run = {}
      for i = first, last do run[#run + 1] = words[article.texts[i]] end
      list = parts.of(run)
      for _, part in ipairs(list) do
        part.text = article:between(first + part.from - 1, first + part.to - 1).text
        if not part.known then entities.prepare(part) end
      end
      known[text] = list
    end
    return list
  end
end

-- Puts out what the lexicons know, and returns the other names, and the known ones by text.
local function names_in(article, emit)
  local names, known, read = {}, {}, reader(article)
  local from, to = runs:stretches(article)
  for k = 1, #from do
    local list = read(from[k], to[k])
    local before = from[k] - 1
    for i = 1, #list do
      local part = list[i]
      local first, last = before + part.from, before + part.to
      if part.known then
        known[part.text] = part
        emit { first = first, last = last, kind = part.kind, entity = part.entity }
      else
        local name = { first = first, last = last, part = part, kind = part.kind,
          title = part.title, gender = part.gender }
        context.read(article, name)
        names[#names + 1] = name
      end
    end
  end
  return names, known
end

return stemma.extract {
  api    = 1,
  about  = "Names of people, organisations and places, each with one string for all its mentions.",
  writes = "mention",
  fields = { kind = "string", entity = "entity", title = "string", gender = "string" },
  extract = function(article, emit)
    local names, known = names_in(article, emit)
    entities.resolve(names, known)
    for _, name in ipairs(names) do
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
