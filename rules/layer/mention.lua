local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "Names of people, organisations and places.",
  fields = {
    kind   = { "person", "organisation", "place" },
    entity = "entity",     -- one string for all mentions of it in the article: its fullest name
    title  = "string",     -- what stands before it and is no part of it: "minister"
    gender = { "m", "f" }, -- of a person, as far as a title, a first name or a pronoun tells
  },
}
