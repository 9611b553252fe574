-- Forecasts of predictive scaling. There is no load to forecast from, so a policy never has one;
-- what AWS refuses is refused.
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local failure = require "moontide.emulator.failure"

local M = {}

local day <const> = 86400

local function invalid(text, ...)
   failure.raise("ValidationException", text:format(...))
end

local function check_times(input, now)
   local first, last = input.StartTime, input.EndTime
   if type(first) ~= "number" or type(last) ~= "number" then
      error(failure.frontend("SerializationException", "StartTime and EndTime must be numbers"), 0)
   elseif first >= last then
      invalid("StartTime must be before EndTime")
   elseif last - first > 30 * day then
      invalid("EndTime cannot be more than 30 days after StartTime")
   elseif first < now - 365 * day then
      invalid("StartTime cannot be more than one year ago")
   end
end

function M.get(input, context)
   check_times(input, context.clock.now())
   local row = attachments.find(attachments.policies, context, input)
   if not row or row.item.PolicyType ~= "PredictiveScaling" then
      invalid("No predictive scaling policy found for service namespace: %s, resource ID: %s, "
         .. "scalable dimension: %s, policy name: %s", input.ServiceNamespace, input.ResourceId,
         input.ScalableDimension, input.PolicyName)
   end
   invalid("There is no forecast yet for the policy %s", input.PolicyName)
end

return M
