-- The emulator's UpdateEndpoint beside what is registered, inference components, listings.
local emulator = require "support.emulator"
local sagemaker = require "support.sagemaker"

local arn = "arn:aws:sagemaker:eu-west-1:111122223333:"

describe("emulated UpdateEndpoint", function()
   local fixture

   before_each(function()
      fixture = sagemaker.new()
      sagemaker.endpoint(fixture, "e", { InitialInstanceCount = 2 })
   end)

   local function update(input)
      input.EndpointName, input.EndpointConfigName = "e", input.EndpointConfigName or "new"
      return sagemaker.call(fixture, "UpdateEndpoint", input)
   end

   it("shows what is to come, then serves it", function()
      sagemaker.config(fixture, "new", { InstanceType = "ml.m5.2xlarge", ModelName = "m2" })
      assert.equal(arn .. "endpoint/e", update({}).EndpointArn)
      local found = sagemaker.describe(fixture, "e")
      assert.equal("Updating", found.EndpointStatus)
      assert.equal("e-config", found.EndpointConfigName)
      assert.equal("new", found.PendingDeploymentSummary.EndpointConfigName)
      assert.equal(1, found.PendingDeploymentSummary.ProductionVariants[1].DesiredInstanceCount)
      sagemaker.wait(fixture)
      found = sagemaker.describe(fixture, "e")
      assert.equal("InService", found.EndpointStatus)
      assert.equal("new", found.EndpointConfigName)
      assert.is_nil(found.PendingDeploymentSummary)
      assert.equal(1, found.ProductionVariants[1].CurrentInstanceCount)
   end)

   it("retains what scaling has set, but for what is excluded", function()
      sagemaker.config(fixture, "new", { InitialInstanceCount = 1, InitialVariantWeight = 3 })
      update { RetainAllVariantProperties = true }
      sagemaker.wait(fixture)
      local variant = sagemaker.variant(fixture, "e")
      assert.same({ 2, 1 }, { variant.CurrentInstanceCount, variant.CurrentWeight })
      update { RetainAllVariantProperties = true, ExcludeRetainedVariantProperties = {
         { VariantPropertyType = "DesiredInstanceCount" } } }
      sagemaker.wait(fixture)
      variant = sagemaker.variant(fixture, "e")
      assert.same({ 1, 1 }, { variant.CurrentInstanceCount, variant.CurrentWeight })
   end)

   it("is refused while what it changes is registered", function()
      emulator.register(fixture, "e", { MinCapacity = 2 })
      sagemaker.config(fixture, "new", { InstanceType = "ml.m5.2xlarge" })
      sagemaker.config(fixture, "other", { VariantName = "green" })
      sagemaker.config(fixture, "same", { ModelName = "m2" })
      local _, code, text = update {}
      assert.equal("ValidationException", code)
      assert.matches('variant "blue" is registered .* changed from ml.m5.xlarge to ml.m5.2xlarge',
         text)
      _, _, text = update { EndpointConfigName = "other" }
      assert.matches('variant "blue" is registered .* removed', text)
      assert.truthy(update { EndpointConfigName = "same", RetainAllVariantProperties = true })
      sagemaker.wait(fixture)
      emulator.call(fixture, "DeregisterScalableTarget", { ServiceNamespace = "sagemaker",
         ScalableDimension = emulator.dimension, ResourceId = "endpoint/e/variant/blue" })
      assert.truthy(update {})
   end)

   it("goes back to what was when the new model is not well, and says why", function()
      sagemaker.config(fixture, "new", { ModelName = "moontide-fail" })
      update {}
      sagemaker.wait(fixture)
      local found = sagemaker.describe(fixture, "e")
      assert.equal("InService", found.EndpointStatus)
      assert.equal("e-config", found.EndpointConfigName)
      assert.matches("did not pass the ping health check", found.FailureReason)
   end)

   it("comes back within the bounds of its target", function()
      emulator.register(fixture, "e", { MinCapacity = 2, MaxCapacity = 4 })
      sagemaker.config(fixture, "new", { ModelName = "m2", InitialInstanceCount = 1 })
      update {}
      sagemaker.wait(fixture)
      fixture.emulator.agenda:run()
      assert.equal(2, sagemaker.variant(fixture, "e").DesiredInstanceCount)
   end)
end)

