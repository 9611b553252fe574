---@meta moontide

-- Written by `moontide types`; do not change it by hand.

---Seconds since 1970, or ISO 8601 text in inputs.
---@alias moontide.Time number|string

---@class moontide.ClientOptions
---@field region? string
---@field endpoint_url? string
---@field profile? string
---@field credentials? { access_key_id: string, secret_access_key: string, session_token?: string }
---@field max_attempts? integer
---@field attempt_timeout? number
---@field connect_timeout? number
---@field deadline? number
---@field [string] any

---@class moontide.EachOptions
---@field limit? integer
---@field page_size? integer
---@field starting_token? string
---@field key? string

---@class moontide.Client
local Client = {}

---Sends one operation, by AWS's name or as the method is called.
---@param operation string
---@param input table?
---@return table output
function Client:call(operation, input) end

---Lets go of the connection's settings and credentials; calls under way still end.
function Client:close() end

---for item in client:each("DescribeScalableTargets", { … }, { limit = 10 }) do … end
---Where a page has several lists, it goes over each (a second value names the list), or over the
---one that options.key names.
---@param operation string
---@param input table?
---@param options? { limit?: integer, page_size?: integer, starting_token?: string, key?: string }
function Client:each(operation, input, options) end

---@return string URL
function Client:endpoint() end

---for page, token in client:pages("DescribeScalableTargets", { … }) do … end
---token continues after that page: pass it as starting_token, there or in another run. The last
---page has none.
---@param operation string
---@param input table?
---@param options? { page_size?: integer, starting_token?: string }
function Client:pages(operation, input, options) end

---@return string
function Client:region() end

---Waits for a state: client:wait("EndpointInService", { EndpointName = … }, { timeout = 600 }).
---Gives the output that shows it; raises an error with `state`, `reason` and `output` when the
---state cannot come any more (WaiterFailed) or the time is over (WaiterTimeout).
---@param name string what is waited for
---@param input table of the operation that is asked
---@param options? { timeout?: number, interval?: number, state?: string }
---@return table output
function Client:wait(name, input, options) end

---@class moontide
---@field _VERSION string
local moontide = {}

---@overload fun(service: "application-autoscaling", options?: moontide.ClientOptions): moontide.ApplicationAutoScaling
---@overload fun(service: "cloudwatch", options?: moontide.ClientOptions): moontide.CloudWatch
---@overload fun(service: "resourcegroupstaggingapi", options?: moontide.ClientOptions): moontide.ResourceGroupsTaggingAPI
---@overload fun(service: "sagemaker", options?: moontide.ClientOptions): moontide.SageMaker
---@overload fun(service: "service-quotas", options?: moontide.ClientOptions): moontide.ServiceQuotas
---@overload fun(service: "sts", options?: moontide.ClientOptions): moontide.STS
---A client of a service: region, endpoint_url, profile, credentials and limits in options.
---@param service string as AWS names it ("application-autoscaling")
---@param options table?
---@return moontide.Client
function moontide.client(service, options) end

moontide.config = {}

---Reads the config and the credentials file, merged as AWS's tools merge them.
---@return moontide.SharedConfig
function moontide.config.load() end

---Sets options of the engine (before its first use) and defaults of clients.
---@param given table
function moontide.configure(given) end

moontide.credentials = {}

---Answers what the engine wants to know of the script; a task of its own.
function moontide.credentials.answer(engine, want) end

---Registers a function that gives credentials whenever they are wanted; returns the name by which
---a client knows it.
---@param fn fun(): table
---@return string
function moontide.credentials.external(fn) end

---An id as it may be shown: its last four characters.
---@param id string
---@return string
function moontide.credentials.mask(id) end

---The plain table behind an object of this module; anything else as it is.
---@param value any
---@return any
function moontide.credentials.plain(value) end

---Finds credentials, of a profile or by the default chain.
---@param options? { profile?: string, timeout?: number }
---@return moontide.Credentials
function moontide.credentials.resolve(options) end

moontide.csv = {}

---The rows of a text as a list.
---@param text string
---@param options? { name?: string, separator?: string }
---@return table[]
function moontide.csv.parse(text, options) end

---The rows of a file as a list.
---@param path string
---@param options? { separator?: string }
---@return table[]
function moontide.csv.read(path, options) end

---Iterates over the rows of a text.
---@param text string
---@param options? { name?: string, separator?: string } name: of the source, for messages
---@return fun(): table?
function moontide.csv.rows(text, options) end

moontide.endpoint = {}

---@param options moontide.endpoint.Options
---@return moontide.endpoint.Place? place, table? err
function moontide.endpoint.resolve(options) end

moontide.json = {}

---Marks a table as a list, so that it is written as [] even when it is empty.
---@param list table?
---@return table
function moontide.json.array(list) end

---@param text string
---@return any
function moontide.json.decode(text) end

---@param value any
---@param options? { pretty?: boolean, sorted?: boolean }
---@return string
function moontide.json.encode(value, options) end

---The value in a file.
---@param path string
---@return any
function moontide.json.read(path) end

---Makes a service known that is not built in, or a newer model of one that is. The path's name
---without ".json" is the service's, unless another is given.
---@param source string|table path of a model in botocore's dialect, its JSON text or table
---@param name? string for moontide.client; needed where there is no path
---@return string name
function moontide.load_model(source, name) end

---Calls fn(item, index) for every item, at most options.limit of them at a time.
---
---items is a list or an iterator function, called without arguments as room appears, ended by nil.
---results[i] is what fn returned for the i-th item; nothing is kept for items without a result,
---so memory is bounded by the window. The first error cancels the rest and is raised; with
---on_error = "collect" the second result lists {index=, item=, error=, traceback=}, by index.
---@param items table | fun(): any
---@param fn fun(item: any, index: integer): any
---@param options? { limit?: integer, on_error?: "collect" }
---@return table results
---@return table? errors
function moontide.map(items, fn, options) end

---Runs fn(…) as a task, with the tasks it starts, to the end; returns what it returns.
function moontide.run(fn, ...) end

moontide.sigv4 = {}

---Signs the query string instead; the URL is valid for request.expires_in seconds.
---@param request table
---@return table
function moontide.sigv4.presign(request) end

---Signs request.headers; returns the table that the core returns (headers, signature).
---@param request table method, url, headers, body, region, service, credentials, time
---@return table
function moontide.sigv4.sign(request) end

---Pauses the running task.
---@param seconds number
function moontide.sleep(seconds) end

---Starts fn(…) as a task beside the running one, which does not end before it. An error of a task
---that nobody has joined is raised at the end of the one that spawned it.
---@return table handle with :join()
function moontide.spawn(fn, ...) end

---Figures of this run; with those of an earlier moment, what has been added since.
---@param before moontide.Stats?
---@return moontide.Stats
function moontide.stats(before) end

---The traceback of the task in which the given error began; nil if it was not kept.
---@return string?
function moontide.traceback(err) end

---Calls fn(…); returns its results, or nil and the error it raised.
function moontide.try(fn, ...) end

---@class moontide.Client

---@class moontide.SharedConfig
---@field profiles table<string, table>
---@field sso_sessions table<string, table>
---@field services table<string, table>
---@field origins table  of the same form, with "file:line" in the place of each value

---@class moontide.Credentials
---@field access_key_id string
---@field secret_access_key string
---@field session_token string?
---@field account_id string?
---@field expires_at integer?  Unix seconds; nil: never
---@field source string  where they come from, for people

---@class moontide.endpoint.Options
---@field service string      "application-autoscaling", "sagemaker", "sts", …
---@field region string       also "fips-us-east-1", which asks for FIPS in us-east-1
---@field fips? boolean       a host with FIPS 140 validated cryptography
---@field dualstack? boolean  a host with IPv6 addresses as well
---@field endpoint? string    a URL instead of AWS's
---@field sts_global? boolean sts.amazonaws.com, in the regions that it served alone

---@class moontide.endpoint.Place
---@field url string
---@field signing_region string
---@field signing_name string

---@class moontide.Stats: moontide.Figures
---@field in_flight integer
---@field peak_in_flight integer
---@field elapsed number           seconds since the first use of the engine
---@field blocking_waits integer   waits in places that cannot be suspended
---@field parts moontide.Part[]

---@class moontide.Figures
---@field calls integer        that have ended
---@field failed integer       of them
---@field attempts integer     requests sent
---@field retries integer      requests sent once more
---@field throttled integer    answers that asked to slow down
---@field concurrent integer   answers that another update was pending
---@field retried table<string, integer>  retries by cause: transient, throttled, …
---@field errors table<string, integer>   failed calls by status: throttle, network, auth, …
---@field answers table<string, integer>  attempts by status; ok
---@field waits table<string, moontide.Wait>  lane, rate, circuit, credentials, backoff
---@field sent_bytes integer
---@field received_bytes integer
---@field connections integer  opened
---@field latency moontide.Latency

---@class moontide.Wait
---@field count integer   waits that have ended
---@field seconds number  what they took, calls that wait side by side counted twice
---@field held number     for how long something has waited
---@field now integer?    calls that wait; of a part

---@class moontide.Latency  of attempts
---@field count integer
---@field seconds number  of all of them
---@field p50 number?     half of them took no longer, about
---@field p95 number?
---@field p99 number?
---@field limits number[]   seconds
---@field buckets integer[]  attempts up to the first limit, from there up to the second, …

---@class moontide.Part: moontide.Figures  of one profile, Region, service and class
---@field profile string  "" for credentials given as such
---@field region string
---@field service string
---@field class string    of operations: what shares a limit, "read", "write", …
---@field rate number     calls a second that the service is believed to allow; 0: not known
---@field down number     seconds for which it has not answered; 0: it does
---@field probe number    seconds until a call is let through to see

---@class moontide.ApplicationAutoScaling: moontide.Client
local ApplicationAutoScaling = {}

---Removes a policy, and the alarms that belong to a tracking policy.
---@param input moontide.ApplicationAutoScaling.DeleteScalingPolicyRequest
---@return moontide.ApplicationAutoScaling.DeleteScalingPolicyResponse
function ApplicationAutoScaling:delete_scaling_policy(input) end

---Removes a scheduled action; limits it has set stay.
---@param input moontide.ApplicationAutoScaling.DeleteScheduledActionRequest
---@return moontide.ApplicationAutoScaling.DeleteScheduledActionResponse
function ApplicationAutoScaling:delete_scheduled_action(input) end

---Ends the scaling of a resource; its policies and scheduled actions go with it.
---@param input moontide.ApplicationAutoScaling.DeregisterScalableTargetRequest
---@return moontide.ApplicationAutoScaling.DeregisterScalableTargetResponse
function ApplicationAutoScaling:deregister_scalable_target(input) end

---Lists what is registered in a namespace.
---@param input moontide.ApplicationAutoScaling.DescribeScalableTargetsRequest
---@return moontide.ApplicationAutoScaling.DescribeScalableTargetsResponse
function ApplicationAutoScaling:describe_scalable_targets(input) end

---Lists what has been scaled in the last six weeks, newest first, and why.
---@param input moontide.ApplicationAutoScaling.DescribeScalingActivitiesRequest
---@return moontide.ApplicationAutoScaling.DescribeScalingActivitiesResponse
function ApplicationAutoScaling:describe_scaling_activities(input) end

---Lists policies of a namespace or of one target, with their alarms.
---@param input moontide.ApplicationAutoScaling.DescribeScalingPoliciesRequest
---@return moontide.ApplicationAutoScaling.DescribeScalingPoliciesResponse
function ApplicationAutoScaling:describe_scaling_policies(input) end

---Lists scheduled actions of a namespace or of one target.
---@param input moontide.ApplicationAutoScaling.DescribeScheduledActionsRequest
---@return moontide.ApplicationAutoScaling.DescribeScheduledActionsResponse
function ApplicationAutoScaling:describe_scheduled_actions(input) end

---Gives the forecast of load and capacity that a predictive policy works with.
---@param input moontide.ApplicationAutoScaling.GetPredictiveScalingForecastRequest
---@return moontide.ApplicationAutoScaling.GetPredictiveScalingForecastResponse
function ApplicationAutoScaling:get_predictive_scaling_forecast(input) end

---Gives the tags of a target.
---@param input moontide.ApplicationAutoScaling.ListTagsForResourceRequest
---@return moontide.ApplicationAutoScaling.ListTagsForResourceResponse
function ApplicationAutoScaling:list_tags_for_resource(input) end

---Gives a target a policy, or changes the one of that name.
---@param input moontide.ApplicationAutoScaling.PutScalingPolicyRequest
---@return moontide.ApplicationAutoScaling.PutScalingPolicyResponse
function ApplicationAutoScaling:put_scaling_policy(input) end

---Sets new limits of a target at a time, once or again and again.
---@param input moontide.ApplicationAutoScaling.PutScheduledActionRequest
---@return moontide.ApplicationAutoScaling.PutScheduledActionResponse
function ApplicationAutoScaling:put_scheduled_action(input) end

---Makes a resource scalable between two capacities, or changes what was registered.
---@param input moontide.ApplicationAutoScaling.RegisterScalableTargetRequest
---@return moontide.ApplicationAutoScaling.RegisterScalableTargetResponse
function ApplicationAutoScaling:register_scalable_target(input) end

---Adds tags to a target, or changes their values.
---@param input moontide.ApplicationAutoScaling.TagResourceRequest
---@return moontide.ApplicationAutoScaling.TagResourceResponse
function ApplicationAutoScaling:tag_resource(input) end

---Removes tags from a target.
---@param input moontide.ApplicationAutoScaling.UntagResourceRequest
---@return moontide.ApplicationAutoScaling.UntagResourceResponse
function ApplicationAutoScaling:untag_resource(input) end

---The items of a listing, page after page.
---@overload fun(self: moontide.ApplicationAutoScaling, operation: "DescribeScalableTargets", input?: moontide.ApplicationAutoScaling.DescribeScalableTargetsRequest, options?: moontide.EachOptions): fun(): moontide.ApplicationAutoScaling.ScalableTarget
---@overload fun(self: moontide.ApplicationAutoScaling, operation: "DescribeScalingActivities", input?: moontide.ApplicationAutoScaling.DescribeScalingActivitiesRequest, options?: moontide.EachOptions): fun(): moontide.ApplicationAutoScaling.ScalingActivity
---@overload fun(self: moontide.ApplicationAutoScaling, operation: "DescribeScalingPolicies", input?: moontide.ApplicationAutoScaling.DescribeScalingPoliciesRequest, options?: moontide.EachOptions): fun(): moontide.ApplicationAutoScaling.ScalingPolicy
---@overload fun(self: moontide.ApplicationAutoScaling, operation: "DescribeScheduledActions", input?: moontide.ApplicationAutoScaling.DescribeScheduledActionsRequest, options?: moontide.EachOptions): fun(): moontide.ApplicationAutoScaling.ScheduledAction
---@param operation string
---@param input? table
---@param options? moontide.EachOptions
---@return fun(): any
function ApplicationAutoScaling:each(operation, input, options) end

