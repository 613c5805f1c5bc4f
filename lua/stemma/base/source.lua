-- Where in an author's files something was written, and errors that say so.
--
-- The modules in this folder and below it are stemma's own; whatever else stands on the call stack
-- and is Lua is the author's. `return stemma.extract { … }` is a tail call and leaves no frame
-- behind: lines inside the constructor's table are looked up in the text by locate.lua instead.

local getinfo = debug.getinfo

local source = {}

local own = getinfo(1, "S").source:match "^(.*)base/source%.lua$" or "@lua/stemma/"

local function is_own(chunk) return chunk:sub(1, #own) == own end

---A place in an author's file.
---@class stemma.place
---@field file string
---@field line integer

---The author's nearest line on the call stack, or nil where only stemma's own code stands there.
---@return stemma.place|nil
function source.here()
  local level = 2
  while true do
    local frame = getinfo(level, "Sl")
    if not frame then return nil end
    if frame.what ~= "C" and frame.currentline > 0 and not is_own(frame.source) then
      return { file = source.file_of(frame.source), line = frame.currentline }
    end
    level = level + 1
  end
end

---The file's name in a chunk's: without the "@" that Lua wants there.
function source.file_of(chunkname)
  return (chunkname:gsub("^[@=]", ""))
end

---"rules/extract/day.lua:12", or "?" for no place.
function source.name(place)
  return place and ("%s:%d"):format(place.file, place.line) or "?"
end

---Where a mistake is said to be when nothing better is known: the rule's constructor.
source.otherwise = nil

---Raises "FILE:LINE: message" at a place.
function source.fail_at(place, message, ...)
  if select("#", ...) > 0 then message = message:format(...) end
  place = place or source.otherwise
  if place then message = source.name(place) .. ": " .. message end
  error(message, 0)
end

---Raises "FILE:LINE: message" at the author's line that called.
function source.fail(message, ...)
  source.fail_at(source.here(), message, ...)
end

return source
