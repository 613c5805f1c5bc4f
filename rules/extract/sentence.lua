local stemma = require "stemma"

return stemma.extract {
  api    = 1,
  about  = "Sentences of the prose, for rules that compare what articles say.",
  writes = "sentence",
  extract = function(article, emit)
    for _, first, last in article:bounds() do emit { first = first, last = last } end
  end,
  examples = {
    { "It rained. The game went on.", { text = "It rained." }, { text = "The game went on." } },
    { "Mr. Hale of the U.S. team stayed.", { text = "Mr. Hale of the U.S. team stayed." } },
    { "\"Stop. Go home,\" she said.", { text = "\"Stop. Go home,\" she said." } },
    { "It cost 3.5 million.", { text = "It cost 3.5 million." } },
    { "The gates opened at noon.\nREAD MORE: Gates of the world",
      { text = "The gates opened at noon." } },
    { "" },
    { "Advertisement" },
  },
}
