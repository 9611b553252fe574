-- Inference components: copies of a model on the instances of a variant. With managed instance
-- scaling the instances follow the copies, one copy an instance, which is simpler than AWS, where
-- several may share one.
local clock = require "moontide.emulator.clock"
local endpoints = require "moontide.emulator.services.sagemaker.endpoints"
local resources = require "moontide.emulator.services.sagemaker.resources"
local states = require "moontide.emulator.services.sagemaker.states"
local tags = require "moontide.emulator.services.sagemaker.tags"
local variants = require "moontide.emulator.services.sagemaker.variants"

local M = {}

local kind <const>, invalid <const> = resources.components, resources.invalid

---Instances follow the copies of all components of the variant, within the managed bounds.
local function follow_copies(context, component)
   local endpoint = endpoints.find(context, component.endpoint)
   local config = endpoint and variants.find(endpoint.config.ProductionVariants, component.variant)
   local summary = endpoint and variants.find(endpoint.variants, component.variant)
   local managed = config and config.ManagedInstanceScaling
   if not (summary and managed and managed.Status == "ENABLED") then
      return
   end
   local copies = 0
   for row in resources.collection(kind, context):from(1) do
      local is_here = row.endpoint == component.endpoint and row.variant == component.variant
      copies = copies + (is_here and row.current or 0)
   end
   local count = math.max(managed.MinInstanceCount or 1,
      math.min(copies, managed.MaxInstanceCount or math.maxinteger))
   summary.CurrentInstanceCount, summary.DesiredInstanceCount = count, count
end

local function arrive(context, row)
   row.status, row.current = "InService", row.desired
   follow_copies(context, row)
end

local ends <const> = {
   create = arrive,
   copies = arrive,
   delete = function(context, row)
      resources.remove(kind, context, row)
      follow_copies(context, row)
   end,
}

---@param context table
---@param row table
---@return table? row  nil: it was being deleted, and now is
function M.settle(context, row)
   states.settle(context, row, ends)
   return resources.get(kind, context, row.name) and row
end

local settled <const> = resources.settled(kind, M.settle)

---find(context, name) → row or nil, require(context, name) → row or a refusal, all(context) → rows
M.find, M.require, M.all = settled.find, settled.require, settled.all

---@return string  the variant that hosts it
local function host_of(input, endpoint)
   local list = endpoint.config.ProductionVariants
   local config = input.VariantName and variants.find(list, input.VariantName) or list[1]
   if not input.VariantName and list[2] then
      invalid('Endpoint "%s" has several variants: VariantName must be given.', endpoint.arn)
   elseif input.VariantName and config.VariantName ~= input.VariantName then
      invalid('The variant name(s) "%s" is/are not present within endpoint configuration "%s".',
         input.VariantName, endpoint.config_name)
   elseif not variants.hosts_components(config) then
      invalid('Variant "%s" of endpoint "%s" serves a model of its own and hosts no inference '
         .. "components.", config.VariantName, endpoint.arn)
   end
   return config.VariantName
end

local function check_specification(input, context)
   local specification = input.Specification or input.Specifications and input.Specifications[1]
   if not specification then
      invalid("An inference component needs a Specification.")
   end
   local base = specification.BaseInferenceComponentName
   if base then
      M.require(context, base)
   elseif not (input.RuntimeConfig and input.RuntimeConfig.CopyCount > 0) then
      invalid("Inference components copy count an integer larger than 0")
   end
   return specification
end

function M.create(input, context)
   if M.find(context, input.InferenceComponentName) then
      resources.check_free(kind, context, input.InferenceComponentName)
   end
   local endpoint = endpoints.require(context, input.EndpointName)
   if endpoint.status == "Failed" or endpoint.status == "Deleting" then
      invalid('Endpoint "%s" is in status %s.', endpoint.arn, endpoint.status)
   end
   local row = {
      name = input.InferenceComponentName, endpoint = endpoint.name,
      endpoint_arn = endpoint.arn, variant = host_of(input, endpoint),
      specification = check_specification(input, context), tags = tags.read(input.Tags),
      desired = input.RuntimeConfig and input.RuntimeConfig.CopyCount, current = 0,
      created = context.clock.now(),
   }
   resources.add(kind, context, row)
   states.begin(context, row, "Creating", { kind = "create" }, M.settle)
   return { InferenceComponentArn = row.arn }
end

---The members that ListInferenceComponents shows of a component.
---@param row table
---@return table
function M.show(row)
   return {
      InferenceComponentName = row.name, InferenceComponentArn = row.arn,
      EndpointName = row.endpoint, EndpointArn = row.endpoint_arn, VariantName = row.variant,
      InferenceComponentStatus = row.status, CreationTime = clock.timestamp(row.created),
      LastModifiedTime = clock.timestamp(row.modified),
   }
end

local function shown_specification(given)
   local container = given.Container
   return {
      ModelName = given.ModelName, StartupParameters = given.StartupParameters,
      ComputeResourceRequirements = given.ComputeResourceRequirements,
      BaseInferenceComponentName = given.BaseInferenceComponentName,
      SchedulingConfig = given.SchedulingConfig, InstanceType = given.InstanceType,
      Container = container and {
         ArtifactUrl = container.ArtifactUrl, Environment = container.Environment,
         DeployedImage = container.Image and { SpecifiedImage = container.Image },
      },
   }
end

function M.describe(input, context)
   local row = M.require(context, input.InferenceComponentName)
   local output = M.show(row)
   output.Specification = shown_specification(row.specification)
   output.RuntimeConfig = row.desired
      and { DesiredCopyCount = row.desired, CurrentCopyCount = row.current } or nil
   return output
end

---Refuses to touch a component that is on its way.
---@param row table
function M.check_idle(row)
   if row.due then
      invalid('Cannot update in-progress inference component "%s".', row.arn)
   end
end

function M.update_runtime(input, context)
   local row = M.require(context, input.InferenceComponentName)
   M.check_idle(row)
   if not row.desired then
      invalid('Inference component "%s" runs on the copies of "%s".', row.arn,
         row.specification.BaseInferenceComponentName)
   end
   row.desired = input.DesiredRuntimeConfig.CopyCount
   states.begin(context, row, "Updating", { kind = "copies" }, M.settle)
   return { InferenceComponentArn = row.arn }
end

function M.delete(input, context)
   local row = M.require(context, input.InferenceComponentName)
   M.check_idle(row)
   states.begin(context, row, "Deleting", { kind = "delete" }, M.settle)
   return {}
end

return M
