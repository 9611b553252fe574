-- moontide version.
local core = require "moontide.core"

return function()
   io.stdout:write(("moontide %s (%s)\n"):format(core.version, core.lua_release))
   return 0
end
