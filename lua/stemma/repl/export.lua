-- list:export(path): rows for a spreadsheet or a program.

local columns = require "stemma.repl.show.columns"
local json = require "stemma.repl.json"
local screen = require "stemma.repl.show.screen"
local source = require "stemma.base.source"

local function csv_cell(text)
  if not text:find '[",\r\n]' then return text end
  return '"' .. text:gsub('"', '""') .. '"'
end

-- A tab or a line break would end the cell.
local function tsv_cell(text)
  return (text:gsub("[\t\r\n]", { ["\t"] = " ", ["\r"] = " ", ["\n"] = " " }))
end

local function table_lines(list, cell, between, last)
  local heads = columns.of(list, true)
  return function(write)
    local names = {}
    for i, head in ipairs(heads) do names[i] = cell(head.name) end
    write(table.concat(names, between) .. last)
    for _, one in ipairs(list) do
      local cells = {}
      for i, head in ipairs(heads) do cells[i] = cell(columns.text(head.get(one))) end
      write(table.concat(cells, between) .. last)
    end
  end
end

local writers = {
  csv = function(list) return table_lines(list, csv_cell, ",", "\r\n") end,
  tsv = function(list) return table_lines(list, tsv_cell, "\t", "\n") end,
  ndjson = function(list)
    return function(write)
      for _, one in ipairs(list) do write(json(one) .. "\n") end
    end
  end,
}

---Writes a list to a file, by its ending; says how many rows and where.
return function(list, path)
  local ending = type(path) == "string" and path:match "%.(%w+)$"
  local make = writers[ending]
  if not make then
    source.fail("export takes a file's name that ends in .csv, .tsv or .ndjson, here %s",
      tostring(path))
  end
  local file, why = io.open(path, "wb")
  if not file then source.fail("%s", why) end
  local ok = true
  make(list)(function(text) ok = ok and file:write(text) and true end)
  if not file:close() or not ok then source.fail("%s: could not be written", path) end
  return ("%s in %s"):format(screen.many(#list, "row"), path)
end
