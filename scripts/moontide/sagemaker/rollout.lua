-- Another configuration for an endpoint whose variants are scaled: SageMaker refuses to change the
-- instance type of a registered variant or to remove it. So: deregister those, update with the live
-- counts kept, wait, register again with all that belonged to them. Scaling comes back even when a
-- step fails; the journal brings it back after a kill (moontide undo).
local core = require "moontide.core"
local counted = require "moontide.counted"
local journal_of = require "moontide.deploy.journal"
local live_of = require "moontide.deploy.live"
local plans = require "moontide.deploy.plan"

local M = {}

local dimensions <const> = { "sagemaker:variant:DesiredInstanceCount",
   "sagemaker:variant:DesiredProvisionedConcurrency" }

---@class moontide.sagemaker.VariantChange
---@field variant string
---@field from string        instance type, or "serverless"
---@field to? string         nil: the variant goes away
---@field count? integer     instances that are kept
---@field targets table[]    what is registered of it

---@class moontide.sagemaker.Rollout
---@field endpoint string
---@field arn string
---@field region string
---@field from string        endpoint configurations
---@field to string
---@field changes moontide.sagemaker.VariantChange[]
---@field added string[]     variants that are new
---@field plan table         that deregisters what has to be

local function by_name(list)
   local found = {}
   for _, variant in ipairs(list or {}) do found[variant.VariantName] = variant end
   return found
end

local function refuse(text, ...)
   error(core.error { status = "input", exit_code = 3, message = text:format(...) }, 0)
end

local function type_of(config)
   return config.InstanceType or config.ServerlessConfig and "serverless" or "instance pools"
end

-- Deregistering, as a plan: of everything registered of the variants that are affected.
local function removal_plan(endpoint, names)
   local removed = {}
   for _, name in ipairs(names) do
      for _, dimension in ipairs(dimensions) do
         removed[#removed + 1] = { namespace = "sagemaker", dimension = dimension,
            resource_id = ("endpoint/%s/variant/%s"):format(endpoint, name),
            reason = "SageMaker updates no registered variant like that" }
      end
   end
   local plan = plans.make({ targets = {}, removed = removed, ignores = {}, hooks = {},
      name = "rollout-" .. endpoint }, { is_exact = true, with_capacity = false,
      take_over = true })
   for _, cell in ipairs(plan.cells) do
      if cell.error then error(cell.error, 0) end
   end
   return plan
end

