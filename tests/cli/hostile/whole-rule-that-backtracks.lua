-- At run time: too many ways in which it could match
local stemma = require "stemma"
local t = stemma.token

local a = t.word "a"

return stemma.extract {
  api = 1,
  about = "Two ways to take every token, in a rule that is a pattern.",
  writes = "whole_rule_that_backtracks",
  fields = { n = "string" },
  pattern = (t.first * t.word { "a", "no", "all" } * t.word "good"
    + t.word "harmful" * t.any * t.any * (a + a * a)^1 * #t.word "harmful"):as "n",
  examples = { { "A good day.", { n = "A good" } } },
}
