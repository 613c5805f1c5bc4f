local stemma = require "stemma"
local context = require "names.context"
local entities = require "names.entities"
local parts = require "names.parts"
local runs = require "names.runs"

-- The names in a run, with where they stand.
local function each_name(run, names)
  for _, part in ipairs(parts.of(run.words)) do
    local first, last = run.first + part.from - 1, run.first + part.to - 1
    part.tokens, part.first, part.last = run.tokens, first, last
    part.words = table.move(run.words, part.from, part.to, 1, {})
    part.length = part.to - part.from + 1
    names[#names + 1] = part
  end
end

local function names_in(article)
  local names = {}
  for sentence in article:sentences() do
    for _, run in ipairs(runs.of(sentence)) do each_name(run, names) end
  end
  for _, name in ipairs(names) do
    name.span = article:between(name.tokens.before + name.first, name.tokens.before + name.last)
    name.text = name.span.text
    context.read(name)
  end
  return names
end

return stemma.extract {
  api    = 1,
  about  = "Names of people, organisations and places, each with one string for all its mentions.",
  writes = "mention",
  fields = { kind = "string", entity = "entity", title = "string", gender = "string" },
  extract = function(article, emit)
    local names = names_in(article)
    entities.resolve(names)
    for _, name in ipairs(names) do
      if name.entity then
        emit { span = name.span, kind = name.kind, entity = name.entity, title = name.title,
          gender = name.gender or name.person and name.person.gender }
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
