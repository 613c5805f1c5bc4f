-- What a rule's constructor takes: its keys, their types, and the checks, each naming its line.

local locate = require "stemma.load.locate"
local pack = require "stemma.load.pack"
local pattern = require "stemma.match.pattern"
local sort = require "stemma.sort"
local source = require "stemma.base.source"
local suggest = require "stemma.base.suggest"
local tree = require "stemma.match.tree"
local types = require "stemma.load.types"

local shape = { api = 1 }

local keys = {
  extract = {
    api = "integer", about = "string", within = "string", reads = "list", writes = "string",
    fields = "table", pattern = "pattern", extract = "function", roles = "list",
    overlap = "string", examples = "list",
  },
  compare = {
    api = "integer", about = "string", over = "string", reads = "list", compare = "function",
    examples = "list",
  },
  layer = { api = "integer", about = "string", fields = "table", overlap = "string" },
}

local required = {
  extract = { "api", "about", "writes", "examples" },
  compare = { "api", "about", "over", "compare", "examples" },
  layer = { "about", "fields" },
}

-- What to write where one of these is missing.
local instead = {
  api = "api = 1", about = "a sentence that says what it is about", over = 'over = "story"',
  writes = 'writes = "NAME", the layer of what it finds',
  compare = "compare = function(story, finding) … end",
  fields = 'fields = { name = "type" }',
}
local some_examples = {
  extract = 'examples = { { "a text", { field = value } }, { "a text without" } }',
  compare = 'examples = { { articles = { "a text", "another" }, { kind = "…" } } }',
}

local in_words = {
  integer = "a whole number", string = "a string", list = "a list", table = "a table",
  pattern = "a token pattern", ["function"] = "a function",
}

local choices = {
  within = { "sentence", "paragraph" },
  overlap = { "longest", "all" },
  over = { "story" },
}

shape.roles = {
  "headline", "standfirst", "byline", "dateline", "subhead", "body", "caption", "link", "embed",
  "furniture",
}

local function has_type(value, wanted)
  if wanted == "integer" then return math.type(value) == "integer" end
  if wanted == "pattern" then return pattern.is(value, "token") end
  if wanted == "list" or wanted == "table" then
    return type(value) == "table" and not pattern.is(value)
  end
  return type(value) == wanted
end

local function check_twice(self, inside)
  local key, at = self.text:twice(inside)
  if key then source.fail_at(at, "'%s' stands here for the second time", key) end
end

local function fail_type(self, key, value, wanted)
  local hint = ""
  if wanted == "pattern" and type(value) == "string" then
    hint = ("; write t.word %q"):format(value)
  elseif pattern.is(value, "char") then
    hint = "; t.match(c…) tests the characters of one token"
  end
  self:fail(key, "'%s' takes %s, here a %s%s", key, in_words[wanted],
    pattern.is(value) and "character pattern" or type(value), hint)
end

local function check_keys(self)
  local allowed = keys[self.kind]
  check_twice(self)
  if self.spec.fields then check_twice(self, "fields") end
  for _, key in ipairs(sort.keys(self.spec)) do
    if type(key) ~= "string" then
      self:fail(nil, "a value without its key in stemma.%s { … }", self.kind)
    elseif not allowed[key] then
      self:fail(key, "stemma.%s has no '%s'%s", self.kind, key, suggest.text(key, allowed))
    elseif not has_type(self.spec[key], allowed[key]) then
      fail_type(self, key, self.spec[key], allowed[key])
    end
  end
  for _, key in ipairs(required[self.kind]) do
    if self.spec[key] == nil then
      self:fail(nil, "'%s' is missing; write %s", key, instead[key] or some_examples[self.kind])
    end
  end
end

local function check_choices(self)
  for _, key in ipairs(sort.keys(choices)) do
    local value, known = self.spec[key], choices[key]
    local found = value == nil
    for _, choice in ipairs(known) do found = found or value == choice end
    if not found then
      self:fail(key, "%s = %q is unknown%s", key, value, suggest.text(value, known))
    end
  end
  if (self.spec.api or 1) > shape.api then
    self:fail("api", "api %d is newer than this stemma, which knows %d", self.spec.api, shape.api)
  elseif (self.spec.api or 1) < 1 then
    self:fail("api", "api counts from 1")
  end
  if self.spec.about and not self.spec.about:find "%S" then
    self:fail("about", "'about' says in a sentence what the rule finds")
  end
end

local function names_of(self, key, pattern_of_name, what)
  local seen = {}
  for i, name in ipairs(self.spec[key] or {}) do
    if type(name) ~= "string" or not name:find(pattern_of_name) then
      self:fail(key, "%s: entry %d is no %s", key, i, what)
    elseif seen[name] then
      self:fail(key, "%s names '%s' twice", key, name)
    end
    seen[name] = true
  end
  return self.spec[key] or {}, seen
end

local layer_name = "^%l[%w_]*$"

local function check_layers(self)
  local _, seen = names_of(self, "reads", layer_name, "layer's name")
  local writes = self.spec.writes
  if not writes then return end
  if not writes:find(layer_name) then
    self:fail("writes", "%q is no layer's name: small letters, digits and _", writes)
  elseif seen[writes] then
    self:fail("reads", "the rule reads '%s', which it writes", writes)
  end
end

