-- Scaling activities: what scaling did or left undone, newest first, for six weeks. Registering
-- makes one if it moves the capacity; an activity outlives its target.
local clock = require "moontide.emulator.clock"
local failure = require "moontide.emulator.failure"
local paging = require "moontide.emulator.services.autoscaling.paging"

local M = {}

local page_cap, kept_seconds = 50, 42 * 86400

local function collection(context, namespace)
   return context.collection("scaling activities/" .. namespace)
end

---Writes an activity down; it gets its id.
---@param context table
---@param activity table  as AWS would describe it, but for the id
---@return table activity
function M.record(context, activity)
   activity.ActivityId = context.ids.uuid()
   collection(context, activity.ServiceNamespace):add(activity.ActivityId, { activity = activity })
   return activity
end

---What is counted, in AWS's texts.
local nouns <const> = {
   ["sagemaker:variant:DesiredInstanceCount"] = "desired instance count",
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = "desired provisioned concurrency",
   ["sagemaker:inference-component:DesiredCopyCount"] = "desired copy count",
   ["ecs:service:DesiredCount"] = "desired count",
}

---@param dimension string
---@return string
function M.noun(dimension)
   return nouns[dimension] or dimension:match("([^:]+)$"):gsub("%u", function(letter)
      return " " .. letter:lower()
   end):sub(2)
end

---Writes down that bounds moved a capacity, or would have.
---@param context table
---@param target table  as described
---@param move { from: integer, to: integer, problem?: string }
function M.record_bound(context, target, move)
   local noun, now = M.noun(target.ScalableDimension), clock.timestamp(context.clock.now())
   local bound = move.to > move.from and "minimum" or "maximum"
   local done = ("Successfully set %s to %d. Change successfully fulfilled by %s."):format(noun,
      move.to, target.ServiceNamespace)
   M.record(context, {
      ServiceNamespace = target.ServiceNamespace, ResourceId = target.ResourceId,
      ScalableDimension = target.ScalableDimension, StartTime = now, EndTime = now,
      Description = ("Setting %s to %d."):format(noun, move.to),
      Cause = ("%s capacity was set to %d"):format(bound, move.to),
      StatusCode = move.problem and "Failed" or "Successful",
      StatusMessage = move.problem and ("Failed to set %s to %d. Reason: %s"):format(noun, move.to,
         move.problem) or done,
   })
end

---@return fun(activity: table): boolean
local function filter_of(input)
   return function(activity)
      return (not input.ResourceId or activity.ResourceId == input.ResourceId)
         and (not input.ScalableDimension
            or activity.ScalableDimension == input.ScalableDimension)
         and (not activity.NotScaledReasons or input.IncludeNotScaledActivities == true)
   end
end

---Those that the filter wants and that are not too old.
---@return fun(sequence: integer): fun(): table?
local function listing(rows, input, oldest)
   local wanted = filter_of(input)
   return function(sequence)
      local next_row = rows:down_from(sequence)
      return function()
         local row = next_row()
         while row and not (wanted(row.activity) and row.activity.StartTime >= oldest) do
            row = next_row()
         end
         return row
      end
   end
end

function M.describe(input, context)
   if input.ScalableDimension and not input.ResourceId then
      failure.raise("ValidationException",
         "If you specify a scalable dimension, you must also specify a resource ID")
   end
   local items, token = paging.page(context, input, {
      scope = table.concat({ "activities", input.ServiceNamespace, input.ResourceId or "",
         input.ScalableDimension or "", tostring(input.IncludeNotScaledActivities == true) }, "\n"),
      cap = page_cap, first = math.maxinteger, tolerant = true,
      rows_from = listing(collection(context, input.ServiceNamespace), input,
         context.clock.now() - kept_seconds),
      show = function(row) return row.activity end,
   })
   return { ScalingActivities = items, NextToken = token }
end

return M
