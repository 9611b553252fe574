-- The emulator's SageMaker: endpoints and their states, configurations, weights and counts, tags.
local sagemaker = require "support.sagemaker"
local emulator = require "support.emulator"

local arn = "arn:aws:sagemaker:eu-west-1:111122223333:"

describe("emulated SageMaker", function()
   local fixture, call

   before_each(function()
      fixture = sagemaker.new()
      call = function(operation, input) return sagemaker.call(fixture, operation, input) end
   end)

   local function refused(text, operation, input)
      local output, code, message = call(operation, input)
      assert.is_nil(output)
      assert.equal("ValidationException", code)
      assert.equal(text, message)
   end

   it("creates an endpoint, which takes its time", function()
      sagemaker.config(fixture, "c", { InitialInstanceCount = 3, InitialVariantWeight = 2.5 })
      local output = call("CreateEndpoint", { EndpointName = "Ranker", EndpointConfigName = "c" })
      assert.equal(arn .. "endpoint/ranker", output.EndpointArn)
      local found = sagemaker.describe(fixture, "Ranker")
      assert.equal("Creating", found.EndpointStatus)
      assert.is_nil(found.ProductionVariants)
      sagemaker.wait(fixture)
      found = sagemaker.describe(fixture, "Ranker")
      assert.equal("InService", found.EndpointStatus)
      assert.equal(found.CreationTime + 10, found.LastModifiedTime)
      assert.same({ { VariantName = "blue", CurrentWeight = 2.5, DesiredWeight = 2.5,
         CurrentInstanceCount = 3, DesiredInstanceCount = 3 } }, found.ProductionVariants)
   end)

   it("knows an endpoint by its name in any case", function()
      sagemaker.endpoint(fixture, "Ranker")
      assert.equal("Ranker", sagemaker.describe(fixture, "RANKER").EndpointName)
      refused('Cannot create already existing endpoint "' .. arn .. 'endpoint/ranker".',
         "CreateEndpoint", { EndpointName = "ranker", EndpointConfigName = "Ranker-config" })
   end)

   it("says what it cannot find, in AWS's words", function()
      refused('Could not find endpoint "' .. arn .. 'endpoint/no".', "DescribeEndpoint",
         { EndpointName = "no" })
      refused('Could not find endpoint configuration "' .. arn .. 'endpoint-config/no".',
         "DescribeEndpointConfig", { EndpointConfigName = "no" })
      refused('Could not find endpoint configuration "' .. arn .. 'endpoint-config/no".',
         "CreateEndpoint", { EndpointName = "e", EndpointConfigName = "no" })
      refused('Could not find inference component "' .. arn .. 'inference-component/no".',
         "DescribeInferenceComponent", { InferenceComponentName = "no" })
   end)

   it("checks names as the model says", function()
      for _, name in ipairs { "-a", "a-", "a_b", ("x"):rep(64) } do
         local _, code, text = call("DescribeEndpoint", { EndpointName = name })
         assert.equal("ValidationException", code)
         assert.matches("^1 validation error detected: Value '.*' at 'endpointName' failed", text)
      end
   end)

   it("keeps a configuration as it was given, and an endpoint without it", function()
      sagemaker.config(fixture, "c", nil, { AsyncInferenceConfig = { OutputConfig = {
         S3OutputPath = "s3://bucket/out" } } })
      refused('Cannot create already existing endpoint configuration "' .. arn
         .. 'endpoint-config/c".', "CreateEndpointConfig", { EndpointConfigName = "c",
         ProductionVariants = { { VariantName = "v", ModelName = "m",
            InstanceType = "ml.m5.large", InitialInstanceCount = 1 } } })
      local config = call("DescribeEndpointConfig", { EndpointConfigName = "c" })
      assert.equal("ml.m5.xlarge", config.ProductionVariants[1].InstanceType)
      call("CreateEndpoint", { EndpointName = "e", EndpointConfigName = "c" })
      assert.same({}, call("DeleteEndpointConfig", { EndpointConfigName = "c" }))
      sagemaker.wait(fixture)
      local found = sagemaker.describe(fixture, "e")
      assert.equal("c", found.EndpointConfigName)
      assert.equal("s3://bucket/out", found.AsyncInferenceConfig.OutputConfig.S3OutputPath)
   end)

   it("refuses configurations that no endpoint could have", function()
      local function config(variant, changes)
         local output, code, text = sagemaker.config(fixture, "c", variant, changes)
         assert.is_nil(output)
         assert.equal("ValidationException", code)
         return text
      end
      assert.equal("ManagedInstanceScaling is only supported for inference component endpoints.",
         config { ManagedInstanceScaling = { Status = "ENABLED" } })
      assert.matches("needs an InstanceType or a Serverless", config { InstanceType = "none" })
      assert.matches("needs an InitialInstanceCount", config { InitialInstanceCount = "none" })
      assert.matches("needs an ExecutionRoleArn", config { ModelName = "none" })
      local serverless = { MemorySizeInMB = 2048, MaxConcurrency = 5, ProvisionedConcurrency = 6 }
      assert.matches("cannot have both", config { ServerlessConfig = serverless })
      assert.matches("less than or equal to MaxConcurrency", config { InstanceType = "none",
         InitialInstanceCount = "none", ServerlessConfig = serverless })
      assert.matches("multiple of 1024", config { InstanceType = "none",
         InitialInstanceCount = "none", ServerlessConfig = { MemorySizeInMB = 1500,
            MaxConcurrency = 5 } })
   end)

   it("moves weights and counts from desired to current, and nothing meanwhile", function()
      sagemaker.endpoint(fixture, "e")
      local change = { EndpointName = "e", DesiredWeightsAndCapacities = {
         { VariantName = "blue", DesiredInstanceCount = 4, DesiredWeight = 0.5 } } }
      assert.equal(arn .. "endpoint/e",
         call("UpdateEndpointWeightsAndCapacities", change).EndpointArn)
      assert.equal("Updating", sagemaker.describe(fixture, "e").EndpointStatus)
      local variant = sagemaker.variant(fixture, "e")
      assert.same({ 1, 4, 1, 0.5 }, { variant.CurrentInstanceCount, variant.DesiredInstanceCount,
         variant.CurrentWeight, variant.DesiredWeight })
      local busy = 'Cannot update in-progress endpoint "' .. arn .. 'endpoint/e".'
      refused(busy, "UpdateEndpointWeightsAndCapacities", change)
      refused(busy, "DeleteEndpoint", { EndpointName = "e" })
      refused(busy, "UpdateEndpoint", { EndpointName = "e", EndpointConfigName = "e-config" })
      sagemaker.wait(fixture)
      variant = sagemaker.variant(fixture, "e")
      assert.same({ 4, 0.5 }, { variant.CurrentInstanceCount, variant.CurrentWeight })
   end)

   it("refuses changes of variants that are not there, or not like that", function()
      sagemaker.endpoint(fixture, "e")
      local function change(...)
         return { EndpointName = "e", DesiredWeightsAndCapacities = { ... } }
      end
      local update = "UpdateEndpointWeightsAndCapacities"
      refused('The variant name(s) "a", "b" is/are not present within endpoint configuration '
         .. '"e-config".', update, change({ VariantName = "a" }, { VariantName = "blue" },
         { VariantName = "b" }))
      refused('Variant "blue" is named more than once.', update,
         change({ VariantName = "blue" }, { VariantName = "blue" }))
      refused('DesiredInstanceCount of variant "blue" must be at least 1.', update,
         change { VariantName = "blue", DesiredInstanceCount = 0 })
      refused('ServerlessUpdateConfig is not supported for variant "blue", which has instances.',
         update, change { VariantName = "blue", ServerlessUpdateConfig = { MaxConcurrency = 2 } })
      assert.equal("InService", sagemaker.describe(fixture, "e").EndpointStatus)
   end)

   it("lets asynchronous variants have no instance", function()
      sagemaker.endpoint(fixture, "e", nil, { AsyncInferenceConfig = { OutputConfig = {
         S3OutputPath = "s3://bucket/out" } } })
      assert.truthy(call("UpdateEndpointWeightsAndCapacities", { EndpointName = "e",
         DesiredWeightsAndCapacities = { { VariantName = "blue", DesiredInstanceCount = 0 } } }))
      sagemaker.wait(fixture)
      assert.equal(0, sagemaker.variant(fixture, "e").CurrentInstanceCount)
   end)

   it("changes the concurrency of serverless variants", function()
      sagemaker.endpoint(fixture, "s", { InstanceType = "none", InitialInstanceCount = "none",
         ServerlessConfig = { MemorySizeInMB = 2048, MaxConcurrency = 10,
            ProvisionedConcurrency = 2 } })
      local function change(config)
         return { EndpointName = "s", DesiredWeightsAndCapacities = {
            { VariantName = "blue", ServerlessUpdateConfig = config } } }
      end
      refused("ProvisionedConcurrency must be less than or equal to MaxConcurrency.",
         "UpdateEndpointWeightsAndCapacities", change { ProvisionedConcurrency = 11 })
      call("UpdateEndpointWeightsAndCapacities", change { ProvisionedConcurrency = 7 })
      sagemaker.wait(fixture)
      assert.same({ MemorySizeInMB = 2048, MaxConcurrency = 10, ProvisionedConcurrency = 7 },
         sagemaker.variant(fixture, "s").CurrentServerlessConfig)
   end)

   it("deletes an endpoint, which takes its time too", function()
      sagemaker.endpoint(fixture, "e")
      assert.same({}, call("DeleteEndpoint", { EndpointName = "e" }))
      assert.equal("Deleting", sagemaker.describe(fixture, "e").EndpointStatus)
      sagemaker.wait(fixture)
      refused('Could not find endpoint "' .. arn .. 'endpoint/e".', "DescribeEndpoint",
         { EndpointName = "e" })
      assert.same({}, call("ListEndpoints").Endpoints)
      assert.truthy(sagemaker.call(fixture, "CreateEndpoint", { EndpointName = "e",
         EndpointConfigName = "e-config" }))
   end)

   it("fails where the model's name asks for it", function()
      sagemaker.config(fixture, "c", { ModelName = "moontide-fail-1" })
      call("CreateEndpoint", { EndpointName = "e", EndpointConfigName = "c" })
      sagemaker.wait(fixture)
      local found = sagemaker.describe(fixture, "e")
      assert.equal("Failed", found.EndpointStatus)
      assert.matches("did not pass the ping health check", found.FailureReason)
   end)

   it("has limits for instances, as AWS words them", function()
      sagemaker.endpoint(fixture, "e", { InitialInstanceCount = 990 })
      local _, code, text = call("UpdateEndpointWeightsAndCapacities", { EndpointName = "e",
         DesiredWeightsAndCapacities = { { VariantName = "blue", DesiredInstanceCount = 1010 } } })
      assert.equal("ResourceLimitExceeded", code)
      assert.equal("The account-level service limit 'ml.m5.xlarge for endpoint usage' is 1000 "
         .. "Instances, with current utilization of 990 Instances and a request delta of 20 "
         .. "Instances.", text:match "^.-Instances%. " and text:match "^(.-delta.-Instances%.)")
   end)

   it("tags resources", function()
      sagemaker.endpoint(fixture, "e")
      local resource = arn .. "endpoint/e"
      assert.same({}, call("ListTags", { ResourceArn = resource }).Tags)
      call("AddTags", { ResourceArn = resource, Tags = { { Key = "b", Value = "1" },
         { Key = "a", Value = "2" } } })
      call("AddTags", { ResourceArn = resource, Tags = { { Key = "b", Value = "3" } } })
      assert.same({ { Key = "a", Value = "2" }, { Key = "b", Value = "3" } },
         call("ListTags", { ResourceArn = resource }).Tags)
      refused("Tag keys must not start with aws:, as AWS:x does", "AddTags",
         { ResourceArn = resource, Tags = { { Key = "AWS:x", Value = "" } } })
      refused('Could not find endpoint "' .. arn .. 'endpoint/no".', "ListTags",
         { ResourceArn = arn .. "endpoint/no" })
      refused('Could not find resource "' .. arn .. 'model/x".', "ListTags",
         { ResourceArn = arn .. "model/x" })
   end)

   it("keeps accounts and Regions apart", function()
      sagemaker.endpoint(fixture, "e")
      local _, _, text = sagemaker.call(fixture, "DescribeEndpoint", { EndpointName = "e" },
         { region = "us-east-1" })
      assert.equal('Could not find endpoint "arn:aws:sagemaker:us-east-1:111122223333:endpoint/e".',
         text)
   end)

   it("recommends nothing without a job", function()
      local _, code = call("GetScalingConfigurationRecommendation",
         { InferenceRecommendationsJobName = "job" })
      assert.equal("ResourceNotFound", code)
   end)

   it("serves every operation of its model and refuses the signature of another service", function()
      local service = require "moontide.emulator.services.sagemaker"
      for _, name in ipairs { "AddTags", "ListEndpointConfigs", "UpdateEndpoint" } do
         assert.truthy(service.operations[name])
      end
      local model = require("moontide.core").model("sagemaker")
      for _, name in ipairs(model:operations()) do
         assert.truthy(service.operations[name], name)
      end
      local _, failure = emulator.call(fixture, "ListEndpoints", {},
         { headers = { ["X-Amz-Target"] = "SageMaker.ListEndpoints" } })
      assert.equal("InvalidSignatureException", failure.__type)
   end)
end)
