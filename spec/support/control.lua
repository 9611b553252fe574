-- The emulator's control path over a socket of the shell's: no client of ours speaks it.
local M = {}

---@param port integer
---@param method string
---@param action string   what stands behind /_moontide/
---@return string body
function M.ask(port, method, action)
   local script = ("exec 3<>/dev/tcp/127.0.0.1/%d; printf '%s /_moontide/%s HTTP/1.0\\r\\n"
      .. "Host: localhost\\r\\nContent-Length: 0\\r\\n\\r\\n' >&3; cat <&3"):format(port, method,
      action)
   local pipe <close> = assert(io.popen(("bash -c %q"):format(script)))
   local answer = pipe:read "a"
   return assert(answer:match("\r\n\r\n(.*)$"), "the control path does not answer: " .. answer)
end

return M
