-- The purposes of the neighbouring services' operations, in our own words.
local cloudwatch = {
   PutMetricAlarm = "Makes an alarm, or replaces the one of that name.",
   DescribeAlarmHistory = "Lists what has happened to alarms, newest first.",
   DescribeAlarms = "Lists alarms with their states.",
   DeleteAlarms = "Removes up to a hundred alarms.",
   GetMetricData = "Gives data points of metrics and of math over them.",
   PutMetricData = "Publishes data points of your own metrics.",
   SetAlarmState = "Puts an alarm into a state until it is evaluated again: to try actions.",
   ListMetrics = "Lists metrics that have had data in the last two weeks.",
}

local sagemaker = {
   DescribeEndpoint = "Gives an endpoint's state, its variants and their instance counts.",
   DescribeEndpointConfig = "Gives the configuration that endpoints are made from.",
   DescribeInferenceComponent = "Gives an inference component's state and copy counts.",
   ListEndpoints = "Lists endpoints, filtered by name, state or time.",
   ListEndpointConfigs = "Lists endpoint configurations.",
   ListInferenceComponents = "Lists inference components, all or those of an endpoint.",
   UpdateEndpointWeightsAndCapacities = "Sets instance counts and traffic weights of variants.",
   UpdateInferenceComponentRuntimeConfig = "Sets the number of an inference component's copies.",
   CreateEndpointConfig = "Stores a configuration for endpoints.",
   CreateEndpoint = "Starts an endpoint from a configuration.",
   UpdateEndpoint = "Moves an endpoint to another configuration.",
   DeleteEndpoint = "Ends an endpoint.",
   DeleteEndpointConfig = "Removes a configuration.",
   CreateInferenceComponent = "Puts a model onto an endpoint, with the resources it needs.",
   DeleteInferenceComponent = "Takes a model off an endpoint.",
   ListTags = "Gives the tags of a SageMaker resource.",
   AddTags = "Adds tags to a SageMaker resource.",
   GetScalingConfigurationRecommendation =
      "Gives what an inference recommender job suggests for scaling.",
}

return {
   cloudwatch = cloudwatch, sagemaker = sagemaker,
   resourcegroupstaggingapi = {
      GetResources = "Lists resources of all services by their tags.",
   },
   ["service-quotas"] = {
      GetServiceQuota = "Gives an account's quota.",
      GetAWSDefaultServiceQuota = "Gives a quota's default.",
      ListServiceQuotas = "Lists an account's quotas of a service.",
   },
   sts = {
      AssumeRole = "Gives temporary credentials of a role.",
      AssumeRoleWithWebIdentity = "Gives temporary credentials of a role for an identity's token.",
      GetCallerIdentity = "Says who is calling: account, ARN and user id.",
      GetSessionToken = "Gives temporary credentials of the caller.",
   },
}
