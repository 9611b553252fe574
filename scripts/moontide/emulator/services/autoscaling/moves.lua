-- Capacity on its way: what sets it in motion writes an activity, which is over when the service
-- has fulfilled the change. Cooldowns begin then.
local activities = require "moontide.emulator.services.autoscaling.activities"
local capacity = require "moontide.emulator.capacity"
local cooldown = require "moontide.scaling.cooldown"
local policy_alarms = require "moontide.emulator.services.autoscaling.policy_alarms"
local registry = require "moontide.emulator.services.autoscaling.registry"

local M = {}

---How often a change that takes time is looked after.
local look_seconds <const> = 10

---@class moontide.emulator.Move
---@field to integer
---@field cause string
---@field direction? "in"|"out"  nil: bounds did it, which heeds and begins no cooldown
---@field base? integer     what an addition was computed from
---@field cooldown? integer
---@field activity? string  the id of its activity

local function begin_cooldown(row, move, now)
   row.cooldown = row.cooldown or {}
   if move.direction == "out" then
      cooldown.added(row.cooldown, now, move.base, move.cooldown)
   elseif move.direction == "in" then
      cooldown.removed(row.cooldown, now, move.cooldown)
   end
end

local function finish(context, row, move, status, later_count)
   local target = row.target
   row.move = nil
   activities.finish(context, target, move, status, later_count)
   if status == "Successful" then
      begin_cooldown(row, move, context.clock.now())
   end
   policy_alarms.adapt_all(context, target)
end

local function look(context, row)
   local move = row.move
   if not move or registry.find(context, row.target) ~= row then
      return
   end
   local state = capacity.get(context, row.target)
   if not state then
      finish(context, row, move, "Unfulfilled")
   elseif state.desired ~= move.to then
      finish(context, row, move, "Overridden", state.desired)
   elseif state.is_active and state.current == move.to then
      finish(context, row, move, "Successful")
   else
      M.follow(context, row)
   end
end

---Looks after a move that is on its way.
---@param context table
---@param row table  of the registry
function M.follow(context, row)
   context.agenda:add(context.clock.now() + look_seconds, "settle",
      function() look(context, row) end)
end

---A move that has been set going, or could not be.
local function note(context, row, move, problem)
   if row.move then
      finish(context, row, row.move, "Overridden", move.to)
   end
   move.activity = activities.start(context, row.target, move, problem)
   row.not_scaled = nil
   if not problem then
      row.move = move
      look(context, row)
   end
end

---Moves the capacity of a target.
---@param context table
---@param row table  of the registry
---@param move moontide.emulator.Move
function M.begin(context, row, move)
   local _, problem = capacity.set(context, row.target, move.to)
   note(context, row, move, problem)
end

---@param context table
---@param row table  of the registry
---@param pulled? { from: integer, to: integer, problem?: string }
local function note_bound(context, row, pulled)
   if pulled then
      note(context, row, {
         to = pulled.to, cause = ("%s capacity was set to %d"):format(
            pulled.to > pulled.from and "minimum" or "maximum", pulled.to),
      }, pulled.problem)
   end
end

---Sets a target's bounds, and pulls its capacity into them.
---@param context table
---@param row table  of the registry
---@param minimum integer
---@param maximum integer
function M.bound(context, row, minimum, maximum)
   note_bound(context, row, capacity.bound(context, row, minimum, maximum))
end

---Pulls a capacity into bounds that were set while it could not be moved.
---@param context table
---@param row table  of the registry
function M.pull(context, row)
   note_bound(context, row, capacity.pull(context, row.target))
end

return M
