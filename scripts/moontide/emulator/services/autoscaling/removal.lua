-- What goes with a scalable target: its policies with the alarms made for them, and its scheduled
-- actions. Capacity stays where it is.
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local firing = require "moontide.emulator.services.autoscaling.firing"
local policy_alarms = require "moontide.emulator.services.autoscaling.policy_alarms"
local registry = require "moontide.emulator.services.autoscaling.registry"

local M = {}

---@param context table
---@param input table  names a target
---@return table? row  nil: it was not registered
function M.target(context, input)
   local row = registry.remove(context, input)
   if not row then
      return nil
   end
   for _, policy in ipairs(attachments.of_target(attachments.policies, context, input)) do
      policy_alarms.release(context, policy)
   end
   for _, action in ipairs(attachments.of_target(attachments.actions, context, input)) do
      firing.disarm(action)
   end
   attachments.remove_all(context, input)
   return row
end

return M
