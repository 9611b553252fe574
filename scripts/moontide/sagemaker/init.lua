-- SageMaker for scripts: discovery, names, instance types, arithmetic. Its parts are loaded when
-- they are first used.
local M <const> = {
   NAMESPACE = "sagemaker",
   VARIANT_DIMENSION = "sagemaker:variant:DesiredInstanceCount",
   CONCURRENCY_DIMENSION = "sagemaker:variant:DesiredProvisionedConcurrency",
   COMPONENT_DIMENSION = "sagemaker:inference-component:DesiredCopyCount",
}

-- Modules that are what they are called.
local PARTS <const> = {
   inference_components = "moontide.sagemaker.inference_components",
   metrics = "moontide.sagemaker.metrics", quotas = "moontide.sagemaker.quotas",
   recipes = "moontide.sagemaker.recipes", surge = "moontide.sagemaker.surge",
   variants = "moontide.sagemaker.variants",
}

-- Functions, and the modules that have them.
local FUNCTIONS <const> = {
   async_wake_up = "moontide.sagemaker.recipes",
   bounds = "moontide.sagemaker.capacity",
   concurrent_requests = "moontide.sagemaker.capacity",
   instances_for = "moontide.sagemaker.capacity",
   invocations_per_copy = "moontide.sagemaker.capacity",
   invocations_per_instance = "moontide.sagemaker.capacity",
   is_burstable = "moontide.sagemaker.instances",
   is_endpoint_name = "moontide.sagemaker.names",
   is_instance_type = "moontide.sagemaker.instances",
   is_variant_name = "moontide.sagemaker.names",
   name_problem = "moontide.sagemaker.names",
   provisioned_concurrency = "moontide.sagemaker.capacity",
   scale_to_zero = "moontide.sagemaker.recipes",
   utilization = "moontide.sagemaker.capacity",
   parse_variant_resource_id = "moontide.sagemaker.names",
   variant_resource_id = "moontide.sagemaker.names",
}

return require "moontide.lazy"(M, PARTS, FUNCTIONS)
