-- The bytes that slots of a view stand for.

local values = {}

---The bytes from one slot to another: of the first token's begin, of the last one's end.
function values.bytes(article, view, first, stop)
  local begin = article:token(view:token(first))
  local _, finish = article:token(view:token(stop - 1))
  return begin, finish
end

return values
