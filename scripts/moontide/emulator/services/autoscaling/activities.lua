-- Scaling activities: what scaling did or left undone, newest first, for six weeks. Registering and
-- deregistering make none, and an activity outlives its target.
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