---@class moontide.ApplicationAutoScaling.DeleteScalingPolicyRequest
---@field PolicyName string
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension

---@class moontide.ApplicationAutoScaling.DeleteScalingPolicyResponse

---@class moontide.ApplicationAutoScaling.DeleteScheduledActionRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ScheduledActionName string
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension

---@class moontide.ApplicationAutoScaling.DeleteScheduledActionResponse

---@class moontide.ApplicationAutoScaling.DeregisterScalableTargetRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension

---@class moontide.ApplicationAutoScaling.DeregisterScalableTargetResponse

---@class moontide.ApplicationAutoScaling.DescribeScalableTargetsRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceIds? string[]
---@field ScalableDimension? moontide.ApplicationAutoScaling.ScalableDimension
---@field MaxResults? integer
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.DescribeScalableTargetsResponse
---@field ScalableTargets? moontide.ApplicationAutoScaling.ScalableTarget[]
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.DescribeScalingActivitiesRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId? string
---@field ScalableDimension? moontide.ApplicationAutoScaling.ScalableDimension
---@field MaxResults? integer
---@field NextToken? string
---@field IncludeNotScaledActivities? boolean

---@class moontide.ApplicationAutoScaling.DescribeScalingActivitiesResponse
---@field ScalingActivities? moontide.ApplicationAutoScaling.ScalingActivity[]
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.DescribeScalingPoliciesRequest
---@field PolicyNames? string[]
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId? string
---@field ScalableDimension? moontide.ApplicationAutoScaling.ScalableDimension
---@field MaxResults? integer
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.DescribeScalingPoliciesResponse
---@field ScalingPolicies? moontide.ApplicationAutoScaling.ScalingPolicy[]
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.DescribeScheduledActionsRequest
---@field ScheduledActionNames? string[]
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId? string
---@field ScalableDimension? moontide.ApplicationAutoScaling.ScalableDimension
---@field MaxResults? integer
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.DescribeScheduledActionsResponse
---@field ScheduledActions? moontide.ApplicationAutoScaling.ScheduledAction[]
---@field NextToken? string

---@class moontide.ApplicationAutoScaling.GetPredictiveScalingForecastRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field PolicyName string
---@field StartTime moontide.Time
---@field EndTime moontide.Time

---@class moontide.ApplicationAutoScaling.GetPredictiveScalingForecastResponse
---@field LoadForecast? moontide.ApplicationAutoScaling.LoadForecast[]
---@field CapacityForecast? moontide.ApplicationAutoScaling.CapacityForecast
---@field UpdateTime? moontide.Time

---@class moontide.ApplicationAutoScaling.ListTagsForResourceRequest
---@field ResourceARN string

---@class moontide.ApplicationAutoScaling.ListTagsForResourceResponse
---@field Tags? table<string, string>

---@class moontide.ApplicationAutoScaling.PutScalingPolicyRequest
---@field PolicyName string
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field PolicyType? moontide.ApplicationAutoScaling.PolicyType
---@field StepScalingPolicyConfiguration? moontide.ApplicationAutoScaling.StepScalingPolicyConfiguration
---@field TargetTrackingScalingPolicyConfiguration? moontide.ApplicationAutoScaling.TargetTrackingScalingPolicyConfiguration
---@field PredictiveScalingPolicyConfiguration? moontide.ApplicationAutoScaling.PredictiveScalingPolicyConfiguration

---@class moontide.ApplicationAutoScaling.PutScalingPolicyResponse
---@field PolicyARN string
---@field Alarms? moontide.ApplicationAutoScaling.Alarm[]

---@class moontide.ApplicationAutoScaling.PutScheduledActionRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field Schedule? string
---@field Timezone? string
---@field ScheduledActionName string
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field StartTime? moontide.Time
---@field EndTime? moontide.Time
---@field ScalableTargetAction? moontide.ApplicationAutoScaling.ScalableTargetAction

---@class moontide.ApplicationAutoScaling.PutScheduledActionResponse

---@class moontide.ApplicationAutoScaling.RegisterScalableTargetRequest
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field MinCapacity? integer
---@field MaxCapacity? integer
---@field RoleARN? string
---@field SuspendedState? moontide.ApplicationAutoScaling.SuspendedState
---@field Tags? table<string, string>

---@class moontide.ApplicationAutoScaling.RegisterScalableTargetResponse
---@field ScalableTargetARN? string

---@class moontide.ApplicationAutoScaling.TagResourceRequest
---@field ResourceARN string
---@field Tags table<string, string>

---@class moontide.ApplicationAutoScaling.TagResourceResponse

---@class moontide.ApplicationAutoScaling.UntagResourceRequest
---@field ResourceARN string
---@field TagKeys string[]

---@class moontide.ApplicationAutoScaling.UntagResourceResponse

---@class moontide.ApplicationAutoScaling.ScalableTarget
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field MinCapacity integer
---@field MaxCapacity integer
---@field PredictedCapacity? integer
---@field RoleARN string
---@field CreationTime moontide.Time
---@field SuspendedState? moontide.ApplicationAutoScaling.SuspendedState
---@field ScalableTargetARN? string

---@class moontide.ApplicationAutoScaling.ScalingActivity
---@field ActivityId string
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field Description string
---@field Cause string
---@field StartTime moontide.Time
---@field EndTime? moontide.Time
---@field StatusCode moontide.ApplicationAutoScaling.ScalingActivityStatusCode
---@field StatusMessage? string
---@field Details? string
---@field NotScaledReasons? moontide.ApplicationAutoScaling.NotScaledReason[]

---@class moontide.ApplicationAutoScaling.ScalingPolicy
---@field PolicyARN string
---@field PolicyName string
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field ResourceId string
---@field ScalableDimension moontide.ApplicationAutoScaling.ScalableDimension
---@field PolicyType moontide.ApplicationAutoScaling.PolicyType
---@field StepScalingPolicyConfiguration? moontide.ApplicationAutoScaling.StepScalingPolicyConfiguration
---@field TargetTrackingScalingPolicyConfiguration? moontide.ApplicationAutoScaling.TargetTrackingScalingPolicyConfiguration
---@field PredictiveScalingPolicyConfiguration? moontide.ApplicationAutoScaling.PredictiveScalingPolicyConfiguration
---@field Alarms? moontide.ApplicationAutoScaling.Alarm[]
---@field CreationTime moontide.Time

---@class moontide.ApplicationAutoScaling.ScheduledAction
---@field ScheduledActionName string
---@field ScheduledActionARN string
---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace
---@field Schedule string
---@field Timezone? string
---@field ResourceId string
---@field ScalableDimension? moontide.ApplicationAutoScaling.ScalableDimension
---@field StartTime? moontide.Time
---@field EndTime? moontide.Time
---@field ScalableTargetAction? moontide.ApplicationAutoScaling.ScalableTargetAction
---@field CreationTime moontide.Time

---@alias moontide.ApplicationAutoScaling.ServiceNamespace
---| "ecs"
---| "elasticmapreduce"
---| "ec2"
---| "appstream"
---| "dynamodb"
---| "rds"
---| "sagemaker"
---| "custom-resource"
---| "comprehend"
---| "lambda"
---| "cassandra"
---| "kafka"
---| "elasticache"
---| "neptune"
---| "workspaces"

---@alias moontide.ApplicationAutoScaling.ScalableDimension
---| "ecs:service:DesiredCount"
---| "ec2:spot-fleet-request:TargetCapacity"
---| "elasticmapreduce:instancegroup:InstanceCount"
---| "appstream:fleet:DesiredCapacity"
---| "dynamodb:table:ReadCapacityUnits"
---| "dynamodb:table:WriteCapacityUnits"
---| "dynamodb:index:ReadCapacityUnits"
---| "dynamodb:index:WriteCapacityUnits"
---| "rds:cluster:ReadReplicaCount"
---| "sagemaker:variant:DesiredInstanceCount"
---| "custom-resource:ResourceType:Property"
---| "comprehend:document-classifier-endpoint:DesiredInferenceUnits"
---| "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits"
---| "lambda:function:ProvisionedConcurrency"
---| "cassandra:table:ReadCapacityUnits"
---| "cassandra:table:WriteCapacityUnits"
---| "kafka:broker-storage:VolumeSize"
---| "elasticache:cache-cluster:Nodes"
---| "elasticache:replication-group:NodeGroups"
---| "elasticache:replication-group:Replicas"
---| "neptune:cluster:ReadReplicaCount"
---| "sagemaker:variant:DesiredProvisionedConcurrency"
---| "sagemaker:inference-component:DesiredCopyCount"
---| "workspaces:workspacespool:DesiredUserSessions"

---@class moontide.ApplicationAutoScaling.LoadForecast
---@field Timestamps moontide.Time[]
---@field Values number[]
---@field MetricSpecification moontide.ApplicationAutoScaling.PredictiveScalingMetricSpecification

---@class moontide.ApplicationAutoScaling.CapacityForecast
---@field Timestamps moontide.Time[]
---@field Values number[]

---@alias moontide.ApplicationAutoScaling.PolicyType
---| "StepScaling"
---| "TargetTrackingScaling"
---| "PredictiveScaling"

---@class moontide.ApplicationAutoScaling.StepScalingPolicyConfiguration
---@field AdjustmentType? moontide.ApplicationAutoScaling.AdjustmentType
---@field StepAdjustments? moontide.ApplicationAutoScaling.StepAdjustment[]
---@field MinAdjustmentMagnitude? integer
---@field Cooldown? integer
---@field MetricAggregationType? moontide.ApplicationAutoScaling.MetricAggregationType

---@class moontide.ApplicationAutoScaling.TargetTrackingScalingPolicyConfiguration
---@field TargetValue number
---@field PredefinedMetricSpecification? moontide.ApplicationAutoScaling.PredefinedMetricSpecification
---@field CustomizedMetricSpecification? moontide.ApplicationAutoScaling.CustomizedMetricSpecification
---@field ScaleOutCooldown? integer
---@field ScaleInCooldown? integer
---@field DisableScaleIn? boolean

---@class moontide.ApplicationAutoScaling.PredictiveScalingPolicyConfiguration
---@field MetricSpecifications moontide.ApplicationAutoScaling.PredictiveScalingMetricSpecification[]
---@field Mode? moontide.ApplicationAutoScaling.PredictiveScalingMode
---@field SchedulingBufferTime? integer
---@field MaxCapacityBreachBehavior? moontide.ApplicationAutoScaling.PredictiveScalingMaxCapacityBreachBehavior
---@field MaxCapacityBuffer? integer

---@class moontide.ApplicationAutoScaling.Alarm
---@field AlarmName string
---@field AlarmARN string

---@class moontide.ApplicationAutoScaling.ScalableTargetAction
---@field MinCapacity? integer
---@field MaxCapacity? integer

---@class moontide.ApplicationAutoScaling.SuspendedState
---@field DynamicScalingInSuspended? boolean
---@field DynamicScalingOutSuspended? boolean
---@field ScheduledScalingSuspended? boolean

---@alias moontide.ApplicationAutoScaling.ScalingActivityStatusCode
---| "Pending"
---| "InProgress"
---| "Successful"
---| "Overridden"
---| "Unfulfilled"
---| "Failed"

---@class moontide.ApplicationAutoScaling.NotScaledReason
---@field Code string
---@field MaxCapacity? integer
---@field MinCapacity? integer
---@field CurrentCapacity? integer

---@class moontide.ApplicationAutoScaling.PredictiveScalingMetricSpecification
---@field TargetValue number
---@field PredefinedMetricPairSpecification? moontide.ApplicationAutoScaling.PredictiveScalingPredefinedMetricPairSpecification
---@field PredefinedScalingMetricSpecification? moontide.ApplicationAutoScaling.PredictiveScalingPredefinedScalingMetricSpecification
---@field PredefinedLoadMetricSpecification? moontide.ApplicationAutoScaling.PredictiveScalingPredefinedLoadMetricSpecification
---@field CustomizedScalingMetricSpecification? moontide.ApplicationAutoScaling.PredictiveScalingCustomizedMetricSpecification
---@field CustomizedLoadMetricSpecification? moontide.ApplicationAutoScaling.PredictiveScalingCustomizedMetricSpecification
---@field CustomizedCapacityMetricSpecification? moontide.ApplicationAutoScaling.PredictiveScalingCustomizedMetricSpecification

---@alias moontide.ApplicationAutoScaling.AdjustmentType
---| "ChangeInCapacity"
---| "PercentChangeInCapacity"
---| "ExactCapacity"

---@class moontide.ApplicationAutoScaling.StepAdjustment
---@field MetricIntervalLowerBound? number
---@field MetricIntervalUpperBound? number
---@field ScalingAdjustment integer

---@alias moontide.ApplicationAutoScaling.MetricAggregationType
---| "Average"
---| "Minimum"
---| "Maximum"

---@class moontide.ApplicationAutoScaling.PredefinedMetricSpecification
---@field PredefinedMetricType moontide.ApplicationAutoScaling.MetricType
---@field ResourceLabel? string

---@class moontide.ApplicationAutoScaling.CustomizedMetricSpecification
---@field MetricName? string
---@field Namespace? string
---@field Dimensions? moontide.ApplicationAutoScaling.MetricDimension[]
---@field Statistic? moontide.ApplicationAutoScaling.MetricStatistic
---@field Unit? string
---@field Metrics? moontide.ApplicationAutoScaling.TargetTrackingMetricDataQuery[]

---@alias moontide.ApplicationAutoScaling.PredictiveScalingMode
---| "ForecastOnly"
---| "ForecastAndScale"

---@alias moontide.ApplicationAutoScaling.PredictiveScalingMaxCapacityBreachBehavior
---| "HonorMaxCapacity"
---| "IncreaseMaxCapacity"

---@class moontide.ApplicationAutoScaling.PredictiveScalingPredefinedMetricPairSpecification
---@field PredefinedMetricType string
---@field ResourceLabel? string

---@class moontide.ApplicationAutoScaling.PredictiveScalingPredefinedScalingMetricSpecification
---@field PredefinedMetricType string
---@field ResourceLabel? string

