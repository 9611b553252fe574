-- Tags of scalable targets: set with the registration or later, by the target's ARN.
local emulator = require "support.emulator"

describe("tags", function()
   local fixture, target_arn

   before_each(function()
      fixture = emulator.new()
      target_arn = assert(emulator.register(fixture, "a",
         { Tags = { team = "ranking" } })).ScalableTargetARN
   end)

   local function tags_of(arn)
      local output, _, answer = emulator.call(fixture, "ListTagsForResource", { ResourceARN = arn })
      return assert(output).Tags, answer
   end

   local function tag(tags, arn)
      return emulator.call(fixture, "TagResource", { ResourceARN = arn or target_arn, Tags = tags })
   end

   local function untag(...)
      return emulator.call(fixture, "UntagResource",
         { ResourceARN = target_arn, TagKeys = { ... } })
   end

   it("come from the registration, are merged, and overwritten", function()
      assert.same({ team = "ranking" }, (tags_of(target_arn)))
      assert.same({}, (tag { stage = "test", cost = "" }))
      assert(tag { team = "search" })
      assert.same({ team = "search", stage = "test", cost = "" }, (tags_of(target_arn)))
   end)

   it("are removed by key; keys that are not there do no harm", function()
      assert(tag { stage = "test" })
      assert.same({}, (untag("team", "nothing")))
      assert.same({ stage = "test" }, (tags_of(target_arn)))
   end)

   it("are an empty object when there are none", function()
      assert(untag("team"))
      local _, answer = tags_of(target_arn)
      assert.truthy(answer.body:find('"Tags":%s*{}'))
      local other = assert(emulator.register(fixture, "b")).ScalableTargetARN
      assert.same({}, (tags_of(other)))
      assert(tag({ x = "1" }, other))
      assert.same({ x = "1" }, (tags_of(other)))
   end)

   it("belong to each target alone", function()
      local other = assert(emulator.register(fixture, "b", {
         ScalableDimension = "sagemaker:variant:DesiredProvisionedConcurrency" })).ScalableTargetARN
      local third = assert(emulator.call(fixture, "RegisterScalableTarget", {
         ServiceNamespace = "ecs", ScalableDimension = "ecs:service:DesiredCount",
         ResourceId = "service/c/web", MinCapacity = 0, MaxCapacity = 1,
         Tags = { of = "ecs" } })).ScalableTargetARN
      assert.same({}, (tags_of(other)))
      assert.same({ of = "ecs" }, (tags_of(third)))
      assert.same({ team = "ranking" }, (tags_of(target_arn)))
   end)

   it("are 50 at most, counted after the merge", function()
      local many = {}
      for i = 1, 49 do
         many["key" .. i] = "v"
      end
      assert(tag(many))
      assert(tag { key1 = "again", team = "again" })
      local _, failure, answer = tag { key50 = "v" }
      assert.equal(400, answer.status)
      assert.equal("TooManyTagsException", failure.__type)
      assert.equal(target_arn, failure.ResourceName)
      assert.is_nil(tags_of(target_arn).key50)
      assert(untag("key1"))
      assert(tag { key50 = "v" })
   end)

   it("may not begin with aws:", function()
      for _, name in ipairs { "aws:x", "AWS:x" } do
         local _, failure = tag { [name] = "1", fine = "1" }
         assert.equal("ValidationException", failure.__type)
      end
      assert.is_nil(tags_of(target_arn).fine)
   end)

   it("need a target that exists, in this account and Region", function()
      local unknown = target_arn:gsub("....$", "ffff")
      local elsewhere = target_arn:gsub("eu%-west%-1", "us-east-1")
      local strange = target_arn:gsub("056m", "zzzz")
      for _, arn in ipairs { unknown, elsewhere, strange } do
         for operation, input in pairs {
            ListTagsForResource = {}, TagResource = { Tags = { a = "b" } },
            UntagResource = { TagKeys = { "a" } },
         } do
            input.ResourceARN = arn
            local _, failure, answer = emulator.call(fixture, operation, input)
            assert.equal(400, answer.status)
            assert.equal("ResourceNotFoundException", failure.__type)
            assert.equal("Scalable Target not found", failure.Message)
            assert.equal(arn, failure.ResourceName)
         end
      end
      local _, failure = emulator.call(fixture, "ListTagsForResource",
         { ResourceARN = target_arn }, { region = "us-east-1" })
      assert.equal("ResourceNotFoundException", failure.__type)
   end)

   it("are refused for what is not a target's ARN", function()
      local _, failure = emulator.call(fixture, "ListTagsForResource", { ResourceARN = "a" })
      assert.equal("ValidationException", failure.__type)
      assert.truthy(emulator.text(failure):find("'resourceARN' failed to satisfy constraint: "
         .. "Member must satisfy regular expression pattern: ", 1, true))
   end)

   it("go with their target", function()
      local key = emulator.target("a", { MinCapacity = "none", MaxCapacity = "none" })
      assert(emulator.call(fixture, "DeregisterScalableTarget", key))
      local _, failure = emulator.call(fixture, "ListTagsForResource", { ResourceARN = target_arn })
      assert.equal("ResourceNotFoundException", failure.__type)
      assert.same({}, (tags_of(assert(emulator.register(fixture, "a")).ScalableTargetARN)))
   end)
end)