describe("emulated inference components", function()
   local fixture, call

   before_each(function()
      fixture = sagemaker.new()
      call = function(operation, input) return sagemaker.call(fixture, operation, input) end
      sagemaker.endpoint(fixture, "chat", { ModelName = "none",
         ManagedInstanceScaling = { Status = "ENABLED", MinInstanceCount = 0,
            MaxInstanceCount = 3 } }, { ExecutionRoleArn = "arn:aws:iam::111122223333:role/r" })
   end)

   local function create(name, changes)
      local input = { InferenceComponentName = name, EndpointName = "chat", VariantName = "blue",
         Specification = { ModelName = "llama",
            ComputeResourceRequirements = { MinMemoryRequiredInMb = 1024 } },
         RuntimeConfig = { CopyCount = 1 } }
      for key, value in pairs(changes or {}) do
         input[key] = value ~= "none" and value or nil
      end
      return call("CreateInferenceComponent", input)
   end

   local function describe_component(name)
      return call("DescribeInferenceComponent", { InferenceComponentName = name })
   end

   it("are created, copied and deleted, and their instances follow", function()
      assert.equal(arn .. "inference-component/llama", create("llama").InferenceComponentArn)
      assert.equal("Creating", describe_component("llama").InferenceComponentStatus)
      sagemaker.wait(fixture)
      assert.equal("InService", describe_component("llama").InferenceComponentStatus)
      call("UpdateInferenceComponentRuntimeConfig", { InferenceComponentName = "llama",
         DesiredRuntimeConfig = { CopyCount = 2 } })
      assert.same({ DesiredCopyCount = 2, CurrentCopyCount = 1 },
         describe_component("llama").RuntimeConfig)
      sagemaker.wait(fixture)
      assert.same({ DesiredCopyCount = 2, CurrentCopyCount = 2 },
         describe_component("llama").RuntimeConfig)
      assert.equal(2, sagemaker.variant(fixture, "chat").CurrentInstanceCount)
      call("UpdateInferenceComponentRuntimeConfig", { InferenceComponentName = "llama",
         DesiredRuntimeConfig = { CopyCount = 0 } })
      sagemaker.wait(fixture)
      describe_component "llama"
      assert.equal(0, sagemaker.variant(fixture, "chat").CurrentInstanceCount)
      local _, _, text = call("DeleteEndpoint", { EndpointName = "chat" })
      assert.matches('delete "llama" first', text)
      assert.same({}, call("DeleteInferenceComponent", { InferenceComponentName = "llama" }))
      _, _, text = call("DeleteInferenceComponent", { InferenceComponentName = "llama" })
      assert.matches("Cannot update in%-progress inference component", text)
      sagemaker.wait(fixture)
      assert.is_nil(describe_component "llama")
      assert.same({}, call("DeleteEndpoint", { EndpointName = "chat" }))
   end)

   it("are refused without copies, host or specification", function()
      local function refused(pattern, changes)
         local output, code, text = create("llama", changes)
         assert.is_nil(output)
         assert.equal("ValidationException", code)
         assert.matches(pattern, text)
      end
      refused("^Inference components copy count an integer larger than 0$",
         { RuntimeConfig = { CopyCount = 0 } })
      refused("needs a Specification", { Specification = "none" })
      refused("Could not find endpoint", { EndpointName = "no" })
      refused('The variant name%(s%) "green" is/are not present', { VariantName = "green" })
      sagemaker.endpoint(fixture, "plain")
      refused("hosts no inference", { EndpointName = "plain" })
      create "llama"
      refused("Cannot create already existing inference component", {})
   end)

   it("scale to zero by Application Auto Scaling", function()
      create "llama"
      sagemaker.wait(fixture)
      local input = { ServiceNamespace = "sagemaker", MinCapacity = 0, MaxCapacity = 0,
         ScalableDimension = "sagemaker:inference-component:DesiredCopyCount",
         ResourceId = "inference-component/llama" }
      assert(emulator.call(fixture, "RegisterScalableTarget", input))
      sagemaker.wait(fixture)
      assert.equal(0, describe_component("llama").RuntimeConfig.CurrentCopyCount)
   end)
end)

