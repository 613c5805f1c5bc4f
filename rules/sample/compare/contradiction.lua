local stemma = require "stemma"

local function set(list)
  local known = {}
  for _, word in ipairs(list) do known[word] = true end
  return known
end

local function names_of(lexicon)
  local list = {}
  for i = 1, lexicon:count() do list[i] = stemma.fold.word((lexicon:get(i))) end
  return list
end

local small = set(names_of(stemma.lexicon "function-words"))
local denial = set { "not", "no", "never", "n't", "cannot", "without", "neither", "nor" }

-- The stems of what a position is about, and whether it denies it.
local function read(position)
  local stems, list, denies = {}, {}, false
  for _, token in ipairs(stemma.fold.split(position.what.text)) do
    local word = stemma.fold.word(token)
    if denial[word] or word:find "n't$" then
      denies = not denies
    elseif word:find "%w" and not small[word] then
      local stem = stemma.fold.stem(token)
      if not stems[stem] then list[#list + 1] = stem end
      stems[stem] = true
    end
  end
  return { stems = stems, list = list, denies = denies }
end

-- One matter: nearly all that the shorter speaks of, the longer speaks of too.
local function same_matter(a, b)
  if #a.list > #b.list then a, b = b, a end
  local shared = 0
  for _, stem in ipairs(a.list) do shared = shared + (b.stems[stem] and 1 or 0) end
  return #a.list >= 2 and shared >= 0.8 * #a.list and #b.list <= 2 * #a.list
end

return stemma.compare {
  api     = 1,
  about   = "A spokesperson who denies what the body says itself, or says what it denies.",
  over    = "story",
  reads   = { "position" },
  compare = function(story, finding)
    for key, claims in story:by("position", { "body" }) do
      for _, own in ipairs(claims:where(function(position) return not position.voice end)) do
        for _, voice in ipairs(claims:where { voice = "spokesperson" }) do
          local a, b = read(own), read(voice)
          if a.denies ~= b.denies and same_matter(a, b) then
            finding { kind = "conflict", level = "warning",
              message = "a spokesperson contradicts a statement of {body}", values = key,
              evidence = { { own.what, role = "statement" },
                           { voice.what, role = "spokesperson" } } }
          end
        end
      end
    end
  end,
  examples = {
    { articles = {
        { outlet = "A",
          text = "The Port Authority said in a statement that the bridge was safe for lorries." },
        { outlet = "B",
          text = "A Port Authority spokesman said the bridge was not safe for lorries." } },
      { kind = "conflict", level = "warning" } },
    { articles = {
        { outlet = "A", text = "The Port Authority said the bridge was safe for lorries." },
        { outlet = "B",
          text = "A spokeswoman for the Port Authority said the bridge is safe for lorries." } } },
    { articles = {
        { outlet = "A", text = "The Port Authority said the bridge was safe for lorries." },
        { outlet = "B", text = "A Port Authority spokesman said the ferry was not late." } } },
    { articles = {
        { outlet = "A", text = "The Port Authority said the bridge was safe for lorries." },
        { outlet = "B",
          text = "A City Council spokesman said the bridge was not safe for lorries." } } },
  },
}
