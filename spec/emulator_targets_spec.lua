-- Registering, changing, describing and deregistering scalable targets, by AWS's rules and texts.
local emulator = require "support.emulator"

local function refusal(fixture, name, changes)
   local output, failure = emulator.register(fixture, name, changes)
   assert.is_nil(output)
   return failure.__type, emulator.text(failure)
end

local function only_target(fixture, filter)
   local output = assert(emulator.describe(fixture, filter))
   assert.equal(1, #output.ScalableTargets)
   return output.ScalableTargets[1]
end

describe("registering a scalable target", function()
   local fixture

   before_each(function() fixture = emulator.new() end)

   it("answers with the target's ARN and describes it as AWS does", function()
      local output = assert(emulator.register(fixture, "ranker"))
      assert.equal(#"056m" + 32, #output.ScalableTargetARN:match("[^/]+$"))
      assert.truthy(output.ScalableTargetARN:find(
         "^arn:aws:application%-autoscaling:eu%-west%-1:111122223333:scalable%-target/056m%x+$"))
      assert.same({
         ServiceNamespace = "sagemaker", ResourceId = "endpoint/ranker/variant/blue",
         ScalableDimension = emulator.dimension, MinCapacity = 1, MaxCapacity = 4,
         RoleARN = "arn:aws:iam::111122223333:role/aws-service-role/"
            .. "sagemaker.application-autoscaling.amazonaws.com/"
            .. "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint",
         CreationTime = 1700000000.25, ScalableTargetARN = output.ScalableTargetARN,
         SuspendedState = {
            DynamicScalingInSuspended = false, DynamicScalingOutSuspended = false,
            ScheduledScalingSuspended = false,
         },
      }, only_target(fixture))
   end)

   it("keeps what a later call omits, and the ARN and the time of creation", function()
      local first = assert(emulator.register(fixture, "ranker"))
      fixture.time = fixture.time + 60
      local second = assert(emulator.register(fixture, "ranker", { MinCapacity = "none",
         MaxCapacity = 9 }))
      assert.equal(first.ScalableTargetARN, second.ScalableTargetARN)
      local target = only_target(fixture)
      assert.equal(1, target.MinCapacity)
      assert.equal(9, target.MaxCapacity)
      assert.equal(1700000000.25, target.CreationTime)
   end)

   it("changes nothing when it refuses", function()
      assert(emulator.register(fixture, "ranker"))
      refusal(fixture, "ranker", { MinCapacity = 5, MaxCapacity = "none" })
      assert.equal(1, only_target(fixture).MinCapacity)
   end)

   it("needs both capacities at first", function()
      local code, text = refusal(fixture, "a", { MinCapacity = "none" })
      assert.equal("ValidationException", code)
      assert.equal("Minimum capacity must be specified", text)
      code, text = refusal(fixture, "a", { MaxCapacity = "none" })
      assert.equal("ValidationException", code)
      assert.equal("Maximum capacity must be specified", text)
   end)

   it("refuses capacities that contradict each other", function()
      local code, text = refusal(fixture, "a", { MinCapacity = 5, MaxCapacity = 4 })
      assert.equal("ValidationException", code)
      assert.equal("Maximum capacity cannot be less than minimum capacity", text)
      assert(emulator.register(fixture, "a"))
      code, text = refusal(fixture, "a", { MinCapacity = 5, MaxCapacity = "none" })
      assert.equal("ValidationException", code)
      assert.equal("Maximum capacity cannot be less than minimum capacity", text)
      assert(emulator.register(fixture, "a", { MinCapacity = 4, MaxCapacity = 4 }))
   end)

   it("accepts a minimum of 0 only where AWS does", function()
      assert(emulator.register(fixture, "a", { MinCapacity = 0 }))
      local _, text = refusal(fixture, "b", { MinCapacity = -1 })
      assert.equal("Minimum capacity cannot be less than 0", text)
      local table_target = { ServiceNamespace = "dynamodb", ResourceId = "table/orders",
         ScalableDimension = "dynamodb:table:ReadCapacityUnits", MinCapacity = 0 }
      local code = refusal(fixture, "", table_target)
      assert.equal("ValidationException", code)
      table_target.MinCapacity = 1
      assert(emulator.register(fixture, "", table_target))
   end)

   it("refuses a resource that does not fit its dimension or namespace", function()
      for _, changes in ipairs {
         { ScalableDimension = "ecs:service:DesiredCount" },
         { ServiceNamespace = "ecs" },
         { ResourceId = "endpoint/a" },
         { ResourceId = "endpoint/a/variant/b/c" },
         { ResourceId = "inference-component/a" },
         { ResourceId = "service/cluster/web" },
      } do
         local code, text = refusal(fixture, "a", changes)
         assert.equal("ValidationException", code)
         assert.equal("Unsupported service namespace, resource type or scalable dimension", text)
      end
   end)

   it("merges the suspended state member by member", function()
      assert(emulator.register(fixture, "a",
         { SuspendedState = { DynamicScalingInSuspended = true } }))
      assert(emulator.register(fixture, "a",
         { SuspendedState = { ScheduledScalingSuspended = true } }))
      assert.same({ DynamicScalingInSuspended = true, DynamicScalingOutSuspended = false,
         ScheduledScalingSuspended = true }, only_target(fixture).SuspendedState)
      assert(emulator.register(fixture, "a",
         { SuspendedState = { DynamicScalingInSuspended = false } }))
      assert.is_false(only_target(fixture).SuspendedState.DynamicScalingInSuspended)
   end)

   it("takes tags only with the first registration", function()
      assert(emulator.register(fixture, "a", { Tags = { team = "ranking" } }))
      local code, text = refusal(fixture, "a", { Tags = { team = "search" } })
      assert.equal("ValidationException", code)
      assert.equal("The scalable target that you tried to tag already exists. To update tags on "
         .. "an existing scalable target, use the TagResource API.", text)
      assert.equal("ValidationException", (refusal(fixture, "b", { Tags = { ["aws:x"] = "1" } })))
      local tags = {}
      for i = 1, 51 do
         tags["key" .. i] = ""
      end
      assert.equal("ValidationException", (refusal(fixture, "b", { Tags = tags })))
   end)

   it("wants a role where no service-linked one exists, and shows that role", function()
      local group = { ServiceNamespace = "elasticmapreduce",
         ScalableDimension = "elasticmapreduce:instancegroup:InstanceCount",
         ResourceId = "instancegroup/j-1EXAMPLE/ig-2EXAMPLE" }
      assert.equal("ValidationException", (refusal(fixture, "", group)))
      group.RoleARN = "scaler"
      local _, text = refusal(fixture, "", group)
      assert.equal("'scaler' is not a valid ARN", text)
      group.RoleARN = "arn:aws:iam::111122223333:role/scaler"
      assert(emulator.register(fixture, "", group))
      assert.equal(group.RoleARN,
         only_target(fixture, { ServiceNamespace = "elasticmapreduce" }).RoleARN)
   end)

   it("ignores a role where a service-linked one exists", function()
      assert(emulator.register(fixture, "a", { RoleARN = "arn:aws:iam::111122223333:role/mine" }))
      assert.truthy(only_target(fixture).RoleARN:find("AWSServiceRoleFor", 1, true))
   end)

   it("keeps Regions and accounts apart", function()
      fixture = emulator.new { credentials = "AKIDEXAMPLE:example-secret,OTHER:s3cr:444455556666" }
      local other = { access_key_id = "OTHER", secret_access_key = "s3cr" }
      assert(emulator.register(fixture, "a"))
      assert.equal(0, #emulator.describe(fixture, nil, { region = "us-east-1" }).ScalableTargets)
      assert.equal(0, #emulator.describe(fixture, nil, { credentials = other }).ScalableTargets)
      local output = emulator.register(fixture, "a", nil, { credentials = other,
         region = "cn-north-1" })
      assert.truthy(output.ScalableTargetARN:find(
         "arn:aws-cn:application-autoscaling:cn-north-1:444455556666:", 1, true))
   end)
end)

describe("describing scalable targets", function()
   local fixture

   before_each(function()
      fixture = emulator.new()
      for _, name in ipairs { "c", "a", "b" } do
         assert(emulator.register(fixture, name))
      end
      assert(emulator.register(fixture, "a", {
         ScalableDimension = "sagemaker:variant:DesiredProvisionedConcurrency" }))
   end)

   local function names(filter)
      local output = assert(emulator.describe(fixture, filter))
      local list = {}
      for i, target in ipairs(output.ScalableTargets) do
         list[i] = target.ResourceId:match("^endpoint/(%w+)/")
      end
      return table.concat(list, " ")
   end

   it("lists in order of registration", function()
      assert.equal("c a b a", names())
   end)

   it("filters by resource, and by dimension only together with a resource", function()
      local ids = { "endpoint/b/variant/blue", "endpoint/a/variant/blue",
         "endpoint/none/variant/x", "endpoint/a/variant/blue" }
      assert.equal("a b a", names { ResourceIds = ids })
      assert.equal("a b", names { ResourceIds = ids, ScalableDimension = emulator.dimension })
      local _, failure = emulator.describe(fixture, { ScalableDimension = emulator.dimension })
      assert.equal("ValidationException", failure.__type)
   end)

   it("refuses more than 50 resource ids", function()
      local ids = {}
      for i = 1, 51 do
         ids[i] = "endpoint/e" .. i .. "/variant/v"
      end
      local _, failure = emulator.describe(fixture, { ResourceIds = ids })
      assert.equal("ValidationException", failure.__type)
      assert.truthy(emulator.text(failure):find("length less than or equal to 50", 1, true))
      ids[51] = nil
      assert.equal("", names { ResourceIds = ids })
   end)

   it("answers an empty list as a list", function()
      local _, _, answer = emulator.describe(fixture, { ServiceNamespace = "ecs" })
      assert.truthy(answer.body:find('"ScalableTargets":%s*%[%]'))
      assert.is_nil(answer.body:find("NextToken", 1, true))
   end)
end)

describe("deregistering a scalable target", function()
   it("removes it, and finds it no more", function()
      local fixture = emulator.new()
      local key = emulator.target("a", { MinCapacity = "none", MaxCapacity = "none" })
      local first = assert(emulator.register(fixture, "a"))
      assert.same({}, (emulator.call(fixture, "DeregisterScalableTarget", key)))
      assert.equal(0, #emulator.describe(fixture).ScalableTargets)
      local _, failure, answer = emulator.call(fixture, "DeregisterScalableTarget", key)
      assert.equal(400, answer.status)
      assert.equal("ObjectNotFoundException", failure.__type)
      assert.equal("No scalable target found for service namespace: sagemaker, resource ID: "
         .. "endpoint/a/variant/blue, scalable dimension: sagemaker:variant:DesiredInstanceCount",
         failure.Message)
      local again = assert(emulator.register(fixture, "a"))
      assert.not_equal(first.ScalableTargetARN, again.ScalableTargetARN)
   end)
end)
