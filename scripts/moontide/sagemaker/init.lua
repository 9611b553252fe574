-- SageMaker for scripts: names, instance types, load-test arithmetic.
local capacity = require "moontide.sagemaker.capacity"
local instances = require "moontide.sagemaker.instances"
local names = require "moontide.sagemaker.names"

return {
   NAMESPACE = "sagemaker",
   VARIANT_DIMENSION = "sagemaker:variant:DesiredInstanceCount",
   instances_for = capacity.instances_for,
   invocations_per_instance = capacity.invocations_per_instance,
   is_burstable = instances.is_burstable,
   is_endpoint_name = names.is_endpoint_name,
   is_instance_type = instances.is_instance_type,
   is_variant_name = names.is_variant_name,
   name_problem = names.name_problem,
   parse_variant_resource_id = names.parse_variant_resource_id,
   variant_resource_id = names.variant_resource_id,
}