---@class moontide.ApplicationAutoScaling.PredictiveScalingPredefinedLoadMetricSpecification
---@field PredefinedMetricType string
---@field ResourceLabel? string

---@class moontide.ApplicationAutoScaling.PredictiveScalingCustomizedMetricSpecification
---@field MetricDataQueries moontide.ApplicationAutoScaling.PredictiveScalingMetricDataQuery[]

---@alias moontide.ApplicationAutoScaling.MetricType
---| "DynamoDBReadCapacityUtilization"
---| "DynamoDBWriteCapacityUtilization"
---| "ALBRequestCountPerTarget"
---| "RDSReaderAverageCPUUtilization"
---| "RDSReaderAverageDatabaseConnections"
---| "EC2SpotFleetRequestAverageCPUUtilization"
---| "EC2SpotFleetRequestAverageNetworkIn"
---| "EC2SpotFleetRequestAverageNetworkOut"
---| "SageMakerVariantInvocationsPerInstance"
---| "ECSServiceAverageCPUUtilization"
---| "ECSServiceAverageMemoryUtilization"
---| "AppStreamAverageCapacityUtilization"
---| "ComprehendInferenceUtilization"
---| "LambdaProvisionedConcurrencyUtilization"
---| "CassandraReadCapacityUtilization"
---| "CassandraWriteCapacityUtilization"
---| "KafkaBrokerStorageUtilization"
---| "ElastiCacheEngineCPUUtilization"
---| "ElastiCacheDatabaseMemoryUsagePercentage"
---| "ElastiCachePrimaryEngineCPUUtilization"
---| "ElastiCacheReplicaEngineCPUUtilization"
---| "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage"
---| "NeptuneReaderAverageCPUUtilization"
---| "SageMakerVariantProvisionedConcurrencyUtilization"
---| "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage"
---| "SageMakerInferenceComponentInvocationsPerCopy"
---| "WorkSpacesAverageUserSessionsCapacityUtilization"
---| "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
---| "SageMakerVariantConcurrentRequestsPerModelHighResolution"

---@class moontide.ApplicationAutoScaling.MetricDimension
---@field Name string
---@field Value string

---@alias moontide.ApplicationAutoScaling.MetricStatistic
---| "Average"
---| "Minimum"
---| "Maximum"
---| "SampleCount"
---| "Sum"

---@class moontide.ApplicationAutoScaling.TargetTrackingMetricDataQuery
---@field Expression? string
---@field Id string
---@field Label? string
---@field MetricStat? moontide.ApplicationAutoScaling.TargetTrackingMetricStat
---@field ReturnData? boolean

---@class moontide.ApplicationAutoScaling.PredictiveScalingMetricDataQuery
---@field Id string
---@field Expression? string
---@field MetricStat? moontide.ApplicationAutoScaling.PredictiveScalingMetricStat
---@field Label? string
---@field ReturnData? boolean

---@class moontide.ApplicationAutoScaling.TargetTrackingMetricStat
---@field Metric moontide.ApplicationAutoScaling.TargetTrackingMetric
---@field Stat string
---@field Unit? string

---@class moontide.ApplicationAutoScaling.PredictiveScalingMetricStat
---@field Metric moontide.ApplicationAutoScaling.PredictiveScalingMetric
---@field Stat string
---@field Unit? string

---@class moontide.ApplicationAutoScaling.TargetTrackingMetric
---@field Dimensions? moontide.ApplicationAutoScaling.TargetTrackingMetricDimension[]
---@field MetricName? string
---@field Namespace? string

---@class moontide.ApplicationAutoScaling.PredictiveScalingMetric
---@field Dimensions? moontide.ApplicationAutoScaling.PredictiveScalingMetricDimension[]
---@field MetricName? string
---@field Namespace? string

---@class moontide.ApplicationAutoScaling.TargetTrackingMetricDimension
---@field Name string
---@field Value string

---@class moontide.ApplicationAutoScaling.PredictiveScalingMetricDimension
---@field Name string
---@field Value string

---@class moontide.CloudWatch: moontide.Client
local CloudWatch = {}

---Removes up to a hundred alarms.
---@param input moontide.CloudWatch.DeleteAlarmsInput
---@return true
function CloudWatch:delete_alarms(input) end

---Lists what has happened to alarms, newest first.
---@param input? moontide.CloudWatch.DescribeAlarmHistoryInput
---@return moontide.CloudWatch.DescribeAlarmHistoryOutput
function CloudWatch:describe_alarm_history(input) end

---Lists alarms with their states.
---@param input? moontide.CloudWatch.DescribeAlarmsInput
---@return moontide.CloudWatch.DescribeAlarmsOutput
function CloudWatch:describe_alarms(input) end

---Gives data points of metrics and of math over them.
---@param input moontide.CloudWatch.GetMetricDataInput
---@return moontide.CloudWatch.GetMetricDataOutput
function CloudWatch:get_metric_data(input) end

---Lists metrics that have had data in the last two weeks.
---@param input? moontide.CloudWatch.ListMetricsInput
---@return moontide.CloudWatch.ListMetricsOutput
function CloudWatch:list_metrics(input) end

---Makes an alarm, or replaces the one of that name.
---@param input moontide.CloudWatch.PutMetricAlarmInput
---@return true
function CloudWatch:put_metric_alarm(input) end

---Publishes data points of your own metrics.
---@param input moontide.CloudWatch.PutMetricDataInput
---@return true
function CloudWatch:put_metric_data(input) end

---Puts an alarm into a state until it is evaluated again: to try actions.
---@param input moontide.CloudWatch.SetAlarmStateInput
---@return true
function CloudWatch:set_alarm_state(input) end

---The items of a listing, page after page.
---@overload fun(self: moontide.CloudWatch, operation: "DescribeAlarmHistory", input?: moontide.CloudWatch.DescribeAlarmHistoryInput, options?: moontide.EachOptions): fun(): moontide.CloudWatch.AlarmHistoryItem
---@param operation string
---@param input? table
---@param options? moontide.EachOptions
---@return fun(): any
function CloudWatch:each(operation, input, options) end

---@class moontide.CloudWatch.DeleteAlarmsInput
---@field AlarmNames string[]

---@class moontide.CloudWatch.DescribeAlarmHistoryInput
---@field AlarmName? string
---@field AlarmTypes? moontide.CloudWatch.AlarmType[]
---@field HistoryItemType? moontide.CloudWatch.HistoryItemType
---@field StartDate? moontide.Time
---@field EndDate? moontide.Time
---@field MaxRecords? integer
---@field NextToken? string
---@field ScanBy? moontide.CloudWatch.ScanBy

---@class moontide.CloudWatch.DescribeAlarmHistoryOutput
---@field AlarmHistoryItems? moontide.CloudWatch.AlarmHistoryItem[]
---@field NextToken? string

---@class moontide.CloudWatch.DescribeAlarmsInput
---@field AlarmNames? string[]
---@field AlarmNamePrefix? string
---@field AlarmTypes? moontide.CloudWatch.AlarmType[]
---@field ChildrenOfAlarmName? string
---@field ParentsOfAlarmName? string
---@field StateValue? moontide.CloudWatch.StateValue
---@field ActionPrefix? string
---@field MaxRecords? integer
---@field NextToken? string

---@class moontide.CloudWatch.DescribeAlarmsOutput
---@field CompositeAlarms? moontide.CloudWatch.CompositeAlarm[]
---@field MetricAlarms? moontide.CloudWatch.MetricAlarm[]
---@field NextToken? string

---@class moontide.CloudWatch.GetMetricDataInput
---@field MetricDataQueries moontide.CloudWatch.MetricDataQuery[]
---@field StartTime moontide.Time
---@field EndTime moontide.Time
---@field NextToken? string
---@field ScanBy? moontide.CloudWatch.ScanBy
---@field MaxDatapoints? integer
---@field LabelOptions? moontide.CloudWatch.LabelOptions

---@class moontide.CloudWatch.GetMetricDataOutput
---@field MetricDataResults? moontide.CloudWatch.MetricDataResult[]
---@field NextToken? string
---@field Messages? moontide.CloudWatch.MessageData[]

---@class moontide.CloudWatch.ListMetricsInput
---@field Namespace? string
---@field MetricName? string
---@field Dimensions? moontide.CloudWatch.DimensionFilter[]
---@field NextToken? string
---@field RecentlyActive? moontide.CloudWatch.RecentlyActive
---@field IncludeLinkedAccounts? boolean
---@field OwningAccount? string

---@class moontide.CloudWatch.ListMetricsOutput
---@field Metrics? moontide.CloudWatch.Metric[]
---@field NextToken? string
---@field OwningAccounts? string[]

---@class moontide.CloudWatch.PutMetricAlarmInput
---@field AlarmName string
---@field AlarmDescription? string
---@field ActionsEnabled? boolean
---@field OKActions? string[]
---@field AlarmActions? string[]
---@field InsufficientDataActions? string[]
---@field MetricName? string
---@field Namespace? string
---@field Statistic? moontide.CloudWatch.Statistic
---@field ExtendedStatistic? string
---@field Dimensions? moontide.CloudWatch.Dimension[]
---@field Period? integer
---@field Unit? moontide.CloudWatch.StandardUnit
---@field EvaluationPeriods? integer
---@field DatapointsToAlarm? integer
---@field Threshold? number
---@field ComparisonOperator? moontide.CloudWatch.ComparisonOperator
---@field TreatMissingData? string
---@field EvaluateLowSampleCountPercentile? string
---@field Metrics? moontide.CloudWatch.MetricDataQuery[]
---@field Tags? moontide.CloudWatch.Tag[]
---@field ThresholdMetricId? string
---@field EvaluationCriteria? moontide.CloudWatch.EvaluationCriteria
---@field EvaluationInterval? integer

---@class moontide.CloudWatch.PutMetricDataInput
---@field Namespace string
---@field MetricData? moontide.CloudWatch.MetricDatum[]
---@field EntityMetricData? moontide.CloudWatch.EntityMetricData[]
---@field StrictEntityValidation? boolean

---@class moontide.CloudWatch.SetAlarmStateInput
---@field AlarmName string
---@field StateValue moontide.CloudWatch.StateValue
---@field StateReason string
---@field StateReasonData? string

---@class moontide.CloudWatch.AlarmHistoryItem
---@field AlarmName? string
---@field AlarmType? moontide.CloudWatch.AlarmType
---@field Timestamp? moontide.Time
---@field HistoryItemType? moontide.CloudWatch.HistoryItemType
---@field HistorySummary? string
---@field HistoryData? string

---@alias moontide.CloudWatch.AlarmType
---| "CompositeAlarm"
---| "MetricAlarm"

---@alias moontide.CloudWatch.HistoryItemType
---| "ConfigurationUpdate"
---| "StateUpdate"
---| "Action"

---@alias moontide.CloudWatch.ScanBy
---| "TimestampDescending"
---| "TimestampAscending"

---@alias moontide.CloudWatch.StateValue
---| "OK"
---| "ALARM"
---| "INSUFFICIENT_DATA"

---@class moontide.CloudWatch.CompositeAlarm
---@field ActionsEnabled? boolean
---@field AlarmActions? string[]
---@field AlarmArn? string
---@field AlarmConfigurationUpdatedTimestamp? moontide.Time
---@field AlarmDescription? string
---@field AlarmName? string
---@field AlarmRule? string
---@field InsufficientDataActions? string[]
---@field OKActions? string[]
---@field StateReason? string
---@field StateReasonData? string
---@field StateUpdatedTimestamp? moontide.Time
---@field StateValue? moontide.CloudWatch.StateValue
---@field StateTransitionedTimestamp? moontide.Time
---@field ActionsSuppressedBy? moontide.CloudWatch.ActionsSuppressedBy
---@field ActionsSuppressedReason? string
---@field ActionsSuppressor? string
---@field ActionsSuppressorWaitPeriod? integer
---@field ActionsSuppressorExtensionPeriod? integer

---@class moontide.CloudWatch.MetricAlarm
---@field AlarmName? string
---@field AlarmArn? string
---@field AlarmDescription? string
---@field AlarmConfigurationUpdatedTimestamp? moontide.Time
---@field ActionsEnabled? boolean
---@field OKActions? string[]
---@field AlarmActions? string[]
---@field InsufficientDataActions? string[]
---@field StateValue? moontide.CloudWatch.StateValue
---@field StateReason? string
---@field StateReasonData? string
---@field StateUpdatedTimestamp? moontide.Time
---@field MetricName? string
---@field Namespace? string
---@field Statistic? moontide.CloudWatch.Statistic
---@field ExtendedStatistic? string
---@field Dimensions? moontide.CloudWatch.Dimension[]
---@field Period? integer
---@field Unit? moontide.CloudWatch.StandardUnit
---@field EvaluationPeriods? integer
---@field DatapointsToAlarm? integer
---@field Threshold? number
---@field ComparisonOperator? moontide.CloudWatch.ComparisonOperator
---@field TreatMissingData? string
---@field EvaluateLowSampleCountPercentile? string
---@field Metrics? moontide.CloudWatch.MetricDataQuery[]
---@field ThresholdMetricId? string
---@field EvaluationState? moontide.CloudWatch.EvaluationState
---@field StateTransitionedTimestamp? moontide.Time
---@field EvaluationCriteria? moontide.CloudWatch.EvaluationCriteria
---@field EvaluationInterval? integer

---@class moontide.CloudWatch.MetricDataQuery
---@field Id string
---@field MetricStat? moontide.CloudWatch.MetricStat
---@field Expression? string
---@field Label? string
---@field ReturnData? boolean
---@field Period? integer
---@field AccountId? string

---@class moontide.CloudWatch.LabelOptions
---@field Timezone? string

---@class moontide.CloudWatch.MetricDataResult
---@field Id? string
---@field Label? string
---@field Timestamps? moontide.Time[]
---@field Values? number[]
---@field StatusCode? moontide.CloudWatch.StatusCode
---@field Messages? moontide.CloudWatch.MessageData[]

---@class moontide.CloudWatch.MessageData
---@field Code? string
---@field Value? string

---@class moontide.CloudWatch.DimensionFilter
---@field Name string
---@field Value? string

---@alias moontide.CloudWatch.RecentlyActive
---| "PT3H"

---@class moontide.CloudWatch.Metric
---@field Namespace? string
---@field MetricName? string
---@field Dimensions? moontide.CloudWatch.Dimension[]

---@alias moontide.CloudWatch.Statistic
---| "SampleCount"
---| "Average"
---| "Sum"
---| "Minimum"
---| "Maximum"

