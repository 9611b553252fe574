-- Scheduled actions: put (create or change), delete, describe.
local arn = require "moontide.emulator.services.autoscaling.arn"
local attachments = require "moontide.emulator.services.autoscaling.attachments"
local clock = require "moontide.emulator.clock"
local dimensions = require "moontide.scaling.dimensions"
local failure = require "moontide.emulator.failure"
local firing = require "moontide.emulator.services.autoscaling.firing"
local registry = require "moontide.emulator.services.autoscaling.registry"
local schedule = require "moontide.scaling.schedule"
local time_zone = require "moontide.scaling.time_zone"

local M = {}

local function invalid(text, ...)
   failure.raise("ValidationException", text:format(...))
end

---What AWS begins its refusal of a schedule with.
local bad_schedule <const> = {
   at = "Invalid schedule at DateTime expression", rate = "Invalid schedule expression",
   cron = "Invalid CRON expression",
}

local function check_schedule(text)
   local parsed, problem, kind = schedule.parse(text)
   if not parsed and kind then
      invalid("%s: %s", bad_schedule[kind], problem)
   elseif not parsed then
      invalid("Schedule expressions must have the following syntax: rate(<number>\\s?(minutes?|"
         .. "hours?|days?)), cron(<cron_expression>) or at(yyyy-MM-dd'T'HH:mm:ss)")
   end
end

local function check_times(input, now)
   local first, last = input.StartTime, input.EndTime
   for name, value in pairs { StartTime = first, EndTime = last } do
      if type(value) ~= "number" then
         error(failure.frontend("SerializationException", name .. " must be a number"), 0)
      end
   end
   if first and last and first >= last then
      invalid("StartTime must be before EndTime")
   elseif last and last <= now then
      invalid("EndTime must be in the future")
   end
end

local function check_capacities(action)
   local minimum, maximum = action.MinCapacity, action.MaxCapacity
   if not minimum and not maximum then
      invalid("At least one of minimum capacity and maximum capacity should be provided")
   elseif minimum and minimum < 0 then
      invalid("Minimum capacity cannot be less than 0")
   elseif maximum and maximum < 0 then
      invalid("Maximum capacity cannot be less than 0")
   elseif minimum and maximum and maximum < minimum then
      invalid("Maximum capacity cannot be less than minimum capacity")
   end
end

local function check(input, existing, now)
   if not dimensions.supports(input.ServiceNamespace, "Scheduled") then
      invalid("Scheduled scaling is not supported for service namespace %s",
         input.ServiceNamespace)
   elseif not (input.Schedule or existing) then
      invalid("Schedule must be set")
   elseif not (input.ScalableTargetAction or existing) then
      invalid("ScalableTargetAction must be set")
   elseif input.Timezone and not time_zone.exists(input.Timezone) then
      invalid("Invalid time zone: %s", input.Timezone)
   end
   if input.Schedule then
      check_schedule(input.Schedule)
   end
   if input.ScalableTargetAction then
      check_capacities(input.ScalableTargetAction)
   end
   check_times(input, now)
end

local function create(input, target, context)
   attachments.check_quota(attachments.actions, context, input)
   local name = input.ScheduledActionName
   local item = {
      ScheduledActionName = name,
      ScheduledActionARN = arn.attachment(target, "scheduledAction", name),
      ServiceNamespace = input.ServiceNamespace, ResourceId = input.ResourceId,
      ScalableDimension = input.ScalableDimension,
      CreationTime = clock.timestamp(context.clock.now()),
   }
   local row = { item = item }
   attachments.add(attachments.actions, context, row)
   return row
end

---Everything that can be refused is refused before anything is written. What a change leaves out
---stays as it is, except the times, which go.
function M.put(input, context)
   local target = registry.require_registered(context, input).target
   local row = attachments.find(attachments.actions, context, input)
   local now = context.clock.now()
   check(input, row and row.item, now)
   local is_new = not row
   row = row or create(input, target, context)
   local item = row.item
   for _, name in ipairs { "Schedule", "Timezone", "ScalableTargetAction" } do
      item[name] = input[name] or item[name]
   end
   for _, name in ipairs { "StartTime", "EndTime" } do
      item[name] = input[name] and clock.timestamp(input[name])
   end
   firing.arm(context, row, is_new and item.CreationTime - 0.001 or now)
   return {}
end

function M.delete(input, context)
   firing.disarm(attachments.remove(attachments.actions, context, input))
   return {}
end

function M.describe(input, context)
   local items, token = attachments.page(attachments.actions, context, input)
   return { ScheduledActions = items, NextToken = token }
end

return M
