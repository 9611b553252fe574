-- The Security Token Service as the router sees it.
local partitions = require "moontide.emulator.partitions"
local roles = require "moontide.emulator.services.sts.roles"

local M = {
   name = "sts",
   signing_name = "sts",
   protocols = { "query" },
}

---@param _ table
---@param context moontide.emulator.Context
---@return table
local function get_caller_identity(_, context)
   local signer = context.signer
   if signer and signer.arn then
      return { Account = context.account, UserId = signer.user_id, Arn = signer.arn }
   end
   return {
      Account = context.account,
      UserId = "AIDAMOONTIDEEMULATOR0",
      Arn = ("arn:%s:iam::%s:user/moontide"):format(partitions.of(context.region), context.account),
   }
end

M.operations = {
   AssumeRole = { class = "read", handler = roles.assume_role },
   AssumeRoleWithWebIdentity = { class = "read", handler = roles.assume_role_with_web_identity },
   GetCallerIdentity = { class = "read", handler = get_caller_identity },
}

return M
