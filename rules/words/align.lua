-- Where two texts say the same: the best local alignment of their words (Smith and Waterman), with
-- gaps that cost most at their start, so that a cut clause is one gap.

local align = {}

local same, same_common, other, gap, gap_more = 6, 4, -4, -6, -1

-- Where the best alignment ends, and how each cell was reached: 1 by two words side by side, else
-- twice the length of a gap, in `b` (even) or in `a` (odd).
local function fill(a, b)
  local n, m = #a, #b
  local trace, best, best_i, best_j = {}, 0, 0, 0
  local row, up, up_length = {}, {}, {}
  for j = 0, m do row[j], up[j], up_length[j] = 0, -1000, 0 end
  for i = 1, n do
    local diagonal, left, left_length, word = 0, -1000, 0, a[i]
    local key, value, base = word.key, word.content and same or same_common, (i - 1) * m
    for j = 1, m do
      local above, beside = row[j], row[j - 1]
      if j == 1 then beside = 0 end
      if beside + gap >= left + gap_more then left, left_length = beside + gap, 1
      else left, left_length = left + gap_more, left_length + 1 end
      if above + gap >= up[j] + gap_more then up[j], up_length[j] = above + gap, 1
      else up[j], up_length[j] = up[j] + gap_more, up_length[j] + 1 end
      local score, how = diagonal + (key == b[j].key and value or other), 1
      if left > score then score, how = left, 2 * left_length end
      if up[j] > score then score, how = up[j], 2 * up_length[j] + 1 end
      if score <= 0 then score, how = 0, 0 end
      trace[base + j] = how
      diagonal, row[j] = above, score
      if score > best then best, best_i, best_j = score, i, j end
    end
  end
  return trace, best, best_i, best_j
end

---The best alignment: pairs { i, j } in order, words side by side, which may differ; what is left
---out between two pairs stands in one text only.
---@param a words.Word[]
---@param b words.Word[]
---@return integer[][] aligned, integer score
function align.best(a, b)
  local trace, score, i, j = fill(a, b)
  local found, m = {}, #b
  while i > 0 and j > 0 do
    local how = trace[(i - 1) * m + j]
    if how == 0 then break end
    if how == 1 then
      found[#found + 1] = { i, j }
      i, j = i - 1, j - 1
    elseif how % 2 == 0 then j = j - how // 2
    else i = i - how // 2
    end
  end
  for k = 1, #found // 2 do
    found[k], found[#found - k + 1] = found[#found - k + 1], found[k]
  end
  return found, score
end

return align
