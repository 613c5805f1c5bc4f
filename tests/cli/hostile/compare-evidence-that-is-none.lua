-- At run time: evidence
local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "A number for evidence.",
  over = "story",
  reads = { "good" },
  compare = function(story, finding)
    finding { kind = "single", level = "note", message = "Harm.", evidence = story:layer "good" }
    if not story.articles[1].title:find "Harmful" then return end
    finding { kind = "single", level = "note", message = "Harm.", evidence = 7 }
  end,
  examples = { { articles = { { text = "A good day.", title = "Calm" } }, { kind = "single" } } },
}
