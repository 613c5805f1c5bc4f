-- The project that `stemma init` writes: a story of two articles, a rule that finds something in
-- each, one that compares it, and what an editor needs to explain all that rules are given.

local project = {}

local readme = [==[
# Rules of your own

```
stemma --rules rules news              # compare the articles, with these rules and the shipped ones
stemma rules test --rules rules called_off
stemma watch --rules rules news        # … and go on as you edit
```

| folder | holds |
| --- | --- |
| `news/` | two articles, to be replaced by yours |
| `rules/extract/` | rules that find something in one article: begin with `called_off.lua` |
| `rules/compare/` | rules that set articles side by side: `fate.lua` compares what that finds |
| `rules/layer/` | the fields of a layer, where several rules write it |
| `rules/lexicon/` | word lists, an entry a line |
| `.stemma/`, `.luarc.json` | what lua-language-server shows of the functions that rules are given |

A rule's examples are its documentation and its test: write them first. `stemma rules help` lists
what rules are given, `stemma rules help NAME` explains one; where a rule finds nothing,
`stemma why-not RULE ARTICLE:LINE --rules rules` says where it stopped.
]==]

local extract = [==[
-- Finds events that are put off or called off: "The talks were postponed".
--
--   stemma rules test --rules rules called_off      run the examples below
--   stemma extract --rules rules --layer called_off news

local stemma = require "stemma"
local t = stemma.token                              -- patterns over words

local event = t.lexicon "events"                    -- an entry of rules/lexicon/events.txt
local be    = t.word { "is", "are", "was", "were", "been", "be" }
local fate  = t.word { "postponed", "delayed" }:is "postponed"     -- these words give this value
            + t.word { "cancelled", "canceled" }:is "cancelled"    -- + is "or", * is "then"

return stemma.extract {
  api      = 1,                                     -- the version of all this
  about    = "Events that are postponed or cancelled.",
  writes   = "called_off",                          -- the layer its annotations go to
  within   = "sentence",
  fields   = { what = "string", fate = "string" },
  pattern  = event:as "what" * t.upto(4) * be * t.any^-1 * fate:as "fate",
  examples = {                                      -- a text, then what is found in it
    { "The talks were postponed on Monday.", { what = "talks", fate = "postponed" } },
    { "The summit in Geneva has been canceled.", { what = "summit", fate = "cancelled" } },
    { "The press conference was again delayed.", { fate = "postponed" } },
    { "They talked about a summit." },              -- finds nothing
    { "The train was delayed." },
  },
}
]==]

local compare = [==[
-- Reports outlets that disagree on whether an event is put off or called off.

local stemma = require "stemma"

return stemma.compare {
  api     = 1,
  about   = "Outlets that tell the fate of one event differently.",
  over    = "story",
  reads   = { "called_off" },                       -- the layers it looks at
  compare = function(story, finding)
    for key, claims in story:by("called_off", { "what" }) do
      local camps = claims:camps "fate"             -- the outlets, by what they say
      if #camps > 1 then
        finding { kind = "conflict", level = "error", message = "the {key.what}: {camps}",
          evidence = camps, silent = story.outlets - claims.outlets }
      end
    end
  end,
  examples = {
    { articles = { { outlet = "Herald", text = "The talks were postponed." },
                   { outlet = "Post", text = "The talks were cancelled." } },
      { kind = "conflict", level = "error" } },
    { articles = { "The talks were postponed.", "The talks have been delayed." } },  -- no finding
  },
}
]==]

local lexicon = [==[
# Events that can be called off, one a line; an entry may be several words.
conference
game
meeting
press conference
summit
talks
vote
]==]

local herald = [==[
---
outlet: Herald
date: 2026-03-03
title: River talks put off
---

The talks on the Osk river were postponed on Tuesday, the host said.

"We need more time," Anna Holt, the minister, said.
]==]

local post = [==[
---
outlet: Post
date: 2026-03-03
title: No river talks
---

The talks on the Osk river were cancelled on Tuesday, an aide to the minister, Anna Holt, said.
]==]

local luarc = [==[
{
  "runtime.version": "Lua 5.4",
  "runtime.path": ["rules/?.lua", "?.lua"],
  "runtime.builtin": {
    "coroutine": "disable",
    "debug": "disable",
    "io": "disable",
    "os": "disable"
  },
  "workspace.library": [".stemma"],
  "workspace.checkThirdParty": false
}
]==]

---The folders, and the files as a list of { path, text }.
---@param text_of fun(module: string): string
---@return { folders: string[], files: string[][] }
function project.files(text_of)
  local files = {
    { "README.md", readme },
    { "rules/extract/called_off.lua", extract },
    { "rules/compare/fate.lua", compare },
    { "rules/lexicon/events.txt", lexicon },
    { "news/herald.md", herald },
    { "news/post.md", post },
    { ".luarc.json", luarc },
  }
  for _, stub in ipairs(require("stemma.doc.stubs").files(text_of)) do
    files[#files + 1] = { ".stemma/" .. stub[1], stub[2] }
  end
  return {
    folders = { "rules", "rules/extract", "rules/compare", "rules/layer", "rules/lexicon",
      "news", ".stemma", ".stemma/stemma" },
    files = files,
  }
end

return project
