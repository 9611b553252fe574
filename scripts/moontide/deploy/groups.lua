-- One group for each target of a plan: what is to be done with it, and why, or why not. Pure.
local desired_of = require "moontide.deploy.desired"
local diff = require "moontide.deploy.diff"
local firings = require "moontide.deploy.firings"
local live_of = require "moontide.deploy.live"
local ownership = require "moontide.deploy.ownership"

local M = {}

---@class moontide.deploy.Group : moontide.deploy.Identity
---@field cell string           its name; region and profile are the cell's
---@field state "create"|"update"|"remove"|"unchanged"|"refused"|"ignored"
---@field changes moontide.deploy.Change[]
---@field unmanaged moontide.deploy.Change[]  what is live there, not in the script, and stays
---@field is_adopted boolean?   it was there and nobody's
---@field taken_from string?    the deployment it is taken from
---@field owner string?         of a refused one
---@field suspended string?     what is suspended after the apply, in words
---@field held moontide.deploy.InEffect?  bounds that scheduled actions have set
---@field effect? { from: integer, to: integer }  what registering does to the capacity at once
---@field notes string[]
---@field is_live boolean       whether it is registered
---@field where string?
---@field live moontide.deploy.Target?     of one that changes: for the journal, for the plan's file
---@field desired moontide.deploy.Target?  likewise

---@class moontide.deploy.Rules
---@field name string?        the deployment's
---@field prune boolean
---@field take_over boolean
---@field adopt boolean
---@field now number
---@field is_exact boolean?   as in diff: bring back what was

local function new_group(cell, target, live, state)
   return { cell = cell.name, region = cell.region, profile = cell.profile, state = state,
      is_live = live ~= nil, namespace = target.namespace, resource_id = target.resource_id,
      dimension = target.dimension, where = target.where, changes = {}, unmanaged = {},
      notes = {} }
end

local function suspended_after(desired, live)
   local state = {}
   for name, value in pairs(live and live.suspended or {}) do state[name] = value end
   for name, value in pairs(desired.suspended or {}) do state[name] = value end
   return live_of.suspended_text(state)
end

local function refused(group, live, reason)
   group.state, group.owner, group.reason = "refused", ownership.owner(live), reason
   group.live = live
   return group
end

local function note_missing_arn(group, desired, live)
   if desired.tags and not live.arn then
      group.notes[#group.notes + 1] = "registered before targets had ARNs: it cannot be tagged"
         .. " unless it is deregistered and registered again"
   end
end

---The group of a target that the script wants.
---@param cell moontide.deploy.Cell
---@param desired moontide.deploy.Target
---@param live moontide.deploy.Target?
---@param rules moontide.deploy.Rules
---@param alarms table<string, table>
---@return moontide.deploy.Group
function M.wanted(cell, desired, live, rules, alarms)
   local group = new_group(cell, desired, live, "unchanged")
   local standing = rules.is_exact and "own" or ownership.of(live, rules.name)
   if standing == "foreign" and not rules.take_over then
      return refused(group, live, ("owned by deployment '%s'"):format(ownership.owner(live)))
   elseif standing == "free" and not rules.adopt then
      return refused(group, live, "registered already, by nobody known")
   end
   group.is_adopted = standing == "free" or nil
   group.taken_from = standing == "foreign" and ownership.owner(live) or nil
   local target = desired
   if live and not rules.is_exact then
      target, group.held = firings.apply(desired, live, rules.now)
      note_missing_arn(group, desired, live)
   end
   group.changes, group.unmanaged = diff.target(target, live,
      { prune = rules.prune or rules.is_exact }, alarms)
   group.suspended = suspended_after(desired, live)
   if #group.changes > 0 then
      group.state = live and "update" or "create"
      group.live, group.desired = live, desired
   end
   return group
end

---A target that an ignore declaration covers: what is live counts as desired.
---@return moontide.deploy.Group
function M.ignored(cell, desired, live, ignore)
   local group = new_group(cell, desired, live, "ignored")
   group.notes[1] = ("ignored by %s%s"):format(ignore.pattern,
      ignore.where and (" (%s)"):format(ignore.where) or "")
   return group
end

local function note_capacity(group, live)
   local tag = live.tags and live.tags[desired_of.removal_tag]
   local wanted = tag and tag:match("^capacity=(%d+)$")
   if wanted then
      group.capacity_after = math.tointeger(tonumber(wanted))
   else
      group.notes[1] = "its capacity stays as it is"
   end
end

---The group of a live target that is to go.
---@return moontide.deploy.Group
function M.removed(cell, live, reason)
   local group = new_group(cell, live, live, "remove")
   group.live = live
   group.changes[1] = diff.removal(live, reason)
   note_capacity(group, live)
   return group
end

return M
