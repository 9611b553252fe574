-- Scheduled actions that fire: new bounds are written into their target and the capacity is pulled
-- into them. Cooldowns neither matter nor begin; what was suspended is not caught up on.
local activities = require "moontide.emulator.services.autoscaling.activities"
local moves = require "moontide.emulator.services.autoscaling.moves"
local registry = require "moontide.emulator.services.autoscaling.registry"
local schedule = require "moontide.scaling.schedule"

local M = {}

local function fire(context, row)
   local item = row.item
   local target_row = registry.find(context, item)
   local target, action = target_row.target, item.ScalableTargetAction
   if target.SuspendedState.ScheduledScalingSuspended then
      return
   end
   local minimum = action.MinCapacity or target.MinCapacity
   local maximum = action.MaxCapacity or target.MaxCapacity
   local problem = minimum > maximum and "Maximum capacity cannot be less than minimum capacity"
      or nil
   activities.scheduled(context, target, item, problem)
   target_row.not_scaled = nil
   if not problem then
      moves.bound(context, target_row, minimum, maximum)
   end
end

---Sees to it that an action fires the next time after `after`; what was planned before is void.
---@param context table
---@param row { item: table, armed?: integer }
---@param after number
function M.arm(context, row, after)
   row.armed = (row.armed or 0) + 1
   local armed, action = row.armed, schedule.action_of(row.item)
   local time = action and schedule.next_firing(action, after)
   if not time then
      return
   end
   context.agenda:add(time, "schedules", function()
      if row.armed == armed then
         fire(context, row)
         M.arm(context, row, time)
      end
   end)
end

---The action goes.
---@param row { armed?: integer }
function M.disarm(row)
   row.armed = nil
end

return M
