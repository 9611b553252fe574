---@meta moontide.sagemaker

-- Written by `moontide types`; do not change it by hand.

---@class moontide.sagemaker
---@field COMPONENT_DIMENSION string
---@field CONCURRENCY_DIMENSION string
---@field NAMESPACE string
---@field VARIANT_DIMENSION string
local sagemaker = {}

---An asynchronous variant that rests at no instance while its queue is empty, and wakes for a
---single request.
---@param given moontide.sagemaker.WakeOptions
---@return moontide.sagemaker.Recipe
function sagemaker.async_wake_up(given) end

---The smallest and the largest capacity for a load between base and peak.
---@param demand moontide.sagemaker.Demand
---@return integer min, integer max
function sagemaker.bounds(demand) end

---The target value of the two ConcurrentRequestsPer… metrics: requests at a time, no minutes.
---@param load { max_concurrency: number, safety?: number } what one model or copy serves well
---@return number
function sagemaker.concurrent_requests(load) end

---Inference components, for a generic for or, with :list(), all at once.
---@param given? moontide.sagemaker.ComponentFilter
---@return moontide.sagemaker.Discovery
function sagemaker.inference_components(given) end

---How many instances or copies serve a load at target invocations a minute each.
---@param load { rpm?: number, rps?: number, target: number, headroom?: number, minimum?: integer }
---       headroom: share to add, default 0; minimum: default 1
---@return integer
function sagemaker.instances_for(load) end

---The target value of SageMakerVariantInvocationsPerInstance: invocations a minute and instance.
---@param load moontide.sagemaker.Load
---@return number
function sagemaker.invocations_per_copy(load) end

---The target value of SageMakerVariantInvocationsPerInstance: invocations a minute and instance.
---@param load moontide.sagemaker.Load
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

sagemaker.metrics = {}

---Why target tracking of a dimension and kind should not follow a metric; nil if it may. Metrics
---that are nobody's but the user's are let through.
---@param dimension string
---@param metric string  a predefined type or the name of a metric
---@param kind? string   real-time, async, serverless, component-host, inference-component
---@return string? reason, string? fix
function sagemaker.metrics.check(dimension, metric, kind) end

sagemaker.metrics.dimension_of_kind = {}

---The CloudWatch dimensions of a metric for a variant or component that discovery found.
---@param name string
---@param record moontide.sagemaker.Variant|moontide.sagemaker.InferenceComponent
---@return { Name: string, Value: string }[]
function sagemaker.metrics.dimensions(name, record) end

---What a metric is in CloudWatch: a predefined type, or a metric by its own name.
---@param name string
---@param dimension? string  which tells metrics of one name apart; default: whichever has it
---@return moontide.sagemaker.CloudWatchMetric?
function sagemaker.metrics.find(name, dimension) end

---What target tracking of a kind can follow, sorted: predefined types and metrics.
---@param kind string
---@return string[]
function sagemaker.metrics.of_kind(kind) end

sagemaker.metrics.predefined = {}

sagemaker.metrics.predefined.SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution = {}

sagemaker.metrics.predefined.SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution.statistics = {}

sagemaker.metrics.predefined.SageMakerInferenceComponentInvocationsPerCopy = {}

sagemaker.metrics.predefined.SageMakerInferenceComponentInvocationsPerCopy.statistics = {}

sagemaker.metrics.predefined.SageMakerVariantConcurrentRequestsPerModelHighResolution = {}

sagemaker.metrics.predefined.SageMakerVariantConcurrentRequestsPerModelHighResolution.statistics = {}

sagemaker.metrics.predefined.SageMakerVariantInvocationsPerInstance = {}

sagemaker.metrics.predefined.SageMakerVariantInvocationsPerInstance.statistics = {}

sagemaker.metrics.predefined.SageMakerVariantProvisionedConcurrencyUtilization = {}

sagemaker.metrics.predefined.SageMakerVariantProvisionedConcurrencyUtilization.statistics = {}

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