---@class moontide.CloudWatch.Dimension
---@field Name string
---@field Value string

---@alias moontide.CloudWatch.StandardUnit
---| "Seconds"
---| "Microseconds"
---| "Milliseconds"
---| "Bytes"
---| "Kilobytes"
---| "Megabytes"
---| "Gigabytes"
---| "Terabytes"
---| "Bits"
---| "Kilobits"
---| "Megabits"
---| "Gigabits"
---| "Terabits"
---| "Percent"
---| "Count"
---| "Bytes/Second"
---| "Kilobytes/Second"
---| "Megabytes/Second"
---| "Gigabytes/Second"
---| "Terabytes/Second"
---| "Bits/Second"
---| "Kilobits/Second"
---| "Megabits/Second"
---| "Gigabits/Second"
---| "Terabits/Second"
---| "Count/Second"
---| "None"

---@alias moontide.CloudWatch.ComparisonOperator
---| "GreaterThanOrEqualToThreshold"
---| "GreaterThanThreshold"
---| "LessThanThreshold"
---| "LessThanOrEqualToThreshold"
---| "LessThanLowerOrGreaterThanUpperThreshold"
---| "LessThanLowerThreshold"
---| "GreaterThanUpperThreshold"

---@class moontide.CloudWatch.Tag
---@field Key string
---@field Value string

---@class moontide.CloudWatch.EvaluationCriteria
---@field PromQLCriteria? moontide.CloudWatch.AlarmPromQLCriteria

---@class moontide.CloudWatch.MetricDatum
---@field MetricName string
---@field Dimensions? moontide.CloudWatch.Dimension[]
---@field Timestamp? moontide.Time
---@field Value? number
---@field StatisticValues? moontide.CloudWatch.StatisticSet
---@field Values? number[]
---@field Counts? number[]
---@field Unit? moontide.CloudWatch.StandardUnit
---@field StorageResolution? integer

---@class moontide.CloudWatch.EntityMetricData
---@field Entity? moontide.CloudWatch.Entity
---@field MetricData? moontide.CloudWatch.MetricDatum[]

---@alias moontide.CloudWatch.ActionsSuppressedBy
---| "WaitPeriod"
---| "ExtensionPeriod"
---| "Alarm"

---@alias moontide.CloudWatch.EvaluationState
---| "PARTIAL_DATA"
---| "EVALUATION_FAILURE"
---| "EVALUATION_ERROR"

---@class moontide.CloudWatch.MetricStat
---@field Metric moontide.CloudWatch.Metric
---@field Period integer
---@field Stat string
---@field Unit? moontide.CloudWatch.StandardUnit

---@alias moontide.CloudWatch.StatusCode
---| "Complete"
---| "InternalError"
---| "PartialData"
---| "Forbidden"

---@class moontide.CloudWatch.AlarmPromQLCriteria
---@field Query string
---@field PendingPeriod? integer
---@field RecoveryPeriod? integer

---@class moontide.CloudWatch.StatisticSet
---@field SampleCount number
---@field Sum number
---@field Minimum number
---@field Maximum number

---@class moontide.CloudWatch.Entity
---@field KeyAttributes? table<string, string>
---@field Attributes? table<string, string>

---@class moontide.ResourceGroupsTaggingAPI: moontide.Client
local ResourceGroupsTaggingAPI = {}

---Lists resources of all services by their tags.
---@param input? moontide.ResourceGroupsTaggingAPI.GetResourcesInput
---@return moontide.ResourceGroupsTaggingAPI.GetResourcesOutput
function ResourceGroupsTaggingAPI:get_resources(input) end

---The items of a listing, page after page.
---@overload fun(self: moontide.ResourceGroupsTaggingAPI, operation: "GetResources", input?: moontide.ResourceGroupsTaggingAPI.GetResourcesInput, options?: moontide.EachOptions): fun(): moontide.ResourceGroupsTaggingAPI.ResourceTagMapping
---@param operation string
---@param input? table
---@param options? moontide.EachOptions
---@return fun(): any
function ResourceGroupsTaggingAPI:each(operation, input, options) end

---@class moontide.ResourceGroupsTaggingAPI.GetResourcesInput
---@field PaginationToken? string
---@field TagFilters? moontide.ResourceGroupsTaggingAPI.TagFilter[]
---@field ResourcesPerPage? integer
---@field TagsPerPage? integer
---@field ResourceTypeFilters? string[]
---@field IncludeComplianceDetails? boolean
---@field ExcludeCompliantResources? boolean
---@field ResourceARNList? string[]

---@class moontide.ResourceGroupsTaggingAPI.GetResourcesOutput
---@field PaginationToken? string
---@field ResourceTagMappingList? moontide.ResourceGroupsTaggingAPI.ResourceTagMapping[]

---@class moontide.ResourceGroupsTaggingAPI.ResourceTagMapping
---@field ResourceARN? string
---@field Tags? moontide.ResourceGroupsTaggingAPI.Tag[]
---@field ComplianceDetails? moontide.ResourceGroupsTaggingAPI.ComplianceDetails

---@class moontide.ResourceGroupsTaggingAPI.TagFilter
---@field Key? string
---@field Values? string[]

---@class moontide.ResourceGroupsTaggingAPI.Tag
---@field Key string
---@field Value string

---@class moontide.ResourceGroupsTaggingAPI.ComplianceDetails
---@field NoncompliantKeys? string[]
---@field KeysWithNoncompliantValues? string[]
---@field ComplianceStatus? boolean

---@class moontide.SageMaker: moontide.Client
local SageMaker = {}

---Adds tags to a SageMaker resource.
---@param input moontide.SageMaker.AddTagsInput
---@return moontide.SageMaker.AddTagsOutput
function SageMaker:add_tags(input) end

---Starts an endpoint from a configuration.
---@param input moontide.SageMaker.CreateEndpointInput
---@return moontide.SageMaker.CreateEndpointOutput
function SageMaker:create_endpoint(input) end

---Stores a configuration for endpoints.
---@param input moontide.SageMaker.CreateEndpointConfigInput
---@return moontide.SageMaker.CreateEndpointConfigOutput
function SageMaker:create_endpoint_config(input) end

---Puts a model onto an endpoint, with the resources it needs.
---@param input moontide.SageMaker.CreateInferenceComponentInput
---@return moontide.SageMaker.CreateInferenceComponentOutput
function SageMaker:create_inference_component(input) end

---Ends an endpoint.
---@param input moontide.SageMaker.DeleteEndpointInput
---@return true
function SageMaker:delete_endpoint(input) end

---Removes a configuration.
---@param input moontide.SageMaker.DeleteEndpointConfigInput
---@return true
function SageMaker:delete_endpoint_config(input) end

---Takes a model off an endpoint.
---@param input moontide.SageMaker.DeleteInferenceComponentInput
---@return true
function SageMaker:delete_inference_component(input) end

---Gives an endpoint's state, its variants and their instance counts.
---@param input moontide.SageMaker.DescribeEndpointInput
---@return moontide.SageMaker.DescribeEndpointOutput
function SageMaker:describe_endpoint(input) end

---Gives the configuration that endpoints are made from.
---@param input moontide.SageMaker.DescribeEndpointConfigInput
---@return moontide.SageMaker.DescribeEndpointConfigOutput
function SageMaker:describe_endpoint_config(input) end

---Gives an inference component's state and copy counts.
---@param input moontide.SageMaker.DescribeInferenceComponentInput
---@return moontide.SageMaker.DescribeInferenceComponentOutput
function SageMaker:describe_inference_component(input) end

---Gives what an inference recommender job suggests for scaling.
---@param input moontide.SageMaker.GetScalingConfigurationRecommendationRequest
---@return moontide.SageMaker.GetScalingConfigurationRecommendationResponse
function SageMaker:get_scaling_configuration_recommendation(input) end

---Lists endpoint configurations.
---@param input? moontide.SageMaker.ListEndpointConfigsInput
---@return moontide.SageMaker.ListEndpointConfigsOutput
function SageMaker:list_endpoint_configs(input) end

---Lists endpoints, filtered by name, state or time.
---@param input? moontide.SageMaker.ListEndpointsInput
---@return moontide.SageMaker.ListEndpointsOutput
function SageMaker:list_endpoints(input) end

---Lists inference components, all or those of an endpoint.
---@param input? moontide.SageMaker.ListInferenceComponentsInput
---@return moontide.SageMaker.ListInferenceComponentsOutput
function SageMaker:list_inference_components(input) end

---Gives the tags of a SageMaker resource.
---@param input moontide.SageMaker.ListTagsInput
---@return moontide.SageMaker.ListTagsOutput
function SageMaker:list_tags(input) end

---Moves an endpoint to another configuration.
---@param input moontide.SageMaker.UpdateEndpointInput
---@return moontide.SageMaker.UpdateEndpointOutput
function SageMaker:update_endpoint(input) end

---Sets instance counts and traffic weights of variants.
---@param input moontide.SageMaker.UpdateEndpointWeightsAndCapacitiesInput
---@return moontide.SageMaker.UpdateEndpointWeightsAndCapacitiesOutput
function SageMaker:update_endpoint_weights_and_capacities(input) end

---Sets the number of an inference component's copies.
---@param input moontide.SageMaker.UpdateInferenceComponentRuntimeConfigInput
---@return moontide.SageMaker.UpdateInferenceComponentRuntimeConfigOutput
function SageMaker:update_inference_component_runtime_config(input) end

---The items of a listing, page after page.
---@overload fun(self: moontide.SageMaker, operation: "ListEndpointConfigs", input?: moontide.SageMaker.ListEndpointConfigsInput, options?: moontide.EachOptions): fun(): moontide.SageMaker.EndpointConfigSummary
---@overload fun(self: moontide.SageMaker, operation: "ListEndpoints", input?: moontide.SageMaker.ListEndpointsInput, options?: moontide.EachOptions): fun(): moontide.SageMaker.EndpointSummary
---@overload fun(self: moontide.SageMaker, operation: "ListInferenceComponents", input?: moontide.SageMaker.ListInferenceComponentsInput, options?: moontide.EachOptions): fun(): moontide.SageMaker.InferenceComponentSummary
---@overload fun(self: moontide.SageMaker, operation: "ListTags", input?: moontide.SageMaker.ListTagsInput, options?: moontide.EachOptions): fun(): moontide.SageMaker.Tag
---@param operation string
---@param input? table
---@param options? moontide.EachOptions
---@return fun(): any
function SageMaker:each(operation, input, options) end

---@class moontide.SageMaker.AddTagsInput
---@field ResourceArn string
---@field Tags moontide.SageMaker.Tag[]

---@class moontide.SageMaker.AddTagsOutput
---@field Tags? moontide.SageMaker.Tag[]

---@class moontide.SageMaker.CreateEndpointInput
---@field EndpointName string
---@field EndpointConfigName string
---@field DeploymentConfig? moontide.SageMaker.DeploymentConfig
---@field Tags? moontide.SageMaker.Tag[]

---@class moontide.SageMaker.CreateEndpointOutput
---@field EndpointArn string

---@class moontide.SageMaker.CreateEndpointConfigInput
---@field EndpointConfigName string
---@field ProductionVariants moontide.SageMaker.ProductionVariant[]
---@field DataCaptureConfig? moontide.SageMaker.DataCaptureConfig
---@field Tags? moontide.SageMaker.Tag[]
---@field KmsKeyId? string
---@field AsyncInferenceConfig? moontide.SageMaker.AsyncInferenceConfig
---@field ExplainerConfig? moontide.SageMaker.ExplainerConfig
---@field ShadowProductionVariants? moontide.SageMaker.ProductionVariant[]
---@field ExecutionRoleArn? string
---@field VpcConfig? moontide.SageMaker.VpcConfig
---@field EnableNetworkIsolation? boolean
---@field MetricsConfig? moontide.SageMaker.MetricsConfig

---@class moontide.SageMaker.CreateEndpointConfigOutput
---@field EndpointConfigArn string

---@class moontide.SageMaker.CreateInferenceComponentInput
---@field InferenceComponentName string
---@field EndpointName string
---@field VariantName? string
---@field Specification? moontide.SageMaker.InferenceComponentSpecification
---@field Specifications? moontide.SageMaker.InferenceComponentSpecification[]
---@field RuntimeConfig? moontide.SageMaker.InferenceComponentRuntimeConfig
---@field Tags? moontide.SageMaker.Tag[]

---@class moontide.SageMaker.CreateInferenceComponentOutput
---@field InferenceComponentArn string

---@class moontide.SageMaker.DeleteEndpointInput
---@field EndpointName string

---@class moontide.SageMaker.DeleteEndpointConfigInput
---@field EndpointConfigName string

---@class moontide.SageMaker.DeleteInferenceComponentInput
---@field InferenceComponentName string

---@class moontide.SageMaker.DescribeEndpointInput
---@field EndpointName string

---@class moontide.SageMaker.DescribeEndpointOutput
---@field EndpointName string
---@field EndpointArn string
---@field EndpointConfigName? string
---@field ProductionVariants? moontide.SageMaker.ProductionVariantSummary[]
---@field DataCaptureConfig? moontide.SageMaker.DataCaptureConfigSummary
---@field EndpointStatus moontide.SageMaker.EndpointStatus
---@field FailureReason? string
---@field CreationTime moontide.Time
---@field LastModifiedTime moontide.Time
---@field LastDeploymentConfig? moontide.SageMaker.DeploymentConfig
---@field AsyncInferenceConfig? moontide.SageMaker.AsyncInferenceConfig
---@field PendingDeploymentSummary? moontide.SageMaker.PendingDeploymentSummary
---@field ExplainerConfig? moontide.SageMaker.ExplainerConfig
---@field ShadowProductionVariants? moontide.SageMaker.ProductionVariantSummary[]
---@field MetricsConfig? moontide.SageMaker.MetricsConfig

---@class moontide.SageMaker.DescribeEndpointConfigInput
---@field EndpointConfigName string

---@class moontide.SageMaker.DescribeEndpointConfigOutput
---@field EndpointConfigName string
---@field EndpointConfigArn string
---@field ProductionVariants moontide.SageMaker.ProductionVariant[]
---@field DataCaptureConfig? moontide.SageMaker.DataCaptureConfig
---@field KmsKeyId? string
---@field CreationTime moontide.Time
---@field AsyncInferenceConfig? moontide.SageMaker.AsyncInferenceConfig
---@field ExplainerConfig? moontide.SageMaker.ExplainerConfig
---@field ShadowProductionVariants? moontide.SageMaker.ProductionVariant[]
---@field ExecutionRoleArn? string
---@field VpcConfig? moontide.SageMaker.VpcConfig
---@field EnableNetworkIsolation? boolean
---@field MetricsConfig? moontide.SageMaker.MetricsConfig

