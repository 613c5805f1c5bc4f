-- Long output in pieces: the first screenful, and the rest when it is asked for.

local screen = require "stemma.repl.show.screen"

local pager = {}

local pending -- a coroutine that makes rows, when there are more
local making  -- what makes all of them anew

-- Rows that are shown at once: one stays for the prompt, one for what is said below.
local function room()
  local _, rows = screen.size()
  return rows > 0 and math.max(rows - 3, 5) or math.huge
end

local function show(limit)
  local shown = 0
  local this = pending
  while shown < limit do
    local ok, row = coroutine.resume(this)
    if not ok then
      pending = nil
      error(row, 0)
    end
    if coroutine.status(this) == "dead" then
      pending = nil
      return
    end
    screen.fold(row, function(piece)
      print(piece)
      shown = shown + 1
    end)
  end
end

---Shows what `make(row)` makes: it calls `row` with each row of text. `total` rows, where that is
---known.
function pager.run(make, total)
  making = make
  pending = coroutine.create(function() make(coroutine.yield) end)
  -- A row more than what is shown says whether there is more.
  local limit = room()
  show(limit)
  if not pending then return end
  local left = total and total > limit and screen.count(total - limit + 1) .. " more rows" or "more"
  print(screen.style("dim", ("… %s: Enter shows on, :all shows all, :less opens a pager"):format(
    left)))
end

function pager.has_more() return pending ~= nil end
function pager.drop() pending, making = nil, nil end

---The next screenful; all that is left.
function pager.more()
  if not pending then return end
  show(room())
  if pending then print(screen.style("dim", "… more: Enter, :all or :less")) end
end

function pager.all()
  if pending then show(math.huge) end
end

---All of it in the program that PAGER names. Who has the terminal runs it.
function pager.open(run)
  if not making then error("there is nothing to page", 0) end
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  making(function(row) file:write(row, "\n") end)
  file:close()
  run(("LESS=${LESS:-FRX} ${PAGER:-less} '%s'"):format(path))
  os.remove(path)
end

return pager
