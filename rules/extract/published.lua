local stemma = require "stemma"
local dates = require "times.dates"

-- How far a date is to be trusted as the article's own: 1 most.
local function rank(block)
  local low = block.text:lower()
  if block.role == "embed" then return 4 end
  if block.role == "dateline" then return low:find "updat" and 2 or 1 end
  return 3
end

-- How many bytes a date line that opens a paragraph has at most.
local longest = 80

-- "HARWICK, Oct. 21, 2021 — …", "LONDON, 3 May 2019 (AP) - …": the date stands before the dash.
-- `year`: where the first year of the block begins.
local function opening(block, year)
  if year - block.begin > longest then return nil end
  local place = block.text:match "^[%u%s.,'()\x80-\xff]+"
  if not place or not place:find "%u%u%u" then return nil end
  local dash = block.text:find(" [—–-] ", 1) or block.text:find("—", 1, true)
    or block.text:find(" – ", 1, true)
  return dash and dash <= longest and block.text:sub(1, dash) or nil
end

local function text_of(block, year)
  if block.role ~= "body" then return block.text end
  return opening(block, year)
end

return stemma.extract {
  api    = 1,
  about  = "The article's own date, as far as its text tells it.",
  roles  = { "dateline", "body", "embed" },
  writes = "published",
  extract = function(article, emit)
    local best, seen
    for i in article:places(dates.alphabet, "Y") do
      local _, _, _, number = article:bounds_of(i)
      local block = number ~= seen and article:block(number)
      local text = block and text_of(block, article:bytes_of(i, i))
      local value, from, to = dates.first(text or "")
      if value and (not best or rank(block) < best.rank) then
        best = { rank = rank(block), value = value, begin = block.begin + from - 1,
          stop = block.begin + to }
      end
      seen = number
    end
    if best then emit { begin = best.begin, stop = best.stop, date = best.value } end
  end,
  examples = {
    { "Harbor reopens\nPublished 3 June 2020\nShips came in.",
      { text = "3 June 2020", date = "2020-06-03" } },
    { "Updated June 4th, 2020 at 09:10\nShips came in.\nPublished June 3rd, 2020 at 07:00",
      { text = "June 3rd, 2020", date = "2020-06-03" } },
    { "HARWICK, Oct. 21, 2021 — Ships came in.", { text = "Oct. 21, 2021", date = "2021-10-21" } },
    { "Ships came in.\nBig day for us!\n— Port (@port) June 3, 2020\nNobody was hurt.",
      { text = "June 3, 2020", date = "2020-06-03" } },
    { "The harbor had been closed since June 3, 2020, after a storm." },
    { "HARWICK — The harbor had been closed since June 3, 2020." },
    { "Published on Smarch 40, 2020\nShips came in." },
    { "READ MORE: June 3, 2020, a day to forget\nShips came in." },
  },
}
