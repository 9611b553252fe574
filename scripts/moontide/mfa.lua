-- The code of an MFA device: from the script's function, else from the person at the terminal. That
-- may take a while; other tasks go on meanwhile, so a process of its own sits at the terminal.
local context = require "moontide.context"
local core = require "moontide.core"

local M = {}

local LOOK_SECONDS <const> = 0.05
local NO_TERMINAL <const> = "there is no terminal to ask at; "
   .. "set moontide.configure { mfa = function … }"

local is_asking = false -- one question at a time stands on the terminal

local function pause()
   require("moontide.task").sleep(LOOK_SECONDS)
end

-- In the process of its own: the first line is the code, an empty one none.
local function sit_at_terminal(channel, device)
   local tty = io.open("/dev/tty", "r+")
   local code
   if tty then
      tty:write(("MFA code for %s: "):format(device))
      tty:flush()
      code = tty:read("l")
      tty:close()
   end
   channel:write_line(code or "")
end

local function has_terminal()
   local tty = io.open("/dev/tty", "r+")
   if tty then tty:close() end
   return tty ~= nil
end

-- The terminal is the question's until what this returns is closed.
local function take_terminal()
   while is_asking do pause() end
   is_asking = true
   local observer = require("moontide.scheduler").observer()
   if observer then observer:pause() end
   return setmetatable({}, { __close = function()
      is_asking = false
      if observer then observer:resume() end
   end })
end

local function prompt(device)
   if not has_terminal() then return nil, NO_TERMINAL end
   local _ <close> = take_terminal()
   local worker = assert(core.worker(function(channel) sit_at_terminal(channel, device) end))
   local _ <close> = setmetatable({}, { __close = function() worker:kill() end })
   local line, err = worker:read_line(0)
   while not line and err.status == "timeout" do
      pause()
      line, err = worker:read_line(0)
   end
   return line and line:match "^%s*(%w+)%s*$", "no code was given"
end

---@param device string  its serial number or ARN
---@return string? code, string? problem
function M.code(device)
   local ask = context.option("mfa") or prompt
   local ok, code, problem = pcall(ask, device)
   if not ok then return nil, tostring(code) end
   if type(code) ~= "string" or code == "" then
      return nil, problem or "the mfa function gave no code"
   end
   return code
end

return M
