-- Names of policies, scheduled actions and targets: their form, and that they are there once.
local M = {}

local max_name <const> = 256

local function has_control(text)
   return text:find("%c") ~= nil or text:find("\xC2[\x80-\x9F]") ~= nil
end

local function length(text)
   return utf8.len(text) or #text
end

local function action_problem(name)
   local bad = name:match("[:/|]")
   if bad then return ("has a '%s' in it"):format(bad) end
   if name:find("^ ") or name:find(" $") then return "begins or ends with a space" end
   if has_control(name) then return "has a control character in it" end
end

M[#M + 1] = { name = "policy-name", severity = "error", applies = "policy",
   reason = "AWS takes 1 to 256 printable characters",
   source = "PutScalingPolicy, PolicyName", fix = "shorten it, or leave such characters out",
   check = function(policy, say)
      local name = policy.name
      if name == "" then
         say "a policy's name is empty"
      elseif length(name) > max_name then
         say(("the policy's name has %d characters"):format(length(name)))
      elseif has_control(name) or not utf8.len(name) then
         say "the policy's name has characters that are not printable"
      end
   end }

M[#M + 1] = { name = "action-name", severity = "error", applies = "action",
   reason = "AWS takes 1 to 256 characters without : / | and without spaces at the ends",
   source = "PutScheduledAction, ScheduledActionName", fix = "write it with hyphens",
   check = function(action, say)
      local problem = action_problem(action.name)
      if action.name == "" then
         say "a scheduled action's name is empty"
      elseif problem then
         say(('the action\'s name "%s" %s'):format(action.name, problem))
      elseif length(action.name) > max_name then
         say(("the action's name has %d characters"):format(length(action.name)))
      end
   end }

local function check_twice(list, what, say)
   local seen = {}
   for _, item in ipairs(list) do
      local first = seen[item.name]
      if first then
         say { where = item.where, message = ('%s "%s" is there twice; the other one is at %s')
            :format(what, item.name, first.where) }
      end
      seen[item.name] = first or item
   end
end

M[#M + 1] = { name = "duplicate-policy", severity = "error", applies = "target",
   reason = "a target's policies are known by name; the second would overwrite the first",
   source = "PutScalingPolicy", fix = "give them different names",
   check = function(target, say) check_twice(target.policies, "policy", say) end }

M[#M + 1] = { name = "duplicate-action", severity = "error", applies = "target",
   reason = "a target's scheduled actions are known by name; the second would overwrite the first",
   source = "PutScheduledAction", fix = "give them different names",
   check = function(target, say) check_twice(target.schedules, "scheduled action", say) end }

---Regions (or profiles) of a target as a set; nil: all of the deployment.
local function places(target, deployment, name)
   local list = target[name] or deployment[name]
   if not list then return nil end
   local set = {}
   for _, place in ipairs(list) do set[place] = true end
   return set
end

local function share(a, b)
   if not a or not b then return true end
   for name in pairs(a) do
      if b[name] then return true end
   end
   return false
end

local function collide(a, b, deployment)
   for _, name in ipairs { "regions", "profiles" } do
      if not share(places(a, deployment, name), places(b, deployment, name)) then return false end
   end
   return true
end

M[#M + 1] = { name = "duplicate-target", severity = "error", applies = "deployment",
   reason = "the last declaration would win, whichever that is",
   source = "RegisterScalableTarget", fix = "declare the target once, or in different Regions",
   check = function(deployment, say)
      local seen = {}
      for _, target in ipairs(deployment.targets) do
         local key = table.concat({ target.namespace or "", target.resource_id,
            target.dimension or "" }, "\n")
         for _, other in ipairs(seen[key] or {}) do
            if collide(target, other, deployment) then
               say { where = target.where, target = target.resource_id,
                  message = ("%s is declared at %s already"):format(target.resource_id,
                     other.where) }
               break
            end
         end
         seen[key] = seen[key] or {}
         table.insert(seen[key], target)
      end
   end }

local console_name <const> = "SageMakerEndpointInvocationScalingPolicy"

M[#M + 1] = { name = "console-policy-name", severity = "note", applies = "policy",
   reason = "SageMaker's console shows and edits only a policy of that name",
   source = "boto3 issue 2839", fix = ('track "%s" { … }, if the console matters'):format(
      console_name),
   check = function(policy, say)
      local metric = policy.config.PredefinedMetricSpecification
      if type(metric) == "table" and policy.name ~= console_name
         and metric.PredefinedMetricType == "SageMakerVariantInvocationsPerInstance" then
         say { target = false, message = ("SageMaker's console will not show the policy \"%s\"")
            :format(policy.name) }
      end
   end }

M[#M + 1] = { name = "deployment-name", severity = "error", applies = "deployment",
   reason = "the name becomes the value of the tag moontide:deployment",
   source = "TagResource, tag values", fix = "1 to 256 letters, digits, spaces and + - = . _ : / @",
   check = function(deployment, say)
      local name = deployment.name
      if name and (name == "" or length(name) > max_name or name:find("[^%w%s+%-=._:/@]")) then
         say(('"%s" cannot be the value of a tag'):format(name))
      end
   end }

return M