---Provisioned concurrency that serves a rate at a latency (Little's law), up to the variant's
---MaxConcurrency.
---@param load { rps: number, latency: number, headroom?: number, max_concurrency?: integer }
---@return integer
function sagemaker.provisioned_concurrency(load) end

sagemaker.quotas = {}

---Where the largest capacities do not fit into the quotas, the worst first. Types without a known
---quota are left out.
---@param list { instance_type: string, max: integer, desired?: integer }[]
---@param quotas table<string, integer>
---@return moontide.sagemaker.QuotaFinding[]
function sagemaker.quotas.check(list, quotas) end

---The quotas of instances for endpoints, by instance type.
---@param options? table  of the client: region, profile, …
---@return table<string, integer>
function sagemaker.quotas.instances(options) end

sagemaker.recipes = {}

---An asynchronous variant that rests at no instance while its queue is empty, and wakes for a
---single request.
---@param given moontide.sagemaker.WakeOptions
---@return moontide.sagemaker.Recipe
function sagemaker.recipes.async_wake_up(given) end

---The calls that put a recipe in place, in order; each is { service, operation, input }, and alarms
---name the policy whose ARN they act on.
---@param recipe moontide.sagemaker.Recipe
---@return { service: string, operation: string, input: table, acts_on?: string }[]
function sagemaker.recipes.calls(recipe) end

---Puts a recipe in place, or makes what is there like it.
---@param recipe moontide.sagemaker.Recipe
---@param options? table  of the clients: region, profile, …
function sagemaker.recipes.put(recipe, options) end

---An inference component that rests at no copies while nobody calls it, and wakes with the first
---call that finds no capacity (which fails, and those after it until a copy is up).
---@param given moontide.sagemaker.ZeroOptions
---@return moontide.sagemaker.Recipe
function sagemaker.recipes.scale_to_zero(given) end

---An inference component that rests at no copies while nobody calls it, and wakes with the first
---call that finds no capacity (which fails, and those after it until a copy is up).
---@param given moontide.sagemaker.ZeroOptions
---@return moontide.sagemaker.Recipe
function sagemaker.scale_to_zero(given) end

---@param given moontide.sagemaker.Surge
---@return moontide.sagemaker.SurgePlan
function sagemaker.surge(given) end

---The value of CPUUtilization or GPUUtilization that is so many per cent of the instance: these
---metrics add up cores.
---@param load { percent: number, cores: integer }
---@return number
function sagemaker.utilization(load) end

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

---@class moontide.sagemaker.WakeOptions
---@field variant? moontide.sagemaker.Variant  what discovery found; or
---@field endpoint? string            its name, and
---@field name? string                that of the variant, default AllTraffic
---@field max integer
---@field value? number               requests that wait for each instance, default 5
---@field scale_in_cooldown? integer  default 600
---@field scale_out_cooldown? integer default 300

---@class moontide.sagemaker.Variant
---@field endpoint string
---@field variant string
---@field resource_id string       endpoint/<endpoint>/variant/<variant>
---@field namespace string         "sagemaker"
---@field dimension string         the one its kind is scaled in
---@field kind "real-time"|"async"|"serverless"|"component-host"
---@field status string            of the endpoint
---@field config string            name of the endpoint configuration
---@field config_missing? boolean  the configuration was deleted: instance type and kind are guesses
---@field instance_type? string    nil: serverless, or not known
---@field is_burstable boolean     such variants cannot be registered
---@field desired? integer         instances, or provisioned concurrency; nil: none
---@field current? integer
---@field weight? number
---@field managed_scaling? { status: string, min: integer?, max: integer? }
---@field serverless? moontide.sagemaker.Serverless
---@field max_concurrency? integer of a serverless variant
---@field failure_reason? string   of the endpoint
---@field region string
---@field endpoint_arn string
---@field endpoint_tags table<string, string>  read when it is first asked for

---@class moontide.sagemaker.Serverless
---@field memory integer                   megabytes
---@field max_concurrency integer
---@field provisioned_concurrency? integer  nil: it cannot be scaled

---@class moontide.sagemaker.Recipe
---@field namespace string
---@field resource_id string
---@field dimension string
---@field min integer
---@field max integer
---@field policies table[]  name, type, config; one has an alarm (PutMetricAlarm's input)
---@field needs string[]    what has to be so before it works

---@class moontide.sagemaker.Demand
---@field base_rpm? number  invocations a minute in quiet hours, default 0
---@field peak_rpm number   in the busiest minute
---@field target number     invocations a minute and instance
---@field headroom? number  share to add to the peak, default 0.2
---@field kind? string      of the endpoint: async variants and components may go to 0
---@field zones? integer    least instances, to be in so many Availability Zones; default 1

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

---@class moontide.sagemaker.Load
---@field max_rps? number   requests a second that one instance served in a load test
---@field latency? number   or: mean seconds a request takes
---@field workers? number   and how many are served at a time, default 1
---@field safety? number    share of it to use, above 0 and at most 1, default 0.5

---@class moontide.sagemaker.InferenceComponent
---@field name string
---@field endpoint string
---@field variant string
---@field resource_id string   inference-component/<name>
---@field namespace string
---@field dimension string
---@field kind "inference-component"
---@field status string
---@field desired? integer     copies; nil: it runs on another component's copies
---@field current? integer
---@field model? string
---@field base? string         the component on whose copies it runs
---@field failure_reason? string
---@field region string
---@field arn string
---@field component_tags table<string, string>  read when it is first asked for

---@class moontide.sagemaker.CloudWatchMetric
---@field namespace string
---@field name string
---@field dimensions string[]  names of CloudWatch dimensions
---@field statistic string
---@field period integer
---@field unit string          "sum", "percent", "cores", "count", "total" or "time", or in words
---@field predefined boolean

---@class moontide.sagemaker.QuotaFinding
---@field instance_type string
---@field quota integer
---@field wanted integer   the sum of the largest capacities
---@field current integer  the sum of what is wanted now
---@field message string

---@class moontide.sagemaker.ZeroOptions
---@field component string|moontide.sagemaker.InferenceComponent
---@field max integer
---@field value? number               invocations a minute and copy, default 1
---@field scale_in_cooldown? integer  default 300
---@field scale_out_cooldown? integer default 300

---@class moontide.sagemaker.Surge
---@field ratio number            how much load may grow while instances come: 1.25 is a quarter
---@field provisioning number     seconds until a new instance serves
---@field max_concurrency number  requests at a time that one instance serves at most
---@field peak? number            requests at a time at the peak

---@class moontide.sagemaker.SurgePlan
---@field scale_out_at number        requests at a time and instance
---@field scale_in_at number
---@field instances? integer         at the peak
---@field safe_minimum integer       so that one more is within the ratio
---@field scale_out_cooldown number
---@field scale_in_cooldown number

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