---@class moontide.SageMaker.DescribeInferenceComponentInput
---@field InferenceComponentName string

---@class moontide.SageMaker.DescribeInferenceComponentOutput
---@field InferenceComponentName string
---@field InferenceComponentArn string
---@field EndpointName string
---@field EndpointArn string
---@field VariantName? string
---@field FailureReason? string
---@field Specification? moontide.SageMaker.InferenceComponentSpecificationSummary
---@field Specifications? moontide.SageMaker.InferenceComponentSpecificationSummary[]
---@field RuntimeConfig? moontide.SageMaker.InferenceComponentRuntimeConfigSummary
---@field CreationTime moontide.Time
---@field LastModifiedTime moontide.Time
---@field InferenceComponentStatus? moontide.SageMaker.InferenceComponentStatus
---@field LastDeploymentConfig? moontide.SageMaker.InferenceComponentDeploymentConfig

---@class moontide.SageMaker.GetScalingConfigurationRecommendationRequest
---@field InferenceRecommendationsJobName string
---@field RecommendationId? string
---@field EndpointName? string
---@field TargetCpuUtilizationPerCore? integer
---@field ScalingPolicyObjective? moontide.SageMaker.ScalingPolicyObjective

---@class moontide.SageMaker.GetScalingConfigurationRecommendationResponse
---@field InferenceRecommendationsJobName? string
---@field RecommendationId? string
---@field EndpointName? string
---@field TargetCpuUtilizationPerCore? integer
---@field ScalingPolicyObjective? moontide.SageMaker.ScalingPolicyObjective
---@field Metric? moontide.SageMaker.ScalingPolicyMetric
---@field DynamicScalingConfiguration? moontide.SageMaker.DynamicScalingConfiguration

---@class moontide.SageMaker.ListEndpointConfigsInput
---@field SortBy? moontide.SageMaker.EndpointConfigSortKey
---@field SortOrder? moontide.SageMaker.OrderKey
---@field NextToken? string
---@field MaxResults? integer
---@field NameContains? string
---@field CreationTimeBefore? moontide.Time
---@field CreationTimeAfter? moontide.Time

---@class moontide.SageMaker.ListEndpointConfigsOutput
---@field EndpointConfigs moontide.SageMaker.EndpointConfigSummary[]
---@field NextToken? string

---@class moontide.SageMaker.ListEndpointsInput
---@field SortBy? moontide.SageMaker.EndpointSortKey
---@field SortOrder? moontide.SageMaker.OrderKey
---@field NextToken? string
---@field MaxResults? integer
---@field NameContains? string
---@field CreationTimeBefore? moontide.Time
---@field CreationTimeAfter? moontide.Time
---@field LastModifiedTimeBefore? moontide.Time
---@field LastModifiedTimeAfter? moontide.Time
---@field StatusEquals? moontide.SageMaker.EndpointStatus

---@class moontide.SageMaker.ListEndpointsOutput
---@field Endpoints moontide.SageMaker.EndpointSummary[]
---@field NextToken? string

---@class moontide.SageMaker.ListInferenceComponentsInput
---@field SortBy? moontide.SageMaker.InferenceComponentSortKey
---@field SortOrder? moontide.SageMaker.OrderKey
---@field NextToken? string
---@field MaxResults? integer
---@field NameContains? string
---@field CreationTimeBefore? moontide.Time
---@field CreationTimeAfter? moontide.Time
---@field LastModifiedTimeBefore? moontide.Time
---@field LastModifiedTimeAfter? moontide.Time
---@field StatusEquals? moontide.SageMaker.InferenceComponentStatus
---@field EndpointNameEquals? string
---@field VariantNameEquals? string

---@class moontide.SageMaker.ListInferenceComponentsOutput
---@field InferenceComponents moontide.SageMaker.InferenceComponentSummary[]
---@field NextToken? string

---@class moontide.SageMaker.ListTagsInput
---@field ResourceArn string
---@field NextToken? string
---@field MaxResults? integer

---@class moontide.SageMaker.ListTagsOutput
---@field Tags? moontide.SageMaker.Tag[]
---@field NextToken? string

---@class moontide.SageMaker.UpdateEndpointInput
---@field EndpointName string
---@field EndpointConfigName string
---@field RetainAllVariantProperties? boolean
---@field ExcludeRetainedVariantProperties? moontide.SageMaker.VariantProperty[]
---@field DeploymentConfig? moontide.SageMaker.DeploymentConfig
---@field RetainDeploymentConfig? boolean

---@class moontide.SageMaker.UpdateEndpointOutput
---@field EndpointArn string

---@class moontide.SageMaker.UpdateEndpointWeightsAndCapacitiesInput
---@field EndpointName string
---@field DesiredWeightsAndCapacities moontide.SageMaker.DesiredWeightAndCapacity[]

---@class moontide.SageMaker.UpdateEndpointWeightsAndCapacitiesOutput
---@field EndpointArn string

---@class moontide.SageMaker.UpdateInferenceComponentRuntimeConfigInput
---@field InferenceComponentName string
---@field DesiredRuntimeConfig moontide.SageMaker.InferenceComponentRuntimeConfig

---@class moontide.SageMaker.UpdateInferenceComponentRuntimeConfigOutput
---@field InferenceComponentArn string

---@class moontide.SageMaker.EndpointConfigSummary
---@field EndpointConfigName string
---@field EndpointConfigArn string
---@field CreationTime moontide.Time

---@class moontide.SageMaker.EndpointSummary
---@field EndpointName string
---@field EndpointArn string
---@field CreationTime moontide.Time
---@field LastModifiedTime moontide.Time
---@field EndpointStatus moontide.SageMaker.EndpointStatus

---@class moontide.SageMaker.InferenceComponentSummary
---@field CreationTime moontide.Time
---@field InferenceComponentArn string
---@field InferenceComponentName string
---@field EndpointArn string
---@field EndpointName string
---@field VariantName string
---@field InferenceComponentStatus? moontide.SageMaker.InferenceComponentStatus
---@field LastModifiedTime moontide.Time

---@class moontide.SageMaker.Tag
---@field Key string
---@field Value string

---@class moontide.SageMaker.DeploymentConfig
---@field BlueGreenUpdatePolicy? moontide.SageMaker.BlueGreenUpdatePolicy
---@field RollingUpdatePolicy? moontide.SageMaker.RollingUpdatePolicy
---@field AutoRollbackConfiguration? moontide.SageMaker.AutoRollbackConfig

---@class moontide.SageMaker.ProductionVariant
---@field VariantName string
---@field ModelName? string
---@field InitialInstanceCount? integer
---@field InstanceType? moontide.SageMaker.ProductionVariantInstanceType
---@field InstancePools? moontide.SageMaker.InstancePool[]
---@field VariantInstanceProvisionTimeoutInSeconds? integer
---@field InitialVariantWeight? number
---@field AcceleratorType? moontide.SageMaker.ProductionVariantAcceleratorType
---@field CoreDumpConfig? moontide.SageMaker.ProductionVariantCoreDumpConfig
---@field ServerlessConfig? moontide.SageMaker.ProductionVariantServerlessConfig
---@field VolumeSizeInGB? integer
---@field ModelDataDownloadTimeoutInSeconds? integer
---@field ContainerStartupHealthCheckTimeoutInSeconds? integer
---@field EnableSSMAccess? boolean
---@field ManagedInstanceScaling? moontide.SageMaker.ProductionVariantManagedInstanceScaling
---@field RoutingConfig? moontide.SageMaker.ProductionVariantRoutingConfig
---@field InferenceAmiVersion? moontide.SageMaker.ProductionVariantInferenceAmiVersion
---@field CapacityReservationConfig? moontide.SageMaker.ProductionVariantCapacityReservationConfig

---@class moontide.SageMaker.DataCaptureConfig
---@field EnableCapture? boolean
---@field InitialSamplingPercentage integer
---@field DestinationS3Uri string
---@field KmsKeyId? string
---@field CaptureOptions moontide.SageMaker.CaptureOption[]
---@field CaptureContentTypeHeader? moontide.SageMaker.CaptureContentTypeHeader

---@class moontide.SageMaker.AsyncInferenceConfig
---@field ClientConfig? moontide.SageMaker.AsyncInferenceClientConfig
---@field OutputConfig moontide.SageMaker.AsyncInferenceOutputConfig

---@class moontide.SageMaker.ExplainerConfig
---@field ClarifyExplainerConfig? moontide.SageMaker.ClarifyExplainerConfig

---@class moontide.SageMaker.VpcConfig
---@field SecurityGroupIds string[]
---@field Subnets string[]

---@class moontide.SageMaker.MetricsConfig
---@field EnableEnhancedMetrics? boolean
---@field MetricPublishFrequencyInSeconds? integer

---@class moontide.SageMaker.InferenceComponentSpecification
---@field InstanceType? moontide.SageMaker.ProductionVariantInstanceType
---@field ModelName? string
---@field Container? moontide.SageMaker.InferenceComponentContainerSpecification
---@field StartupParameters? moontide.SageMaker.InferenceComponentStartupParameters
---@field ComputeResourceRequirements? moontide.SageMaker.InferenceComponentComputeResourceRequirements
---@field BaseInferenceComponentName? string
---@field DataCacheConfig? moontide.SageMaker.InferenceComponentDataCacheConfig
---@field SchedulingConfig? moontide.SageMaker.InferenceComponentSchedulingConfig

---@class moontide.SageMaker.InferenceComponentRuntimeConfig
---@field CopyCount integer

---@class moontide.SageMaker.ProductionVariantSummary
---@field VariantName string
---@field DeployedImages? moontide.SageMaker.DeployedImage[]
---@field CurrentWeight? number
---@field DesiredWeight? number
---@field CurrentInstanceCount? integer
---@field DesiredInstanceCount? integer
---@field InstancePools? moontide.SageMaker.InstancePoolSummary[]
---@field VariantStatus? moontide.SageMaker.ProductionVariantStatus[]
---@field CurrentServerlessConfig? moontide.SageMaker.ProductionVariantServerlessConfig
---@field DesiredServerlessConfig? moontide.SageMaker.ProductionVariantServerlessConfig
---@field ManagedInstanceScaling? moontide.SageMaker.ProductionVariantManagedInstanceScaling
---@field RoutingConfig? moontide.SageMaker.ProductionVariantRoutingConfig
---@field CapacityReservationConfig? moontide.SageMaker.ProductionVariantCapacityReservationSummary

---@class moontide.SageMaker.DataCaptureConfigSummary
---@field EnableCapture boolean
---@field CaptureStatus moontide.SageMaker.CaptureStatus
---@field CurrentSamplingPercentage integer
---@field DestinationS3Uri string
---@field KmsKeyId string

---@alias moontide.SageMaker.EndpointStatus
---| "OutOfService"
---| "Creating"
---| "Updating"
---| "SystemUpdating"
---| "RollingBack"
---| "InService"
---| "Deleting"
---| "Failed"
---| "UpdateRollbackFailed"

---@class moontide.SageMaker.PendingDeploymentSummary
---@field EndpointConfigName string
---@field ProductionVariants? moontide.SageMaker.PendingProductionVariantSummary[]
---@field StartTime? moontide.Time
---@field ShadowProductionVariants? moontide.SageMaker.PendingProductionVariantSummary[]

---@class moontide.SageMaker.InferenceComponentSpecificationSummary
---@field InstanceType? moontide.SageMaker.ProductionVariantInstanceType
---@field ModelName? string
---@field Container? moontide.SageMaker.InferenceComponentContainerSpecificationSummary
---@field StartupParameters? moontide.SageMaker.InferenceComponentStartupParameters
---@field ComputeResourceRequirements? moontide.SageMaker.InferenceComponentComputeResourceRequirements
---@field BaseInferenceComponentName? string
---@field DataCacheConfig? moontide.SageMaker.InferenceComponentDataCacheConfigSummary
---@field SchedulingConfig? moontide.SageMaker.InferenceComponentSchedulingConfig

---@class moontide.SageMaker.InferenceComponentRuntimeConfigSummary
---@field DesiredCopyCount? integer
---@field CurrentCopyCount? integer
---@field PlacementStatus? moontide.SageMaker.InferenceComponentPlacementStatus[]

---@alias moontide.SageMaker.InferenceComponentStatus
---| "InService"
---| "Creating"
---| "Updating"
---| "Failed"
---| "Deleting"

---@class moontide.SageMaker.InferenceComponentDeploymentConfig
---@field RollingUpdatePolicy moontide.SageMaker.InferenceComponentRollingUpdatePolicy
---@field AutoRollbackConfiguration? moontide.SageMaker.AutoRollbackConfig

---@class moontide.SageMaker.ScalingPolicyObjective
---@field MinInvocationsPerMinute? integer
---@field MaxInvocationsPerMinute? integer

---@class moontide.SageMaker.ScalingPolicyMetric
---@field InvocationsPerInstance? integer
---@field ModelLatency? integer

---@class moontide.SageMaker.DynamicScalingConfiguration
---@field MinCapacity? integer
---@field MaxCapacity? integer
---@field ScaleInCooldown? integer
---@field ScaleOutCooldown? integer
---@field ScalingPolicies? moontide.SageMaker.ScalingPolicy[]

---@alias moontide.SageMaker.EndpointConfigSortKey
---| "Name"
---| "CreationTime"

---@alias moontide.SageMaker.OrderKey
---| "Ascending"
---| "Descending"

---@alias moontide.SageMaker.EndpointSortKey
---| "Name"
---| "CreationTime"
---| "Status"

---@alias moontide.SageMaker.InferenceComponentSortKey
---| "Name"
---| "CreationTime"
---| "Status"

---@class moontide.SageMaker.VariantProperty
---@field VariantPropertyType moontide.SageMaker.VariantPropertyType

---@class moontide.SageMaker.DesiredWeightAndCapacity
---@field VariantName string
---@field DesiredWeight? number
---@field DesiredInstanceCount? integer
---@field ServerlessUpdateConfig? moontide.SageMaker.ProductionVariantServerlessUpdateConfig

---@class moontide.SageMaker.BlueGreenUpdatePolicy
---@field TrafficRoutingConfiguration moontide.SageMaker.TrafficRoutingConfig
---@field TerminationWaitInSeconds? integer
---@field MaximumExecutionTimeoutInSeconds? integer

