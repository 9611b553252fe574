-- Application Auto Scaling as the router sees it: how requests address it, and who handles what.
-- Calls of one class share a throttle.
local actions = require "moontide.emulator.services.cloudwatch.actions"
local activities = require "moontide.emulator.services.autoscaling.activities"
local forecast = require "moontide.emulator.services.autoscaling.forecast"
local overlap = require "moontide.emulator.services.autoscaling.overlap"
local policies = require "moontide.emulator.services.autoscaling.policies"
local scheduled_actions = require "moontide.emulator.services.autoscaling.scheduled_actions"
local scaling = require "moontide.emulator.services.autoscaling.scaling"
local tags = require "moontide.emulator.services.autoscaling.tags"
local targets = require "moontide.emulator.services.autoscaling.targets"

actions.handlers[scaling.action_form] = scaling.invoke

local function update(handler)
   return { class = "write", handler = overlap.exclusive(handler) }
end

return {
   name = "application-autoscaling",
   signing_name = "application-autoscaling",
   protocols = { "json-1.1" },
   maps = { Tags = true },
   operations = {
      RegisterScalableTarget = update(targets.register),
      DeregisterScalableTarget = update(targets.deregister),
      DescribeScalableTargets = { class = "read", handler = targets.describe },
      PutScalingPolicy = update(policies.put),
      DeleteScalingPolicy = update(policies.delete),
      DescribeScalingPolicies = { class = "read", handler = policies.describe },
      PutScheduledAction = update(scheduled_actions.put),
      DeleteScheduledAction = update(scheduled_actions.delete),
      DescribeScheduledActions = { class = "read", handler = scheduled_actions.describe },
      DescribeScalingActivities = { class = "read", handler = activities.describe },
      GetPredictiveScalingForecast = { class = "read", handler = forecast.get },
      ListTagsForResource = { class = "read", handler = tags.list },
      TagResource = { class = "write", handler = tags.tag },
      UntagResource = { class = "write", handler = tags.untag },
   },
}
