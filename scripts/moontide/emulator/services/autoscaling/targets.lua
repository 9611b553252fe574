-- Scalable targets: register (create or change), deregister, describe.
local arn = require "moontide.emulator.services.autoscaling.arn"
local capacity = require "moontide.emulator.capacity"
local clock = require "moontide.emulator.clock"
local dimensions = require "moontide.scaling.dimensions"
local failure = require "moontide.emulator.failure"
local moves = require "moontide.emulator.services.autoscaling.moves"
local paging = require "moontide.emulator.services.autoscaling.paging"
local registry = require "moontide.emulator.services.autoscaling.registry"
local removal = require "moontide.emulator.services.autoscaling.removal"
local tag_rules = require "moontide.emulator.services.autoscaling.tags"
local validation = require "moontide.emulator.validation"

local M = {}

local no_tags <const> = {}
local page_cap, max_resource_ids = 50, 50

local function invalid(text, ...)
   failure.raise("ValidationException", text:format(...))
end

---What most targets have; rows share it, so nobody writes into it.
local never_suspended <const> = {
   DynamicScalingInSuspended = false, DynamicScalingOutSuspended = false,
   ScheduledScalingSuspended = false,
}

local function check_tags(tags)
   if tag_rules.count(tags) > tag_rules.limit then
      invalid("A scalable target can have at most %d tags", tag_rules.limit)
   end
   tag_rules.check_keys(tags)
end

---The role that a description shows; all targets of a namespace share a service-linked one.
local function role_arn(input, context, namespace, targets, existing)
   if input.RoleARN and not arn.is_arn(input.RoleARN) then
      invalid("'%s' is not a valid ARN", input.RoleARN)
   end
   if namespace.role then
      targets.shared.role = targets.shared.role
         or arn.service_linked_role(context, input.ServiceNamespace, namespace.role)
      return targets.shared.role
   end
   local role = input.RoleARN or existing and existing.RoleARN
   return role or invalid("Role ARN must be specified")
end

---@return integer minimum, integer maximum
local function capacities(input, existing, floor)
   local minimum = input.MinCapacity or existing and existing.MinCapacity
      or invalid("Minimum capacity must be specified")
   local maximum = input.MaxCapacity or existing and existing.MaxCapacity
      or invalid("Maximum capacity must be specified")
   if minimum < floor then
      invalid("Minimum capacity cannot be less than %d", minimum < 0 and 0 or floor)
   elseif maximum < 0 then
      invalid("Maximum capacity cannot be less than 0")
   elseif maximum < minimum then
      invalid("Maximum capacity cannot be less than minimum capacity")
   end
   return minimum, maximum
end

local function suspended_state(given, existing)
   local before = existing or never_suspended
   if not given or not next(given) then
      return before
   end
   local merged = {}
   for name, value in pairs(before) do
      if given[name] ~= nil then
         value = given[name]
      end
      merged[name] = value
   end
   return merged
end

local function check_quota(context, input, namespace, targets)
   local quota = context.settings.max_targets or namespace.quota
   if targets.size >= quota then
      failure.raise("LimitExceededException", ("The limit of %d scalable targets for the service "
         .. "namespace %s in this account and Region is reached"):format(
         quota, input.ServiceNamespace))
   end
end

---What is registered must be there to be scaled, as far as the emulator holds such resources.
local function check_resource(input, context)
   local state, problem = capacity.get(context, input)
   if not state then
      invalid("%s", problem)
   end
end