-- The alarms of step policies are their owners' and stay; they name the policy by its ARN, which
-- changes when the target is registered anew. Kept as the policy's, they are put back with it.
local function keep_alarms(plan, client)
   local policies, names = {}, {}
   for _, group in ipairs(plan.groups) do
      for _, policy in pairs(group.live.policies) do
         local name = policy.type == "StepScaling" and policy.alarms and policy.alarms[1]
         if name then policies[name], names[#names + 1] = policy, name end
      end
   end
   for first = 1, #names, 100 do
      local output = client("cloudwatch"):describe_alarms {
         AlarmNames = table.move(names, first, math.min(first + 99, #names), 1, {}) }
      for _, alarm in ipairs(output.MetricAlarms or {}) do
         local policy = policies[alarm.AlarmName]
         policy.alarm = alarm
      end
   end
end

-- Tags go with the target's ARN.
local function keep_tags(plan, client)
   for _, group in ipairs(plan.groups) do
      local arn = group.live.arn
      group.live.tags = arn and client("application-autoscaling"):list_tags_for_resource {
         ResourceARN = arn }.Tags or nil
   end
end

local function is_affected(old, new)
   return new == nil or type_of(old) ~= type_of(new)
end

local function changes_of(endpoint, old, new)
   local to, now = by_name(new), by_name(endpoint.ProductionVariants)
   local changes, affected = {}, {}
   for i, variant in ipairs(old) do
      local name = variant.VariantName
      changes[i] = { variant = name, from = type_of(variant), targets = {},
         to = to[name] and type_of(to[name]) or nil,
         count = now[name] and now[name].DesiredInstanceCount }
      if is_affected(variant, to[name]) then affected[#affected + 1] = name end
   end
   return changes, affected
end

local function added(old, new)
   local known, names = by_name(old), {}
   for _, variant in ipairs(new) do
      if not known[variant.VariantName] then names[#names + 1] = variant.VariantName end
   end
   return names
end

local function attach_targets(changes, plan)
   for _, group in ipairs(plan.groups) do
      for _, change in ipairs(changes) do
         if group.resource_id:match("/variant/(.+)$") == change.variant then
            table.insert(change.targets, group.live)
         end
      end
   end
end

---Reads what a rollout would do; changes nothing. Raises what makes it impossible.
---@param endpoint string
---@param config string  name of the endpoint configuration to go to
---@param client fun(service: string): moontide.Client
---@return moontide.sagemaker.Rollout
function M.read(endpoint, config, client)
   local sagemaker = client "sagemaker"
   local found = sagemaker:describe_endpoint { EndpointName = endpoint }
   local wanted = sagemaker:describe_endpoint_config { EndpointConfigName = config }
   if found.EndpointStatus ~= "InService" then
      refuse("endpoint %s is %s%s; only one that is InService can be updated", endpoint,
         found.EndpointStatus, found.FailureReason and ": " .. found.FailureReason or "")
   elseif found.EndpointConfigName == config then
      refuse("endpoint %s has the configuration %s already", endpoint, config)
   end
   local present = sagemaker:describe_endpoint_config {
      EndpointConfigName = found.EndpointConfigName }
   local changes, affected = changes_of(found, present.ProductionVariants,
      wanted.ProductionVariants)
   local plan = removal_plan(found.EndpointName, affected)
   keep_alarms(plan, client)
   keep_tags(plan, client)
   attach_targets(changes, plan)
   return { endpoint = found.EndpointName, arn = found.EndpointArn, region = sagemaker:region(),
      from = found.EndpointConfigName, to = config, changes = changes,
      added = added(present.ProductionVariants, wanted.ProductionVariants), plan = plan }
end

-- Doing it ----------------------------------------------------------------------------------------

local function apply(plan, journal)
   return require("moontide.deploy.apply").run(plan, { journal = journal })
end

local function new_journal(rollout, action, options)
   return journal_of.create { deployment = "rollout-" .. rollout.endpoint, action = action,
      directory = options.journal_dir }
end

local function first_error(result)
   for _, outcome in ipairs(result.outcomes) do
      if outcome.state ~= "done" and outcome.error then return outcome.error end
   end
   return core.error { status = "cancelled", message = "it was interrupted" }
end

---Updates and waits. SageMaker goes back to the old configuration, InService, when the new one does
---not come up: only the configuration's name and FailureReason tell.
local function update(rollout, client, options)
   local sagemaker = client "sagemaker"
   local excluded = options.reset_counts
      and { { VariantPropertyType = "DesiredInstanceCount" } } or nil
   sagemaker:update_endpoint { EndpointName = rollout.endpoint, EndpointConfigName = rollout.to,
      RetainAllVariantProperties = true, ExcludeRetainedVariantProperties = excluded }
   local output = sagemaker:wait("EndpointInService", { EndpointName = rollout.endpoint },
      { timeout = options.timeout, interval = options.interval })
   if output.EndpointConfigName ~= rollout.to then
      error(core.error { status = "service", code = "UpdateFailed", message =
         ("SageMaker went back to %s: %s"):format(output.EndpointConfigName,
            output.FailureReason or "it gave no reason") }, 0)
   end
end

-- What is to come back: all that was deregistered and still has a variant.
local function restoration(rollout, path)
   local deployment = require("moontide.deploy.undo").deployment(path)
   local gone, kept = {}, {}
   for _, change in ipairs(rollout.changes) do
      if rollout.is_updated and not change.to then gone[change.variant] = true end
   end
   for _, target in ipairs(deployment.targets) do
      if not gone[target.resource_id:match("/variant/(.+)$")] then kept[#kept + 1] = target end
   end
   deployment.targets = kept
   return deployment
end

local function restore(rollout, path, options)
   local plan = plans.make(restoration(rollout, path), { is_exact = true, with_capacity = false })
   for _, cell in ipairs(plan.cells) do
      if cell.error then return cell.error end
   end
   local result = apply(plan, new_journal(rollout, "rollout-restore", options))
   if result.failed + result.cancelled > 0 then return first_error(result) end
   return nil
end

---@class moontide.sagemaker.RolloutResult
---@field is_updated boolean
---@field error? any          why the endpoint was not updated
---@field restore_error? any  why scaling has not come back
---@field journal? string     that brings it back

---@param rollout moontide.sagemaker.Rollout
---@param client fun(service: string): moontide.Client
---@param options { timeout?: number, interval?: number, reset_counts?: boolean,
---   journal_dir?: string, say?: fun(text: string) }
---@return moontide.sagemaker.RolloutResult
function M.run(rollout, client, options)
   local say = options.say or function() end
   local removed, err
   if #rollout.plan.groups > 0 then
      removed = apply(rollout.plan, new_journal(rollout, "rollout", options))
      say(("%s deregistered, journal %s"):format(counted(removed.done, "target"),
         removed.journal))
      if removed.failed + removed.cancelled > 0 then err = first_error(removed) end
   end
   if not err then
      say("updating, this takes minutes")
      rollout.is_updated, err = pcall(update, rollout, client, options)
      if rollout.is_updated then err = nil end
   end
   local restore_error
   if removed then
      local ok, problem = pcall(restore, rollout, removed.journal, options)
      restore_error = problem
      if ok and not problem then say "scaling is back" end
   end
   return { is_updated = rollout.is_updated or false, error = err, restore_error = restore_error,
      journal = removed and removed.journal }
end

---What of a target comes back, in words.
---@param target moontide.deploy.Target
---@return string
function M.describe(target)
   local function count(records, one, many)
      local total = 0
      for _ in pairs(records) do total = total + 1 end
      return total > 0 and (", %d %s"):format(total, total == 1 and one or many) or ""
   end
   local suspended = live_of.suspended_text(target.suspended)
   return ("min %d, max %d%s%s%s"):format(target.min, target.max,
      count(target.policies, "policy", "policies"), count(target.schedules, "action", "actions"),
      suspended and ", suspended: " .. suspended or "")
end

return M
