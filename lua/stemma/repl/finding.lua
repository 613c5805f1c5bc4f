-- A finding at the prompt: what a comparison reports, with the words that show it.

local corpus = require "stemma.repl.corpus"
local list = require "stemma.repl.list"

local finding = {}

---@class stemma.repl.finding
---@field id string
---@field rule string
---@field kind string
---@field level "note"|"warning"|"error"
---@field story string      the story's id
---@field message string
---@field silent string[]   outlets that say nothing of it
---@field evidence table[]  each with outlet, doc, line, column, text, role, and its `span`
---@field outlets string[]  that are among the evidence
local meta = { __metatable = "finding", __name = "finding" }
local evidence_meta = { __metatable = "evidence", __name = "evidence" }

function finding.is(value) return debug.getmetatable(value) == meta end
function finding.is_evidence(value) return debug.getmetatable(value) == evidence_meta end

function meta.plain(self) return self.id end
function meta.__tostring(self) return ("%s %s: %s"):format(self.level, self.kind, self.message) end
function meta.__index(self, key)
  if key ~= "outlets" then return nil end
  local seen, names = {}, {}
  for _, one in ipairs(self.evidence) do
    if not seen[one.outlet] then
      seen[one.outlet] = true
      names[#names + 1] = one.outlet
    end
  end
  return names
end

function evidence_meta.plain(self) return self.text end
function evidence_meta.__tostring(self) return self.text end
function evidence_meta.__index(self, key)
  if key ~= "span" and key ~= "article" then return nil end
  for _, article in ipairs(corpus.articles()) do
    if article.doc == self.doc then
      if key == "article" then return article end
      return article:span(self.begin, self.stop)
    end
  end
  return nil
end

function finding.list(rows, what)
  for _, row in ipairs(rows) do
    for _, one in ipairs(row.evidence) do setmetatable(one, evidence_meta) end
    setmetatable(row, meta)
  end
  return list.new(rows, what)
end

return finding
