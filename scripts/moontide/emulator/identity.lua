-- Who signed a request: verifies the signature (core.verify, which shares no code with the signer)
-- and gives the account of the key and the Region of the signature's scope.
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"

local M = {}

---@class moontide.emulator.Identity
---@field account string
---@field region string
---@field access_key_id string
---@field is_redo? boolean  nobody calls: what was done once is done again

---@param credentials { access_key_id: string, secret_access_key: string, account: string }[]
---@param clock moontide.emulator.Clock
---@return fun(request: table, signing_name?: string): moontide.emulator.Identity
function M.new(credentials, clock)
   local secrets, accounts = {}, {}
   for _, entry in ipairs(credentials) do
      secrets[entry.access_key_id] = entry.secret_access_key
      accounts[entry.access_key_id] = entry.account
   end
   local options = { secrets = secrets }

   ---Raises the frontend's refusal of a request that is not signed as it must be.
   return function(request, signing_name)
      options.service = signing_name
      options.now = math.floor(clock.real())
      local signer, err = core.verify(request, options)
      if not signer then
         error(failure.frontend(err.code, err.message), 0)
      end
      if not signer.region:find("^%l%l+%-[%l-]+%-%d+$") then
         error(failure.frontend("InvalidSignatureException",
            "Credential should be scoped to a valid region."), 0)
      end
      return {
         account = accounts[signer.access_key_id], region = signer.region,
         access_key_id = signer.access_key_id,
      }
   end
end

return M
