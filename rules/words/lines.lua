-- What a line of an article is by its words alone: a date line, a byline, a credit, a link.

local stemma = require "stemma"
local calendar = require "times.calendar"

local lines = {}

-- Beginnings in lower case: plain text, up to the end of a word.
local links = { "read more", "also read", "see also", "related", "read also", "watch", "more:",
  "more from", "read:", "recommended", "click here", "must read", "further reading" }
local furniture = { "advertisement", "advertisements", "share this", "sign up", "subscribe",
  "comments", "follow us", "loading", "all rights reserved", "most popular", "most read",
  "newsletter", "© ", "copyright ", "continue reading", "skip to", "story continues", "share" }
-- Anywhere in a line; by a part that those of a list share.
local credits = {
  { ":", "photo:", "photos:", "photograph:", "image:", "images:", "picture:", "video:", "credit:",
    "illustration:", "graphic:" },
  { "photo", "photo by", "photograph by", "file photo", "ap photo" },
  { "image", "image by", "getty images" }, { "/", "/ afp", "/afp", "/reuters" },
}
local captions = { "this combination of", "file photo", "file -", "file picture", "pictured",
  "in this photo", "in this image", "this photo" }
local dates = { "published", "updated", "posted", "last updated", "last modified",
  "first published", "originally published" }
local bylines = { "reporting by", "editing by", "additional reporting", "written by",
  "staff and agencies", "from staff", "compiled by", "(reporting by", "(editing by",
  "(additional reporting" }

-- The words that lines of these lists begin with.
local function first_words(...)
  local words = { "by" }
  for _, list in ipairs { ... } do
    for _, start in ipairs(list) do words[#words + 1] = start:match "^[%w\x80-\xff]+" end
  end
  return table.concat(words, " ")
end

---What a line's words say at a glance: s may begin a line that is no prose, c is of credits and
---posts, # a figure, of a date; p is punctuation, and q a mark that a line of prose begins with.
lines.alphabet = stemma.letters {
  { "c", "photo photos photograph photographer photographers image images picture video credit "
    .. "illustration graphic afp reuters @ pic.twitter.com" },
  { "c", "-photo -photos -photograph -image -images -picture -video -credit -illustration -graphic "
    .. "-pic.twitter.com" },   -- where a page's words run together
  { "s", first_words(links, furniture, captions, dates, bylines) },
  { "q", stemma.token.quote }, { "p", stemma.token.punct }, { "#", stemma.token.digit },
}

-- The beginnings by their first letter and the name of their list, so that few are tried on a line.
local function by_letter(lists)
  local index = {}
  for name, list in pairs(lists) do
    for _, start in ipairs(list) do
      local letter = start:sub(1, 1)
      index[letter] = index[letter] or {}
      index[letter][name] = index[letter][name] or {}
      table.insert(index[letter][name], start)
    end
  end
  return index
end
local beginnings = by_letter { links = links, furniture = furniture, captions = captions,
  dates = dates, bylines = bylines }
local none = {}

-- Whether a line begins with one of a list, none where none has the line's first letter.
local function starts(low, list)
  if not list then return false end
  for _, start in ipairs(list) do
    if low:sub(1, #start) == start
      and not (start:find "%w$" and low:find("^%w", #start + 1)) then
      return true
    end
  end
  return false
end

local function holds_any(low, list)
  for i = 2, #list do
    if low:find(list[i], 1, true) then return true end
  end
  return false
end

local function holds_credit(low)
  for _, list in ipairs(credits) do
    if low:find(list[1], 1, true) and holds_any(low, list) then return true end
  end
  return false
end

local function words_in(text)
  local _, n = text:gsub("%S+", "")
  return n
end

local longest, longest_date = 900, 60   -- bytes: longer blocks are prose

local clock = " at on am pm a m p th st nd rd gmt utc et est edt ist bst cet h "

-- Nothing but a date: "Oct. 22, 2021", "Tuesday, 13 April 2021 at 6:30 a.m.".
local function is_date(low)
  if #low > longest_date or not low:find "%d%d%d%d" then return false end
  for word in low:gmatch "%a+" do
    if not (calendar.months[word] or calendar.weekdays[word]
      or clock:find(" " .. word .. " ", 1, true)) then
      return false
    end
  end
  return true
end

local byte = string.byte
local s, p, q = byte("spq", 1, 3)

---Whether lines.role has to look at a block of so many bytes, by the letters of its tokens.
function lines.tells(letters, size)
  if size > longest then return false end
  local first = byte(letters)
  return first == s or first == p or not first or letters:find("c", 1, true)
    or first == q and #letters < 5 or size <= longest_date and letters:find("#", 1, true)
end

-- A post, or the line that signs it.
local function is_embed(low)
  return low:find("@", 1, true)
    and (low:find "^[—–-]+ .*%(@[%w_]+%)" or low:find "%(@[%w_]+%)%s+%a+ %d+, %d+$")
    or low:find("pic.twitter.com", 1, true)
end

---The role that the words give away, or nil.
---@param text string
---@return string|nil
function lines.role(text)
  if #text > longest then return nil end
  local low = text:lower()
  local near = beginnings[low:sub(1, 1)] or none
  if starts(low, near.links) and words_in(low) <= (low:find(":", 1, true) and 30 or 4) then
    return "link"
  end
  if starts(low, near.furniture) and words_in(low) <= 12 or not low:find "[%w\x80-\xff]" then
    return "furniture"
  end
  if is_embed(low) then return "embed" end
  if starts(low, near.dates) and low:find "%d" and words_in(low) <= 14 or is_date(low) then
    return "dateline"
  end
  if starts(low, near.bylines) and words_in(low) <= 30 then return "byline" end
  if text:find "^B[yY]%s+[%a\x80-\xff]" and words_in(low) <= 14 and not text:find "[.?!]$" then
    return "byline"
  end
  if text:find "^[\"“‘]" then return nil end
  if starts(low, near.captions) and words_in(low) <= (low:find "[(:]" and 90 or 40) then
    return "caption"
  end
  if (holds_credit(low) or text:find "^|") and words_in(low) <= 60 then return "caption" end
  return nil
end

local closes = {}
for _, mark in ipairs { byte(".,;:…", 1, -1) } do closes[mark] = true end

-- Behind a stop, marks may follow: bytes of curly ones are beyond ASCII.
local function ends_in_marks(last) return last == 34 or last == 39 or last >= 128 end

-- How many words a line has that looks like a title: short, and no sentence's end. Nil of others.
local function title_words(text, most)
  local last = byte(text, -1) or 0
  if closes[last] then return nil end
  if ends_in_marks(last) and text:find "[.,][\"'\x80-\xff]+$" then return nil end
  local n = words_in(text)
  return n <= most and n or nil
end

---Whether a line looks like a title.
function lines.is_title(text, most) return title_words(text, most) ~= nil end

lines.longest_heading = 90   -- bytes

---Whether a line is the heading of what follows: a title of few words, or a short question.
function lines.is_heading(text)
  if #text > lines.longest_heading then return false end
  local n = title_words(text, 12)
  if not n then return false end
  if text:find "%?$" then return n <= 8 end
  return not text:find "!$" and not text:find "^[%-•*]" and (n > 1 or #text > 3)
end

return lines