local function check_roles(self)
  for _, role in ipairs((names_of(self, "roles", "^%l+$", "role"))) do
    local known = false
    for _, each in ipairs(shape.roles) do known = known or each == role end
    if not known then
      self:fail("roles", "no role '%s'%s", role, suggest.text(role, shape.roles))
    end
  end
end

-- The values that a field may have: a list of texts, each once.
local function check_listed(name, list, place)
  local seen = {}
  for key, value in pairs(list) do
    if math.type(key) ~= "integer" or type(value) ~= "string" or not value:find "%S"
      or value:find "\n" then
      source.fail_at(place, "field '%s' takes a type, or a list of the texts that it may be", name)
    elseif seen[value] then
      source.fail_at(place, "field '%s' lists '%s' twice", name, value)
    end
    seen[value] = true
  end
  if #list == 0 then source.fail_at(place, "field '%s' lists no value that it may be", name) end
end

local function check_field(self, name, kind)
  if type(name) ~= "string" or not name:find "^%a[%w_]*$" then
    self:fail("fields", "fields takes { name = \"type\" }; '%s' is no name", tostring(name))
  end
  local place = self.text:key(name, "fields")
  if types.reserved[name] then
    source.fail_at(place, "a field cannot be called '%s': the output uses that name", name)
  elseif type(kind) == "table" and not pattern.is(kind) then
    check_listed(name, kind, place)
  elseif type(kind) ~= "string" or not types.names[kind] then
    local hint = suggest.text(kind, types.names)
    if hint == "" then
      hint = "; there are string, span, number, interval, time, entity, ref, and lists of these"
    end
    source.fail_at(place, "field '%s': no type '%s'%s", name, tostring(kind), hint)
  end
end

local function check_intervals(self, fields)
  local first
  for _, field in ipairs(fields) do
    if types.base(field.type) == "interval" then
      if first or field.type == "intervals" then
        source.fail_at(self.text:key(field.name, "fields"),
          "an annotation has one interval at most%s", first and (", '%s'"):format(first) or "")
      end
      first = field.name
    elseif first and (field.name == "low" or field.name == "high" or field.name == "hedge") then
      source.fail_at(self.text:key(field.name, "fields"),
        "'%s' is written beside the interval '%s' already", field.name, first)
    end
  end
end

-- Where the fields stand in the author's text; those that do not, as of a pattern that is tried, in
-- the order in which the pattern names them.
local function place_of(self, name, named)
  local _, at = self.text:key(name, "fields")
  return at or named[name] or math.huge
end

local function named_in(tree_of_rule)
  local named = {}
  for i, node in ipairs(tree_of_rule and tree.names(tree_of_rule) or {}) do
    if node.name then named[node.name] = named[node.name] or i end
  end
  return named
end

-- The fields as a list, in the order in which the author wrote them.
local function fields_of(self)
  local list, named = {}, named_in(self.spec.pattern and self.spec.pattern.tree)
  for _, name in ipairs(sort.keys(self.spec.fields)) do
    check_field(self, name, self.spec.fields[name])
    local kind = self.spec.fields[name]
    local values = type(kind) == "table" and kind or nil
    list[#list + 1] = { name = name, type = values and "string" or kind, values = values,
      at = place_of(self, name, named) }
  end
  sort.by(list, function(field) return field.at end)
  check_intervals(self, list)
  return list
end

local function fail(self, key, message, ...)
  local place = self.text:constructor()
  if key then place = self.text:key(key) end
  source.fail_at(place, message, ...)
end

---Opens a constructor's table for checking: its text is searched for lines.
function shape.open(kind, spec, bytes, file)
  return { kind = kind, spec = spec, text = locate.open(bytes, file), fail = fail, file = file }
end

---Checks what is in the table, but not how its parts go together. Gives the list of fields.
function shape.check(self)
  check_keys(self)
  check_choices(self)
  check_layers(self)
  check_roles(self)
  return self.spec.fields and fields_of(self)
end

-- What stands in `reads` for a layer that a pattern asks for: misspelt, where there is no layer of
-- that name, no pattern asks for it, and it is near.
local function misspelt(self, layer, reads)
  local asked, there = {}, pack.layers()
  for _, use in ipairs(pack.current().uses) do asked[use.layer] = true end
  for name in pairs(there) do asked[name] = true end
  local left = {}
  for _, name in ipairs(self.spec.reads or {}) do
    if reads[name] and not asked[name] then left[#left + 1] = name end
  end
  return there[layer] and suggest.nearest(layer, left) or nil
end

---Checks that the patterns written in the rule's own file ask only for layers in `reads`.
function shape.check_uses(self)
  local reads = {}
  for _, name in ipairs(self.spec.reads or {}) do reads[name] = true end
  for _, use in ipairs(pack.current().uses) do
    if use.place and use.place.file == self.file and not reads[use.layer] then
      local wrong = misspelt(self, use.layer, reads)
      if wrong then
        self:fail("reads", "nobody writes layer '%s'; did you mean '%s'?", wrong, use.layer)
      end
      local hint = suggest.nearest(use.layer, reads) and suggest.text(use.layer, reads)
        or ("; write reads = { %q }, with any others"):format(use.layer)
      source.fail_at(use.place, "layer '%s' is not in reads%s", use.layer, hint)
    end
  end
end

return shape
