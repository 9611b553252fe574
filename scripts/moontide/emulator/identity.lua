-- Who signed a request: verifies the signature (core.verify, which shares no code with the signer)
-- and gives the account of the key and the Region of the signature's scope. Keys that STS has given
-- out need their session token and are good until they expire.
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"

local M = {}

---@class moontide.emulator.Identity
---@field account string
---@field region string
---@field access_key_id string
---@field arn? string      of a role's session
---@field user_id? string  of a role's session
---@field is_redo? boolean  nobody calls: what was done once is done again

-- The key that a request says it is signed with.
local function claimed_key(request)
   local header = request:header("authorization")
   return header and header:match("Credential=([^/,%s]+)/")
end

local function check_expiry(issued, clock)
   if issued.expires_at <= clock.real() then
      error(failure.frontend("ExpiredTokenException",
         "The security token included in the request is expired"), 0)
   end
end

---@param credentials { access_key_id: string, secret_access_key: string, account: string }[]
---@param clock moontide.emulator.Clock
---@param temporary moontide.emulator.Temporary
---@return fun(request: moontide.emulator.Request, service?: string): moontide.emulator.Identity
function M.new(credentials, clock, temporary)
   local secrets, accounts = {}, {}
   for _, entry in ipairs(credentials) do
      secrets[entry.access_key_id] = entry.secret_access_key
      accounts[entry.access_key_id] = entry.account
   end

   local function secrets_for(issued)
      if not issued then return secrets end
      return { [issued.access_key_id] = { secret = issued.secret, token = issued.token } }
   end

   ---Raises the frontend's refusal of a request that is not signed as it must be.
   return function(request, signing_name)
      local key = claimed_key(request)
      local issued = key and temporary.find(key)
      local signer, err = core.verify(request.raw, { secrets = secrets_for(issued),
         service = signing_name, now = math.floor(clock.real()) })
      if not signer then
         error(failure.frontend(err.code, err.message), 0)
      end
      if issued then check_expiry(issued, clock) end
      if not signer.region:find("^%l%l+%-[%l-]+%-%d+$") then
         error(failure.frontend("InvalidSignatureException",
            "Credential should be scoped to a valid region."), 0)
      end
      return {
         account = issued and issued.account or accounts[signer.access_key_id],
         region = signer.region, access_key_id = signer.access_key_id,
         arn = issued and issued.arn, user_id = issued and issued.user_id,
      }
   end
end

return M
