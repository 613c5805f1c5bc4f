-- At run time: did you mean 'note'?
local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "A level that is none.",
  over = "story",
  reads = { "good" },
  compare = function(story, finding)
    finding { kind = "single", level = "note", message = "Harm.", evidence = story:layer "good" }
    if not story.articles[1].title:find "Harmful" then return end
    finding { kind = "single", level = "nota", message = "Harm.", evidence = story:layer "good" }
  end,
  examples = { { articles = { { text = "A good day.", title = "Calm" } }, { kind = "single" } } },
}
