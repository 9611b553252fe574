-- Inputs of PutScalingPolicy and PutScheduledAction for the target that support.emulator registers.
local emulator = require "support.emulator"

local M = {}

local function merge(input, changes)
   for name, value in pairs(changes or {}) do
      input[name] = value ~= "none" and value or nil
   end
   return input
end

local function named(member, name, target)
   return merge(emulator.target(target or "a", { MinCapacity = "none", MaxCapacity = "none" }),
      { [member] = name })
end

---@return table  what names a policy
function M.policy_key(name, target)
   return named("PolicyName", name, target)
end

---@return table  what names a scheduled action
function M.action_key(name, target)
   return named("ScheduledActionName", name, target)
end

M.invocations = { PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" }

---A target tracking policy; changes are those of its configuration.
function M.tracking(name, changes, target)
   return merge(M.policy_key(name, target), {
      PolicyType = "TargetTrackingScaling",
      TargetTrackingScalingPolicyConfiguration = merge(
         { TargetValue = 70, PredefinedMetricSpecification = M.invocations }, changes),
   })
end

---A step scaling policy; changes are those of its configuration.
function M.step(name, changes, target)
   return merge(M.policy_key(name, target), {
      PolicyType = "StepScaling",
      StepScalingPolicyConfiguration = merge({
         AdjustmentType = "ChangeInCapacity",
         StepAdjustments = { { MetricIntervalLowerBound = 0, ScalingAdjustment = 1 } },
      }, changes),
   })
end

---A metric of the caller's own.
function M.customized(metric_name, changes)
   return merge({ MetricName = metric_name, Namespace = "mine", Statistic = "Average" }, changes)
end

---Changes that make a tracking policy follow a metric of the caller's own.
function M.follows(metric)
   return { PredefinedMetricSpecification = "none", CustomizedMetricSpecification = metric }
end

function M.action(name, changes, target)
   return merge(merge(M.action_key(name, target), {
      Schedule = "cron(0 22 * * ? *)", ScalableTargetAction = { MinCapacity = 1, MaxCapacity = 2 },
   }), changes)
end

---An emulator with the target "a", and that target's ARN.
function M.fixture()
   local fixture = emulator.new()
   return fixture, assert(emulator.register(fixture, "a")).ScalableTargetARN
end

function M.put(fixture, input)
   return emulator.call(fixture, "PutScalingPolicy", input)
end

---@return string text, string code  of the refusal
function M.refusal(fixture, input)
   local output, failure, answer = M.put(fixture, input)
   assert(not output and answer.status == 400, "the policy was not refused")
   return emulator.text(failure), failure.__type
end

local function filtered(fixture, operation, filter)
   return emulator.call(fixture, operation,
      merge({ ServiceNamespace = "sagemaker" }, filter))
end

function M.describe(fixture, filter)
   return filtered(fixture, "DescribeScalingPolicies", filter)
end

function M.only(fixture, filter)
   local output = assert(M.describe(fixture, filter))
   assert(#output.ScalingPolicies == 1, "there is not exactly one policy")
   return output.ScalingPolicies[1]
end

---@return string  the names of the policies found, in order
function M.names(fixture, filter)
   local list = {}
   for i, policy in ipairs(assert(M.describe(fixture, filter)).ScalingPolicies) do
      list[i] = policy.PolicyName
   end
   return table.concat(list, " ")
end

function M.describe_actions(fixture, filter)
   return filtered(fixture, "DescribeScheduledActions", filter)
end

return M
