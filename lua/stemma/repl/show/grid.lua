-- Rows in aligned columns, made as they are shown.

local columns = require "stemma.repl.show.columns"
local screen = require "stemma.repl.show.screen"

local SAMPLE, WIDEST = 200, 60

-- Rows that are measured: the first, some in between, the last.
local function sample(n)
  local rows = {}
  for k = 1, math.min(n, SAMPLE) do rows[k] = k end
  for k = 1, n > SAMPLE and SAMPLE or 0 do rows[#rows + 1] = SAMPLE + (n - SAMPLE) * k // SAMPLE end
  return rows
end

-- How wide columns want to be.
local function measure(heads, list)
  local widths, right, rows = {}, {}, sample(#list)
  for i, head in ipairs(heads) do
    local widest, numbers = screen.width(head.name), #list > 0
    for _, k in ipairs(rows) do
      local value = head.get(list[k])
      if value ~= nil and type(value) ~= "number" then numbers = false end
      local most = head.wide and 200 or WIDEST
      widest = math.max(widest, screen.width(screen.clip(columns.text(value), most)))
    end
    widths[i], right[i] = widest, numbers
  end
  return widths, right
end

-- The widest gives way first, until all fit.
local function squeeze(heads, widths, room)
  local function total()
    local sum = 2 * (#widths - 1)
    for _, width in ipairs(widths) do sum = sum + width end
    return sum
  end
  -- Places stay whole, texts are cut last.
  for _, least in ipairs { { 40, 12 }, { 30, 8 }, { 12, 5 } } do
    while total() > room do
      local widest
      for i, head in ipairs(heads) do
        local floor = head.strong and math.huge or least[head.wide and 1 or 2]
        if widths[i] > floor and (not widest or widths[i] > widths[widest]) then widest = i end
      end
      if not widest then break end
      widths[widest] = widths[widest] - 1
    end
  end
end

---Calls `row` with the head and with each row.
return function(list, row)
  local heads, n = columns.of(list), #list
  local digits = #tostring(n)
  local widths, right = measure(heads, list)
  squeeze(heads, widths, screen.columns() - digits - 2)
  local function line(number, cells, style)
    local parts = {}
    for i, cell in ipairs(cells) do
      local last = i == #cells and not right[i]
      local text = last and screen.clip(cell, widths[i]) or screen.fit(cell, widths[i], right[i])
      parts[i] = style and style(text, i) or text
    end
    return screen.style("dim", ("%" .. digits .. "s"):format(number)) .. "  "
      .. table.concat(parts, "  "):gsub("%s+$", "")
  end
  local names = {}
  for i, head in ipairs(heads) do names[i] = head.name end
  row(line("", names, function(text) return screen.style("bold", text) end))
  for k = 1, n do
    local cells = {}
    for i, head in ipairs(heads) do cells[i] = columns.text(head.get(list[k])) end
    row(line(k, cells, function(text, i)
      return heads[i].strong and screen.style("cyan", text) or text
    end))
  end
end
