-- The tables of the manual, ../README.md: between `<!-- NAME … -->` and `<!-- end -->` stands what
-- the doc comments say of the classes that are named there.

local entries = require "stemma.doc.entries"

local manual = {}

local function cell(text) return (text:gsub("|", "\\|")) end

-- The keys of a table stand there without its name.
local function first_column(entry, keys)
  local shown = entry.kind == "property" and entry.signature or entry.form
  if entry.member.name:find "^%[" then
    shown = entry.class .. entry.member.name
  elseif keys then
    shown = entry.member.name .. (entry.member.optional and "?" or "")
      .. shown:sub(#entry.name + 1)
  end
  local forms = { "`" .. cell(shown) .. "`" }
  for _, form in ipairs(entry.forms) do forms[#forms + 1] = "`" .. form .. "`" end
  return table.concat(forms, " · ")
end

local function capitalised(text) return (text:gsub("^%l", string.upper)) end

-- What is said, then the examples that are a line.
local function second_column(entry)
  local parts = { capitalised(entry.doc) }
  for _, code in ipairs(entry.examples) do
    for line in code:gmatch "[^\n]+" do
      if not code:find "\n%s" then parts[#parts + 1] = "`" .. line .. "`" end
    end
  end
  for _, choice in ipairs(entry.member.choices or {}) do
    parts[#parts + 1] = ("`%s` %s;"):format(choice.value, choice.doc)
  end
  return cell(table.concat(parts, " "):gsub(";$", ""))
end

local function row(entry, keys)
  return ("| %s | %s |"):format(first_column(entry, keys), second_column(entry))
end

local function table_of(all, names)
  local lines = { "| | |", "| --- | --- |" }
  for name in names:gmatch "%S+" do
    local found = false
    for _, class in ipairs(all.order) do
      if class.shown == name then
        found = true
        local keys = class.text:find "^The keys of" or name == "example"
        for _, entry in ipairs(class.entries) do lines[#lines + 1] = row(entry, keys) end
      end
    end
    if all.by_name[name] and not found then
      found = true
      lines[#lines + 1] = row(all.by_name[name])
    end
    if not found then error(("the manual names '%s', which is not there"):format(name), 0) end
  end
  return table.concat(lines, "\n")
end

---The manual with its tables as the comments have them.
---@param text string  the manual
---@param text_of fun(module: string): string
---@return string
function manual.fill(text, text_of)
  local all = entries.all(text_of)
  return (text:gsub("(<!%-%- ([%w_%. ]+) %-%->\n).-(<!%-%- end %-%->)", function(open, names, close)
    return open .. "\n" .. table_of(all, names) .. "\n\n" .. close
  end))
end

return manual
