-- Deployments as the loader gives them, and an emulator to plan and apply them against: for specs
-- of what comes after the loader.
local context = require "moontide.context"
local emulator = require "moontide.emulator"
local environment = require "support.environment"

local M = {}

local DIMENSION <const> = "sagemaker:variant:DesiredInstanceCount"

---A tracking policy.
function M.track(name, value, changes)
   local config = { TargetValue = value or 70, PredefinedMetricSpecification = {
      PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" } }
   for key, member in pairs(changes or {}) do config[key] = member end
   return { name = name, type = "TargetTrackingScaling", config = config, where = "fleet.lua:5" }
end

---A step policy of one step.
function M.step(name, adjustment, changes)
   local config = { AdjustmentType = "ChangeInCapacity", StepAdjustments = {
      { MetricIntervalLowerBound = 0, ScalingAdjustment = adjustment or 1 } } }
   for key, member in pairs(changes or {}) do config[key] = member end
   return { name = name, type = "StepScaling", config = config, where = "fleet.lua:6" }
end

---A scheduled action.
function M.action(name, schedule, min, max, timezone)
   return { name = name, schedule = schedule, min = min, max = max, timezone = timezone,
      where = "fleet.lua:7" }
end

---A target of the variant `main` of an endpoint.
function M.target(endpoint, members)
   local target = { namespace = "sagemaker", dimension = DIMENSION, where = "fleet.lua:3",
      resource_id = endpoint:find("/", 1, true) and endpoint
         or ("endpoint/%s/variant/main"):format(endpoint), min = 1, max = 4, policies = {},
      schedules = {} }
   for key, value in pairs(members or {}) do target[key] = value end
   return target
end

---A deployment of some targets; other members as given.
function M.deployment(targets, members)
   local deployment = { targets = targets, ignores = {}, hooks = {} }
   for key, value in pairs(members or {}) do deployment[key] = value end
   return deployment
end

---An emulator that all clients of this process talk to, until the handle is closed.
---@param options table?
---@return table closable  with the emulator's members
function M.emulator(options)
   local handle = assert(emulator.start(options))
   environment.set("AWS_ENDPOINT_URL", handle.url)
   environment.set("AWS_ACCESS_KEY_ID", handle.access_key_id)
   environment.set("AWS_SECRET_ACCESS_KEY", handle.secret_access_key)
   environment.set("AWS_SESSION_TOKEN", nil)
   environment.set("AWS_PROFILE", nil)
   environment.set("AWS_REGION", "eu-west-1")
   environment.set("AWS_CONFIG_FILE", "/dev/null")
   environment.set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
   local before = context.replace_engine(nil)
   return setmetatable({ url = handle.url }, { __index = handle, __close = function()
      local engine = context.replace_engine(before)
      if engine then engine:close() end
      handle:close()
   end })
end

return M
