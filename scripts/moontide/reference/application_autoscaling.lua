-- Application Auto Scaling's operations in our own words.
local VARIANT <const> = "--service-namespace sagemaker --scalable-dimension"
   .. " sagemaker:variant:DesiredInstanceCount --resource-id endpoint/ranker/variant/blue"
local ARN <const> = "--resource-arn arn:aws:application-autoscaling:eu-west-1:123456789012:"
   .. "scalable-target/056m0123456789abcdef0123456789abcdef"

local operations = {
   RegisterScalableTarget = {
      purpose = "Makes a resource scalable between two capacities, or changes what was registered.",
      limits = { "500 targets a Region and namespace (DynamoDB 5,000, ECS 3,000, Keyspaces 1,500)",
         "MinCapacity and MaxCapacity are required the first time only" },
      notes = { "Members that are left out keep their value; SuspendedState is merged member by"
            .. " member.",
         "Every registration moves the present capacity into the new limits at once.",
         "Tags are taken with the first registration only; later, use TagResource." },
      example = VARIANT .. " --min-capacity 1 --max-capacity 4 --tags team=ranking",
   },
   DeregisterScalableTarget = {
      purpose = "Ends the scaling of a resource; its policies and scheduled actions go with it.",
      notes = { "The capacity stays where it is." },
      example = VARIANT,
   },
   DescribeScalableTargets = {
      purpose = "Lists what is registered in a namespace.",
      limits = { "50 ResourceIds a call", "50 targets a page" },
      notes = { "ScalableDimension alone is refused: it needs ResourceIds." },
      example = "--service-namespace sagemaker --max-items 100",
   },
   PutScalingPolicy = {
      purpose = "Gives a target a policy, or changes the one of that name.",
      limits = { "50 policies a target", "20 steps a step policy" },
      notes = { "A target tracking policy owns the two alarms that the answer names; do not change"
            .. " them.",
         "One tracking policy a metric and target.",
         "A step policy does nothing until an alarm of yours names its PolicyARN.",
         "The type of a policy cannot change: delete it first." },
      example = VARIANT .. " --policy-name invocations --policy-type TargetTrackingScaling"
         .. " --target-tracking-scaling-policy-configuration"
         .. " TargetValue=600,PredefinedMetricSpecification="
         .. "{PredefinedMetricType=SageMakerVariantInvocationsPerInstance}",
   },
   DeleteScalingPolicy = {
      purpose = "Removes a policy, and the alarms that belong to a tracking policy.",
      example = VARIANT .. " --policy-name invocations",
   },
   DescribeScalingPolicies = {
      purpose = "Lists policies of a namespace or of one target, with their alarms.",
      limits = { "50 PolicyNames a call", "10 policies a page" },
      example = "--service-namespace sagemaker",
   },
   PutScheduledAction = {
      purpose = "Sets new limits of a target at a time, once or again and again.",
      limits = { "200 actions a target" },
      notes = { "Schedule is cron(…), rate(…) or at(…), in UTC unless Timezone says otherwise.",
         "ScalableTargetAction needs MinCapacity or MaxCapacity.",
         "An update that leaves out StartTime or EndTime drops them." },
      example = VARIANT .. " --scheduled-action-name night --schedule 'cron(0 22 * * ? *)'"
         .. " --timezone Europe/Berlin --scalable-target-action MinCapacity=1,MaxCapacity=2",
   },
   DeleteScheduledAction = {
      purpose = "Removes a scheduled action; limits it has set stay.",
      example = VARIANT .. " --scheduled-action-name night",
   },
   DescribeScheduledActions = {
      purpose = "Lists scheduled actions of a namespace or of one target.",
      limits = { "50 ScheduledActionNames a call", "50 actions a page" },
      example = "--service-namespace sagemaker",
   },
   DescribeScalingActivities = {
      purpose = "Lists what has been scaled in the last six weeks, newest first, and why.",
      limits = { "50 activities a page" },
      notes = { "IncludeNotScaledActivities adds decisions not to scale, with their reasons." },
      example = "--service-namespace sagemaker --include-not-scaled-activities --max-items 20",
   },
   GetPredictiveScalingForecast = {
      purpose = "Gives the forecast of load and capacity that a predictive policy works with.",
      notes = { "There is none until the metrics go back at least a day." },
      example = "--service-namespace ecs --scalable-dimension ecs:service:DesiredCount"
         .. " --resource-id service/shop/web --policy-name forecast"
         .. " --start-time 2030-01-01T00:00:00Z --end-time 2030-01-02T00:00:00Z",
   },
   TagResource = {
      purpose = "Adds tags to a target, or changes their values.",
      limits = { "50 tags a target", "keys that begin with aws: are reserved" },
      example = ARN .. " --tags team=ranking,env=prod",
   },
   UntagResource = {
      purpose = "Removes tags from a target.",
      example = ARN .. " --tag-keys team env",
   },
   ListTagsForResource = {
      purpose = "Gives the tags of a target.",
      notes = { "Targets from before March 2023 have no ARN until they are registered again." },
      example = ARN,
   },
}

return { ["application-autoscaling"] = operations }
