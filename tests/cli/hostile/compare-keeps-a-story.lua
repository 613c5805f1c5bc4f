-- At run time: 'last' was assigned
local stemma = require "stemma"
local last

return stemma.compare {
  api = 1,
  about = "Keeps a story.",
  over = "story",
  reads = { "good" },
  compare = function(story, finding)
    finding { kind = "single", level = "note", message = "Harm.", evidence = story:layer "good" }
    if not story.articles[1].title:find "Harmful" then return end
    last = story
  end,
  examples = { { articles = { { text = "A good day.", title = "Calm" } }, { kind = "single" } } },
}
