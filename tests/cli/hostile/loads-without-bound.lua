-- At load time: stopped at more than 16 MiB
local t = {}
for i = 1, 1e9 do t[i] = { i } end
