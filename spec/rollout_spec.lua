-- Rollout: another configuration for an endpoint, whose scaling comes back whatever happens.
local emulator = require "moontide.emulator"
local moontide = require "moontide"
local program = require "support.program"
local served = require "support.served"

local INSTANCES <const> = "sagemaker:variant:DesiredInstanceCount"

describe("rollout", function()
   local server, before, sagemaker, aas, directory

   before_each(function()
      server = assert(emulator.start { endpoint_seconds = 0.2, seed_fleet = { endpoints = {
         { name = "ranker", variants = {
            { name = "blue", instance_type = "ml.m5.xlarge", count = 3 },
            { name = "green", instance_type = "ml.m5.xlarge" } } } } } })
      before = served.enter(server, "eu-west-1")
      sagemaker = moontide.client "sagemaker"
      aas = moontide.client "application-autoscaling"
      directory = program.write("", ".journals")
      os.remove(directory)
   end)
   after_each(function()
      os.execute("rm -rf '" .. directory .. "'")
      served.leave(before)
      server:close()
      program.clean()
   end)

   local function config(name, ...)
      local variants = {}
      for i, variant in ipairs { ... } do
         variants[i] = { VariantName = variant[1], InstanceType = variant[2],
            ModelName = variant[3] or "model", InitialInstanceCount = 1 }
      end
      sagemaker:create_endpoint_config { EndpointConfigName = name, ProductionVariants = variants }
   end

   local function target(variant, more)
      local input = { ServiceNamespace = "sagemaker", ScalableDimension = INSTANCES,
         ResourceId = "endpoint/ranker/variant/" .. variant }
      for key, value in pairs(more or {}) do input[key] = value end
      return input
   end

   -- A target with all that can belong to one.
   local function scale(variant)
      aas:register_scalable_target(target(variant, { MinCapacity = 1, MaxCapacity = 6,
         Tags = { team = "ranking" }, SuspendedState = { ScheduledScalingSuspended = true } }))
      aas:put_scaling_policy(target(variant, { PolicyName = "invocations",
         PolicyType = "TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration = {
            TargetValue = 600, PredefinedMetricSpecification = {
               PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" } } }))
      local step = aas:put_scaling_policy(target(variant, { PolicyName = "surge",
         PolicyType = "StepScaling", StepScalingPolicyConfiguration = {
            AdjustmentType = "ChangeInCapacity", Cooldown = 60,
            StepAdjustments = { { MetricIntervalLowerBound = 0, ScalingAdjustment = 2 } } } }))
      moontide.client("cloudwatch"):put_metric_alarm { AlarmName = "surge-" .. variant,
         Namespace = "AWS/SageMaker", MetricName = "Invocations", Statistic = "Sum", Period = 60,
         EvaluationPeriods = 1, Threshold = 5000, AlarmActions = { step.PolicyARN },
         ComparisonOperator = "GreaterThanThreshold", Dimensions = {
            { Name = "EndpointName", Value = "ranker" },
            { Name = "VariantName", Value = variant } } }
      aas:put_scheduled_action(target(variant, { ScheduledActionName = "night",
         Schedule = "cron(0 22 ? * * *)", Timezone = "Europe/Berlin",
         ScalableTargetAction = { MinCapacity = 1, MaxCapacity = 2 } }))
   end

   local function state(variant)
      local id = "endpoint/ranker/variant/" .. variant
      local found = aas:describe_scalable_targets { ServiceNamespace = "sagemaker",
         ResourceIds = { id } }.ScalableTargets[1]
      if not found then return nil end
      local policies, arns = {}, {}
      for _, policy in ipairs(aas:describe_scaling_policies { ServiceNamespace = "sagemaker",
         ResourceId = id }.ScalingPolicies) do
         arns[policy.PolicyName] = policy.PolicyARN
         policies[policy.PolicyName] = policy.StepScalingPolicyConfiguration
            or policy.TargetTrackingScalingPolicyConfiguration
      end
      local alarm = moontide.client("cloudwatch"):describe_alarms {
         AlarmNames = { "surge-" .. variant } }.MetricAlarms[1]
      return { min = found.MinCapacity, max = found.MaxCapacity, suspended = found.SuspendedState,
         policies = policies, alarm_is_linked = alarm.AlarmActions[1] == arns.surge,
         threshold = alarm.Threshold,
         schedules = #aas:describe_scheduled_actions { ServiceNamespace = "sagemaker",
            ResourceId = id }.ScheduledActions,
         tags = aas:list_tags_for_resource { ResourceARN = found.ScalableTargetARN }.Tags }
   end

   local function run(...)
      return program.run({ "rollout", "--endpoint-url", server.url, "--region", "eu-west-1",
         "--journal-dir", directory, "--interval", "0.05", ... },
         { env = { AWS_ACCESS_KEY_ID = server.access_key_id,
            AWS_SECRET_ACCESS_KEY = server.secret_access_key } })
   end

   local function endpoint()
      return sagemaker:describe_endpoint { EndpointName = "ranker" }
   end

   it("changes the instance type and brings everything back", function()
      scale "blue"
      local as_it_was = state "blue"
      assert.is_true(as_it_was.alarm_is_linked)
      config("v2", { "blue", "ml.m5.2xlarge" }, { "green", "ml.m5.xlarge" })
      local result = run("--yes", "ranker", "--config", "v2")
      assert.equal(0, result.code, result.err)
      assert.matches("rollout of endpoint ranker %(eu%-west%-1%): ranker%-config %-> v2",
         result.out)
      assert.matches("variant blue: ml.m5.xlarge %-> ml.m5.2xlarge, 3 instances\n"
         .. " +deregistered, then back: min 1, max 6, 2 policies, 1 action, suspended", result.out)
      assert.matches("endpoint ranker is InService with v2", result.out)
      assert.same(as_it_was, state "blue")
      local found = endpoint()
      assert.same({ "v2", 3 }, { found.EndpointConfigName,
         found.ProductionVariants[1].CurrentInstanceCount })
   end)

   it("deregisters nothing when only the model changes", function()
      scale "blue"
      local arn = aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
         .ScalableTargets[1].ScalableTargetARN
      config("v2", { "blue", "ml.m5.xlarge", "m2" }, { "green", "ml.m5.xlarge", "m2" })
      local result = run("--yes", "ranker", "--config", "v2")
      assert.equal(0, result.code, result.err)
      assert.equal(arn, aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
         .ScalableTargets[1].ScalableTargetARN)
   end)

   it("leaves out what belongs to a variant that goes away", function()
      scale "blue"
      scale "green"
      config("v2", { "blue", "ml.m5.2xlarge" }, { "red", "ml.m5.xlarge" })
      local result = run("--yes", "ranker", "--config", "v2")
      assert.equal(0, result.code, result.err)
      assert.matches("variant green: removed\n +deregistered for good", result.out)
      assert.matches("variant red: new, not scaled", result.out)
      assert.truthy(state "blue")
      assert.is_nil(state "green")
   end)

   it("brings scaling back when SageMaker goes back to the old configuration", function()
      scale "blue"
      local as_it_was = state "blue"
      config("v2", { "blue", "ml.m5.2xlarge", "moontide-fail" }, { "green", "ml.m5.xlarge" })
      local result = run("--yes", "ranker", "--config", "v2")
      assert.equal(1, result.code)
      assert.matches("was not updated: .*SageMaker went back to ranker%-config: The primary "
         .. "container .* did not pass the ping health check", result.err)
      assert.same(as_it_was, state "blue")
   end)

   it("brings scaling back when the update is refused", function()
      scale "blue"
      local as_it_was = state "blue"
      config("v2", { "blue", "ml.m5.2xlarge" }, { "green", "ml.m5.xlarge" })
      sagemaker:update_endpoint_weights_and_capacities { EndpointName = "ranker",
         DesiredWeightsAndCapacities = { { VariantName = "green", DesiredWeight = 0.5 } } }
      local rollout = require "moontide.sagemaker.rollout"
      local function client(service) return moontide.client(service) end
      sagemaker:wait("EndpointInService", { EndpointName = "ranker" }, { interval = 0.05 })
      local read = rollout.read("ranker", "v2", client)
      sagemaker:delete_endpoint_config { EndpointConfigName = "v2" }
      local result = rollout.run(read, client, { journal_dir = directory })
      assert.is_false(result.is_updated)
      assert.matches("Could not find endpoint configuration", tostring(result.error))
      assert.is_nil(result.restore_error)
      assert.same(as_it_was, state "blue")
   end)

   it("can be brought back from its journal after a kill", function()
      scale "blue"
      local as_it_was = state "blue"
      config("v2", { "blue", "ml.m5.2xlarge" }, { "green", "ml.m5.xlarge" })
      local rollout = require "moontide.sagemaker.rollout"
      local read = rollout.read("ranker", "v2", function(s) return moontide.client(s) end)
      local journal = require("moontide.deploy.journal").create { deployment = "r",
         action = "rollout", directory = directory }
      require("moontide.deploy.apply").run(read.plan, { journal = journal })
      assert.is_nil(state "blue") -- the kill comes here
      local result = program.run({ "undo", "--yes", "--endpoint-url", server.url, "--region",
         "eu-west-1", "--journal-dir", directory, journal.path },
         { env = { AWS_ACCESS_KEY_ID = server.access_key_id,
            AWS_SECRET_ACCESS_KEY = server.secret_access_key } })
      assert.equal(0, result.code, result.err)
      assert.same(as_it_was, state "blue")
   end)

   it("asks, and refuses what cannot be", function()
      config("v2", { "blue", "ml.m5.2xlarge" })
      local result = run("ranker", "--config", "v2")
      assert.equal(6, result.code)
      assert.equal("ranker-config", endpoint().EndpointConfigName)
      assert.equal(64, run("--yes", "ranker").code)
      result = run("--yes", "ranker", "--config", "ranker-config")
      assert.equal(3, result.code)
      assert.matches("has the configuration ranker%-config already", result.err)
      result = run("--yes", "no", "--config", "v2")
      assert.matches('Could not find endpoint "arn', result.err)
   end)
end)
