-- The part of stemma.core that the Lua half needs, in Lua, for tests without the binding: tokens
-- are what white space separates (marks at the ends of a word are cut off), a sentence ends after
-- "." "!" "?", a block is a line.

local types = require "stemma.load.types"

local core = {}

core.flags = {
  WORD = 1, NUMBER = 2, DIGIT = 4, PUNCT = 8, CAPITAL = 16, UPPER = 32, LOWER = 64,
  POSSESSIVE = 128, STOP = 256, QUOTE = 512, OPEN = 1024, CLOSE = 2048, QUOTED = 4096,
  SPACE = 8192, FIRST = 16384, LAST = 32768, NONASCII = 65536,
}
local F = core.flags

-- There is no stemmer here: a stem is the folded word.
function core.stem(word) return core.fold_word(word) end

function core.fold_word(word)
  local bare = word:gsub("%.", "")
  if #bare >= 2 and #bare <= 4 and not bare:find "[^A-Z]" then return bare end
  return (word:lower():gsub("[“”]", '"'):gsub("’", "'"))
end

function core.fold(text, ...)
  for _, fold in ipairs { ... } do
    if fold == "case" then text = text:lower() end
    if fold == "space" then text = text:gsub("%s+", " "):match "^%s*(.-)%s*$" end
  end
  return text
end

function core.mark_span() end

-- Sorting is left to sort.lua.
function core.order() return nil end

-- Nothing is counted here.
function core.counter() return nil end
function core.charge() end
function core.collect() collectgarbage() end

core.bounds = { bounds = function() end, bounds_of = function() end,
  outline = function() end, outline_lists = function() end, quote_bounds = function() end,
  bytes_of = function(a, first, last) return a.native:stretch(first, last) end,
  text_of = function(a, first, last)
    local begin, stop = a.native:stretch(first, last)
    return a.native:sub(begin, stop)
  end }

function core.width(text) return utf8.len(text) or #text end

local marks = { ["“"] = true, ["”"] = true, ['"'] = true }

