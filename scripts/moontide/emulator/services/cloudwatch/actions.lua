-- What alarms set off: scaling policies. Other actions (topics, functions) are only written down.
-- Whoever owns a kind of action says so in `handlers`.
local history = require "moontide.emulator.services.cloudwatch.history"

local M = {}

---How often an alarm that stays in a state invokes scaling policies again.
M.repeat_seconds = 60

---Pattern of the action's ARN → function(context, row, action) that returns nil or what is wrong.
---@type table<string, fun(context: table, row: table, action: string): string?>
M.handlers = {}

local member_of <const> = { ALARM = "AlarmActions", OK = "OKActions",
                            INSUFFICIENT_DATA = "InsufficientDataActions" }

local function handler_of(action)
   for pattern, handler in pairs(M.handlers) do
      if action:find(pattern) then
         return handler
      end
   end
   return nil
end

local function run(context, row, action, handler)
   local problem = handler and handler(context, row, action)
   local summary = not problem and "Successfully executed action " .. action
      or ('Failed to execute action %s. Received error: "%s"'):format(action, problem)
   history.add(context, row.alarm.AlarmName, "Action", summary, {
      actionState = problem and "Failed" or "Succeeded", notificationResource = action,
      stateUpdateTimestamp = row.alarm.StateUpdatedTimestamp, publishedMessage = problem,
   })
end

---Runs the actions of the state that the alarm is in: all when it has just come into it, those of
---scaling policies again and again while it stays.
---@param context table
---@param row table
---@param is_new boolean
function M.run(context, row, is_new)
   local alarm, now = row.alarm, context.clock.now()
   if not alarm.ActionsEnabled then
      return
   end
   local is_due = is_new or now - (row.invoked_at or -math.huge) >= M.repeat_seconds
   for _, action in ipairs(alarm[member_of[alarm.StateValue]]) do
      local handler = handler_of(action)
      if is_new or (handler and is_due) then
         run(context, row, action, handler)
      end
   end
   if is_due then
      row.invoked_at = now
   end
end

return M
