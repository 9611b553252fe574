-- Writes that were done although their answer got lost, against the emulator: each must have been
-- done once, and be reported as done.
local emulators = require "moontide.emulator"
local moontide = require "moontide"
local served = require "support.served"

local config <const> = { EndpointConfigName = "c", ProductionVariants = { { VariantName = "v",
   ModelName = "m", InstanceType = "ml.m5.xlarge", InitialInstanceCount = 1 } } }

describe("a write whose answer is lost", function()
   local server, before, sagemaker

   local function start(...)
      server = assert(emulators.start { faults = { ... }, endpoint_seconds = 0.1,
         seed_fleet = { endpoints = { { name = "old", instance_type = "ml.m5.xlarge" } } } })
      before = served.enter(server, "eu-west-1")
      sagemaker = moontide.client "sagemaker"
   end
   after_each(function()
      served.leave(before)
      server:close()
   end)

   local function lost(operation, kind)
      return ("%scount=1,operation=%s"):format(kind or "reset:when=after,", operation)
   end

   it("is read back and not created twice", function()
      start(lost "CreateEndpointConfig", lost "CreateEndpoint")
      local made = sagemaker:create_endpoint_config(config)
      assert.matches("endpoint%-config/c$", made.EndpointConfigArn)
      made = sagemaker:create_endpoint { EndpointName = "e", EndpointConfigName = "c" }
      assert.matches("endpoint/e$", made.EndpointArn)
      assert.equal("c", sagemaker:describe_endpoint { EndpointName = "e" }.EndpointConfigName)
   end)

   it("is created if it was lost before it arrived", function()
      start(lost("CreateEndpointConfig", "reset:when=before,"))
      assert.is_truthy(sagemaker:create_endpoint_config(config).EndpointConfigArn)
   end)

   it("is read back after any answer that tells nothing", function()
      start(lost("CreateEndpointConfig", "truncated:"), lost("CreateEndpoint", "garbage:"))
      assert.is_truthy(sagemaker:create_endpoint_config(config).EndpointConfigArn)
      assert.is_truthy(sagemaker:create_endpoint { EndpointName = "e",
         EndpointConfigName = "c" }.EndpointArn)
   end)

   it("is an error if somebody else's is there", function()
      start("error:status=500,skip=1,count=1,operation=CreateEndpointConfig")
      sagemaker:create_endpoint_config(config)
      local _, err = moontide.try(function()
         sagemaker:create_endpoint_config { EndpointConfigName = "c", ProductionVariants = { {
            VariantName = "other", ModelName = "m", InstanceType = "ml.m5.xlarge",
            InitialInstanceCount = 1 } } }
      end)
      assert.equal("service", err.status)
      assert.is_nil(err.may_have_acted)
      assert.matches("DescribeEndpointConfig shows one that is not this: its ProductionVariants "
         .. "differs", err.message)
   end)

   it("has changed the endpoint once", function()
      start(lost "UpdateEndpoint", lost "UpdateEndpointWeightsAndCapacities")
      sagemaker:create_endpoint_config { EndpointConfigName = "c", ProductionVariants = { {
         VariantName = "AllTraffic", ModelName = "m", InstanceType = "ml.m5.xlarge",
         InitialInstanceCount = 1 } } }
      sagemaker:update_endpoint { EndpointName = "old", EndpointConfigName = "c" }
      moontide.sleep(0.2)
      assert.equal("c", sagemaker:describe_endpoint { EndpointName = "old" }.EndpointConfigName)
      local made = sagemaker:update_endpoint_weights_and_capacities { EndpointName = "old",
         DesiredWeightsAndCapacities = { { VariantName = "AllTraffic",
            DesiredInstanceCount = 3 } } }
      assert.matches("endpoint/old$", made.EndpointArn)
   end)

   it("has registered a target with its tags", function()
      start(lost "RegisterScalableTarget")
      local made = moontide.client("application-autoscaling"):register_scalable_target {
         ServiceNamespace = "sagemaker", ResourceId = "endpoint/old/variant/AllTraffic",
         ScalableDimension = "sagemaker:variant:DesiredInstanceCount", MinCapacity = 1,
         MaxCapacity = 2, Tags = { team = "ranking" } }
      assert.matches("^arn:", made.ScalableTargetARN)
   end)

   it("has removed what is gone", function()
      start(lost "DeleteEndpoint", lost "DeleteEndpointConfig", lost "DeregisterScalableTarget",
         lost "DeleteScheduledAction")
      local id = { ServiceNamespace = "sagemaker", ResourceId = "endpoint/old/variant/AllTraffic",
         ScalableDimension = "sagemaker:variant:DesiredInstanceCount" }
      local function with(members)
         for key, value in pairs(id) do members[key] = value end
         return members
      end
      local aas = moontide.client "application-autoscaling"
      aas:register_scalable_target(with { MinCapacity = 1, MaxCapacity = 2 })
      aas:put_scheduled_action(with { ScheduledActionName = "s", Schedule = "rate(1 day)",
         ScalableTargetAction = { MaxCapacity = 3 } })
      aas:delete_scheduled_action(with { ScheduledActionName = "s" })
      aas:deregister_scalable_target(id)
      sagemaker:create_endpoint_config(config)
      sagemaker:delete_endpoint_config { EndpointConfigName = "c" }
      sagemaker:delete_endpoint { EndpointName = "old" }
   end)
end)
