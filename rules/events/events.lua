-- Which mentions, in several articles, are of one event.
--
-- Of one kind, and with two participants in common. A mention that names fewer, or none of the
-- people ("the two countries held talks"), is of the event of its kind that most articles report,
-- unless its article tells of that one too, or it names somebody else.

local stemma = require "stemma"

local events = {}

---@class events.Mention
---@field kind string
---@field who string[]     its participants
---@field people string[]  those of them that are persons
---@field place string|nil
---@field article integer
---@field weak boolean|nil   set here: it is of its event by its kind, not by its participants

local titles = { jr = true, sr = true, ii = true, iii = true }

-- "Joseph R. Biden Jr." to { "joseph", "biden" }.
local function parts_of(name)
  local parts = {}
  for word in name:lower():gmatch "[^%s,.]+" do
    if not titles[word] and (#word > 1 or #parts == 0) then parts[#parts + 1] = word end
  end
  return parts
end

---Whether two names can be one person's or body's: "Biden", "Joe Biden", "Joseph R. Biden Jr.".
function events.same_name(a, b)
  if a == b then return true end
  a, b = parts_of(a), parts_of(b)
  if #a == 0 or #b == 0 or a[#a] ~= b[#b] then return false end
  return #a == 1 or #b == 1 or a[1]:sub(1, 1) == b[1]:sub(1, 1)
end

local function has(names, name)
  for _, other in ipairs(names) do
    if events.same_name(name, other) then return true end
  end
  return false
end

local function shared(who, others)
  local count = 0
  for _, name in ipairs(who) do
    if has(others, name) then count = count + 1 end
  end
  return count
end

local function add_names(names, more)
  for _, name in ipairs(more) do
    if not has(names, name) then names[#names + 1] = name end
  end
end

local function add(event, mention)
  event.places[#event.places + 1] = mention.place
  event[#event + 1] = mention
  if not event.articles[mention.article] then
    event.articles[mention.article] = true
    event.size = event.size + 1
  end
  add_names(event.who, mention.who)
  add_names(event.people, mention.people)
end

-- An accident in one town is not the one in another.
local function add_weakly(event, mention)
  if mention.place and #event.places > 0 and not has(event.places, mention.place) then
    return
  end
  mention.weak = true
  add(event, mention)
end

local function new_event(kind, mention)
  local event = { kind = kind, who = {}, people = {}, places = {}, articles = {}, size = 0 }
  add(event, mention)
  return event
end

-- The mentions that share `least` participants with an event so far, the others one by one.
local function group(kind, mentions, least)
  local list = {}
  for _, mention in ipairs(mentions) do
    local home
    for _, event in ipairs(list) do
      if shared(mention.who, event.who) >= least then
        home = event
        break
      end
    end
    if home then add(home, mention) else list[#list + 1] = new_event(kind, mention) end
  end
  return stemma.sort(list, function(event) return { -event.size, -#event } end)
end

-- Events that can be the main one under other names: one names people, the other none.
local function join_to_main(list)
  local main, rest = list[1], { list[1] }
  for i = 2, #list do
    local event, apart = list[i], (#list[i].people > 0) == (#main.people > 0)
    for article in pairs(event.articles) do apart = apart or main.articles[article] end
    if apart then
      rest[#rest + 1] = event
    else
      for _, mention in ipairs(event) do add_weakly(main, mention) end
    end
  end
  return rest
end

local function of_kind(kind, mentions)
  local full, few, none = {}, {}, {}
  for _, mention in ipairs(mentions) do
    local count = #mention.who
    local list = count > 1 and full or count == 1 and few or none
    list[#list + 1] = mention
  end
  local list = group(kind, full, 2)
  if #list == 0 then
    for _, mention in ipairs(mentions) do mention.weak = true end
    list, few = group(kind, few, 1), {}
    if #list == 0 then list = { new_event(kind, table.remove(none, 1)) } end
  end
  list = join_to_main(list)
  local main = list[1]
  for _, mention in ipairs(few) do
    if shared(mention.who, main.who) > 0 then add_weakly(main, mention) end
  end
  for _, mention in ipairs(none) do add_weakly(main, mention) end
  return list
end

---Mentions in groups, a group an event: by kind, those of most articles first.
---@param mentions events.Mention[]
function events.group(mentions)
  local by_kind, list = {}, {}
  for _, mention in ipairs(mentions) do
    by_kind[mention.kind] = by_kind[mention.kind] or {}
    table.insert(by_kind[mention.kind], mention)
  end
  for _, kind in ipairs(stemma.keys(by_kind)) do
    for _, event in ipairs(of_kind(kind, by_kind[kind])) do list[#list + 1] = event end
  end
  return list
end

return events
