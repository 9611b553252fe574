-- moontide version.
local core = require "moontide.core"

return {
   name = "version",
   summary = "print the version",
   examples = "  moontide version\n",
   options = {},
   run = function()
      io.stdout:write(("moontide %s (%s)\n"):format(core.version, core.lua_release))
      return 0
   end,
}