---@class moontide.SageMaker.RollingUpdatePolicy
---@field MaximumBatchSize moontide.SageMaker.CapacitySize
---@field WaitIntervalInSeconds integer
---@field MaximumExecutionTimeoutInSeconds? integer
---@field RollbackMaximumBatchSize? moontide.SageMaker.CapacitySize

---@class moontide.SageMaker.AutoRollbackConfig
---@field Alarms? moontide.SageMaker.Alarm[]

---@alias moontide.SageMaker.ProductionVariantInstanceType
---| "ml.t2.medium"
---| "ml.t2.large"
---| "ml.t2.xlarge"
---| "ml.t2.2xlarge"
---| "ml.m4.xlarge"
---| "ml.m4.2xlarge"
---| "ml.m4.4xlarge"
---| "ml.m4.10xlarge"
---| "ml.m4.16xlarge"
---| "ml.m5.large"
---| "ml.m5.xlarge"
---| "ml.m5.2xlarge"
---| "ml.m5.4xlarge"
---| "ml.m5.12xlarge"
---| "ml.m5.24xlarge"
---| "ml.m5d.large"
---| "ml.m5d.xlarge"
---| "ml.m5d.2xlarge"
---| "ml.m5d.4xlarge"
---| "ml.m5d.12xlarge"
---| "ml.m5d.24xlarge"
---| "ml.c4.large"
---| "ml.c4.xlarge"
---| "ml.c4.2xlarge"
---| "ml.c4.4xlarge"
---| "ml.c4.8xlarge"
---| "ml.p2.xlarge"
---| "ml.p2.8xlarge"
---| "ml.p2.16xlarge"
---| "ml.p3.2xlarge"
---| "ml.p3.8xlarge"
---| "ml.p3.16xlarge"
---| "ml.c5.large"
---| "ml.c5.xlarge"
---| "ml.c5.2xlarge"
---| "ml.c5.4xlarge"
---| "ml.c5.9xlarge"
---| "ml.c5.18xlarge"
---| "ml.c5d.large"
---| "ml.c5d.xlarge"
---| "ml.c5d.2xlarge"
---| "ml.c5d.4xlarge"
---| "ml.c5d.9xlarge"
---| "ml.c5d.18xlarge"
---| "ml.g4dn.xlarge"
---| "ml.g4dn.2xlarge"
---| "ml.g4dn.4xlarge"
---| "ml.g4dn.8xlarge"
---| "ml.g4dn.12xlarge"
---| "ml.g4dn.16xlarge"
---| "ml.r5.large"
---| "ml.r5.xlarge"
---| "ml.r5.2xlarge"
---| "ml.r5.4xlarge"
---| "ml.r5.12xlarge"
---| "ml.r5.24xlarge"
---| "ml.r5d.large"
---| "ml.r5d.xlarge"
---| "ml.r5d.2xlarge"
---| "ml.r5d.4xlarge"
---| "ml.r5d.12xlarge"
---| "ml.r5d.24xlarge"
---| "ml.inf1.xlarge"
---| "ml.inf1.2xlarge"
---| "ml.inf1.6xlarge"
---| "ml.inf1.24xlarge"
---| "ml.dl1.24xlarge"
---| "ml.c6i.large"
---| "ml.c6i.xlarge"
---| "ml.c6i.2xlarge"
---| "ml.c6i.4xlarge"
---| "ml.c6i.8xlarge"
---| "ml.c6i.12xlarge"
---| "ml.c6i.16xlarge"
---| "ml.c6i.24xlarge"
---| "ml.c6i.32xlarge"
---| "ml.m6i.large"
---| "ml.m6i.xlarge"
---| "ml.m6i.2xlarge"
---| "ml.m6i.4xlarge"
---| "ml.m6i.8xlarge"
---| "ml.m6i.12xlarge"
---| "ml.m6i.16xlarge"
---| "ml.m6i.24xlarge"
---| "ml.m6i.32xlarge"
---| "ml.r6i.large"
---| "ml.r6i.xlarge"
---| "ml.r6i.2xlarge"
---| "ml.r6i.4xlarge"
---| "ml.r6i.8xlarge"
---| "ml.r6i.12xlarge"
---| "ml.r6i.16xlarge"
---| "ml.r6i.24xlarge"
---| "ml.r6i.32xlarge"
---| "ml.g5.xlarge"
---| "ml.g5.2xlarge"
---| "ml.g5.4xlarge"
---| "ml.g5.8xlarge"
---| "ml.g5.12xlarge"
---| "ml.g5.16xlarge"
---| "ml.g5.24xlarge"
---| "ml.g5.48xlarge"
---| "ml.g6.xlarge"
---| "ml.g6.2xlarge"
---| "ml.g6.4xlarge"
---| "ml.g6.8xlarge"
---| "ml.g6.12xlarge"
---| "ml.g6.16xlarge"
---| "ml.g6.24xlarge"
---| "ml.g6.48xlarge"
---| "ml.r8g.medium"
---| "ml.r8g.large"
---| "ml.r8g.xlarge"
---| "ml.r8g.2xlarge"
---| "ml.r8g.4xlarge"
---| "ml.r8g.8xlarge"
---| "ml.r8g.12xlarge"
---| "ml.r8g.16xlarge"
---| "ml.r8g.24xlarge"
---| "ml.r8g.48xlarge"
---| "ml.g6e.xlarge"
---| "ml.g6e.2xlarge"
---| "ml.g6e.4xlarge"
---| "ml.g6e.8xlarge"
---| "ml.g6e.12xlarge"
---| "ml.g6e.16xlarge"
---| "ml.g6e.24xlarge"
---| "ml.g6e.48xlarge"
---| "ml.g7e.2xlarge"
---| "ml.g7e.4xlarge"
---| "ml.g7e.8xlarge"
---| "ml.g7e.12xlarge"
---| "ml.g7e.24xlarge"
---| "ml.g7e.48xlarge"
---| "ml.p4d.24xlarge"
---| "ml.c7g.large"
---| "ml.c7g.xlarge"
---| "ml.c7g.2xlarge"
---| "ml.c7g.4xlarge"
---| "ml.c7g.8xlarge"
---| "ml.c7g.12xlarge"
---| "ml.c7g.16xlarge"
---| "ml.m6g.large"
---| "ml.m6g.xlarge"
---| "ml.m6g.2xlarge"
---| "ml.m6g.4xlarge"
---| "ml.m6g.8xlarge"
---| "ml.m6g.12xlarge"
---| "ml.m6g.16xlarge"
---| "ml.m6gd.large"
---| "ml.m6gd.xlarge"
---| "ml.m6gd.2xlarge"
---| "ml.m6gd.4xlarge"
---| "ml.m6gd.8xlarge"
---| "ml.m6gd.12xlarge"
---| "ml.m6gd.16xlarge"
---| "ml.c6g.large"
---| "ml.c6g.xlarge"
---| "ml.c6g.2xlarge"
---| "ml.c6g.4xlarge"
---| "ml.c6g.8xlarge"
---| "ml.c6g.12xlarge"
---| "ml.c6g.16xlarge"
---| "ml.c6gd.large"
---| "ml.c6gd.xlarge"
---| "ml.c6gd.2xlarge"
---| "ml.c6gd.4xlarge"
---| "ml.c6gd.8xlarge"
---| "ml.c6gd.12xlarge"
---| "ml.c6gd.16xlarge"
---| "ml.c6gn.large"
---| "ml.c6gn.xlarge"
---| "ml.c6gn.2xlarge"
---| "ml.c6gn.4xlarge"
---| "ml.c6gn.8xlarge"
---| "ml.c6gn.12xlarge"
---| "ml.c6gn.16xlarge"
---| "ml.r6g.large"
---| "ml.r6g.xlarge"
---| "ml.r6g.2xlarge"
---| "ml.r6g.4xlarge"
---| "ml.r6g.8xlarge"
---| "ml.r6g.12xlarge"
---| "ml.r6g.16xlarge"
---| "ml.r6gd.large"
---| "ml.r6gd.xlarge"
---| "ml.r6gd.2xlarge"
---| "ml.r6gd.4xlarge"
---| "ml.r6gd.8xlarge"
---| "ml.r6gd.12xlarge"
---| "ml.r6gd.16xlarge"
---| "ml.p4de.24xlarge"
---| "ml.trn1.2xlarge"
---| "ml.trn1.32xlarge"
---| "ml.trn1n.32xlarge"
---| "ml.trn2.48xlarge"
---| "ml.inf2.xlarge"
---| "ml.inf2.8xlarge"
---| "ml.inf2.24xlarge"
---| "ml.inf2.48xlarge"
---| "ml.p5.48xlarge"
---| "ml.p5e.48xlarge"
---| "ml.p5en.48xlarge"
---| "ml.m7i.large"
---| "ml.m7i.xlarge"
---| "ml.m7i.2xlarge"
---| "ml.m7i.4xlarge"
---| "ml.m7i.8xlarge"
---| "ml.m7i.12xlarge"
---| "ml.m7i.16xlarge"
---| "ml.m7i.24xlarge"
---| "ml.m7i.48xlarge"
---| "ml.c7i.large"
---| "ml.c7i.xlarge"
---| "ml.c7i.2xlarge"
---| "ml.c7i.4xlarge"
---| "ml.c7i.8xlarge"
---| "ml.c7i.12xlarge"
---| "ml.c7i.16xlarge"
---| "ml.c7i.24xlarge"
---| "ml.c7i.48xlarge"
---| "ml.r7i.large"
---| "ml.r7i.xlarge"
---| "ml.r7i.2xlarge"
---| "ml.r7i.4xlarge"
---| "ml.r7i.8xlarge"
---| "ml.r7i.12xlarge"
---| "ml.r7i.16xlarge"
---| "ml.r7i.24xlarge"
---| "ml.r7i.48xlarge"
---| "ml.c8g.medium"
---| "ml.c8g.large"
---| "ml.c8g.xlarge"
---| "ml.c8g.2xlarge"
---| "ml.c8g.4xlarge"
---| "ml.c8g.8xlarge"
---| "ml.c8g.12xlarge"
---| "ml.c8g.16xlarge"
---| "ml.c8g.24xlarge"
---| "ml.c8g.48xlarge"
---| "ml.r7gd.medium"
---| "ml.r7gd.large"
---| "ml.r7gd.xlarge"
---| "ml.r7gd.2xlarge"
---| "ml.r7gd.4xlarge"
---| "ml.r7gd.8xlarge"
---| "ml.r7gd.12xlarge"
---| "ml.r7gd.16xlarge"
---| "ml.m8g.medium"
---| "ml.m8g.large"
---| "ml.m8g.xlarge"
---| "ml.m8g.2xlarge"
---| "ml.m8g.4xlarge"
---| "ml.m8g.8xlarge"
---| "ml.m8g.12xlarge"
---| "ml.m8g.16xlarge"
---| "ml.m8g.24xlarge"
---| "ml.m8g.48xlarge"
---| "ml.c6in.large"
---| "ml.c6in.xlarge"
---| "ml.c6in.2xlarge"
---| "ml.c6in.4xlarge"
---| "ml.c6in.8xlarge"
---| "ml.c6in.12xlarge"
---| "ml.c6in.16xlarge"
---| "ml.c6in.24xlarge"
---| "ml.c6in.32xlarge"
---| "ml.p6-b200.48xlarge"
---| "ml.p6-b300.48xlarge"
---| "ml.p6e-gb200.36xlarge"
---| "ml.p5.4xlarge"

---@class moontide.SageMaker.InstancePool
---@field InstanceType moontide.SageMaker.ProductionVariantInstanceType
---@field ModelNameOverride? string
---@field Priority integer

---@alias moontide.SageMaker.ProductionVariantAcceleratorType
---| "ml.eia1.medium"
---| "ml.eia1.large"
---| "ml.eia1.xlarge"
---| "ml.eia2.medium"
---| "ml.eia2.large"
---| "ml.eia2.xlarge"

---@class moontide.SageMaker.ProductionVariantCoreDumpConfig
---@field DestinationS3Uri string
---@field KmsKeyId? string

---@class moontide.SageMaker.ProductionVariantServerlessConfig
---@field MemorySizeInMB integer
---@field MaxConcurrency integer
---@field ProvisionedConcurrency? integer

---@class moontide.SageMaker.ProductionVariantManagedInstanceScaling
---@field Status? moontide.SageMaker.ManagedInstanceScalingStatus
---@field MinInstanceCount? integer
---@field MaxInstanceCount? integer
---@field ScaleInPolicy? moontide.SageMaker.ProductionVariantManagedInstanceScalingScaleInPolicy

---@class moontide.SageMaker.ProductionVariantRoutingConfig
---@field RoutingStrategy moontide.SageMaker.RoutingStrategy

---@alias moontide.SageMaker.ProductionVariantInferenceAmiVersion
---| "al2-ami-sagemaker-inference-gpu-2"
---| "al2-ami-sagemaker-inference-gpu-2-1"
---| "al2-ami-sagemaker-inference-gpu-3-1"
---| "al2-ami-sagemaker-inference-neuron-2"
---| "al2023-ami-sagemaker-inference-gpu-4-1"

---@class moontide.SageMaker.ProductionVariantCapacityReservationConfig
---@field CapacityReservationPreference? moontide.SageMaker.CapacityReservationPreference
---@field MlReservationArn? string

---@class moontide.SageMaker.CaptureOption
---@field CaptureMode moontide.SageMaker.CaptureMode

---@class moontide.SageMaker.CaptureContentTypeHeader
---@field CsvContentTypes? string[]
---@field JsonContentTypes? string[]

---@class moontide.SageMaker.AsyncInferenceClientConfig
---@field MaxConcurrentInvocationsPerInstance? integer

---@class moontide.SageMaker.AsyncInferenceOutputConfig
---@field KmsKeyId? string
---@field S3OutputPath? string
---@field NotificationConfig? moontide.SageMaker.AsyncInferenceNotificationConfig
---@field S3FailurePath? string

---@class moontide.SageMaker.ClarifyExplainerConfig
---@field EnableExplanations? string
---@field InferenceConfig? moontide.SageMaker.ClarifyInferenceConfig
---@field ShapConfig moontide.SageMaker.ClarifyShapConfig

---@class moontide.SageMaker.InferenceComponentContainerSpecification
---@field Image? string
---@field ArtifactUrl? string
---@field Environment? table<string, string>

---@class moontide.SageMaker.InferenceComponentStartupParameters
---@field ModelDataDownloadTimeoutInSeconds? integer
---@field ContainerStartupHealthCheckTimeoutInSeconds? integer

