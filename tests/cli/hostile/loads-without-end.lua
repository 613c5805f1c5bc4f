-- At load time: stopped after 5 million instructions
while true do end
