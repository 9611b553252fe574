-- The Security Token Service as the router sees it.
local partitions = require "moontide.emulator.partitions"

local M = {
   name = "sts",
   signing_name = "sts",
   protocols = { "query" },
}

---@param _ table
---@param context moontide.emulator.Context
---@return table
local function get_caller_identity(_, context)
   return {
      Account = context.account,
      UserId = "AIDAMOONTIDEEMULATOR0",
      Arn = ("arn:%s:iam::%s:user/moontide"):format(partitions.of(context.region), context.account),
   }
end

M.operations = {
   GetCallerIdentity = { class = "read", handler = get_caller_identity },
}

return M
