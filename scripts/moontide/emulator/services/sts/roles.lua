-- Roles of the Security Token Service: whoever asks properly gets them. There are no trust policies
-- here; what a request must look like is checked.
local base64 = require "moontide.base64"
local core = require "moontide.core"
local failure = require "moontide.emulator.failure"

local M = {}

local DEFAULT_SECONDS <const> = 3600

-- Account and name in "arn:aws:iam::123456789012:role/path/name".
local function read_arn(arn)
   local account, path = arn:match("^arn:aws[%w-]*:iam::(%d%d%d%d%d%d%d%d%d%d%d%d):role/(.+)$")
   if not account then
      error(failure.frontend("ValidationException", arn .. " is invalid"), 0)
   end
   return account, path:match("([^/]+)$")
end

local function check_code(input)
   if (input.SerialNumber == nil) ~= (input.TokenCode == nil)
      or (input.TokenCode and not input.TokenCode:find("^%d%d%d%d%d%d$")) then
      error(failure.frontend("AccessDeniedException",
         "MultiFactorAuthentication failed with invalid MFA one time pass code. "), 0)
   end
end

local function session(input, context)
   local account, name = read_arn(input.RoleArn)
   local partition = input.RoleArn:match("^arn:([^:]+)")
   local role_id = "AROA" .. context.ids.hex():upper():sub(1, 16)
   local who = {
      account = account, user_id = ("%s:%s"):format(role_id, input.RoleSessionName),
      arn = ("arn:%s:sts::%s:assumed-role/%s/%s"):format(partition, account, name,
         input.RoleSessionName),
   }
   local made = context.temporary.issue(who, input.DurationSeconds or DEFAULT_SECONDS)
   return {
      AssumedRoleUser = { AssumedRoleId = who.user_id, Arn = who.arn },
      Credentials = { AccessKeyId = made.access_key_id, SecretAccessKey = made.secret,
         SessionToken = made.token, Expiration = math.floor(made.expires_at) },
   }
end

---@param input table
---@param context moontide.emulator.Context
---@return table
function M.assume_role(input, context)
   check_code(input)
   return session(input, context)
end

-- The claims of a token; its signature is not looked at, for there is nobody to ask for the key.
local function claims_of(token)
   local payload = token:match("^[%w_-]+%.([%w_-]+)%.[%w_-]*$")
   local text = payload and base64.decode((payload:gsub("-", "+"):gsub("_", "/"))
      .. ("="):rep(-#payload % 4))
   local claims = text and core.json_decode(text)
   if type(claims) ~= "table" then
      failure.raise("InvalidIdentityTokenException",
         "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
         .. "Token)")
   end
   return claims
end

---@param input table
---@param context moontide.emulator.Context
---@return table
function M.assume_role_with_web_identity(input, context)
   local claims = claims_of(input.WebIdentityToken)
   local now = math.floor(context.clock.real())
   if math.type(claims.exp) and claims.exp <= now then
      failure.raise("ExpiredTokenException", ("Token expired: current date/time %d must be before "
         .. "the expiration date/time %d"):format(now, claims.exp))
   end
   local output = session(input, context)
   output.SubjectFromWebIdentityToken = type(claims.sub) == "string" and claims.sub or nil
   output.Audience = type(claims.aud) == "string" and claims.aud or nil
   output.Provider = type(claims.iss) == "string" and claims.iss or nil
   return output
end

return M
