-- The error object that a call raises.
local core = require "moontide.core"

return function(fn, ...)
   local ok, err = pcall(fn, ...)
   assert(not ok, "nothing was raised")
   assert(getmetatable(err) == core.error_mt, err)
   return err
end
