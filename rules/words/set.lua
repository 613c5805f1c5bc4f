-- A set of words, written as one string: `set "red green"`.

---@param words string   parted by white space
---@return table<string, boolean>
return function(words)
  local list = {}
  for word in words:gmatch "%S+" do list[word] = true end
  return list
end
