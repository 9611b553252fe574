-- Scheduled actions of a target together: what fires at once, what nothing restores, and limits
-- that contradict each other.
local run_times = require "moontide.deploy.run_times"

local M = {}

local docs <const> = "Application Auto Scaling guide, scheduled scaling"

local function add(name, severity, reason, fix, check)
   M[#M + 1] = { name = name, severity = severity, applies = "target", reason = reason, fix = fix,
      source = docs,
      check = function(target, say, scope)
         if target.schedules[1] then check(target, say, scope) end
      end }
end

---The first minute in which both run; both lists ascend.
local function common_minute(a, b)
   local i, j = 1, 1
   while a[i] and b[j] do
      local minute_a, minute_b = a[i] // 60, b[j] // 60
      if minute_a == minute_b then return a[i] end
      if minute_a < minute_b then i = i + 1 else j = j + 1 end
   end
end

add("schedule-overlap", "warning", "two actions of one minute run one after the other, and the "
   .. "later one wins; which one that is AWS does not say",
   "let them run at different times", function(target, say, scope)
      local actions = target.schedules
      for j = 2, #actions do
         for i = 1, j - 1 do
            local a, b = actions[i], actions[j]
            local is_same = a.min == b.min and a.max == b.max
            local time = not is_same and type(a.schedule) == "string"
               and type(b.schedule) == "string" and common_minute(
                  run_times.upcoming(a, scope.now, scope.memo),
                  run_times.upcoming(b, scope.now, scope.memo))
            if time then
               say { where = b.where, message = ('actions "%s" and "%s" both run at %s'):format(
                  a.name, b.name, run_times.utc_text(time)) }
            end
         end
      end
   end)

---Do the actions bring a limit back to where the target has it?
local function is_restored(target, name)
   local changes, restores
   for _, action in ipairs(target.schedules) do
      local is_once = tostring(action.schedule):find("^at%(") ~= nil
      if action[name] == target[name] then
         restores = true
      elseif action[name] ~= nil and not is_once then
         changes = changes or action
      end
   end
   return restores or not changes, changes
end

add("schedule-not-restored", "warning", "an action's limits stay until another one changes them",
   "a second action that sets the target's own limits", function(target, say)
      for _, name in ipairs { "min", "max" } do
         local is_good, action = is_restored(target, name)
         if not is_good and target[name] ~= nil then
            return say { where = action.where, message =
               ('after "%s" has set %s to %d no action sets it to %d again'):format(action.name,
                  name, action[name], target[name]) }
         end
      end
   end)

---All values that a limit of the target can have when an action runs.
local function values_of(target, name)
   local values = { { value = target[name], by = "the target" } }
   for _, action in ipairs(target.schedules) do
      if action[name] then
         values[#values + 1] = { value = action[name], by = ('"%s"'):format(action.name) }
      end
   end
   return values
end

local function contradiction(target, action)
   if action.min and not action.max then
      for _, other in ipairs(values_of(target, "max")) do
         if other.value and action.min > other.value then return "min", "max", other end
      end
   elseif action.max and not action.min then
      for _, other in ipairs(values_of(target, "min")) do
         if other.value and action.max < other.value then return "max", "min", other end
      end
   end
end

add("schedule-one-sided", "warning", "an action that would leave min above max fails when it runs",
   "give both min and max", function(target, say)
      for _, action in ipairs(target.schedules) do
         local own, others, other = contradiction(target, action)
         if own then
            say { where = action.where, message = ('action "%s" sets %s to %d, and %s is %d by %s')
               :format(action.name, own, action[own], others, other.value, other.by) }
         end
      end
   end)

return M
