-- Changes as the calls that make them. Pure: plain data in, plain data out.
local identity = require "moontide.deploy.identity"
local live = require "moontide.deploy.live"

local M = {}

---@class moontide.deploy.Call
---@field service string
---@field operation string
---@field input table
---@field policy string?      PutMetricAlarm: the policy whose ARN becomes the alarm's action
---@field is_removal boolean? what it removes may be gone already

local SERVICE <const> = "application-autoscaling"

local function call(operation, input, members)
   local made = { service = SERVICE, operation = operation, input = input }
   for key, value in pairs(members or {}) do made[key] = value end
   return made
end

local function with(input, members)
   for key, value in pairs(members) do input[key] = value end
   return input
end

local function suspended_state(suspended)
   local state = {}
   for _, row in ipairs(live.suspensions) do state[row.member] = suspended[row.name] end
   return next(state) ~= nil and state or nil
end

-- Targets -------------------------------------------------------------------------------------

local function non_empty(map)
   return map and next(map) ~= nil and map or nil
end

local function register_new(group, change)
   local target = change.after
   return { call("RegisterScalableTarget", with(identity.request(group), {
      MinCapacity = target.min, MaxCapacity = target.max, RoleARN = target.role_arn,
      SuspendedState = suspended_state(target.suspended or {}), Tags = non_empty(target.tags) })) }
end

-- Members left out keep their value: only what changes is said.
local function register_again(group, change)
   local input, suspended = identity.request(group), {}
   for _, field in ipairs(change.fields) do
      local suspension = field.path:match("^suspended%.(.*)$")
      if suspension then
         suspended[suspension] = field.new
      elseif field.path == "min" then
         input.MinCapacity = field.new
      elseif field.path == "max" then
         input.MaxCapacity = field.new
      elseif field.path == "role_arn" then
         input.RoleARN = field.new
      end
   end
   input.SuspendedState = suspended_state(suspended)
   return { call("RegisterScalableTarget", input) }
end

local function deregister(group)
   local calls = { call("DeregisterScalableTarget", identity.request(group),
      { is_removal = true }) }
   local endpoint, variant = group.resource_id:match("^endpoint/([^/]+)/variant/([^/]+)$")
   local is_counted = group.dimension == "sagemaker:variant:DesiredInstanceCount"
   if group.capacity_after and endpoint and is_counted then
      calls[2] = { service = "sagemaker", operation = "UpdateEndpointWeightsAndCapacities",
         input = { EndpointName = endpoint, DesiredWeightsAndCapacities = {
            { VariantName = variant, DesiredInstanceCount = group.capacity_after } } } }
   end
   return calls
end

-- Parts ---------------------------------------------------------------------------------------

local function put_policy(group, change)
   local policy = change.after
   return call("PutScalingPolicy", with(identity.request(group), {
      PolicyName = policy.name, PolicyType = policy.type,
      [live.configuration_of[policy.type]] = policy.config }))
end

local function delete_policy(group, change)
   return call("DeleteScalingPolicy", with(identity.request(group), { PolicyName = change.name }),
      { is_removal = true })
end

local function put_schedule(group, change)
   local action = change.after
   local before = change.before
   local timezone = action.timezone
   if not timezone and before and before.timezone then timezone = "UTC" end
   return call("PutScheduledAction", with(identity.request(group), {
      ScheduledActionName = action.name, Schedule = action.schedule, Timezone = timezone,
      StartTime = action.start_time, EndTime = action.end_time,
      ScalableTargetAction = { MinCapacity = action.min, MaxCapacity = action.max } }))
end

local function delete_schedule(group, change)
   return call("DeleteScheduledAction", with(identity.request(group),
      { ScheduledActionName = change.name }), { is_removal = true })
end

-- What descriptions of alarms tell and PutMetricAlarm does not take.
local described_only <const> = { AlarmArn = true, AlarmConfigurationUpdatedTimestamp = true,
   EvaluationState = true, StateReason = true, StateReasonData = true,
   StateTransitionedTimestamp = true, StateUpdatedTimestamp = true, StateValue = true }

local function put_alarm(_, change)
   local input = {}
   for key, value in pairs(change.after) do
      if not described_only[key] then input[key] = value end
   end
   return { { service = "cloudwatch", operation = "PutMetricAlarm", input = input,
      policy = change.policy } }
end

local function delete_alarm(_, change)
   return { { service = "cloudwatch", operation = "DeleteAlarms",
      input = { AlarmNames = { change.name } }, is_removal = true } }
end

local function put_and_delete(put, delete)
   return {
      create = function(...) return { put(...) } end,
      update = function(...) return { put(...) } end,
      delete = function(...) return { delete(...) } end,
      replace = function(group, change)
         local calls = {}
         if change.phase ~= "put" then calls[1] = delete(group, change) end
         if change.phase ~= "delete" then calls[#calls + 1] = put(group, change) end
         return calls
      end,
   }
end

local function change_tags(_, change)
   local set, unset, calls = {}, {}, {}
   for _, field in ipairs(change.fields) do
      if field.new ~= nil then
         set[field.path] = field.new
      else
         unset[#unset + 1] = field.path
      end
   end
   if next(set) then
      calls[1] = call("TagResource", { ResourceARN = change.arn, Tags = set })
   end
   if unset[1] then
      calls[#calls + 1] = call("UntagResource", { ResourceARN = change.arn, TagKeys = unset })
   end
   return calls
end

local makers <const> = {
   target = { create = register_new, update = register_again, delete = deregister },
   policy = put_and_delete(put_policy, delete_policy),
   schedule = put_and_delete(put_schedule, delete_schedule),
   alarm = { create = put_alarm, update = put_alarm, delete = delete_alarm },
   tags = { update = change_tags },
}

---The calls of one change, in order.
---@param group moontide.deploy.Group
---@param change moontide.deploy.Change
---@return moontide.deploy.Call[]
function M.of(group, change)
   return makers[change.kind][change.verb](group, change)
end

return M
