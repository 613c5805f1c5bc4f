-- Where in a rule's text a key or an example stands.
--
-- The constructor's table is data without lines, and the tail call in `return stemma.extract {…}`
-- leaves no frame; so the text is searched, comments and strings aside.

local locate = {}

-- Where a string in quotes ends that starts here.
local function string_end(text, start)
  local ending = text:sub(start, start) == '"' and '["\\]' or "['\\]"
  local at = text:find(ending, start + 1)
  while at and text:sub(at, at) == "\\" do at = text:find(ending, at + 2) end
  return at
end

-- The text with comments, and the insides of strings, replaced by blanks of the same length.
local function blanked(text)
  local out, at = {}, 1
  local function blank(piece) return (piece:gsub("[^\n]", " ")) end
  while at <= #text do
    local start = text:find("[%-%[\"']", at)
    if not start then break end
    out[#out + 1] = text:sub(at, start - 1)
    local stop
    local comment, level = text:match("^(%-?%-?)%[(=*)%[", start)
    if comment and (comment == "--" or comment == "") then
      stop = select(2, text:find("]" .. level .. "]", start, true))
    elseif text:find("^%-%-", start) then
      stop = (text:find("\n", start, true) or #text + 1) - 1
    elseif text:find("^[\"']", start) then
      stop = string_end(text, start)
    else
      stop = start - 1
      out[#out + 1] = text:sub(start, start)
      at = start + 1
    end
    if not stop then stop = #text end
    if stop >= start then
      out[#out + 1] = blank(text:sub(start, stop))
      at = stop + 1
    end
  end
  out[#out + 1] = text:sub(at)
  return table.concat(out)
end

local function line_at(text, position)
  local _, lines = text:sub(1, position - 1):gsub("\n", "")
  return lines + 1
end

---Opens a rule's text for looking up.
---@param text string
---@param file string
function locate.open(text, file)
  local self = { text = text, bare = blanked(text), file = file }
  self.start = self.bare:find "%f[%w_]stemma%s*%.%s*%a+%s*[{(]"
    or self.bare:find "return%s+[%w_.]+%s*[{(]" or 1
  return setmetatable(self, { __index = locate })
end

local function place(self, position)
  return { file = self.file, line = line_at(self.text, position) }
end

---The place of the constructor.
function locate:constructor() return place(self, self.start) end

-- Where `key =` stands, from a position on.
local function key_at(self, key, from)
  local escaped = key:gsub("%W", "%%%0")
  return self.bare:find("%f[%w_]" .. escaped .. "%s*=%f[^=]", from)
end

---The place of a key in the constructor, or inside another key's table: key("count", "fields").
function locate:key(key, inside)
  local from = self.start
  if inside then from = key_at(self, inside, from) or from end
  local at = type(key) == "string" and key_at(self, key, from)
  return place(self, at or from), at
end

local opens = { ["function"] = 1, ["do"] = 1, ["if"] = 1, ["repeat"] = 1, ["end"] = -1,
  ["until"] = -1 }

---The first key that stands twice in the constructor's table, or in that of one of its keys, and
---the place where it stands again. Of two equal keys Lua keeps the last and says nothing.
---@param inside? string
---@return string|nil key
---@return stemma.place|nil
function locate:twice(inside)
  local from = self.start
  if inside then from = key_at(self, inside, from) end
  local at = from and self.bare:find("{", from, true)
  local depth, blocks, seen = 0, 0, {}
  while at do
    local word, after = self.bare:match("^([%a_][%w_]*)()", at)
    if word then
      blocks = blocks + (opens[word] or 0)
      if depth == 1 and blocks == 0 and self.bare:find("^%s*=%f[^=]", after) then
        if seen[word] then return word, place(self, at) end
        seen[word] = true
      end
    else
      local sign = self.bare:sub(at, at)
      depth = depth + (sign == "{" and 1 or sign == "}" and -1 or 0)
      if depth == 0 then return nil end
      after = at + 1
    end
    at = self.bare:find("[%a_{}]", after)
  end
end

-- How a string may stand in the source.
local function spellings(value)
  local escaped = value:gsub("\\", "\\\\"):gsub("\n", "\\n")
  return {
    value, (escaped:gsub('"', '\\"')), (escaped:gsub("'", "\\'")),
    value:match "^[^\n\"'\\]+" or value,
  }
end

---The places of examples, given their first texts in order.
function locate:examples(texts)
  local from = key_at(self, "examples", self.start) or self.start
  local places = {}
  for i, text in ipairs(texts) do
    local at, stop
    for _, spelling in ipairs(spellings(text)) do
      at, stop = self.text:find(spelling, from, true)
      if at then break end
    end
    places[i] = place(self, at or from)
    from = stop or from
  end
  return places
end

return locate