---@class moontide.SageMaker.InferenceComponentComputeResourceRequirements
---@field NumberOfCpuCoresRequired? number
---@field NumberOfAcceleratorDevicesRequired? number
---@field MinMemoryRequiredInMb integer
---@field MaxMemoryRequiredInMb? integer

---@class moontide.SageMaker.InferenceComponentDataCacheConfig
---@field EnableCaching boolean

---@class moontide.SageMaker.InferenceComponentSchedulingConfig
---@field PlacementStrategy moontide.SageMaker.InferenceComponentPlacementStrategy
---@field AvailabilityZoneBalance? moontide.SageMaker.InferenceComponentAvailabilityZoneBalance

---@class moontide.SageMaker.DeployedImage
---@field SpecifiedImage? string
---@field ResolvedImage? string
---@field ResolutionTime? moontide.Time

---@class moontide.SageMaker.InstancePoolSummary
---@field InstanceType moontide.SageMaker.ProductionVariantInstanceType
---@field CurrentInstanceCount integer

---@class moontide.SageMaker.ProductionVariantStatus
---@field Status moontide.SageMaker.VariantStatus
---@field StatusMessage? string
---@field StartTime? moontide.Time

---@class moontide.SageMaker.ProductionVariantCapacityReservationSummary
---@field MlReservationArn? string
---@field CapacityReservationPreference? moontide.SageMaker.CapacityReservationPreference
---@field TotalInstanceCount? integer
---@field AvailableInstanceCount? integer
---@field UsedByCurrentEndpoint? integer
---@field Ec2CapacityReservations? moontide.SageMaker.Ec2CapacityReservation[]

---@alias moontide.SageMaker.CaptureStatus
---| "Started"
---| "Stopped"

---@class moontide.SageMaker.PendingProductionVariantSummary
---@field VariantName string
---@field DeployedImages? moontide.SageMaker.DeployedImage[]
---@field CurrentWeight? number
---@field DesiredWeight? number
---@field CurrentInstanceCount? integer
---@field DesiredInstanceCount? integer
---@field InstanceType? moontide.SageMaker.ProductionVariantInstanceType
---@field InstancePools? moontide.SageMaker.InstancePoolSummary[]
---@field AcceleratorType? moontide.SageMaker.ProductionVariantAcceleratorType
---@field VariantStatus? moontide.SageMaker.ProductionVariantStatus[]
---@field CurrentServerlessConfig? moontide.SageMaker.ProductionVariantServerlessConfig
---@field DesiredServerlessConfig? moontide.SageMaker.ProductionVariantServerlessConfig
---@field ManagedInstanceScaling? moontide.SageMaker.ProductionVariantManagedInstanceScaling
---@field RoutingConfig? moontide.SageMaker.ProductionVariantRoutingConfig

---@class moontide.SageMaker.InferenceComponentContainerSpecificationSummary
---@field DeployedImage? moontide.SageMaker.DeployedImage
---@field ArtifactUrl? string
---@field Environment? table<string, string>

---@class moontide.SageMaker.InferenceComponentDataCacheConfigSummary
---@field EnableCaching boolean

---@class moontide.SageMaker.InferenceComponentPlacementStatus
---@field InstanceType moontide.SageMaker.ProductionVariantInstanceType
---@field CurrentCopyCount integer

---@class moontide.SageMaker.InferenceComponentRollingUpdatePolicy
---@field MaximumBatchSize moontide.SageMaker.InferenceComponentCapacitySize
---@field WaitIntervalInSeconds integer
---@field MaximumExecutionTimeoutInSeconds? integer
---@field RollbackMaximumBatchSize? moontide.SageMaker.InferenceComponentCapacitySize

---@class moontide.SageMaker.ScalingPolicy
---@field TargetTracking? moontide.SageMaker.TargetTrackingScalingPolicyConfiguration

---@alias moontide.SageMaker.VariantPropertyType
---| "DesiredInstanceCount"
---| "DesiredWeight"
---| "DataCaptureConfig"

---@class moontide.SageMaker.ProductionVariantServerlessUpdateConfig
---@field MaxConcurrency? integer
---@field ProvisionedConcurrency? integer

---@class moontide.SageMaker.TrafficRoutingConfig
---@field Type moontide.SageMaker.TrafficRoutingConfigType
---@field WaitIntervalInSeconds integer
---@field CanarySize? moontide.SageMaker.CapacitySize
---@field LinearStepSize? moontide.SageMaker.CapacitySize

---@class moontide.SageMaker.CapacitySize
---@field Type moontide.SageMaker.CapacitySizeType
---@field Value integer

---@class moontide.SageMaker.Alarm
---@field AlarmName? string

---@alias moontide.SageMaker.ManagedInstanceScalingStatus
---| "ENABLED"
---| "DISABLED"

---@class moontide.SageMaker.ProductionVariantManagedInstanceScalingScaleInPolicy
---@field Strategy moontide.SageMaker.ManagedInstanceScalingScaleInStrategy
---@field MaximumStepSize? integer
---@field CooldownInMinutes? integer

---@alias moontide.SageMaker.RoutingStrategy
---| "LEAST_OUTSTANDING_REQUESTS"
---| "RANDOM"

---@alias moontide.SageMaker.CapacityReservationPreference
---| "capacity-reservations-only"

---@alias moontide.SageMaker.CaptureMode
---| "Input"
---| "Output"
---| "InputAndOutput"

---@class moontide.SageMaker.AsyncInferenceNotificationConfig
---@field SuccessTopic? string
---@field ErrorTopic? string
---@field IncludeInferenceResponseIn? moontide.SageMaker.AsyncNotificationTopicTypes[]

---@class moontide.SageMaker.ClarifyInferenceConfig
---@field FeaturesAttribute? string
---@field ContentTemplate? string
---@field MaxRecordCount? integer
---@field MaxPayloadInMB? integer
---@field ProbabilityIndex? integer
---@field LabelIndex? integer
---@field ProbabilityAttribute? string
---@field LabelAttribute? string
---@field LabelHeaders? string[]
---@field FeatureHeaders? string[]
---@field FeatureTypes? moontide.SageMaker.ClarifyFeatureType[]

---@class moontide.SageMaker.ClarifyShapConfig
---@field ShapBaselineConfig moontide.SageMaker.ClarifyShapBaselineConfig
---@field NumberOfSamples? integer
---@field UseLogit? boolean
---@field Seed? integer
---@field TextConfig? moontide.SageMaker.ClarifyTextConfig

---@alias moontide.SageMaker.InferenceComponentPlacementStrategy
---| "SPREAD"
---| "BINPACK"

---@class moontide.SageMaker.InferenceComponentAvailabilityZoneBalance
---@field EnforcementMode moontide.SageMaker.AvailabilityZoneBalanceEnforcementMode
---@field MaxImbalance? integer

---@alias moontide.SageMaker.VariantStatus
---| "Creating"
---| "Updating"
---| "Deleting"
---| "ActivatingTraffic"
---| "Baking"

---@class moontide.SageMaker.Ec2CapacityReservation
---@field Ec2CapacityReservationId? string
---@field TotalInstanceCount? integer
---@field AvailableInstanceCount? integer
---@field UsedByCurrentEndpoint? integer

---@class moontide.SageMaker.InferenceComponentCapacitySize
---@field Type moontide.SageMaker.InferenceComponentCapacitySizeType
---@field Value integer

---@class moontide.SageMaker.TargetTrackingScalingPolicyConfiguration
---@field MetricSpecification? moontide.SageMaker.MetricSpecification
---@field TargetValue? number

---@alias moontide.SageMaker.TrafficRoutingConfigType
---| "ALL_AT_ONCE"
---| "CANARY"
---| "LINEAR"

---@alias moontide.SageMaker.CapacitySizeType
---| "INSTANCE_COUNT"
---| "CAPACITY_PERCENT"

---@alias moontide.SageMaker.ManagedInstanceScalingScaleInStrategy
---| "IDLE_RELEASE"
---| "CONSOLIDATION"

---@alias moontide.SageMaker.AsyncNotificationTopicTypes
---| "SUCCESS_NOTIFICATION_TOPIC"
---| "ERROR_NOTIFICATION_TOPIC"

---@alias moontide.SageMaker.ClarifyFeatureType
---| "numerical"
---| "categorical"
---| "text"

---@class moontide.SageMaker.ClarifyShapBaselineConfig
---@field MimeType? string
---@field ShapBaseline? string
---@field ShapBaselineUri? string

---@class moontide.SageMaker.ClarifyTextConfig
---@field Language moontide.SageMaker.ClarifyTextLanguage
---@field Granularity moontide.SageMaker.ClarifyTextGranularity

---@alias moontide.SageMaker.AvailabilityZoneBalanceEnforcementMode
---| "PERMISSIVE"

---@alias moontide.SageMaker.InferenceComponentCapacitySizeType
---| "COPY_COUNT"
---| "CAPACITY_PERCENT"

---@class moontide.SageMaker.MetricSpecification
---@field Predefined? moontide.SageMaker.PredefinedMetricSpecification
---@field Customized? moontide.SageMaker.CustomizedMetricSpecification

---@alias moontide.SageMaker.ClarifyTextLanguage
---| "af"
---| "sq"
---| "ar"
---| "hy"
---| "eu"
---| "bn"
---| "bg"
---| "ca"
---| "zh"
---| "hr"
---| "cs"
---| "da"
---| "nl"
---| "en"
---| "et"
---| "fi"
---| "fr"
---| "de"
---| "el"
---| "gu"
---| "he"
---| "hi"
---| "hu"
---| "is"
---| "id"
---| "ga"
---| "it"
---| "kn"
---| "ky"
---| "lv"
---| "lt"
---| "lb"
---| "mk"
---| "ml"
---| "mr"
---| "ne"
---| "nb"
---| "fa"
---| "pl"
---| "pt"
---| "ro"
---| "ru"
---| "sa"
---| "sr"
---| "tn"
---| "si"
---| "sk"
---| "sl"
---| "es"
---| "sv"
---| "tl"
---| "ta"
---| "tt"
---| "te"
---| "tr"
---| "uk"
---| "ur"
---| "yo"
---| "lij"
---| "xx"

---@alias moontide.SageMaker.ClarifyTextGranularity
---| "token"
---| "sentence"
---| "paragraph"

---@class moontide.SageMaker.PredefinedMetricSpecification
---@field PredefinedMetricType? string

---@class moontide.SageMaker.CustomizedMetricSpecification
---@field MetricName? string
---@field Namespace? string
---@field Statistic? moontide.SageMaker.Statistic

---@alias moontide.SageMaker.Statistic
---| "Average"
---| "Minimum"
---| "Maximum"
---| "SampleCount"
---| "Sum"

---@class moontide.ServiceQuotas: moontide.Client
local ServiceQuotas = {}

---Gives a quota's default.
---@param input moontide.ServiceQuotas.GetAWSDefaultServiceQuotaRequest
---@return moontide.ServiceQuotas.GetAWSDefaultServiceQuotaResponse
function ServiceQuotas:get_aws_default_service_quota(input) end

---Gives an account's quota.
---@param input moontide.ServiceQuotas.GetServiceQuotaRequest
---@return moontide.ServiceQuotas.GetServiceQuotaResponse
function ServiceQuotas:get_service_quota(input) end

---Lists an account's quotas of a service.
---@param input moontide.ServiceQuotas.ListServiceQuotasRequest
---@return moontide.ServiceQuotas.ListServiceQuotasResponse
function ServiceQuotas:list_service_quotas(input) end

---The items of a listing, page after page.
---@overload fun(self: moontide.ServiceQuotas, operation: "ListServiceQuotas", input?: moontide.ServiceQuotas.ListServiceQuotasRequest, options?: moontide.EachOptions): fun(): moontide.ServiceQuotas.ServiceQuota
---@param operation string
---@param input? table
---@param options? moontide.EachOptions
---@return fun(): any
function ServiceQuotas:each(operation, input, options) end

---@class moontide.ServiceQuotas.GetAWSDefaultServiceQuotaRequest
---@field ServiceCode string
---@field QuotaCode string

---@class moontide.ServiceQuotas.GetAWSDefaultServiceQuotaResponse
---@field Quota? moontide.ServiceQuotas.ServiceQuota

---@class moontide.ServiceQuotas.GetServiceQuotaRequest
---@field ServiceCode string
---@field QuotaCode string
---@field ContextId? string

---@class moontide.ServiceQuotas.GetServiceQuotaResponse
---@field Quota? moontide.ServiceQuotas.ServiceQuota

---@class moontide.ServiceQuotas.ListServiceQuotasRequest
---@field ServiceCode string
---@field NextToken? string
---@field MaxResults? integer
---@field QuotaCode? string
---@field QuotaAppliedAtLevel? moontide.ServiceQuotas.AppliedLevelEnum

---@class moontide.ServiceQuotas.ListServiceQuotasResponse
---@field NextToken? string
---@field Quotas? moontide.ServiceQuotas.ServiceQuota[]

---@class moontide.ServiceQuotas.ServiceQuota
---@field ServiceCode? string
---@field ServiceName? string
---@field QuotaArn? string
---@field QuotaCode? string
---@field QuotaName? string
---@field Value? number
---@field Unit? string
---@field Adjustable? boolean
---@field GlobalQuota? boolean
---@field UsageMetric? moontide.ServiceQuotas.MetricInfo
---@field Period? moontide.ServiceQuotas.QuotaPeriod
---@field ErrorReason? moontide.ServiceQuotas.ErrorReason
---@field QuotaAppliedAtLevel? moontide.ServiceQuotas.AppliedLevelEnum
---@field QuotaContext? moontide.ServiceQuotas.QuotaContextInfo
---@field Description? string

---@alias moontide.ServiceQuotas.AppliedLevelEnum
---| "ACCOUNT"
---| "RESOURCE"
---| "ALL"

---@class moontide.ServiceQuotas.MetricInfo
---@field MetricNamespace? string
---@field MetricName? string
---@field MetricDimensions? table<string, string>
---@field MetricStatisticRecommendation? string

---@class moontide.ServiceQuotas.QuotaPeriod
---@field PeriodValue? integer
---@field PeriodUnit? moontide.ServiceQuotas.PeriodUnit

---@class moontide.ServiceQuotas.ErrorReason
---@field ErrorCode? moontide.ServiceQuotas.ErrorCode
---@field ErrorMessage? string

---@class moontide.ServiceQuotas.QuotaContextInfo
---@field ContextScope? moontide.ServiceQuotas.QuotaContextScope
---@field ContextScopeType? string
---@field ContextId? string

