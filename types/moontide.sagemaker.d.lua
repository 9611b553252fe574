---@meta moontide.sagemaker

-- Written by `moontide types`; do not change it by hand.

---@class moontide.sagemaker
---@field COMPONENT_DIMENSION string
---@field CONCURRENCY_DIMENSION string
---@field NAMESPACE string
---@field VARIANT_DIMENSION string
local sagemaker = {}

---Inference components, for a generic for or, with :list(), all at once.
---@param given? moontide.sagemaker.ComponentFilter
---@return moontide.sagemaker.Discovery
function sagemaker.inference_components(given) end

---How many instances serve rpm requests a minute at target invocations each.
---@param load { rpm: number, target: number, minimum?: integer } minimum: default 1
---@return integer
function sagemaker.instances_for(load) end

---The target value of SageMakerVariantInvocationsPerInstance for instances that served max_rps
---requests a second in a load test.
---@param load { max_rps: number, safety?: number } safety: the share of it to use, default 0.5
---@return number
function sagemaker.invocations_per_instance(load) end

---Whether a type is burstable (family T): variants of such types cannot be registered. Of them
---SageMaker hosts ml.t2 today; the rule is that of the family, whatever its generation.
---@param instance_type any
---@return boolean
function sagemaker.is_burstable(instance_type) end

---@param name any
---@return boolean
function sagemaker.is_endpoint_name(name) end

---Whether a text has the form of a hosting instance type, such as ml.m5.xlarge.
---@param instance_type any
---@return boolean
function sagemaker.is_instance_type(instance_type) end

---@param name any
---@return boolean
function sagemaker.is_variant_name(name) end

---Why a text cannot be the name of an endpoint, a variant or an endpoint configuration; nil if it
---can: 1 to 63 letters and digits, with hyphens between them.
---@param name any
---@return string?
function sagemaker.name_problem(name) end

---The endpoint and the variant of a resource id; nil if it is not that of a variant.
---@param resource_id string
---@return string? endpoint
---@return string? variant
function sagemaker.parse_variant_resource_id(resource_id) end

---endpoint/<endpoint>/variant/<variant>; an error names the bad one.
---@param endpoint string
---@param variant string
---@return string
function sagemaker.variant_resource_id(endpoint, variant) end

---Variants, for a generic for or, with :list(), all at once:
---for v in sagemaker.variants { endpoint = "ranker-*" } do … end
---@param given? moontide.sagemaker.VariantFilter
---@return moontide.sagemaker.Discovery
function sagemaker.variants(given) end

---@class moontide.sagemaker.ComponentFilter
---@field name? string|string[]      names or patterns
---@field endpoint? string|string[]
---@field variant? string|string[]
---@field status? string|string[]
---@field tags? table<string, true|string|string[]>  of the component; all must be there
---@field region? string
---@field regions? string[]          one after the other
---@field limit? integer             descriptions at a time, default 16

---@class moontide.sagemaker.Discovery
---@field list fun(self: moontide.sagemaker.Discovery): table[]  all that is left

---@class moontide.sagemaker.VariantFilter
---@field endpoint? string|string[]       names or patterns; a name that is none is an error
---@field variant? string|string[]
---@field status? string|string[]         of the endpoint; default: any
---@field kind? string|string[]           real-time, async, serverless, component-host
---@field instance_type? string|string[]  "ml.g5.*"
---@field tags? table<string, true|string|string[]>  of the endpoint; all must be there
---@field region? string
---@field regions? string[]               one after the other
---@field limit? integer                  descriptions at a time, default 16

return sagemaker
