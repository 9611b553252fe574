-- What can be waited for, as data: which operation is asked how often, where its output says what
-- state things are in, and which states end the wait.
--
--    operation         asked again and again with the script's input
--    interval, timeout seconds, unless the script says otherwise
--    state             function(output) → the states of all that was asked for
--    missing           { code, start of the message } of the error that means: there is none
--    reached, failed   sets of states; reached may be left to the script's option `state`
--    reason, about     members of the output that a failure quotes
local ABSENT <const> = "absent"

local function set(...)
   local members = {}
   for _, name in ipairs { ... } do members[name] = true end
   return members
end

local function member(name)
   return function(output) return { output[name] } end
end

-- One state for each alarm that was asked for; those that were not found are absent.
local function alarm_states(output, input)
   local by_name, states = {}, {}
   for _, list in ipairs { output.MetricAlarms or {}, output.CompositeAlarms or {} } do
      for _, alarm in ipairs(list) do by_name[alarm.AlarmName] = alarm.StateValue end
   end
   for i, name in ipairs(input.AlarmNames or {}) do states[i] = by_name[name] or ABSENT end
   return states
end

-- Whether each resource that was asked for has a scalable target.
local function target_states(output, input)
   local seen, states = {}, {}
   for _, target in ipairs(output.ScalableTargets or {}) do seen[target.ResourceId] = true end
   for i, id in ipairs(input.ResourceIds or {}) do states[i] = seen[id] and "visible" or ABSENT end
   return states
end

local no_endpoint <const> = { "ValidationException", "Could not find endpoint" }
local no_component <const> = { "ValidationException", "Could not find inference component" }

local sagemaker = {
   EndpointInService = {
      operation = "DescribeEndpoint", interval = 30, timeout = 3600,
      state = member "EndpointStatus", missing = no_endpoint,
      reached = set "InService",
      failed = set("Failed", "OutOfService", "Deleting", "UpdateRollbackFailed", ABSENT),
      reason = "FailureReason", about = { "EndpointName", "EndpointConfigName" },
   },
   EndpointDeleted = {
      operation = "DescribeEndpoint", interval = 30, timeout = 1800,
      state = member "EndpointStatus", missing = no_endpoint,
      reached = set(ABSENT), failed = set("Failed", "InService"),
      reason = "FailureReason", about = { "EndpointName", "EndpointConfigName" },
   },
   InferenceComponentInService = {
      operation = "DescribeInferenceComponent", interval = 15, timeout = 3600,
      state = member "InferenceComponentStatus", missing = no_component,
      reached = set "InService", failed = set("Failed", "Deleting", ABSENT),
      reason = "FailureReason", about = { "InferenceComponentName", "EndpointName" },
   },
}

local autoscaling = {
   ScalableTargetVisible = {
      operation = "DescribeScalableTargets", interval = 1, timeout = 60,
      needs = "ResourceIds", state = target_states, reached = set "visible", failed = {},
   },
}

local cloudwatch = {
   AlarmInState = {
      operation = "DescribeAlarms", interval = 10, timeout = 900,
      needs = "AlarmNames", state = alarm_states, failed = set(ABSENT),
      states = set("OK", "ALARM", "INSUFFICIENT_DATA"),
   },
}

return {
   ABSENT = ABSENT,
   services = {
      ["application-autoscaling"] = autoscaling, cloudwatch = cloudwatch, sagemaker = sagemaker,
   },
}
