-- At run time: stopped after 5 million instructions
local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "Never ends.",
  over = "story",
  reads = { "good" },
  compare = function(story, finding)
    finding { kind = "single", level = "note", message = "Harm.", evidence = story:layer "good" }
    if not story.articles[1].title:find "Harmful" then return end
    while true do end
  end,
  examples = { { articles = { { text = "A good day.", title = "Calm" } }, { kind = "single" } } },
}