describe("emulated listings", function()
   local fixture

   before_each(function()
      fixture = sagemaker.new()
      sagemaker.config(fixture, "c")
      for i = 1, 25 do
         fixture.time = fixture.time + 1
         sagemaker.call(fixture, "CreateEndpoint",
            { EndpointName = ("%s-%02d"):format(i % 2 == 0 and "Even" or "odd", i),
              EndpointConfigName = "c" })
      end
   end)

   local function names(input)
      local list, token = {}, nil
      repeat
         input.NextToken = token
         local output = assert(sagemaker.call(fixture, "ListEndpoints", input))
         for _, endpoint in ipairs(output.Endpoints) do
            list[#list + 1] = endpoint.EndpointName
         end
         token = output.NextToken
      until not token
      return list
   end

   it("have ten a page, the newest first", function()
      local first = sagemaker.call(fixture, "ListEndpoints", {})
      assert.equal(10, #first.Endpoints)
      assert.equal("odd-25", first.Endpoints[1].EndpointName)
      local all = names {}
      assert.equal(25, #all)
      assert.equal("odd-01", all[25])
   end)

   it("sort by name without case, by time and by status", function()
      local by_name = names { SortBy = "Name", SortOrder = "Ascending", MaxResults = 4 }
      assert.same({ "Even-02", "Even-24", "odd-01", "odd-25" },
         { by_name[1], by_name[12], by_name[13], by_name[25] })
      assert.equal("odd-01", names { SortOrder = "Ascending" }[1])
      sagemaker.call(fixture, "CreateEndpoint", { EndpointName = "s", EndpointConfigName = "c" })
      local by_status = names { SortBy = "Status", SortOrder = "Ascending" }
      assert.same({ "Even-16", "s", "odd-01" }, { by_status[1], by_status[11], by_status[12] })
   end)

   it("filter by name, time and status", function()
      assert.equal(12, #names { NameContains = "even" })
      local middle = sagemaker.describe(fixture, "odd-13").CreationTime
      assert.equal(12, #names { CreationTimeAfter = middle })
      assert.equal(12, #names { CreationTimeBefore = middle })
      assert.equal(25, #names { StatusEquals = "Creating" } + #names { StatusEquals = "InService" })
      assert.same({}, names { StatusEquals = "Failed" })
      local configs = sagemaker.call(fixture, "ListEndpointConfigs", { NameContains = "c" })
      assert.equal("c", configs.EndpointConfigs[1].EndpointConfigName)
   end)

   it("go on where they were, whatever comes and goes", function()
      local first = sagemaker.call(fixture, "ListEndpoints", { SortBy = "Name", MaxResults = 5 })
      sagemaker.call(fixture, "CreateEndpoint", { EndpointName = "zz", EndpointConfigName = "c" })
      local second = sagemaker.call(fixture, "ListEndpoints", { SortBy = "Name", MaxResults = 5,
         NextToken = first.NextToken })
      assert.equal("odd-15", second.Endpoints[1].EndpointName)
   end)

   it("refuse tokens of other listings, and sizes out of range", function()
      local token = sagemaker.call(fixture, "ListEndpoints", {}).NextToken
      for _, input in ipairs { { NextToken = token, NameContains = "odd" }, { NextToken = "00" },
         { NextToken = token .. "0" }, { MaxResults = 0 }, { MaxResults = 101 } } do
         local _, code = sagemaker.call(fixture, "ListEndpoints", input)
         assert.equal("ValidationException", code)
      end
      local _, code = sagemaker.call(fixture, "ListEndpoints", { NextToken = token },
         { region = "us-east-1" })
      assert.equal("ValidationException", code)
   end)
end)
