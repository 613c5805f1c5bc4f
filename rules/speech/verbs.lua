-- The verbs that report speech, by their forms.

local stemma = require "stemma"

local verbs = {}

---@class speech.Verb
---@field verb string
---@field stance string
---@field kind string|nil    name, act, write
---@field base boolean|nil   "say"
---@field ing boolean|nil    "saying"
---@field noun boolean|nil   "claims": may be a noun

local lexicon = stemma.lexicon "speech-verbs"
for i = 1, lexicon:count() do
  local name, at = lexicon:get(i)
  local verb = name:match "^%S+"
  local function form(word, data)
    data.verb, data.stance, data.kind = name, at.stance or "neutral", at.kind
    verbs[word] = verbs[word] or data
  end
  local past = (" " .. at.forms .. " "):find(" " .. verb .. " ", 1, true)
  form(verb, { base = not past })
  for word in at.forms:gmatch "%S+" do
    form(word, { ing = word:find "ing$" ~= nil and word ~= "sing", third = word:find "s$" ~= nil })
  end
end

return verbs
