-- Dates with a year, as date lines and signatures of posts write them.

local stemma = require "stemma"
local calendar = require "times.calendar"

local dates = {}

---Y is a year, as every date here has one.
dates.alphabet = stemma.letters { { "Y", "9999 9,9999 99,9999" } }

local function iso(year, month, day)
  year, day = tonumber(year), tonumber(day)
  month = calendar.months[month] or tonumber(month)
  if not (year and month and day and calendar.valid(year, month, day)) then return nil end
  return ("%04d-%02d-%02d"):format(year, month, day)
end

-- What stands between the parts, and which part is which.
local forms = {
  { "%f[%a](%a+)%.?%s+(%d%d?)%a?%a?,?%s+(%d%d%d%d)", function(m, d, y) return iso(y, m, d) end },
  { "%f[%d](%d%d?)%a?%a?%s+(%a+)%.?,?%s+(%d%d%d%d)", function(d, m, y) return iso(y, m, d) end },
  { "%f[%d](%d%d%d%d)%-(%d%d)%-(%d%d)", function(y, m, d) return iso(y, m, d) end },
}

---The first date in a text: its value, and its bytes from 1, both included. Nil without one.
---@return string|nil, integer|nil, integer|nil
function dates.first(text)
  if text == "" then return nil end
  local low, best = text:lower():gsub("\xc2\xa0", "  "), nil
  for _, form in ipairs(forms) do
    local at = 1
    while at do
      local from, to, a, b, c = low:find(form[1], at)
      local value = from and form[2](a, b, c)
      if value and (not best or from < best.from) then
        best = { value = value, from = from, to = to }
      end
      at = from and not value and from + 1
    end
  end
  if best then return best.value, best.from, best.to end
end

return dates
