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

---What all activities of a target have in common; it begins now, and ends so unless told otherwise.
local function begin(context, target, members)
   local now = clock.timestamp(context.clock.now())
   members.ServiceNamespace, members.ResourceId = target.ServiceNamespace, target.ResourceId
   members.ScalableDimension, members.StartTime = target.ScalableDimension, now
   if members.StatusCode ~= "InProgress" then
      members.EndTime = now
   end
   return M.record(context, members)
end

---A change of capacity that was set going, or was refused.
---@param context table
---@param target table  as described
---@param move moontide.emulator.Move
---@param problem? string  why it was refused
---@return string id
function M.start(context, target, move, problem)
   local noun = M.noun(target.ScalableDimension)
   local message = problem and "Failed to set %s to %d. Reason: " .. problem:gsub("%%", "%%%%")
      or "Successfully set %s to %d. Waiting for change to be fulfilled by "
         .. target.ServiceNamespace .. "."
   return begin(context, target, {
      Description = ("Setting %s to %d."):format(noun, move.to), Cause = move.cause,
      StatusCode = problem and "Failed" or "InProgress",
      StatusMessage = message:format(noun, move.to),
   }).ActivityId
end

local endings <const> = {
   Successful = "Change successfully fulfilled by %s.",
   Overridden = "Found it was later changed to %d.",
   Unfulfilled = "The change was not fulfilled by %s.",
}

---A change of capacity is over.
---@param context table
---@param target table  as described
---@param move moontide.emulator.Move
---@param status "Successful"|"Overridden"|"Unfulfilled"
---@param later_count? integer  what it was overridden by
function M.finish(context, target, move, status, later_count)
   local row = collection(context, target.ServiceNamespace):get(move.activity)
   local activity = row.activity
   activity.StatusCode, activity.EndTime = status, clock.timestamp(context.clock.now())
   activity.StatusMessage = ("Successfully set %s to %d. %s"):format(
      M.noun(target.ScalableDimension), move.to,
      endings[status]:format(later_count or target.ServiceNamespace))
end

---An alarm came to nothing.
---@param context table
---@param target table  as described
---@param cause string
---@param reason table  a NotScaledReason
function M.not_scaled(context, target, cause, reason)
   begin(context, target, {
      Description = "Attempting to scale due to alarm triggered", Cause = cause,
      StatusCode = "Failed", NotScaledReasons = { reason },
   })
end

---A scheduled action fired.
---@param context table
---@param target table  as described
---@param item table     the scheduled action
---@param problem? string  why it could not do what it should
function M.scheduled(context, target, item, problem)
   local action, parts = item.ScalableTargetAction, {}
   for _, bound in ipairs { { "min", action.MinCapacity }, { "max", action.MaxCapacity } } do
      parts[#parts + 1] = bound[2] and ("%s capacity to %d"):format(bound[1], bound[2])
   end
   local what = table.concat(parts, " and ")
   begin(context, target, {
      Description = "Setting " .. what,
      Cause = ("scheduled action name %s was triggered"):format(item.ScheduledActionName),
      StatusCode = problem and "Failed" or "Successful",
      StatusMessage = problem and ("Failed to set %s. Reason: %s"):format(what, problem)
         or "Successfully set " .. what,
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
      return paging.only(function(row)
         return wanted(row.activity) and row.activity.StartTime >= oldest
      end, rows:down_from(sequence))
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
