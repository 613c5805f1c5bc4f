-- Runs an extraction rule on one article.

local core = require "stemma.core"
local runner = require "stemma.run.runner"

local extract = {}

---Makes a rule that is a pattern ready to run. Raises what is wrong with the pattern.
---@param rule table
function extract.prepare(rule)
  if rule.tree then rule.runner = runner.of(rule) end
end

---@param rule table
---@param article userdata
---@param emit userdata
---@param recorder? stemma.trace
function extract.run(rule, article, emit, recorder)
  if rule.tree then return core.run(rule.runner, article, emit) end
  local author = require "stemma.read.article"
  rule.spec.extract(author.open(rule, article, recorder),
    require("stemma.run.emit").open(rule, emit, recorder))
end

return extract
