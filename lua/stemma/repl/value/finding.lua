-- A finding at the prompt: what a comparison reports, with the words that show it.

local corpus = require "stemma.repl.corpus"
local list = require "stemma.repl.value.list"
local no_such = require("stemma.repl.value.item").no_such

local finding = {}

---@class stemma.repl.finding
---@field id string
---@field rule string
---@field kind string
---@field level "note"|"warning"|"error"
---@field story string      the story's id
---@field message string
---@field silent string[]   outlets that say nothing of it
---@field evidence stemma.repl.list  each with outlet, doc, line, column, text, role, and its `span`
---@field outlets string[]  that are among the evidence
local meta = { __metatable = "finding", __name = "finding" }
local evidence_meta = { __metatable = "evidence", __name = "piece of evidence" }

local names = { id = true, rule = true, kind = true, level = true, story = true, message = true,
  silent = true, evidence = true, outlets = true, json = true }
local evidence_names = { role = true, doc = true, outlet = true, text = true, begin = true,
  stop = true, line = true, column = true, span = true, article = true }
function meta.names() return names end
function evidence_meta.names() return evidence_names end
function meta.get(self, key) return names[key] and self[key] or nil end
function evidence_meta.get(self, key) return evidence_names[key] and self[key] or nil end

function finding.is(value) return debug.getmetatable(value) == meta end
function finding.is_evidence(value) return debug.getmetatable(value) == evidence_meta end

function meta.plain(self) return self.id end
function meta.__tostring(self) return ("%s %s: %s"):format(self.level, self.kind, self.message) end
function meta.__index(self, key)
  if key ~= "outlets" then return no_such("finding", names, key) end
  local seen, outlets = {}, {}
  for _, one in ipairs(self.evidence) do
    if not seen[one.outlet] then
      seen[one.outlet] = true
      outlets[#outlets + 1] = one.outlet
    end
  end
  return outlets
end

function evidence_meta.plain(self) return self.text end
function evidence_meta.__tostring(self) return self.text end
function evidence_meta.__index(self, key)
  if key ~= "span" and key ~= "article" then
    return no_such("piece of evidence", evidence_names, key)
  end
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
    list.new(row.evidence, "piece of evidence")
    setmetatable(row, meta)
  end
  return list.new(rows, what)
end

return finding
