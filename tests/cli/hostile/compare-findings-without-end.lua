-- At run time: findings
local stemma = require "stemma"

return stemma.compare {
  api = 1,
  about = "Finds and finds.",
  over = "story",
  reads = { "good" },
  compare = function(story, finding)
    finding { kind = "single", level = "note", message = "Harm.", evidence = story:layer "good" }
    if not story.articles[1].title:find "Harmful" then return end
    while true do
      finding { kind = "single", level = "note", message = "Harm.", evidence = story:layer "good" }
    end
  end,
  examples = { { articles = { { text = "A good day.", title = "Calm" } }, { kind = "single" } } },
}
