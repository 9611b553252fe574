-- A proxy in front of an emulator that spoils what goes over TCP (fault_proxy.py), closed with its
-- variable.
local control = require "support.control"

local M = {}

local here <const> = debug.getinfo(1, "S").source:match("^@(.*)fault_proxy%.lua$")

-- The system's own starts sooner than what may stand before it.
local python <const> = "$(command -v /usr/bin/python3 || command -v python3)"

---Whether there is what it is written in.
---@return boolean
function M.is_there()
   return (os.execute(python .. " -c 'import asyncio' 2>/dev/null")) == true
end

---The kinds of faults over plain HTTP.
M.kinds = { "refuse", "reset-before", "reset-midway", "reset-after", "close-after", "half-close",
   "truncated", "stalled", "silent", "slow", "delay", "garbage-head", "garbage-chunks",
   "endless-head" }

---A shell's command that resets all connections of a proxy on a port.
M.cut = "exec 3<>/dev/tcp/127.0.0.1/%d && printf 'POST /_proxy HTTP/1.0\\r\\n"
   .. "Content-Length: 3\\r\\n\\r\\ncut' >&3 && cat <&3 >/dev/null; exec 3>&-"

---Kinds that keep a request from being done.
M.is_before = { refuse = true, ["reset-before"] = true, ["reset-midway"] = true }

-- It may be refusing connections at this moment.
local function ask(port, method, body)
   for _ = 1, 20 do
      local ok, said = pcall(control.request, port, method, "/_proxy", body)
      if ok then return said end
      os.execute "sleep 0.05"
   end
   return control.request(port, method, "/_proxy", body)
end

---@class support.FaultProxy
---@field url string
---@field port integer
---@field cut string  a shell's command that resets all its connections
local Proxy = {}
Proxy.__index = Proxy

---Replaces all faults.
---@param ... string  KIND[:key=value,…]
function Proxy:set(...)
   ask(self.port, "POST", table.concat({ ... }, "\n"))
end

---@return string  how often each fault happened, a line each
function Proxy:counts()
   return ask(self.port, "GET")
end

function Proxy:close()
   if self.input then self.input:close() end
   self.input = nil
end

Proxy.__close, Proxy.__gc = Proxy.close, Proxy.close

---@param upstream string   URL of the emulator
---@param seed integer?
---@param ... string  faults to begin with; all that there will be where the upstream speaks TLS
---@return support.FaultProxy
function M.start(upstream, seed, ...)
   local path = os.tmpname()
   local words = { "exec " .. python, here .. "fault_proxy.py", upstream, tostring(seed or 0) }
   for _, fault in ipairs { ... } do words[#words + 1] = "'" .. fault .. "'" end
   local input = assert(io.popen(table.concat(words, " ") .. " >" .. path, "w"))
   local port
   for _ = 1, 400 do
      local file <close> = assert(io.open(path))
      port = file:read "l"
      if port then break end
      os.execute "sleep 0.02"
   end
   os.remove(path)
   assert(port, "the fault proxy does not start")
   port = assert(math.tointeger(tonumber(port)))
   return setmetatable({ input = input, cut = M.cut:format(port), port = port,
      url = ("%s://127.0.0.1:%s"):format(upstream:match("^%a+"), port) }, Proxy)
end

return M
