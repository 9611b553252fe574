-- What AWS's shared files say, for scripts and for people. Secrets are shown as "****".
local failure = require "moontide.failure"

local M = {}

---@class moontide.SharedConfig
---@field profiles table<string, table>
---@field sso_sessions table<string, table>
---@field services table<string, table>
---@field origins table  of the same form, with "file:line" in the place of each value

---Reads the config and the credentials file, merged as AWS's tools merge them.
---@return moontide.SharedConfig
function M.load()
   local core = require "moontide.core"
   local config = failure.check(core.config(false))
   config.origins = failure.check(core.config(true))
   return config
end

return M
