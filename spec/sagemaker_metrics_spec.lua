-- Which metric fits what, scaling to zero and back, quotas.
local emulator = require "moontide.emulator"
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"
local served = require "support.served"

local instances = sagemaker.VARIANT_DIMENSION
local copies = sagemaker.COMPONENT_DIMENSION
local concurrency = sagemaker.CONCURRENCY_DIMENSION
local invocations = "SageMakerVariantInvocationsPerInstance"

describe("sagemaker metrics", function()
   local metrics = sagemaker.metrics

   -- dimension, metric, kind, start of the reason, fix
   for _, row in ipairs {
      { instances, invocations, "real-time" }, { instances, invocations },
      { instances, "CPUUtilization", "real-time" }, { instances, "CPUUtilization", "async" },
      { instances, "ApproximateBacklogSizePerInstance", "async" },
      { instances, "MyOwnMetric", "real-time" },
      { copies, "SageMakerInferenceComponentInvocationsPerCopy", "inference-component" },
      { concurrency, "SageMakerVariantProvisionedConcurrencyUtilization", "serverless" },
      { instances, invocations, "async", "async endpoints do not publish",
         "ApproximateBacklogSizePerInstance" },
      { instances, "InvocationsPerInstance", "async", "async endpoints do not publish",
         "ApproximateBacklogSizePerInstance" },
      { instances, "SageMakerVariantConcurrentRequestsPerModelHighResolution", "async",
         "async endpoints do not publish", "ApproximateBacklogSizePerInstance" },
      { instances, "ApproximateBacklogSizePerInstance", "real-time",
         "real-time endpoints do not publish", invocations },
      { instances, "Invocations", "real-time", "Invocations does not fall", invocations },
      { instances, "ApproximateBacklogSize", "async", "ApproximateBacklogSize does not fall",
         "ApproximateBacklogSizePerInstance" },
      { instances, "CPUUtilizationNormalized", "real-time", "real-time endpoints do not publish",
         invocations },
      { instances, invocations, "serverless", "what is serverless is not scaled by",
         "dimension = " .. concurrency },
      { instances, invocations, "component-host", "instances of a variant that hosts",
         "scale the copies: dimension = " .. copies },
      { copies, invocations, "inference-component", invocations .. " is a metric of " .. instances,
         "SageMakerInferenceComponentInvocationsPerCopy" },
      { concurrency, invocations, "serverless", invocations .. " is a metric of",
         "SageMakerVariantProvisionedConcurrencyUtilization" },
      { copies, invocations, nil, invocations .. " is a metric of",
         "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution" },
      { instances, "SageMakerVariantInvocationPerInstance", "real-time", "sagemaker:variant:Desired"
         .. "InstanceCount has no metric 'SageMakerVariantInvocationPerInstance', did you mean",
         invocations },
      { "sagemaker:variant:InstanceCount", invocations, nil, "'sagemaker:variant:InstanceCount' is",
         instances },
      { instances, invocations, "realtime", "there is no kind 'realtime'", "real-time" },
   } do
      it(("%s %s beside %s%s"):format(row[4] and "refuse" or "take", row[2], row[1],
         row[3] and " of what is " .. row[3] or ""), function()
         local reason, fix = metrics.check(row[1], row[2], row[3])
         assert.equal(row[4], reason and reason:sub(1, #(row[4] or reason)))
         assert.equal(row[5], fix)
      end)
   end

   it("list what each kind can follow", function()
      assert.same({ "ApproximateBacklogSizePerInstance", "CPUUtilization", "DiskUtilization",
         "ExplanationsPerInstance", "GPUMemoryUtilization", "GPUUtilization",
         "HasBacklogWithoutCapacity", "MemoryUtilization" }, metrics.of_kind "async")
      assert.same({}, metrics.of_kind "component-host")
      assert.error_matches(function() metrics.of_kind "other" end, "no kind 'other'")
      for kind, dimension in pairs(metrics.dimension_of_kind) do
         for _, name in ipairs(metrics.of_kind(kind)) do
            assert.is_nil(metrics.check(dimension, name, kind))
         end
      end
   end)

   it("are what they are in CloudWatch", function()
      assert.same({ namespace = "AWS/SageMaker", name = "InvocationsPerInstance",
         dimensions = { "EndpointName", "VariantName" }, statistic = "Sum", period = 60,
         unit = "invocations a minute and instance", predefined = true },
         metrics.find(invocations))
      local copy = metrics.find "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
      assert.same({ 10, "Maximum", "ConcurrentRequestsPerCopy" },
         { copy.period, copy.statistic, copy.name })
      assert.equal("/aws/sagemaker/InferenceComponents",
         metrics.find("GPUUtilizationNormalized", copies).namespace)
      assert.equal("/aws/sagemaker/Endpoints",
         metrics.find("GPUUtilizationNormalized", instances).namespace)
      assert.is_nil(metrics.find "NoSuchMetric")
      for name in pairs(metrics.predefined) do assert.truthy(metrics.find(name), name) end
   end)

   it("know the dimensions of a variant", function()
      local record = { endpoint = "e", variant = "v", dimension = instances, resource_id = "x" }
      assert.same({ { Name = "EndpointName", Value = "e" }, { Name = "VariantName", Value = "v" } },
         metrics.dimensions("CPUUtilization", record))
      assert.same({ { Name = "EndpointName", Value = "e" } },
         metrics.dimensions("HasBacklogWithoutCapacity", record))
      assert.error_matches(function() metrics.dimensions("No", record) end, "no metric 'No' of x")
   end)

   it("agree with the model about what is predefined", function()
      local predefined = require "moontide.scaling.predefined_metrics"
      for _, dimension in ipairs { instances, copies, concurrency } do
         for _, name in ipairs(predefined.of_dimension[dimension]) do
            assert.truthy(metrics.predefined[name], name)
         end
      end
   end)
end)

describe("sagemaker arithmetic", function()
   it("makes targets of latency and workers", function()
      assert.equal(300, sagemaker.invocations_per_instance { latency = 0.2, workers = 2 })
      assert.equal(120, sagemaker.invocations_per_copy { latency = 0.5, safety = 1 })
      assert.equal(4, sagemaker.concurrent_requests { max_concurrency = 8 })
      assert.equal(200, sagemaker.utilization { percent = 50, cores = 4 })
   end)

   it("makes bounds of a base and a peak", function()
      assert.same({ 1, 24 }, { sagemaker.bounds { peak_rpm = 12000, target = 600 } })
      assert.same({ 2, 20 }, { sagemaker.bounds { base_rpm = 900, peak_rpm = 12000, target = 600,
         headroom = 0 } })
      assert.same({ 0, 1 }, { sagemaker.bounds { peak_rpm = 1, target = 600, kind = "async" } })
      assert.same({ 3, 3 }, { sagemaker.bounds { peak_rpm = 1, target = 600, zones = 3 } })
      assert.equal(3, sagemaker.instances_for { rps = 20, target = 600, headroom = 0.2 })
   end)

   it("makes provisioned concurrency of a rate and a latency", function()
      assert.equal(10, sagemaker.provisioned_concurrency { rps = 20, latency = 0.5 })
      assert.equal(13, sagemaker.provisioned_concurrency { rps = 20, latency = 0.5,
         headroom = 0.25 })
      assert.error_matches(function() sagemaker.provisioned_concurrency { rps = 20, latency = 0.5,
         max_concurrency = 5 } end, "need 10 at a time, the variant serves 5")
   end)

   it("models surges, for those who want it", function()
      assert.same({ scale_out_at = 7.5, scale_in_at = 5.0, instances = 14, safe_minimum = 5,
         scale_out_cooldown = 30, scale_in_cooldown = 900 }, sagemaker.surge { ratio = 1.25,
         provisioning = 300, max_concurrency = 10, peak = 100 })
      assert.is_nil(sagemaker.surge { ratio = 1.25, provisioning = 300, max_concurrency = 10 }
         .instances)
   end)

   it("refuses what is no figure, and blames who gave it", function()
      for name, call in pairs {
         workers = function() sagemaker.invocations_per_instance { latency = 1, workers = 0 } end,
         latency = function() sagemaker.invocations_per_instance { latency = 0 } end,
         safety = function() sagemaker.concurrent_requests { max_concurrency = 1, safety = 2 } end,
         percent = function() sagemaker.utilization { percent = 101, cores = 1 } end,
         cores = function() sagemaker.utilization { percent = 1 } end,
         base_rpm = function() sagemaker.bounds { base_rpm = 2, peak_rpm = 1, target = 1 } end,
         peak_rpm = function() sagemaker.bounds { target = 1 } end,
         ratio = function() sagemaker.surge { ratio = 1, provisioning = 1 } end,
      } do
         local _, err = pcall(call)
         assert.matches("^%S*sagemaker_metrics_spec.lua:%d+: " .. name, err)
      end
   end)
end)

describe("sagemaker quotas", function()
   it("are held against the sum of what targets may grow to", function()
      local found = sagemaker.quotas.check({
         { instance_type = "ml.g5.xlarge", max = 6, desired = 2 },
         { instance_type = "ml.g5.xlarge", max = 5 }, { max = 7 },
         { instance_type = "ml.m5.large", max = 3 }, { instance_type = "ml.c5.large", max = 9 } },
         { ["ml.g5.xlarge"] = 10, ["ml.m5.large"] = 3 })
      assert.same({ { instance_type = "ml.g5.xlarge", quota = 10, wanted = 11, current = 2,
         message = "ml.g5.xlarge: the targets may grow to 11 instances, the account may have 10 "
            .. "(now 2)" } }, found)
   end)
end)

describe("sagemaker recipes", function()
   local server, before

   setup(function()
      server = assert(emulator.start { seed_fleet = {
         quotas = { ["ml.g5.xlarge"] = 4 }, endpoints = {
            { name = "chat", managed = { min = 0, max = 4 }, components = { { name = "llama" } } },
            { name = "transcribe", async = true, count = 1 } } } })
   end)
   teardown(function() server:close() end)
   before_each(function() before = served.enter(server, "eu-west-1") end)
   after_each(function() served.leave(before) end)

   local function put(recipe)
      sagemaker.recipes.put(recipe)
      local aas = moontide.client "application-autoscaling"
      local policies = aas:describe_scaling_policies { ServiceNamespace = "sagemaker",
         ResourceId = recipe.resource_id }.ScalingPolicies
      table.sort(policies, function(a, b) return a.PolicyName < b.PolicyName end)
      local alarm = moontide.client("cloudwatch"):describe_alarms {
         AlarmNames = { recipe.policies[2].alarm.AlarmName } }.MetricAlarms[1]
      return policies, alarm
   end

   it("let an inference component rest and wake", function()
      local component = sagemaker.inference_components { name = "llama" }:list()[1]
      local recipe = sagemaker.scale_to_zero { component = component, max = 4 }
      assert.same({ 0, 4, copies }, { recipe.min, recipe.max, recipe.dimension })
      local policies, alarm = put(recipe)
      assert.same({ "invocations", "wake" }, { policies[1].PolicyName, policies[2].PolicyName })
      assert.equal(1, policies[1].TargetTrackingScalingPolicyConfiguration.TargetValue)
      assert.same({ policies[2].PolicyARN }, alarm.AlarmActions)
      assert.equal("GreaterThanOrEqualToThreshold", alarm.ComparisonOperator)
      put(recipe) -- again changes nothing and fails nothing
   end)

   it("let an asynchronous variant rest and wake", function()
      local variant = sagemaker.variants { endpoint = "transcribe" }:list()[1]
      local recipe = sagemaker.async_wake_up { variant = variant, max = 3, value = 10 }
      local policies, alarm = put(recipe)
      local tracking = policies[1].TargetTrackingScalingPolicyConfiguration
      assert.same({ 10, 600, 300 }, { tracking.TargetValue, tracking.ScaleInCooldown,
         tracking.ScaleOutCooldown })
      assert.equal("HasBacklogWithoutCapacity", alarm.MetricName)
      assert.same(recipe, sagemaker.async_wake_up { endpoint = "transcribe", max = 3, value = 10 })
   end)

   it("are targets that the rules of deployments have nothing against", function()
      local rules = require "moontide.deploy.rules"
      for _, recipe in ipairs { sagemaker.scale_to_zero { component = "llama", max = 2 },
         sagemaker.async_wake_up { endpoint = "transcribe", max = 2 } } do
         recipe.schedules, recipe.tags = {}, {}
         recipe.facts = { kind = recipe.dimension == instances and "async" or nil }
         local findings = rules.check({ targets = { recipe }, ignores = {}, hooks = {},
            options = {} }, { now = 0 })
         local errors = {}
         for _, finding in ipairs(findings) do
            if finding.severity == "error" then errors[#errors + 1] = finding.message end
         end
         assert.same({}, errors)
      end
   end)

   it("need a largest capacity", function()
      assert.error_matches(function() sagemaker.scale_to_zero { component = "c" } end,
         "scale_to_zero: max must be a whole number above 0, not nil")
      assert.error_matches(function() sagemaker.async_wake_up { endpoint = "a_b", max = 1 } end,
         "endpoint name 'a_b' contains '_'")
   end)

   it("go with quotas that are read from the account", function()
      local quotas = sagemaker.quotas.instances()
      assert.same({ 4, 1000 }, { quotas["ml.g5.xlarge"], quotas["ml.m5.xlarge"] })
   end)
end)
