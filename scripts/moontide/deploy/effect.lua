-- What registering a target does at once: AWS pulls a capacity that is out of bounds into them. To
-- say so, the present count of the endpoints and inference components that change is asked for;
-- where that is not allowed the plan simply does not say it.
local counted = require "moontide.counted"
local task = require "moontide.task"

local M = {}

local function changes_bounds(group)
   for _, change in ipairs(group.changes) do
      if change.kind == "target" and change.verb ~= "delete" then return true end
   end
   return false
end

local function variant_count(output, variant, member)
   for _, row in ipairs(output.ProductionVariants or {}) do
      if row.VariantName == variant then
         if member == "serverless" then
            local config = row.DesiredServerlessConfig or row.CurrentServerlessConfig
            return config and config.ProvisionedConcurrency
         end
         return row.DesiredInstanceCount or row.CurrentInstanceCount
      end
   end
end

-- Dimension → what to ask for a resource, and how to read the answer.
local readers <const> = {
   ["sagemaker:variant:DesiredInstanceCount"] = function(id)
      local endpoint, variant = id:match("^endpoint/([^/]+)/variant/([^/]+)$")
      return "DescribeEndpoint", { EndpointName = endpoint }, function(output)
         return variant_count(output, variant)
      end
   end,
   ["sagemaker:variant:DesiredProvisionedConcurrency"] = function(id)
      local endpoint, variant = id:match("^endpoint/([^/]+)/variant/([^/]+)$")
      return "DescribeEndpoint", { EndpointName = endpoint }, function(output)
         return variant_count(output, variant, "serverless")
      end
   end,
   ["sagemaker:inference-component:DesiredCopyCount"] = function(id)
      local name = id:match("^inference%-component/([^/]+)$")
      return "DescribeInferenceComponent", { InferenceComponentName = name }, function(output)
         local runtime = output.RuntimeConfig
         return runtime and (runtime.DesiredCopyCount or runtime.CurrentCopyCount)
      end
   end,
}

local function bounds_after(group)
   local desired, live = group.desired, group.live
   return desired.min or live and live.min, desired.max or live and live.max
end

local function set_effect(group, count)
   local low, high = bounds_after(group)
   if not (count and low and high) then return end
   group.capacity = count
   local after = math.max(low, math.min(high, count))
   if after ~= count then group.effect = { from = count, to = after } end
end

-- One question for each endpoint or component, for all groups that hang on it.
local function questions_of(requests, results)
   local list, by_subject = {}, {}
   for _, request in ipairs(requests) do
      for _, group in ipairs(results[request.cell].groups) do
         local reader = readers[group.dimension]
         if reader and changes_bounds(group) then
            local operation, input, read = reader(group.resource_id)
            local subject = ("%s %s %s"):format(request.cell.name, operation,
               input.EndpointName or input.InferenceComponentName)
            local question = by_subject[subject]
            if not question then
               question = { cell = request.cell, operation = operation, input = input, groups = {} }
               by_subject[subject], list[#list + 1] = question, question
            end
            question.groups[#question.groups + 1] = { group = group, read = read }
         end
      end
   end
   return list
end

-- AWS says so of endpoints and components that are not there; anything else concerns the asking.
local function is_missing(err)
   return type(err) == "table" and tostring(err.message):find("^Could not find") ~= nil
end

---Adds `capacity` and `effect` to the groups that change bounds; a note if that could not be asked.
---@param requests moontide.deploy.Request[]
---@param results table<moontide.deploy.Cell, table>
---@param notes string[]
function M.add(requests, results, notes)
   local _, errors = task.map(questions_of(requests, results), function(question)
      local output = question.cell:call("sagemaker", question.operation, question.input)
      for _, entry in ipairs(question.groups) do set_effect(entry.group, entry.read(output)) end
   end, { on_error = "collect" })
   local unknown, missing = {}, {}
   for _, failed in ipairs(errors) do
      if is_missing(failed.error) then
         for _, entry in ipairs(failed.item.groups) do
            entry.group.is_unknown = true
            missing[#missing + 1] = entry.group.resource_id
         end
      else
         unknown[#unknown + 1] = failed.error
      end
   end
   if #missing > 0 then
      table.sort(missing)
      notes[#notes + 1] = ("SageMaker does not know %s%s"):format(missing[1], #missing > 1
         and (" and %d more of these"):format(#missing - 1) or "")
   end
   if #unknown > 0 then
      notes[#notes + 1] = ("the present capacity of %s is not known: %s"):format(
         counted(#unknown, "resource"), tostring(unknown[1]))
   end
end

return M
