-- Scheduled actions write their bounds into the target, and these stay. So bounds that differ from
-- the script's are no drift if they are what the actions that ran last have set. Pure: the time is
-- an argument.
local scaling = require "moontide.scaling.schedule"

local M = {}

---When an action ran last; nil if it has not, or what it says is not understood.
---@param action moontide.deploy.Schedule
---@param now number
---@return number?
function M.last(action, now)
   local read = M.action_of(action)
   return read and scaling.last_firing(read, now)
end

---The action as the models of scaling read it.
---@param action moontide.deploy.Schedule
---@return moontide.scaling.ScheduledAction?, string? problem
function M.action_of(action)
   return scaling.action_of { Schedule = action.schedule, Timezone = action.timezone,
      StartTime = action.start_time, EndTime = action.end_time,
      CreationTime = action.created_at }
end

---@class moontide.deploy.InEffect
---@field min? { value: integer, action: string, at: number }
---@field max? { value: integer, action: string, at: number }

---What the actions that ran last have set.
---@param schedules table<string, moontide.deploy.Schedule>
---@param now number
---@return moontide.deploy.InEffect
function M.in_effect(schedules, now)
   local result = {}
   for name, action in pairs(schedules) do
      local at = M.last(action, now)
      for _, bound in ipairs { "min", "max" } do
         local value, before = action[bound], result[bound]
         local is_later = at and (not before or at > before.at
            or at == before.at and name > before.action)
         if value ~= nil and is_later then
            result[bound] = { value = value, action = name, at = at }
         end
      end
   end
   return result
end

---The desired target as it is while its actions are in effect: bounds that live has from an action
---of the script's are taken over. The second value names those actions.
---@param desired moontide.deploy.Target
---@param live moontide.deploy.Target
---@param now number
---@return moontide.deploy.Target desired, moontide.deploy.InEffect? held
function M.apply(desired, live, now)
   if desired.min == live.min and desired.max == live.max then return desired, nil end
   local effect, held, result = M.in_effect(live.schedules, now), {}, {}
   for key, value in pairs(desired) do result[key] = value end
   for _, bound in ipairs { "min", "max" } do
      local set = effect[bound]
      local is_held = set and desired[bound] ~= nil and desired[bound] ~= live[bound]
         and live[bound] == set.value and desired.schedules[set.action] ~= nil
      if is_held then result[bound], held[bound] = live[bound], set end
   end
   if not next(held) then return desired, nil end
   return result, held
end

return M
