-- The library in this process, with all its calls going to an emulator, whatever the environment.
local context = require "moontide.context"
local environment = require "support.environment"

local M = {}

---Sends all calls to an emulator until leave() is called with what this returns.
---@param server moontide.emulator.Handle
---@param region string
function M.enter(server, region)
   environment.set("AWS_CONFIG_FILE", "/dev/null")
   environment.set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
   local before = { engine = context.replace_engine(nil) }
   context.force { endpoint_url = server.url, credentials = {
      access_key_id = server.access_key_id, secret_access_key = server.secret_access_key } }
   context.pin { region = region }
   return before
end

function M.leave(before)
   context.forget_options()
   local engine = context.replace_engine(before.engine)
   if engine then engine:close() end
end

return M
