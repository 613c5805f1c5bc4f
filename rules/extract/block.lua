local stemma = require "stemma"
local lines = require "words.lines"

-- What the format says; of a line, a paragraph or an item the words have to tell.
local by_tag = {
  h1 = "headline", title = "headline", h2 = "subhead", h3 = "subhead", caption = "caption",
  link = "link", nav = "furniture", time = "dateline", byline = "byline", embed = "embed",
  code = "furniture", table = "furniture", front = "furniture",
}

local function plain(text) return text:lower():gsub("[^%w\x80-\xff]+", " "):match "^ ?(.-) ?$" end

-- The lines of an article, by number, as columns: most are prose, of which nothing more is asked.
local function read(article)
  local text, tells, roles, told = article.text, lines.tells, {}, {}
  local begins, stops, tags, letters = article:outline_lists(lines.alphabet)
  for i = 1, #begins do
    local role = by_tag[tags[i]] or false
    if tells(letters[i], stops[i] - begins[i]) then
      local words = lines.role(text:sub(begins[i] + 1, stops[i]))
      if words and (not role or words == "link" or role == "furniture") then role = words end
      told[i] = words
    end
    roles[i] = role
  end
  return { text = text, begins = begins, stops = stops, tags = tags, roles = roles, told = told }
end

local function text_of(page, i) return page.text:sub(page.begins[i] + 1, page.stops[i]) end

-- A post's text stands before the line that signs it.
local function mark_posts(page, roles)
  for i = 2, #roles do
    if roles[i] == "embed" and not roles[i - 1] and text_of(page, i):find "^[—–-]" then
      roles[i - 1] = "embed"
    end
  end
end

-- A list of links under "Related stories" is links all through.
local function mark_links(page, roles)
  for i = 2, #roles do
    if roles[i - 1] == "link" and page.tags[i] == "nav" and not page.told[i] then
      roles[i] = "link"
    end
  end
end

local head = { byline = true, dateline = true, caption = true, furniture = true, embed = true }

-- The first line that is prose or a title, unless the format named the headline.
local function mark_headline(page, roles, title)
  title = title and plain(title)
  for i = 1, #roles do
    if roles[i] == "headline" then return i end
    if not roles[i] then
      local text = text_of(page, i)
      if not (title and plain(text) == title or #roles > 1 and lines.is_title(text, 25)) then
        return nil
      end
      roles[i] = "headline"
      return i
    end
    if not head[roles[i]] then return nil end
  end
  return nil
end

-- Between the headline and the byline, or what else stands above the prose.
local function mark_standfirst(page, roles, i)
  if i < #roles and not roles[i] and (roles[i + 1] == "byline" or roles[i + 1] == "dateline")
    and lines.is_title(text_of(page, i), 40) then
    roles[i] = "standfirst"
  end
end

-- A short line without a sentence's end, between blocks of prose.
local function mark_headings(page, roles)
  local begins, stops, tags = page.begins, page.stops, page.tags
  local longest = lines.longest_heading
  for i = 2, #roles - 1 do
    local size = stops[i] - begins[i]
    if size <= longest and not roles[i] and not roles[i + 1]
      and stops[i + 1] - begins[i + 1] > size and tags[i] ~= "item" and tags[i + 1] ~= "item"
      and lines.is_heading(text_of(page, i)) then
      roles[i] = "subhead"
    end
  end
end

return stemma.extract {
  api    = 1,
  about  = "What each line or paragraph is for: headline, byline, body, caption, link …",
  roles  = { "headline", "standfirst", "byline", "dateline", "subhead", "body", "caption", "link",
    "embed", "furniture" },
  writes = "block",
  extract = function(article, emit)
    local page = read(article)
    local roles = page.roles
    mark_posts(page, roles)
    mark_links(page, roles)
    local first = mark_headline(page, roles, article.title)
    if first then mark_standfirst(page, roles, first + 1) end
    mark_headings(page, roles)
    for i = 1, #roles do roles[i] = roles[i] or "body" end
    emit { begin = page.begins, stop = page.stops, role = roles }
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
