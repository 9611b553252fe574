-- Quotas of an account and Region, as far as one deployment alone exceeds them.
local dimensions = require "moontide.scaling.dimensions"

local M = {}

local docs <const> = "Application Auto Scaling guide, quotas"
local max_policies <const>, max_actions <const> = 50, 200
local max_alarms <const> = 5000

M[#M + 1] = { name = "policies-of-target", severity = "error", applies = "target",
   reason = "a target has at most 50 policies; the quota cannot be raised", source = docs,
   fix = "fewer policies",
   check = function(target, say)
      if #target.policies > max_policies then
         say(("the target has %d policies"):format(#target.policies))
      end
   end }

M[#M + 1] = { name = "actions-of-target", severity = "error", applies = "target",
   reason = "a target has at most 200 scheduled actions; the quota cannot be raised",
   source = docs, fix = "fewer actions: a cron can name several hours and days",
   check = function(target, say)
      if #target.schedules > max_actions then
         say(("the target has %d scheduled actions"):format(#target.schedules))
      end
   end }

---Calls fn(place, target) for each account and Region in which a target is.
local function each_place(deployment, fn)
   for _, target in ipairs(deployment.targets) do
      for _, profile in ipairs(target.profiles or deployment.profiles or { "" }) do
         for _, region in ipairs(target.regions or deployment.regions or { "" }) do
            fn(profile ~= "" and region ~= "" and profile .. " " .. region or profile .. region,
               target)
         end
      end
   end
end

local function sorted_keys(map)
   local keys = {}
   for key in pairs(map) do keys[#keys + 1] = key end
   table.sort(keys)
   return keys
end

local function place_text(place)
   return place ~= "" and " in " .. place or ""
end

M[#M + 1] = { name = "targets-of-account", severity = "warning", applies = "deployment",
   reason = "an account has a quota of scalable targets per Region and kind of resource, 500 for "
      .. "most, unless it has been raised",
   source = docs, fix = "have the quota raised, or use further accounts or Regions",
   check = function(deployment, say)
      local counts = {}
      each_place(deployment, function(place, target)
         local key = (target.namespace or "?") .. "\n" .. place
         counts[key] = (counts[key] or 0) + 1
      end)
      for _, key in ipairs(sorted_keys(counts)) do
         local namespace, place = key:match("^(.-)\n(.*)$")
         local known = dimensions.namespaces[namespace]
         if known and counts[key] > known.quota then
            say(("%d targets of %s%s; the quota is %d"):format(counts[key], namespace,
               place_text(place), known.quota))
         end
      end
   end }

local function alarms_of(target)
   local count = 0
   for _, policy in ipairs(target.policies) do
      if policy.type == "TargetTrackingScaling" then
         count = count + (policy.config.DisableScaleIn and 1 or 2)
      elseif policy.alarm then
         count = count + 1
      end
   end
   return count
end

M[#M + 1] = { name = "alarms-of-account", severity = "warning", applies = "deployment",
   reason = "each target tracking policy makes two alarms, and an account has 5000 per Region "
      .. "unless the quota has been raised",
   source = "CloudWatch guide, quotas", fix = "have the quota raised, or use fewer policies",
   check = function(deployment, say)
      local counts = {}
      each_place(deployment, function(place, target)
         counts[place] = (counts[place] or 0) + alarms_of(target)
      end)
      for _, place in ipairs(sorted_keys(counts)) do
         if counts[place] > max_alarms then
            say(("%d alarms%s"):format(counts[place], place_text(place)))
         end
      end
   end }

---The highest max that a target or one of its actions sets.
local function highest(target)
   local value = target.max or 0
   for _, action in ipairs(target.schedules) do value = math.max(value, action.max or 0) end
   return value
end

M[#M + 1] = { name = "instances-of-account", severity = "error", applies = "deployment",
   reason = "when all targets go to their max together, the account's quota of the instance type "
      .. "ends the scale-out of some of them",
   source = "SageMaker, ResourceLimitExceeded", fix = "lower max, or have the quota raised",
   check = function(deployment, say, scope)
      local quotas = deployment.options and deployment.options.quotas
      local sums = {}
      if type(quotas) ~= "table" then return end
      each_place(deployment, function(place, target)
         local live = scope.live and scope.live.facts and scope.live.facts[target.resource_id]
         local kind = (target.facts or {}).instance_type or live and live.instance_type
         if type(kind) == "string" and quotas[kind] then
            local key = kind .. "\n" .. place
            sums[key] = (sums[key] or 0) + highest(target)
         end
      end)
      for _, key in ipairs(sorted_keys(sums)) do
         local kind, place = key:match("^(.-)\n(.*)$")
         if math.type(quotas[kind]) and sums[key] > quotas[kind] then
            say(("the maxima of %s come to %d instances%s; the quota is %d"):format(kind, sums[key],
               place_text(place), quotas[kind]))
         end
      end
   end }

return M