---@alias moontide.ServiceQuotas.PeriodUnit
---| "MICROSECOND"
---| "MILLISECOND"
---| "SECOND"
---| "MINUTE"
---| "HOUR"
---| "DAY"
---| "WEEK"

---@alias moontide.ServiceQuotas.ErrorCode
---| "DEPENDENCY_ACCESS_DENIED_ERROR"
---| "DEPENDENCY_THROTTLING_ERROR"
---| "DEPENDENCY_SERVICE_ERROR"
---| "SERVICE_QUOTA_NOT_AVAILABLE_ERROR"

---@alias moontide.ServiceQuotas.QuotaContextScope
---| "RESOURCE"
---| "ACCOUNT"

---@class moontide.STS: moontide.Client
local STS = {}

---Gives temporary credentials of a role.
---@param input moontide.STS.AssumeRoleRequest
---@return moontide.STS.AssumeRoleResponse
function STS:assume_role(input) end

---Gives temporary credentials of a role for an identity's token.
---@param input moontide.STS.AssumeRoleWithWebIdentityRequest
---@return moontide.STS.AssumeRoleWithWebIdentityResponse
function STS:assume_role_with_web_identity(input) end

---Says who is calling: account, ARN and user id.
---@param input? moontide.STS.GetCallerIdentityRequest
---@return moontide.STS.GetCallerIdentityResponse
function STS:get_caller_identity(input) end

---@class moontide.STS.AssumeRoleRequest
---@field RoleArn string
---@field RoleSessionName string
---@field PolicyArns? moontide.STS.PolicyDescriptorType[]
---@field Policy? string
---@field DurationSeconds? integer
---@field Tags? moontide.STS.Tag[]
---@field TransitiveTagKeys? string[]
---@field ExternalId? string
---@field SerialNumber? string
---@field TokenCode? string
---@field SourceIdentity? string
---@field ProvidedContexts? moontide.STS.ProvidedContext[]

---@class moontide.STS.AssumeRoleResponse
---@field Credentials? moontide.STS.Credentials
---@field AssumedRoleUser? moontide.STS.AssumedRoleUser
---@field PackedPolicySize? integer
---@field SourceIdentity? string

---@class moontide.STS.AssumeRoleWithWebIdentityRequest
---@field RoleArn string
---@field RoleSessionName string
---@field WebIdentityToken string
---@field ProviderId? string
---@field PolicyArns? moontide.STS.PolicyDescriptorType[]
---@field Policy? string
---@field DurationSeconds? integer

---@class moontide.STS.AssumeRoleWithWebIdentityResponse
---@field Credentials? moontide.STS.Credentials
---@field SubjectFromWebIdentityToken? string
---@field AssumedRoleUser? moontide.STS.AssumedRoleUser
---@field PackedPolicySize? integer
---@field Provider? string
---@field Audience? string
---@field SourceIdentity? string

---@class moontide.STS.GetCallerIdentityRequest

---@class moontide.STS.GetCallerIdentityResponse
---@field UserId? string
---@field Account? string
---@field Arn? string

---@class moontide.STS.PolicyDescriptorType
---@field arn? string

---@class moontide.STS.Tag
---@field Key string
---@field Value string

---@class moontide.STS.ProvidedContext
---@field ProviderArn? string
---@field ContextAssertion? string

---@class moontide.STS.Credentials
---@field AccessKeyId string
---@field SecretAccessKey string
---@field SessionToken string
---@field Expiration moontide.Time

---@class moontide.STS.AssumedRoleUser
---@field AssumedRoleId string
---@field Arn string

---@class moontide.deployment.Attachment

---@class moontide.deployment.Adjustment
---@field lower? number lower bound, relative to the alarm's threshold
---@field upper? number upper bound, relative to the alarm's threshold
---@field above? number lower bound as a value of the metric; needs alarm.threshold
---@field below? number upper bound as a value of the metric; needs alarm.threshold
---@field change? integer capacity units to add (ChangeInCapacity)
---@field percent? integer per cent of capacity to add (PercentChangeInCapacity)
---@field capacity? integer the capacity to go to (ExactCapacity)

---@class moontide.deployment.Alarm
---@field name? string AlarmName; made from resource id and policy without it
---@field metric? string|moontide.deployment.Metric name of a known metric, or a table
---@field threshold? number Threshold
---@field comparison? string one of >= > < <=, or CloudWatch's own name
---@field statistic? string Statistic, or a percentile such as p90
---@field period? integer seconds (Period), default 60
---@field evaluation_periods? integer EvaluationPeriods, default 1
---@field datapoints? integer DatapointsToAlarm
---@field missing_data? string TreatMissingData, default missing
---@field description? string AlarmDescription
---@field dimensions? table<string, string> CloudWatch dimensions
---@field namespace? string CloudWatch namespace

---@class moontide.deployment.Metric
---@field name? string MetricName
---@field namespace? string CloudWatch namespace
---@field statistic? string Average, Minimum, Maximum, SampleCount or Sum
---@field dimensions? table<string, string> CloudWatch dimensions: { EndpointName = … }
---@field unit? string Unit
---@field expression? string metric math over `metrics`
---@field metrics? table<string, moontide.deployment.Metric> id → metric, for `expression`
---@field label? string Label of the expression

---@class moontide.deployment.OnRemove
---@field capacity? integer capacity to leave behind

---@class moontide.deployment.Suspended
---@field dynamic_in? boolean no scale-in by policies (DynamicScalingInSuspended)
---@field dynamic_out? boolean no scale-out by policies (DynamicScalingOutSuspended)
---@field scheduled? boolean no scheduled actions (ScheduledScalingSuspended)

---@class moontide.deployment.Deployment
---@field name? string value of the tag moontide:deployment; owns what it registers
---@field region? string the one Region
---@field regions? string[] Regions in which it holds
---@field profile? string the one profile
---@field profiles? string[] profiles, one for each account
---@field ignore_rules? string[] names of built-in rules that are not applied
---@field prune? boolean deregister what it owns and the script has no more
---@field max_changes? integer refuse plans with more changes
---@field max_removes? integer|string refuse plans that remove more: a count or "30%"
---@field take_over? boolean change targets of other deployments, too
---@field adopt? boolean own targets that nobody owns yet
---@field quotas? table<string, integer> instance type → instances the account may have
---@field tags? table<string, string> tags of all targets

---names what this script owns, and where it holds
---```lua
---deployment { name = … }
---```
---@param body moontide.deployment.Deployment
function deployment(body) end

---@class moontide.deployment.Defaults
---@field min? integer lowest capacity that scaling goes to (MinCapacity)
---@field max? integer highest capacity that scaling goes to (MaxCapacity)
---@field tags? table<string, string> tags of the scalable target
---@field regions? string[] Regions in which it holds
---@field profiles? string[] profiles, one for each account
---@field ignore_rules? string[] names of built-in rules that are not applied
---@field timezone? string IANA name such as Europe/Berlin; UTC without it
---@field scale_out_cooldown? integer seconds after a scale-out (ScaleOutCooldown)
---@field scale_in_cooldown? integer seconds after a scale-in (ScaleInCooldown)
---@field suspended? boolean|moontide.deployment.Suspended what rests: true for all, or single ones of the three kinds
---@field role_arn? string role of namespaces without a service-linked one
---@field on_remove? moontide.deployment.OnRemove what happens when the target is deregistered
---@field namespace? string service namespace; inferred from the resource id
---@field dimension? string scalable dimension, whole or its last part; inferred from the resource id
---@field [integer] moontide.deployment.Attachment

---settings of the targets that follow in this file, or inside the function
---```lua
---defaults { … } or defaults({ … }, function() … end)
---```
---@param body moontide.deployment.Defaults
---@param fn? fun()
function defaults(body, fn) end

---@class moontide.deployment.Target
---@field resource_id? string resource id, where it does not stand before the table
---@field namespace? string service namespace; inferred from the resource id
---@field dimension? string scalable dimension, whole or its last part; inferred from the resource id
---@field min? integer lowest capacity that scaling goes to (MinCapacity)
---@field max? integer highest capacity that scaling goes to (MaxCapacity)
---@field tags? table<string, string> tags of the scalable target
---@field regions? string[] Regions in which it holds
---@field profiles? string[] profiles, one for each account
---@field ignore_rules? string[] names of built-in rules that are not applied
---@field timezone? string IANA name such as Europe/Berlin; UTC without it
---@field scale_out_cooldown? integer seconds after a scale-out (ScaleOutCooldown)
---@field scale_in_cooldown? integer seconds after a scale-in (ScaleInCooldown)
---@field suspended? boolean|moontide.deployment.Suspended what rests: true for all, or single ones of the three kinds
---@field role_arn? string role of namespaces without a service-linked one
---@field on_remove? moontide.deployment.OnRemove what happens when the target is deregistered
---@field facts? table what is known of the resource: kind, instance_type …
---@field [integer] moontide.deployment.Attachment

---a scalable target with its policies and scheduled actions
---```lua
---target "endpoint/e/variant/v" { … } or target(variant) { … }
---```
---@overload fun(body: moontide.deployment.Target): moontide.deployment.Attachment
---@param name string|table
---@return fun(body: moontide.deployment.Target): moontide.deployment.Attachment
function target(name) end

---@class moontide.deployment.Track
---@field name? string name, where it does not stand before the table
---@field metric? string|moontide.deployment.Metric predefined type, known metric, metric or metric math
---@field value? number the value to keep the metric at (TargetValue)
---@field label? string ResourceLabel of ALBRequestCountPerTarget
---@field scale_out_cooldown? integer seconds after a scale-out (ScaleOutCooldown)
---@field scale_in_cooldown? integer seconds after a scale-in (ScaleInCooldown)
---@field disable_scale_in? boolean never remove capacity (DisableScaleIn)
---@field TargetValue? any
---@field PredefinedMetricSpecification? moontide.ApplicationAutoScaling.PredefinedMetricSpecification
---@field CustomizedMetricSpecification? moontide.ApplicationAutoScaling.CustomizedMetricSpecification
---@field ScaleOutCooldown? any
---@field ScaleInCooldown? any
---@field DisableScaleIn? any

---a target tracking policy
---```lua
---track "name" { metric = …, value = … }
---```
---@overload fun(body: moontide.deployment.Track): moontide.deployment.Attachment
---@param name string
---@return fun(body: moontide.deployment.Track): moontide.deployment.Attachment
function track(name) end

---@class moontide.deployment.Step
---@field name? string name, where it does not stand before the table
---@field steps? moontide.deployment.Adjustment[] adjustments by how far the metric is from the threshold
---@field cooldown? integer seconds (Cooldown)
---@field aggregation? string Average, Minimum or Maximum (MetricAggregationType)
---@field min_magnitude? integer least change of percent steps (MinAdjustmentMagnitude)
---@field alarm? moontide.deployment.Alarm the CloudWatch alarm that triggers it
---@field AdjustmentType? any
---@field StepAdjustments? any
---@field MinAdjustmentMagnitude? any
---@field Cooldown? any
---@field MetricAggregationType? any

---a step scaling policy, with the alarm that triggers it
---```lua
---step "name" { steps = { … }, alarm = { … } }
---```
---@overload fun(body: moontide.deployment.Step): moontide.deployment.Attachment
---@param name string
---@return fun(body: moontide.deployment.Step): moontide.deployment.Attachment
function step(name) end

---@class moontide.deployment.Predictive
---@field name? string name, where it does not stand before the table
---@field metric? string PredefinedMetricType of the metric pair
---@field label? string ResourceLabel of the metric pair
---@field value? number TargetValue
---@field mode? string ForecastOnly or ForecastAndScale
---@field buffer? integer seconds before the forecast (SchedulingBufferTime)
---@field breach? string HonorMaxCapacity or IncreaseMaxCapacity
---@field max_buffer? integer per cent above max (MaxCapacityBuffer)
---@field MetricSpecifications? any
---@field Mode? any
---@field SchedulingBufferTime? any
---@field MaxCapacityBreachBehavior? any
---@field MaxCapacityBuffer? any

---a predictive policy (ECS)
---```lua
---predictive "name" { metric = …, value = … }
---```
---@overload fun(body: moontide.deployment.Predictive): moontide.deployment.Attachment
---@param name string
---@return fun(body: moontide.deployment.Predictive): moontide.deployment.Attachment
function predictive(name) end

---@class moontide.deployment.Schedule
---@field name? string name, where it does not stand before the table
---@field cron? string minute hour day-of-month month day-of-week year
---@field rate? string "5 minutes", "1 day"
---@field at? string one time: 2030-01-31T08:00:00
---@field schedule? string the whole expression: cron(…), rate(…) or at(…)
---@field timezone? string IANA name such as Europe/Berlin; UTC without it
---@field min? integer lowest capacity that scaling goes to (MinCapacity)
---@field max? integer highest capacity that scaling goes to (MaxCapacity)
---@field from? string|number no run before (StartTime): a time in UTC or with an offset
---@field to? string|number no run after it (EndTime); `until` is a word of Lua

---a scheduled action: new limits at a time
---```lua
---schedule "name" { cron = "0 22 * * ? *", min = 1, max = 2 }
---```
---@overload fun(body: moontide.deployment.Schedule): moontide.deployment.Attachment
---@param name string
---@return fun(body: moontide.deployment.Schedule): moontide.deployment.Attachment
function schedule(name) end

---@class moontide.deployment.Ignore
---@field pattern? string resource id with * and ?
---@field namespace? string only of this namespace

---leaves live targets alone whose resource id fits the pattern
---```lua
---ignore "endpoint/canary-*"
---```
---@param pattern string|moontide.deployment.Ignore
---@param more? table
function ignore(pattern, more) end

---loads further files, relative to this one, in order of their names
---```lua
---include "teams/*.lua"
---```
---@param pattern string
function include(pattern) end

---a rule or an action of your own at a point of the run
---```lua
---hook("validate", function(target) … end)
---```
---@param point "transform"|"validate"|"validate_policy"|"validate_action"|"validate_plan"|"before_plan"|"after_plan"|"before_change"|"after_change"|"on_error"|"after_apply"
---@param fn fun(subject: table): any
function hook(point, fn) end

---refuses, from a hook or from the script
---```lua
---deny(text)
---```
---@param text string
---@return any
function deny(text) end

---warns, from a hook or from the script
---```lua
---warn(text)
---```
---@param text string
---@return any
function warn(text) end

---the value of --var name=value, of the type of its default
---```lua
---var("name", default)
---```
---@generic T
---@param name string
---@param default? T
---@return T
function var(name, default) end

return moontide
