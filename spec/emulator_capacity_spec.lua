-- What registering a scalable target looks up, and how it moves capacity into the bounds.
local capacity = require "moontide.emulator.capacity"
local emulator = require "support.emulator"
local sagemaker = require "support.sagemaker"

local concurrency = "sagemaker:variant:DesiredProvisionedConcurrency"
local copies = "sagemaker:inference-component:DesiredCopyCount"

describe("registering what the emulator knows", function()
   local fixture

   before_each(function() fixture = sagemaker.new() end)

   local function register(name, changes)
      return emulator.register(fixture, name, changes)
   end

   local function refused(text, name, changes)
      local output, failure = register(name, changes)
      assert.is_nil(output)
      assert.equal("ValidationException", failure.__type)
      assert.equal(text, emulator.text(failure))
   end

   local function activities()
      return emulator.call(fixture, "DescribeScalingActivities",
         { ServiceNamespace = "sagemaker" }).ScalingActivities
   end

   it("takes any endpoint while there are none, and only what exists from then on", function()
      assert.truthy(register "anything")
      sagemaker.endpoint(fixture, "e")
      refused('Could not find endpoint "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/other".',
         "other")
      refused('Could not find variant "green" of endpoint '
         .. '"arn:aws:sagemaker:eu-west-1:111122223333:endpoint/e".', "e",
         { ResourceId = "endpoint/e/variant/green" })
      assert.truthy(register "e")
      assert.truthy(emulator.register(fixture, "other", nil, { region = "us-east-1" }))
   end)

   it("takes only what exists when asked to be strict", function()
      fixture = sagemaker.new { strict_resources = true }
      refused('Could not find endpoint "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/any".',
         "any")
      refused('Could not find inference component '
         .. '"arn:aws:sagemaker:eu-west-1:111122223333:inference-component/any".', "any",
         { ResourceId = "inference-component/any", ScalableDimension = copies })
      refused("ECS service doesn't exist: service/c/s", "any", { ServiceNamespace = "ecs",
         ScalableDimension = "ecs:service:DesiredCount", ResourceId = "service/c/s" })
      refused("DynamoDB table does not exist: table/t", "any", { ServiceNamespace = "dynamodb",
         ScalableDimension = "dynamodb:table:ReadCapacityUnits", ResourceId = "table/t" })
   end)

   it("refuses burstable instances", function()
      sagemaker.endpoint(fixture, "small", { InstanceType = "ml.t2.medium" })
      refused("You cannot register a variant with ml.t2.medium instance type as a scalable target. "
         .. "This is because the burstable performance of these instances can lead to "
         .. "unpredictable behavior with Auto Scaling.", "small")
   end)

   it("holds dimension and kind of variant together", function()
      sagemaker.endpoint(fixture, "e")
      refused('Variant "blue" is not serverless and has no provisioned concurrency to scale.', "e",
         { ScalableDimension = concurrency })
      sagemaker.endpoint(fixture, "s", { InstanceType = "none", InitialInstanceCount = "none",
         ServerlessConfig = { MemorySizeInMB = 2048, MaxConcurrency = 10 } })
      refused('Variant "blue" is serverless and has no instances to scale.', "s")
      refused('Variant "blue" has no provisioned concurrency to scale: its endpoint configuration '
         .. "sets none.", "s", { ScalableDimension = concurrency })
   end)

   it("pulls the count into the bounds at once, in both directions", function()
      sagemaker.endpoint(fixture, "e", { InitialInstanceCount = 1 })
      register("e", { MinCapacity = 3, MaxCapacity = 8 })
      assert.equal("Updating", sagemaker.describe(fixture, "e").EndpointStatus)
      assert.equal(3, sagemaker.variant(fixture, "e").DesiredInstanceCount)
      sagemaker.wait(fixture)
      assert.equal(3, sagemaker.variant(fixture, "e").CurrentInstanceCount)
      register("e", { MinCapacity = 1, MaxCapacity = 2 })
      assert.equal(2, sagemaker.variant(fixture, "e").DesiredInstanceCount)
      local newest = activities()[1]
      assert.equal("Setting desired instance count to 2.", newest.Description)
      assert.equal("maximum capacity was set to 2", newest.Cause)
      assert.equal("InProgress", newest.StatusCode)
      sagemaker.wait(fixture)
      assert.equal("Successful", activities()[1].StatusCode)
   end)

   it("pulls what somebody moved out of bounds again", function()
      sagemaker.endpoint(fixture, "e", { InitialInstanceCount = 2 })
      register("e", { MinCapacity = 2, MaxCapacity = 4 })
      assert.same({}, activities())
      sagemaker.call(fixture, "UpdateEndpointWeightsAndCapacities", { EndpointName = "e",
         DesiredWeightsAndCapacities = { { VariantName = "blue", DesiredInstanceCount = 6 } } })
      sagemaker.wait(fixture)
      assert.equal(4, sagemaker.variant(fixture, "e").DesiredInstanceCount)
   end)

   it("leaves a resource that is being made alone, and pulls it when it is there", function()
      sagemaker.config(fixture, "c")
      sagemaker.call(fixture, "CreateEndpoint", { EndpointName = "e", EndpointConfigName = "c" })
      assert.truthy(register("e", { MinCapacity = 2, MaxCapacity = 4 }))
      assert.equal("Creating", sagemaker.describe(fixture, "e").EndpointStatus)
      assert.same({}, activities())
      sagemaker.wait(fixture)
      assert.equal(2, sagemaker.variant(fixture, "e").DesiredInstanceCount)
   end)

   it("refuses an endpoint that has failed", function()
      sagemaker.config(fixture, "c", { ModelName = "moontide-fail" })
      sagemaker.call(fixture, "CreateEndpoint", { EndpointName = "e", EndpointConfigName = "c" })
      sagemaker.wait(fixture)
      refused("Resource Id [endpoint/e/variant/blue] is not scalable. Reason: the status of its "
         .. "endpoint is Failed", "e")
   end)

   it("says in an activity why the capacity could not be moved", function()
      sagemaker.endpoint(fixture, "e", { InitialInstanceCount = 999 })
      register("e", { MinCapacity = 1002, MaxCapacity = 2000 })
      local newest = activities()[1]
      assert.equal("Failed", newest.StatusCode)
      assert.matches("^Failed to set desired instance count to 1002%. Reason: The account%-level "
         .. "service limit 'ml%.m5%.xlarge for endpoint usage' is 1000 Instances.*Error Code: "
         .. "ResourceLimitExceeded", newest.StatusMessage)
   end)

   it("moves imagined capacity from bounds to bounds", function()
      local function find()
         return capacity.get({ settings = fixture.emulator.settings,
            collection = function(name)
               return fixture.emulator.store:collection("111122223333", "eu-west-1", name)
            end }, emulator.target("any")).desired
      end
      register("any", { MinCapacity = 3, MaxCapacity = 8 })
      assert.equal(3, find())
      register("any", { MinCapacity = 1 })
      assert.equal(3, find())
      register("any", { MaxCapacity = 2 })
      assert.equal(2, find())
      register("any", { MinCapacity = 2, MaxCapacity = 9 })
      assert.equal(2, find())
   end)
end)

describe("the end of an endpoint", function()
   local function targets(fixture)
      return #emulator.describe(fixture).ScalableTargets
   end

   it("deregisters its variants", function()
      local fixture = sagemaker.new()
      sagemaker.endpoint(fixture, "e")
      emulator.register(fixture, "e")
      sagemaker.call(fixture, "DeleteEndpoint", { EndpointName = "e" })
      assert.equal(0, targets(fixture))
   end)

   it("leaves them behind when the caller may not deregister", function()
      local fixture = sagemaker.new { keep_targets = true }
      sagemaker.endpoint(fixture, "e")
      emulator.register(fixture, "e")
      sagemaker.call(fixture, "DeleteEndpoint", { EndpointName = "e" })
      sagemaker.wait(fixture)
      assert.equal(1, targets(fixture))
      assert.truthy(emulator.call(fixture, "DeregisterScalableTarget", {
         ServiceNamespace = "sagemaker", ScalableDimension = emulator.dimension,
         ResourceId = "endpoint/e/variant/blue" }))
   end)
end)
