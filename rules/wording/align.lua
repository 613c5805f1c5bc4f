-- Where two texts say the same: the best local alignment of their words (Smith and Waterman), with
-- gaps that cost most at their start, so that a cut clause is one gap.

local stemma = require "stemma"

local align = {}

local other, gap, gap_more = -4, -6, -1

---The best alignment: places of words side by side, which may differ, by twos: the first's in `a`,
---in `b`, the second's, …. What is left out between two pairs stands in one text only.
---@param a wording.Words
---@param b wording.Words
---@return integer[] places
function align.best(a, b) return stemma.text.local_align(a, nil, b, other, gap, gap_more) end

return align
