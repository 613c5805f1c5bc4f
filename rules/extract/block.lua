local stemma = require "stemma"
local lines = require "words.lines"

-- What the format says; of a line, a paragraph or an item the words have to tell.
local by_tag = {
  h1 = "headline", title = "headline", h2 = "subhead", h3 = "subhead", caption = "caption",
  link = "link", nav = "furniture", time = "dateline", byline = "byline", embed = "embed",
  code = "furniture", table = "furniture", front = "furniture",
}

local function plain(text) return text:lower():gsub("[^%w\x80-\xff]+", " "):match "^ ?(.-) ?$" end

-- A post's text stands before the line that signs it.
local function mark_posts(list)
  for i = 2, #list do
    if list[i].role == "embed" and not list[i - 1].role and list[i].text:find "^[—–-]" then
      list[i - 1].role = "embed"
    end
  end
end

-- A list of links under "Related stories" is links all through.
local function mark_links(list)
  for i = 2, #list do
    local one = list[i]
    if list[i - 1].role == "link" and one.tag == "nav" and not one.words then one.role = "link" end
  end
end

local head = { byline = true, dateline = true, caption = true, furniture = true, embed = true }

-- The first line that is prose or a title, unless the format named the headline.
local function mark_headline(list, title)
  title = title and plain(title)
  for i, one in ipairs(list) do
    if one.role == "headline" then return i end
    if not one.role then
      if plain(one.text) == title or #list > 1 and lines.is_title(one.text, 25) then
        one.role = "headline"
        return i
      end
      return nil
    end
    if not head[one.role] then return nil end
  end
  return nil
end

-- Between the headline and the byline, or what else stands above the prose.
local function mark_standfirst(list, from)
  local one, after = list[from + 1], list[from + 2]
  if one and after and not one.role and (after.role == "byline" or after.role == "dateline")
    and lines.is_title(one.text, 40) then
    one.role = "standfirst"
  end
end

-- A short line without a sentence's end, between blocks of prose.
local function mark_headings(list)
  for i = 2, #list - 1 do
    local one, after = list[i], list[i + 1]
    if one.size <= lines.longest_heading and after.size > one.size and not one.role
      and not after.role and one.tag ~= "item" and after.tag ~= "item"
      and lines.is_heading(one.text) then
      one.role = "subhead"
    end
  end
end

-- A block's text, made where it is asked for.
local block = {}
function block.__index(self, key)
  if key ~= "text" then return nil end
  self.text = self.article:block(self.number).text
  return self.text
end

local function read(article)
  local letters, list = article:letters(lines.alphabet), {}
  local credits, n = {}, 1
  for i in article:places(lines.alphabet, "c") do credits[#credits + 1] = i end
  for number, first, last, begin, stop, tag in article:outline() do
    while credits[n] and credits[n] < first do n = n + 1 end
    local one = setmetatable({ article = article, number = number, begin = begin, stop = stop,
      size = stop - begin, tag = tag, role = by_tag[tag] or false, words = false }, block)
    if lines.tells(letters, first, last, one.size, (credits[n] or last + 1) <= last) then
      one.words = lines.role(one.text) or false
      if not one.role or one.words == "link" or one.role == "furniture" then
        one.role = one.words or one.role
      end
    end
    list[#list + 1] = one
  end
  return list
end

return stemma.extract {
  api    = 1,
  about  = "What each line or paragraph is for: headline, byline, body, caption, link …",
  roles  = { "headline", "standfirst", "byline", "dateline", "subhead", "body", "caption", "link",
    "embed", "furniture" },
  writes = "block",
  fields = { role = "string" },
  extract = function(article, emit)
    local list = read(article)
    mark_posts(list)
    mark_links(list)
    local first = mark_headline(list, article.title)
    if first then mark_standfirst(list, first) end
    mark_headings(list)
    for _, one in ipairs(list) do
      emit { begin = one.begin, stop = one.stop, role = one.role or "body" }
    end
  end,
  examples = {
    { "Harbor reopens after storm\nThe harbor was open again on Monday.",
      { role = "headline" }, { role = "body" } },
    { "The harbor was open again on Monday.", { role = "body" } },
    { "Harbor reopens\nAll ships are back; one is missed\nBy Ann Lee\nJune 3, 2020\nIt was open.",
      { role = "headline" }, { role = "standfirst" }, { role = "byline" }, { role = "dateline" },
      { role = "body" } },
    { "It was open again.\nREAD MORE: Ten harbors\nAdvertisement\nShips came in.",
      { role = "body" }, { role = "link" }, { role = "furniture" }, { role = "body" } },
    { "It was open again.\nThe harbor at dawn. Photo: Ann Lee\nShips came in.",
      { role = "body" }, { role = "caption" }, { role = "body" } },
    { "It was open.\nBig day for the harbor!\n— Port (@port) June 3, 2020\nShips came in.",
      { role = "body" }, { role = "embed" }, { role = "embed" }, { role = "body" } },
    { "It was open again.\nThe long wait\nShips came in at five in the morning.",
      { role = "body" }, { role = "subhead" }, { role = "body" } },
    { "Updated June 3rd, 2020 at 09:10\nHarbor reopens\nIt was open again.",
      { role = "dateline" }, { role = "headline" }, { role = "body" } },
    { "It was open again.\n© 2021 Port News", { role = "body" }, { role = "furniture" } },
    { "It was open again.\n(Reporting by Ann Lee; Editing by Bo Ek)",
      { role = "body" }, { role = "byline" } },
  },
}
