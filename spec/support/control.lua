-- The control paths of the emulator and the fault proxy, over a socket of the shell's: no client of
-- ours speaks them.
local M = {}

local function quote(text)
   return "'" .. text:gsub("'", [['\'']]) .. "'"
end

---Sends a plain request; raises unless it is answered with 200.
---@param port integer
---@param method string
---@param path string
---@param body string?
---@return string body
function M.request(port, method, path, body)
   local request = ("%s %s HTTP/1.0\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"):format(
      method, path, #(body or ""), body or "")
   local script = ([[exec 3<>/dev/tcp/127.0.0.1/%d && printf %%s "$0" >&3 && cat <&3]]):format(port)
   local pipe <close> = assert(io.popen(("bash -c %s %s"):format(quote(script), quote(request))))
   local answer = pipe:read "a"
   local status, text = answer:match("^HTTP/1%.%d (%d+).-\r\n\r\n(.*)$")
   assert(status == "200", ("%s %s is not answered: %s"):format(method, path, answer))
   return text
end

---Asks the emulator.
---@param port integer
---@param method string
---@param action string   what stands behind /_moontide/
---@param body string?
---@return string body
function M.ask(port, method, action, body)
   return M.request(port, method, "/_moontide/" .. action, body)
end

return M
