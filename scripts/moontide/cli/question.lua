-- A question before something is changed: asked at a terminal only, answered by --yes elsewhere.
local core = require "moontide.core"

local M = {}

local EXIT_REFUSED <const> = 6

---@param given table  options of the command line
---@param text string
---@param accepted table<string, boolean>  answers in lower case
---@return integer? exit_code  nil: go on
function M.ask(given, text, accepted)
   if given.yes then return nil end
   if not core.is_tty(0) then
      io.stderr:write("moontide: not applied: there is no terminal to ask at\n",
         "  try: --yes applies without asking\n")
      return EXIT_REFUSED
   end
   io.stderr:write(text)
   io.stderr:flush()
   local answer = io.read("l")
   if core.interrupt_signal() then
      io.stderr:write("\n")
      return core.exit_code("cancelled")
   end
   if accepted[(answer or ""):lower():match("^%s*(.-)%s*$")] then return nil end
   io.stderr:write("moontide: not applied\n")
   return EXIT_REFUSED
end

return M
