-- One target explained, as people read it.
local activities = require "moontide.deploy.render.activities"
local firings = require "moontide.deploy.firings"
local identity = require "moontide.deploy.identity"
local live = require "moontide.deploy.live"
local ownership = require "moontide.deploy.ownership"
local scaling = require "moontide.scaling.schedule"
local style = require "moontide.deploy.render.style"
local values = require "moontide.deploy.render.values"

local M = {}

local RECENT <const> = 3

local function sorted_names(records)
   local names = {}
   for name in pairs(records) do names[#names + 1] = name end
   table.sort(names)
   return names
end

local function head(out, facts)
   local target = facts.target
   out:plain(("%s  (%s)"):format(identity.name(target), facts.cell.name))
   local parts = { facts.capacity and ("capacity %d"):format(facts.capacity)
      or "capacity not known", values.bounds(target) }
   local owner = ownership.owner(target)
   parts[#parts + 1] = owner and "of deployment " .. owner or nil
   parts[#parts + 1] = facts.status
   out:add(4, " ", table.concat(parts, ", "))
   local suspended = live.suspended_text(target.suspended)
   if suspended then out:add(4, "!", "SUSPENDED: " .. suspended) end
end

local function points_text(points)
   local parts = {}
   for i, point in ipairs(points) do parts[i] = ("%.6g"):format(point.value) end
   return parts[1] and "newest data: " .. table.concat(parts, ", ") or "no data"
end

local function alarm_lines(out, name, entry)
   local alarm = entry.alarm
   if not alarm then return out:add(6, "!", "alarm " .. name .. ": not in CloudWatch") end
   local since = alarm.StateUpdatedTimestamp and " since "
      .. values.instant(alarm.StateUpdatedTimestamp) or ""
   out:add(6, " ", ("%s%s: %s for %d of %d periods"):format(alarm.StateValue, since,
      values.alarm(alarm), alarm.DatapointsToAlarm or alarm.EvaluationPeriods,
      alarm.EvaluationPeriods))
   if entry.points then out:add(8, " ", points_text(entry.points)) end
end

local function policy_lines(out, facts, name)
   local policy = facts.target.policies[name]
   out:add(2, " ", ("policy %s: %s"):format(name, values.policy(policy, facts.target.namespace)))
   for _, alarm in ipairs(policy.alarms) do
      alarm_lines(out, alarm, facts.alarms[alarm] or {})
   end
end

local function action_lines(out, facts, name, now)
   local action = facts.target.schedules[name]
   out:add(2, " ", ("action %s: %s"):format(name, values.schedule(action)))
   local read = firings.action_of(action)
   local at = read and scaling.next_firings(read, now, 1)[1]
   out:add(6, " ", at and "next: " .. values.instant(at) or "it never runs again")
end

local function recent_lines(out, facts)
   for i = 1, math.min(RECENT, #facts.activities) do
      for line in activities.text(facts.activities[i]):gmatch("[^\n]+") do
         out:add(2, " ", line)
      end
   end
end

local function reason_lines(out, reasons)
   out:gap()
   if #reasons == 0 then
      return out:add(0, " ", "Nothing keeps it from scaling: it does when an alarm asks for it.")
   end
   for _, reason in ipairs(reasons) do
      out:add(0, "!", reason.text)
      if reason.fix then out:add(6, " ", "try: " .. reason.fix) end
   end
end

---@param facts moontide.explain.Facts
---@param reasons moontide.explain.Reason[]
---@param options { now: number, is_coloured: boolean? }
---@return string
function M.explanation(facts, reasons, options)
   local out = style.new(options)
   head(out, facts)
   for _, name in ipairs(sorted_names(facts.target.policies)) do policy_lines(out, facts, name) end
   for _, name in ipairs(sorted_names(facts.target.schedules)) do
      action_lines(out, facts, name, options.now)
   end
   recent_lines(out, facts)
   for _, problem in ipairs(facts.unknown) do out:add(2, "!", "not known: " .. problem) end
   reason_lines(out, reasons)
   return out:text()
end

---The same as data.
---@param facts moontide.explain.Facts
---@param reasons moontide.explain.Reason[]
---@return table
function M.document(facts, reasons)
   local json = require "moontide.json"
   local alarms = json.array {}
   for _, name in ipairs(sorted_names(facts.alarms)) do
      local entry = facts.alarms[name]
      alarms[#alarms + 1] = { name = name, state = entry.alarm and entry.alarm.StateValue,
         reason = entry.alarm and entry.alarm.StateReason,
         points = entry.points and json.array(entry.points) }
   end
   return { cell = facts.cell.name, target = facts.target, capacity = facts.capacity,
      status = facts.status, alarms = alarms, activities = json.array(facts.activities),
      unknown = json.array(facts.unknown), reasons = json.array(reasons) }
end

return M
