-- A real terminal (tmux) in which the program runs. What is waited for is text on the screen, never
-- time.
local core = require "moontide.core"
local program = require "support.program"

local M = {}

M.is_there = os.execute("command -v tmux >/dev/null 2>&1")

local Terminal = {}
Terminal.__index = Terminal

local function quote(text)
   return "'" .. tostring(text):gsub("'", [['\'']]) .. "'"
end

function Terminal:tmux(...)
   local words = { "tmux", "-L", self.socket }
   for _, word in ipairs { ... } do words[#words + 1] = quote(word) end
   local pipe <close> = assert(io.popen(table.concat(words, " ") .. " 2>&1"))
   return pipe:read "a"
end

---What is on the screen; more are options of capture-pane.
---@return string
function Terminal:screen(...) return (self:tmux("capture-pane", "-t", "s", "-p", ...)) end

function Terminal:wait_for(text)
   local deadline = core.monotonic() + 20
   while not self:screen():find(text, 1, true) do
      assert(core.monotonic() < deadline, "not on the screen: " .. text .. "\n" .. self:screen())
      os.execute "sleep 0.05"
   end
end

---Presses keys, as tmux calls them.
function Terminal:type(...) self:tmux("send-keys", "-t", "s", ...) end

function Terminal:close() self:tmux "kill-server" end
Terminal.__close = Terminal.close

---Runs the program there; "exit CODE" is on the screen when it has ended.
---@param command string  its words
---@param env table<string, string>
---@param columns? integer
function M.open(command, env, columns)
   local words = { "env", "-i", "PATH=/usr/bin:/bin", "TERM=xterm", "LANG=C.UTF-8" }
   for name, value in pairs(env) do words[#words + 1] = name .. "=" .. value end
   local scripts = os.getenv "MOONTIDE_SCRIPTS"
   if scripts then words[#words + 1] = "MOONTIDE_SCRIPTS=" .. scripts end
   local line = ("%s sh -c 'trap : INT; %s %s; echo exit $?; read x'"):format(
      table.concat(words, " "), program.path, command)
   local terminal = setmetatable({ socket = "moontide" .. os.tmpname():gsub("%W", "") }, Terminal)
   terminal:tmux("new-session", "-d", "-s", "s", "-x", columns or 90, "-y", 24, line)
   return terminal
end

return M
