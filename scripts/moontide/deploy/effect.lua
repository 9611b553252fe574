-- What registering a target does at once: AWS pulls a capacity that is out of bounds into them. To
-- say so, the present count of the endpoints and inference components that change is asked for;
-- where that is not allowed the plan simply does not say it.
local capacity = require "moontide.deploy.capacity"
local counted = require "moontide.counted"
local task = require "moontide.task"

local M = {}

local function changes_bounds(group)
   for _, change in ipairs(group.changes) do
      if change.kind == "target" and change.verb ~= "delete" then return true end
   end
   return false
end

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
         local asked = changes_bounds(group) and capacity.question(group)
         if asked then
            local subject = ("%s %s %s"):format(request.cell.name, asked.operation, asked.subject)
            local question = by_subject[subject]
            if not question then
               question = { cell = request.cell, operation = asked.operation, input = asked.input,
                  groups = {} }
               by_subject[subject], list[#list + 1] = question, question
            end
            question.groups[#question.groups + 1] = { group = group, count = asked.count }
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
      for _, entry in ipairs(question.groups) do set_effect(entry.group, entry.count(output)) end
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