-- Pieces of one run of non-blanks: leading marks, the word, its possessive, trailing marks.
local function pieces(run, at, out)
  local front = run:match "^“" or run:match '^["(%[]'
  if front then
    out[#out + 1] = { at, at + #front }
    return pieces(run:sub(#front + 1), at + #front, out)
  end
  local tail = {}
  while #run > 0 do
    local back = run:match "”$" or run:match '["(),;:!?%]]$' or run:match "'s$"
      or (run:match "%.$" and not run:find "^%a%.%a" and "." or nil)
    if not back then break end
    run = run:sub(1, #run - #back)
    table.insert(tail, 1, #back)
  end
  if #run > 0 then out[#out + 1] = { at, at + #run } end
  at = at + #run
  for _, n in ipairs(tail) do
    out[#out + 1] = { at, at + n }
    at = at + n
  end
  return out
end

local function tokens_of(text, begin, out)
  for at, run in text:gmatch "()(%S+)" do pieces(run, begin + at - 1, out) end
  return out
end

function core.split(text)
  local list = {}
  for i, t in ipairs(tokens_of(text, 0, {})) do list[i] = text:sub(t[1] + 1, t[2]) end
  return list
end

local function flags_of(word)
  local flags, letters
  letters = word:gsub("[^%a]", "")
  if word == "'s" then return F.POSSESSIVE end
  if #letters > 0 then
    flags = F.WORD
    if word:find "^%A*%u" then flags = flags | F.CAPITAL end
    if not letters:find "%l" then flags = flags | F.UPPER end
    if not letters:find "%u" then flags = flags | F.LOWER end
  elseif word:find "^%d" then
    flags = F.NUMBER
  else
    flags = F.PUNCT
  end
  if word:find "%d" then flags = flags | F.DIGIT end
  return flags
end

local article = {}
article.__index = article

local function read_sentences(self, block, first)
  local open = first
  for i = first, #self.units do
    local word = self:word(i)
    if word:find "^[.!?]$" or i == #self.units then
      self.sents[#self.sents + 1] = { open, i, block }
      open = i + 1
    end
  end
end

local function read_quotes(self)
  local open
  for i, unit in ipairs(self.units) do
    local word = self:word(i)
    if marks[word] then
      unit.flags = unit.flags | F.QUOTE
      local closes = word == "”" or (word == '"' and open)
      unit.flags = unit.flags | (closes and F.CLOSE or F.OPEN)
      if closes and open then
        self.pairs[#self.pairs + 1] = { open, i, 0, false }
        open = nil
      elseif not closes then
        open = i
      end
    elseif open then
      unit.flags = unit.flags | F.QUOTED
    end
  end
end

function core.article(text, meta)
  local self = setmetatable({
    text = text, meta = meta or {}, units = {}, sents = {}, blks = {}, pairs = {}, store = {},
  }, article)
  for at, line in text:gmatch "()([^\n]+)" do
    local first = #self.units + 1
    tokens_of(line, at - 1, self.units)
    self.blks[#self.blks + 1] = { at - 1, at - 1 + #line, "line", first, #self.units, "body" }
    for i = first, #self.units do self.units[i].flags = flags_of(self:word(i)) end
    read_sentences(self, #self.blks, first)
  end
  for _, s in ipairs(self.sents) do
    self.units[s[1]].flags = self.units[s[1]].flags | F.FIRST
    self.units[s[2]].flags = self.units[s[2]].flags | F.LAST
  end
  read_quotes(self)
  return self
end

for _, key in ipairs { "doc", "outlet", "title", "date", "url", "author" } do
  article[key] = function(self) return self.meta[key] end
end

function article:length() return #self.text end
function article:sub(b, e) return self.text:sub(b + 1, e) end
function article:tokens() return #self.units end
function article:token(i) local t = self.units[i] return t[1], t[2], t.flags end
function article:word(i) local t = self.units[i] return self.text:sub(t[1] + 1, t[2]) end
function article:folded(i) return core.fold_word(self:word(i)) end
function article:words(first, last)
  local list = {}
  for i = first, last do list[#list + 1] = self:folded(i):lower() end
  return list
end
function article:texts(first, last, lower)
  local list = {}
  for i = first, last do list[#list + 1] = lower and self:word(i):lower() or self:word(i) end
  return list
end
function article:shapes(first, last, known, make)
  local list = {}
  for i = first, last do
    local flags = self.units[i].flags
    known[flags] = known[flags] or make(flags)
    list[#list + 1] = known[flags]
  end
  return list
end
-- In which of the lists a token's word is, as bits.
function core.sets(lists)
  return function(word)
    local bits = 0
    for i, list in ipairs(lists) do
      for _, one in ipairs(list) do
        if core.fold_word(one) == word then bits = bits | 1 << i - 1 end
      end
    end
    return bits
  end
end
function article:sets(first, last, known, make, sets)
  local list = {}
  for i = first, last do
    local bits = sets(self:folded(i))
    known[bits] = known[bits] or make(bits)
    list[#list + 1] = known[bits]
  end
  return list
end
function article:list(what, known, make, sets)
  return self[what](self, 1, #self.units, known or false, make, sets)
end
function article:stretch(first, last)
  if first < 1 or last < first or last > #self.units then return end
  return self.units[first][1], self.units[last][2]
end
function article:tokens_in(begin, stop)
  local first, last
  for i, t in ipairs(self.units) do
    if t[2] > begin and t[1] < stop then first, last = first or i, i end
  end
  return first, last
end
function article:sentences() return #self.sents end
function article:sentence(i) return table.unpack(self.sents[i]) end
function article:blocks() return #self.blks end
function article:block(i) return table.unpack(self.blks[i], 1, 6) end
function article:quotes() return #self.pairs end
function article:quote(i) return table.unpack(self.pairs[i], 1, 4) end

function article:token_at(offset)
  for i, t in ipairs(self.units) do
    if t[2] > offset then return i end
  end
end
function article:sentence_of(token)
  for i, s in ipairs(self.sents) do
    if token >= s[1] and token <= s[2] then return i end
  end
end
function article:block_of(token)
  for i, b in ipairs(self.blks) do
    if token >= b[4] and token <= b[5] then return i end
  end
end
function article:place(offset)
  local before = self.text:sub(1, offset)
  local _, lines = before:gsub("\n", "")
  return lines + 1, utf8.len(before:match "[^\n]*$") + 1
end

-- Layers are set by tests: article.store.number = { fields = {…}, { begin, end, rule, values } }.
local function layer_of(self, name)
  return self.store[name] or error(("layer '%s' is not in reads"):format(name))
end
function article:count(name) return #layer_of(self, name) end
function article:annotation(name, i)
  local a = layer_of(self, name)[i]
  return a[1], a[2], a[3]
end
function article:annotation_at(name, offset)
  local i = 1
  while i <= self:count(name) and self:annotation(name, i) < offset do i = i + 1 end
  return i
end
function article:fields(name) return layer_of(self, name).fields end
function article:layers()
  local names = {}
  for name in pairs(self.store) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local scalar = { span = true, interval = true, ref = true }
function article:values(name, i, field)
  local value = layer_of(self, name)[i][4][field]
  local kind = layer_of(self, name).fields[field]
  if value == nil then return 0 end
  return type(value) == "table" and not scalar[kind] and #value or 1
end
function article:value(name, i, field, k)
  local layer = layer_of(self, name)
  local value, kind = layer[i][4][field], layer.fields[field]
  if value == nil then return nil end
  if kind == "interval" then return value.value, value.low, value.high, value.hedge end
  if type(value) == "table" and not scalar[kind] then value = value[k or 1] end
  if type(value) == "table" then return table.unpack(value) end
  return value
end
function article:role_of(name, i)
  local token = self:token_at((self:annotation(name, i)))
  local block = token and self:block_of(token)
  return block and select(6, self:block(block)) or "body"
end
function article:read(name, i, key)
  local begin, stop, rule = self:annotation(name, i)
  local kind = layer_of(self, name).fields[key]
  if not kind then
    local own = { text = self.text:sub(begin + 1, stop), rule = rule, role = self:role_of(name, i) }
    if own[key] then return "string", own[key] end
    return nil
  end
  local count, list = self:values(name, i, key), {}
  if not types.is_list(kind) then
    if count == 0 then return "unset" end
    return kind, self:value(name, i, key)
  end
  for k = 1, count do
    local parts = table.pack(self:value(name, i, key, k))
    for p = 1, parts.n do list[#list + 1] = parts[p] end
  end
  return kind, list
end

local lexicon = {}
lexicon.__index = lexicon

function core.lexicon(text, options)
  local exact = options and options.fold and options.fold[1] == "exact"
  local self = setmetatable({ entries = {}, names = {}, exact = exact }, lexicon)
  local names
  for line in (text .. "\n"):gmatch "(.-)\r?\n" do
    if line ~= "" and not line:find "^#" then
      local cells = {}
      for cell in (line .. "\t"):gmatch "(.-)\t" do cells[#cells + 1] = cell end
      if options and options.tsv and not names then
        names = cells
        table.move(names, 2, #names, 1, self.names)
      else
        local attributes = {}
        for i = 2, #cells do attributes[names and names[i] or i] = cells[i] end
        local words = core.split(cells[1])
        for i, word in ipairs(words) do
          words[i] = self.exact and word or core.fold_word(word)
        end
        self.entries[#self.entries + 1] = { cells[1], attributes, words = words }
      end
    end
  end
  return self
end
function lexicon:columns() return self.names end
function lexicon:count() return #self.entries end
function lexicon:get(id) return self.entries[id][1], self.entries[id][2] end

-- The longest entry that starts at token i: its id and length.
local function entry_at(self, a, i, where)
  local best, length = nil, 0
  for id, entry in ipairs(self.entries) do
    local n = #entry.words
    local same = n > length and (not where or where(id))
    for k = 1, same and n or 0 do
      local word = a.units[i + k - 1] and (self.exact and a:word(i + k - 1) or a:folded(i + k - 1))
      same = same and word == entry.words[k]
    end
    if same then best, length = id, n end
  end
  return best, length
end

local program = {}
program.__index = program

function core.program(spec)
  local self = setmetatable({ spec = spec, first = {}, width = {}, need = 0 }, program)
  local bits = 0
  for i, p in ipairs(spec) do
    self.first[i] = bits
    self.width[i] = (p.type == "layer" or p.type == "lexicon") and 2 or 1
    bits = bits + self.width[i]
  end
  if bits > 56 then error "more than 56 bits" end
  self.size = math.max(1, (bits + 8) // 8)
  return self
end
function program:bits(i) return self.first[i], self.width[i] end
function program:bytes() return self.size end
function program:require(mask) self.need = mask end

local single = {}
function single.words(p, a, i)
  return p.set[p.fold == "exact" and a:word(i) or a:folded(i)] or false
end
function single.flags(p, a, i)
  local flags = a.units[i].flags
  return flags & p.all == p.all and flags & (p.none or 0) == 0
end
function single.match(p, a, i) return p.match(a:word(i)) end

local several = {}
function several.layer(p, a, set)
  local stop = 0
  for i = 1, a:count(p.name) do
    local b, e = a:annotation(p.name, i)
    if b >= stop and (not p.where or p.where(a, i)) then
      local first = a:token_at(b)
      local last = first
      while a.units[last + 1] and a.units[last + 1][1] < e do last = last + 1 end
      set(first, last, i)
      stop = e
    end
  end
end
function several.lexicon(p, a, set)
  local i = 1
  while i <= #a.units do
    local id, n = entry_at(p.lexicon, a, i, p.where)
    if id then set(i, i + n - 1, id) end
    i = i + math.max(1, n)
  end
end

local view = {}
view.__index = view
function view:token(slot) return self.tokens[slot] or nil end
function view:layer_at(slot, p) return self.starts[p] and self.starts[p][self.tokens[slot]] end
function view:slots() return #self.tokens end
function view:longest() return #self.tokens end

local function codes_of(self, a, starts)
  local codes = {}
  for i = 1, #a.units do codes[i] = 0 end
  for n, p in ipairs(self.spec) do
    local bit = 1 << self.first[n]
    if several[p.type] then
      starts[n] = {}
      several[p.type](p, a, function(first, last, id)
        starts[n][first] = id
        codes[first] = codes[first] | bit
        for i = first + 1, last do codes[i] = codes[i] | bit << 1 end
      end)
    else
      for i = 1, #a.units do
        if single[p.type](p, a, i) then codes[i] = codes[i] | bit end
      end
    end
  end
  return codes
end

local function visible(a, first, roles)
  local role = a.blks[a:block_of(first)][6]
  if roles then return roles[role] end
  return role == "body" or role == "headline" or role == "standfirst" or role == "subhead"
end

function core.view(self, a, roles, within, quotes)
  local starts = {}
  local codes, tokens, out, seen = codes_of(self, a, starts), {}, {}, 0
  local function put(code, token)
    out[#out + 1] = string.pack("<I" .. self.size, code)
    tokens[#tokens + 1] = token
    seen = seen | code
  end
  local edge = 1 << (8 * self.size - 1)
  local units = within == "paragraph" and a.blks or a.sents
  put(edge, false)
  for _, unit in ipairs(units) do
    local first, last = unit[1], unit[2]
    if within == "paragraph" then first, last = unit[4], unit[5] end
    if first <= last and visible(a, first, roles) then
      for i = first, last do
        if quotes or not marks[a:word(i)] then put(codes[i], i) end
      end
      put(edge, false)
    end
  end
  if #out == 1 or seen & self.need ~= self.need then return nil end
  return table.concat(out), setmetatable({ tokens = tokens, starts = starts }, view)
end

return core
