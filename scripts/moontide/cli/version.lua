-- moontide version.
local core = require "moontide.core"

return function()
   local lua = core.lua_release or _VERSION
   io.stdout:write(("moontide %s (%s)\n"):format(core.version, lua))
   return 0
end