---Everything that can be refused is refused before anything is written. Then the capacity is pulled
---into the bounds, or, of a resource that is not active yet, once it is.
function M.register(input, context)
   local namespace = dimensions.namespaces[input.ServiceNamespace]
   local dimension = dimensions.find(input.ServiceNamespace, input.ScalableDimension,
      input.ResourceId)
   if not dimension then
      invalid("Unsupported service namespace, resource type or scalable dimension")
   end
   local targets = registry.collection(context, input.ServiceNamespace)
   local row = registry.find(context, input)
   local existing, tags = row and row.target, input.Tags or no_tags
   if existing and next(tags) then
      invalid("The scalable target that you tried to tag already exists. To update tags on an "
         .. "existing scalable target, use the TagResource API.")
   end
   check_tags(tags)
   local minimum, maximum = capacities(input, existing, dimension.floor)
   local role = role_arn(input, context, namespace, targets, existing)
   check_resource(input, context)

   if not row then
      check_quota(context, input, namespace, targets)
      existing = {
         ServiceNamespace = input.ServiceNamespace, ResourceId = input.ResourceId,
         ScalableDimension = dimension.name,
         CreationTime = clock.timestamp(context.clock.now()),
         ScalableTargetARN = arn.scalable_target(context, namespace.code, context.ids.hex()),
      }
      row = { target = existing, tags = next(tags) and tags or nil }
      registry.add(targets, row)
      registry.hide_for_a_while(context, row)
   end
   existing.RoleARN = role
   existing.SuspendedState = suspended_state(input.SuspendedState, existing.SuspendedState)
   moves.bound(context, row, minimum, maximum)
   return { ScalableTargetARN = existing.ScalableTargetARN }
end

---Policies, scheduled actions and tags go with the target.
function M.deregister(input, context)
   if not removal.target(context, input) then
      failure.raise("ObjectNotFoundException", ("No scalable target found for service namespace: "
         .. "%s, resource ID: %s, scalable dimension: %s"):format(
         input.ServiceNamespace, input.ResourceId, input.ScalableDimension))
   end
   return {}
end

local function check_filter(input)
   local wanted = input.ResourceIds
   if wanted and #wanted > max_resource_ids then
      validation.raise("[" .. table.concat(wanted, ", ") .. "]", "resourceIds",
         "Member must have length less than or equal to " .. max_resource_ids)
   end
   if input.ScalableDimension and not (wanted and wanted[1]) then
      invalid("If you specify a scalable dimension, you must also specify a resource ID")
   end
end

---The rows of the wanted resources, oldest first.
local function find_rows(targets, input)
   local names, rows, seen = {}, {}, {}
   for name, dimension in pairs(dimensions.dimensions) do
      if dimension.namespace == input.ServiceNamespace
         and (input.ScalableDimension or name) == name then
         names[#names + 1] = name
      end
   end
   for _, resource_id in ipairs(input.ResourceIds) do
      for _, name in ipairs(names) do
         local row = targets:get(registry.key(name, resource_id))
         if row and not seen[row] then
            rows[#rows + 1], seen[row] = row, true
         end
      end
   end
   table.sort(rows, function(a, b) return a.sequence < b.sequence end)
   return rows
end

---@return fun(sequence: integer): fun(): table?
local function listing(targets, input)
   if not (input.ResourceIds and input.ResourceIds[1]) then
      return function(sequence) return targets:from(sequence) end
   end
   return function(sequence)
      local rows, i = find_rows(targets, input), 0
      return function()
         repeat
            i = i + 1
         until not rows[i] or rows[i].sequence >= sequence
         return rows[i]
      end
   end
end

local function scope_of(input)
   return table.concat({ "targets", input.ServiceNamespace, input.ScalableDimension or "",
      table.concat(input.ResourceIds or {}, "\n") }, "\n")
end

function M.describe(input, context)
   check_filter(input)
   local rows_from = listing(registry.collection(context, input.ServiceNamespace), input)
   local function is_visible(row)
      return registry.is_visible(context, row)
   end
   local items, token = paging.page(context, input, {
      scope = scope_of(input), cap = page_cap,
      rows_from = function(sequence) return paging.only(is_visible, rows_from(sequence)) end,
      show = function(row) return row.target end,
   })
   return { ScalableTargets = items, NextToken = token }
end

return M
