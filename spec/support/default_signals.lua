-- What a process starts with ignored it hands on: SIGINT in a shell's background, SIGPIPE below
-- a server. The command, empty where env knows no such option, that gives a program the usual ones.
local command <const> = "env --default-signal=INT,QUIT,PIPE"

return os.execute(command .. " true 2>/dev/null") and command or ""
