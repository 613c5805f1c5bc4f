std = "lua54"
max_line_length = 100
codes = true

-- Mistakes on purpose.
exclude_files = { "tests/cli/hostile" }

-- What runs in the sandbox has no files, processes or clock; a use of them is a mistake.
files["rules"] = {
  std = {
    read_globals = {
      "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "print", "rawequal",
      "rawget", "rawlen", "rawset", "require", "select", "setmetatable", "tonumber", "tostring",
      "type", "xpcall", "_VERSION",
      math = { fields = {
        "abs", "ceil", "floor", "fmod", "huge", "max", "maxinteger", "min", "mininteger", "modf",
        "sqrt", "tointeger", "type", "ult" } },
      string = { fields = {
        "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep",
        "reverse", "sub", "upper" } },
      table = { fields = { "concat", "insert", "move", "pack", "remove", "sort", "unpack" } },
      utf8 = { fields = { "char", "charpattern", "codepoint", "codes", "len", "offset" } },
    },
  },
}

-- luaunit calls test functions and classes by their global names.
files["tests/lua"] = {
  self = false,
  allow_defined_top = true,
  ignore = { "131/[Tt]est.*", "111/[Tt]est.*", "112/[Tt]est.*" },
}
