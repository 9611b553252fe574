-- Types of scaling policies: what is kept, what is answered, what is refused in which words.
local core = require "moontide.core"
local emulator = require "support.emulator"
local policies = require "support.policies"

local put, refusal, only_policy = policies.put, policies.refusal, policies.only
local names, describe_policies, new_fixture = policies.names, policies.describe, policies.fixture

local uuid <const> = "%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x"
local prefix <const> = "TargetTracking%-endpoint/a/variant/blue%-"

describe("a target tracking policy", function()
   local fixture, target_arn

   before_each(function() fixture, target_arn = new_fixture() end)

   it("is answered with its ARN and its alarms, and described as it was put", function()
      local output = assert(put(fixture, policies.tracking("load")))
      local hex = target_arn:match("056m(%x+)$")
      assert.equal(("arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:%s-%s-%s-%s-%s:"
         .. "resource/sagemaker/endpoint/a/variant/blue:policyName/load"):format(hex:sub(1, 8),
         hex:sub(9, 12), hex:sub(13, 16), hex:sub(17, 20), hex:sub(21)), output.PolicyARN)
      assert.equal(2, #output.Alarms)
      assert.truthy(output.Alarms[1].AlarmName:find("^" .. prefix .. "AlarmHigh%-" .. uuid .. "$"))
      assert.truthy(output.Alarms[2].AlarmName:find("^" .. prefix .. "AlarmLow%-" .. uuid .. "$"))
      assert.equal("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:"
         .. output.Alarms[1].AlarmName, output.Alarms[1].AlarmARN)
      local expected = policies.tracking("load")
      expected.PolicyARN, expected.Alarms = output.PolicyARN, output.Alarms
      expected.CreationTime = 1700000000.25
      assert.same(expected, only_policy(fixture))
   end)

   it("shows fractional numbers as such", function()
      assert(put(fixture, policies.tracking("load")))
      local _, _, answer = describe_policies(fixture)
      assert.truthy(answer.body:find('"TargetValue":70.0', 1, true))
   end)

   it("has no low alarm when it must not scale in, and shows that even if false", function()
      local output = assert(put(fixture, policies.tracking("load", { DisableScaleIn = true })))
      assert.equal(1, #output.Alarms)
      assert.truthy(output.Alarms[1].AlarmName:find("AlarmHigh", 1, true))
      assert.is_true(only_policy(fixture).TargetTrackingScalingPolicyConfiguration.DisableScaleIn)
      local input = policies.tracking("load")
      input.TargetTrackingScalingPolicyConfiguration.DisableScaleIn = false
      assert.equal(2, #assert(put(fixture, input)).Alarms)
      assert.is_false(only_policy(fixture).TargetTrackingScalingPolicyConfiguration.DisableScaleIn)
   end)

   it("keeps its ARN and time when changed; its configuration and alarms are new", function()
      local first = assert(put(fixture, policies.tracking("load", { ScaleInCooldown = 60 })))
      fixture.time = fixture.time + 60
      local second = assert(put(fixture, policies.tracking("load", { TargetValue = 20.5 })))
      assert.equal(first.PolicyARN, second.PolicyARN)
      assert.not_equal(first.Alarms[1].AlarmName, second.Alarms[1].AlarmName)
      assert.not_equal(first.Alarms[2].AlarmName, second.Alarms[2].AlarmName)
      local policy = only_policy(fixture)
      assert.equal(1700000000.25, policy.CreationTime)
      assert.same(second.Alarms, policy.Alarms)
      assert.same({ TargetValue = 20.5, PredefinedMetricSpecification = policies.invocations },
         policy.TargetTrackingScalingPolicyConfiguration)
   end)

   it("keeps its type and configuration when a change leaves them out", function()
      assert(put(fixture, policies.tracking("load")))
      local before = only_policy(fixture)
      assert(put(fixture, policies.policy_key("load")))
      local after = only_policy(fixture)
      assert.not_same(before.Alarms, after.Alarms)
      after.Alarms = before.Alarms
      assert.same(before, after)
   end)

   it("is the only one for its metric on its target", function()
      local text <const> = "Only one TargetTrackingScaling policy for a given metric specification "
         .. "is allowed."
      assert(put(fixture, policies.tracking("load")))
      local said, code = refusal(fixture, policies.tracking("renamed", { TargetValue = 5 }))
      assert.equal(text, said)
      assert.equal("ValidationException", code)
      local here = { Name = "EndpointName", Value = "a" }
      local there = { Name = "VariantName", Value = "blue" }
      assert(put(fixture, policies.tracking("cpu", policies.follows(
         policies.customized("CPU", { Dimensions = { here, there } })))))
      assert(put(fixture, policies.tracking("memory", policies.follows(
         policies.customized("Memory", { Dimensions = { here, there } })))))
      assert.equal(text, (refusal(fixture, policies.tracking("cpu2", policies.follows(
         policies.customized("CPU", { Dimensions = { there, here } }))))))
      assert.equal(text, (refusal(fixture, policies.tracking("memory", policies.follows(
         policies.customized("CPU", { Dimensions = { here, there } }))))))
      assert(emulator.register(fixture, "b"))
      assert(put(fixture, policies.tracking("load", nil, "b")))
      assert.equal("load cpu memory load", names(fixture))
   end)

   it("needs one specification that is complete and fits", function()
      local customized = policies.customized
      local function query(id, changes)
         local result = { Id = id, Expression = "1" }
         for name, value in pairs(changes or {}) do
            result[name] = value
         end
         return result
      end
      local math_is_fine = { Metrics = { query "a", { Id = "b", ReturnData = false, MetricStat = {
         Stat = "Sum", Metric = { MetricName = "m", Namespace = "n" } } } } }
      assert(put(fixture, policies.tracking("math", policies.follows(math_is_fine))))
      local not_valid <const> = "The customized metric specification is not valid."
      local cases = {
         [{ PredefinedMetricSpecification = "none" }] = "PredefinedMetricSpecification or "
            .. "CustomizedMetricSpecification must be set for target tracking scaling.",
         [{ CustomizedMetricSpecification = customized "m" }] = "Only one of "
            .. "PredefinedMetricSpecification or CustomizedMetricSpecification can be set for "
            .. "target tracking scaling.",
         [policies.follows(customized("m", { Statistic = "none" }))] = not_valid,
         [policies.follows(customized("m", { Metrics = { query "a" } }))] = not_valid,
         [policies.follows { Metrics = { query "a", query "a" } }] = not_valid,
         [policies.follows { Metrics = { query "a", query "b" } }] = not_valid,
         [policies.follows { Metrics = { query("a", { ReturnData = false }) } }] = not_valid,
         [policies.follows { Metrics = { query "A" } }] = not_valid,
         [policies.follows { Metrics = { { Id = "a" } } }] = not_valid,
         [{ TargetValue = 0 }] = "The target value must be greater than 0 and at most 2^360",
         [{ ScaleInCooldown = -1 }] = "Cooldown cannot be less than 0",
         [{ ScaleOutCooldown = -1 }] = "Cooldown cannot be less than 0",
         [{ PredefinedMetricSpecification = {
            PredefinedMetricType = "SageMakerVariantInvocationsPerInstance",
            ResourceLabel = "x" } }] = "Resource label should not be specified for predefined "
            .. "metric type SageMakerVariantInvocationsPerInstance",
      }
      for changes, text in pairs(cases) do
         local said, code = refusal(fixture, policies.tracking("p", changes))
         assert.equal(text, said)
         assert.equal("ValidationException", code)
      end
      assert.equal("Scalable dimension sagemaker:variant:DesiredInstanceCount only supports the "
         .. "following predefined metric types: "
         .. "SageMakerVariantConcurrentRequestsPerModelHighResolution, "
         .. "SageMakerVariantInvocationsPerInstance", (refusal(fixture, policies.tracking("p", {
            PredefinedMetricSpecification = {
               PredefinedMetricType = "ECSServiceAverageCPUUtilization" } }))))
      assert.equal("math", names(fixture))
   end)

   it("wants a label for requests per target of a load balancer", function()
      local service = { ServiceNamespace = "ecs", ScalableDimension = "ecs:service:DesiredCount",
         ResourceId = "service/c/web" }
      assert(emulator.register(fixture, "", service))
      local function tracking(label)
         local input = policies.tracking("alb", { PredefinedMetricSpecification = {
            PredefinedMetricType = "ALBRequestCountPerTarget", ResourceLabel = label } })
         for name, value in pairs(service) do
            input[name] = value
         end
         return input
      end
      assert.equal("Resource label should be specified for predefined metric type "
         .. "ALBRequestCountPerTarget", (refusal(fixture, tracking())))
      assert.equal("Invalid resource label 'app/x' for predefined metric type "
         .. "ALBRequestCountPerTarget", (refusal(fixture, tracking "app/x")))
      assert(put(fixture, tracking "app/lb/1/targetgroup/tg/2"))
   end)

   it("has DynamoDB's limits and alarms", function()
      local orders = { ServiceNamespace = "dynamodb", ResourceId = "table/orders",
         ScalableDimension = "dynamodb:table:ReadCapacityUnits" }
      assert(emulator.register(fixture, "", orders))
      local function tracking(changes)
         local input = policies.tracking("read", changes)
         for name, value in pairs(orders) do
            input[name] = value
         end
         return input
      end
      local metric = { PredefinedMetricType = "DynamoDBReadCapacityUtilization" }
      for _, value in ipairs { 9.9, 90.1 } do
         assert.equal("target value must be between '10.0' and '90.0'", (refusal(fixture,
            tracking { PredefinedMetricSpecification = metric, TargetValue = value })))
      end
      assert.equal("Scalable dimension dynamodb:table:ReadCapacityUnits does not support "
         .. "CustomizedMetricSpecification.",
         (refusal(fixture, tracking(policies.follows(policies.customized "m")))))
      local output = assert(put(fixture, tracking { PredefinedMetricSpecification = metric }))
      local kinds = {}
      for i, alarm in ipairs(output.Alarms) do
         kinds[i] = alarm.AlarmName:match("^TargetTracking%-table/orders%-(%a+)%-" .. uuid .. "$")
      end
      assert.same({ "AlarmHigh", "AlarmLow", "ProvisionedCapacityHigh", "ProvisionedCapacityLow" },
         kinds)
   end)
end)

describe("a step scaling policy", function()
   local fixture

   before_each(function() fixture = new_fixture() end)

   local function steps(...)
      local list = setmetatable({}, core.array_mt)
      for i, step in ipairs { ... } do
         list[i] = { MetricIntervalLowerBound = step[1] or nil,
            MetricIntervalUpperBound = step[2] or nil, ScalingAdjustment = step[3] or 1 }
      end
      return { StepAdjustments = list }
   end

   it("has no alarms, and is described as it was put", function()
      local output, _, answer = put(fixture, policies.step("out", { Cooldown = 60 }))
      assert.same({}, output.Alarms)
      assert.truthy(answer.body:find('"Alarms":%s*%[%]'))
      local expected = policies.step("out", { Cooldown = 60 })
      expected.PolicyARN, expected.Alarms = output.PolicyARN, {}
      expected.CreationTime = 1700000000.25
      assert.same(expected, only_policy(fixture))
      _, _, answer = describe_policies(fixture)
      assert.truthy(answer.body:find('"MetricIntervalLowerBound":0.0', 1, true))
   end)

   it("takes steps that make a whole, in any order", function()
      for i, whole in ipairs {
         steps { 0, false }, steps { false, 0 }, steps({ 0, 10 }, { 10, false }),
         steps({ 10, false }, { false, -5 }, { -5, 0 }, { 0, 10 }),
         steps({ false, -10 }, { -10, -5 }), steps({ -5, 5 }, { false, -5 }, { 5, false }),
         steps { 5, false },
      } do
         assert(put(fixture, policies.step("p" .. i, whole)))
      end
   end)

   it("refuses steps that do not", function()
      local gaps <const> = "Step adjustment intervals cannot have gaps between them"
      local overlap <const> = "Step adjustment intervals cannot overlap"
      local many = {}
      for i = 1, 21 do
         many[i] = { i, i < 21 and i + 1 }
      end
      for text, list in pairs {
         ["There must be at least one step adjustment"] = { {} },
         ["There can be at most 20 step adjustments per scaling policy"] = { many },
         ["Both lower and upper bounds of a step adjustment cannot be left unspecified"] =
            { { { false, false } }, { { 0, false }, { false, false } } },
         ["The upper bound of a step adjustment must be greater than its lower bound"] =
            { { { 0, 0 }, { 0, false } }, { { 5, 1 } } },
         ["At most one step adjustment may have an unspecified lower bound"] =
            { { { false, 0 }, { false, -5 } } },
         ["At most one step adjustment may have an unspecified upper bound"] =
            { { { 0, false }, { 5, false } } },
         ["There must be a step adjustment with an unspecified lower bound when one step "
            .. "adjustment has a negative lower bound"] = { { { -5, 0 } } },
         ["There must be a step adjustment with an unspecified upper bound when one step "
            .. "adjustment has a positive upper bound"] = { { { 0, 5 } } },
         [gaps] = { { { 0, 10 }, { 11, false } }, { { false, -5 }, { 0, false } } },
         [overlap] = { { { 0, 10 }, { 9, false } }, { { 0, 10 }, { 5, 8 }, { 8, false } } },
      } do
         for _, case in ipairs(list) do
            local said, code = refusal(fixture, policies.step("p", steps(table.unpack(case))))
            assert.equal(text, said)
            assert.equal("ValidationException", code)
         end
      end
      assert.equal("", names(fixture))
      many[21] = nil
      many[20][2] = false
      assert(put(fixture, policies.step("p", steps(table.unpack(many)))))
   end)

   it("refuses members that do not fit its adjustment type", function()
      for text, changes in pairs {
         ["Adjustment type must be specified"] = { AdjustmentType = "none" },
         ["Minimum adjustment magnitude is only allowed for adjustment type "
            .. "PercentChangeInCapacity"] = { MinAdjustmentMagnitude = 2 },
         ["Minimum adjustment magnitude must be greater than 0"] =
            { MinAdjustmentMagnitude = 0, AdjustmentType = "PercentChangeInCapacity" },
         ["Cooldown cannot be less than 0"] = { Cooldown = -1 },
         ["Scaling adjustment cannot be less than 0 when adjustment type is ExactCapacity"] =
            { AdjustmentType = "ExactCapacity",
              StepAdjustments = steps({ 0, false, -1 }).StepAdjustments },
      } do
         assert.equal(text, (refusal(fixture, policies.step("p", changes))))
      end
      assert(put(fixture, policies.step("p",
         { AdjustmentType = "PercentChangeInCapacity", MinAdjustmentMagnitude = 2 })))
   end)

   it("is not for every namespace", function()
      for resource, dimension in pairs {
         ["table/orders"] = "dynamodb:table:ReadCapacityUnits",
         ["function:f:live"] = "lambda:function:ProvisionedConcurrency",
         ["keyspace/k/table/t"] = "cassandra:table:WriteCapacityUnits",
         ["replication-group/r"] = "elasticache:replication-group:Replicas",
         ["cluster:c"] = "neptune:cluster:ReadReplicaCount",
         ["arn:aws:kafka:eu-west-1:1:cluster/c/d"] = "kafka:broker-storage:VolumeSize",
         ["arn:aws:comprehend:eu-west-1:1:entity-recognizer-endpoint/e"] =
            "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
      } do
         local namespace = dimension:match("^[^:]+")
         local key = { ServiceNamespace = namespace, ResourceId = resource,
            ScalableDimension = dimension }
         assert(emulator.register(fixture, "", key))
         local input = policies.step "p"
         for name, value in pairs(key) do
            input[name] = value
         end
         local said, code = refusal(fixture, input)
         assert.equal("Policy type StepScaling is not supported for service namespace "
            .. namespace, said)
         assert.equal("ValidationException", code)
      end
   end)
end)

describe("a predictive scaling policy", function()
   it("is for ECS services only, and has rules of its own", function()
      local fixture = policies.fixture()
      local service = { ServiceNamespace = "ecs", ScalableDimension = "ecs:service:DesiredCount",
         ResourceId = "service/c/web" }
      assert(emulator.register(fixture, "", service))
      local pair = { PredefinedMetricType = "ECSServiceCPUUtilization" }
      local function predictive(key, metrics, buffer, behavior)
         local input = policies.policy_key "p"
         for name, value in pairs(key) do
            input[name] = value
         end
         input.PolicyType = "PredictiveScaling"
         input.PredictiveScalingPolicyConfiguration = { MetricSpecifications = metrics,
            MaxCapacityBuffer = buffer, MaxCapacityBreachBehavior = behavior }
         return input
      end
      local one = { TargetValue = 40, PredefinedMetricPairSpecification = pair }
      assert.equal("Policy type PredictiveScaling is not supported for service namespace "
         .. "sagemaker", (refusal(fixture, predictive({}, { one }))))
      assert.equal("You must specify one metric specification.",
         (refusal(fixture, predictive(service, { one, one }))))
      local invalid <const> = "The metric specification is invalid. A policy must have either one "
         .. "scaling metric and one load metric or one metric pair."
      for _, bad in ipairs {
         { TargetValue = 1 }, { TargetValue = 1, PredefinedScalingMetricSpecification = pair },
         { TargetValue = 1, PredefinedLoadMetricSpecification = pair,
           PredefinedMetricPairSpecification = pair },
      } do
         assert.equal(invalid, (refusal(fixture, predictive(service, { bad }))))
      end
      assert.equal("You must specify MaxCapacityBuffer when using IncreaseMaxCapacity.",
         (refusal(fixture, predictive(service, { one }, nil, "IncreaseMaxCapacity"))))
      assert.equal("You cannot specify MaxCapacityBuffer when using HonorMaxCapacity.",
         (refusal(fixture, predictive(service, { one }, 5))))
      assert(put(fixture, predictive(service, { one }, 5, "IncreaseMaxCapacity")))
      local policy = only_policy(fixture, { ServiceNamespace = "ecs" })
      assert.same({ MetricSpecifications = { one }, MaxCapacityBuffer = 5,
         MaxCapacityBreachBehavior = "IncreaseMaxCapacity" },
         policy.PredictiveScalingPolicyConfiguration)
   end)
end)
