-- Where two texts say the same: the best local alignment of their words (Smith and Waterman), with
-- gaps that cost most at their start, so that a cut clause is one gap.

local stemma = require "stemma"

local align = {}

local same, same_common, other, gap, gap_more = 6, 4, -4, -6, -1

---The best alignment: pairs { i, j } in order, words side by side, which may differ; what is left
---out between two pairs stands in one text only.
---@param a wording.Word[]
---@param b wording.Word[]
---@return integer[][] aligned
function align.best(a, b)
  local keys, worth, others, found = {}, {}, {}, {}
  for i, word in ipairs(a) do
    keys[i], worth[i] = word.key, word.content and same or same_common
  end
  for j, word in ipairs(b) do others[j] = word.key end
  local places = stemma.text.local_align(keys, worth, others, other, gap, gap_more)
  for k = 1, #places, 2 do found[#found + 1] = { places[k], places[k + 1] } end
  return found
end

return align
