local stemma = require "stemma"

return stemma.layer {
  api    = 1,
  about  = "The article's lines and paragraphs, one after the other.",
  fields = {
    role = { -- what it is for; rules see those that they name in `roles`, and else the prose
      "headline", "standfirst", "byline", "dateline", "subhead", "body", "caption", "link", "embed",
      "furniture",
    },
  },
}
