-- Bad inputs for SageMaker, tagging and quotas on the emulator: refused as AWS refuses, never a
-- mistake of the emulator's own, and the state stays whole.
local core = require "moontide.core"
local emulator = require "support.emulator"
local sagemaker = require "support.sagemaker"

local services <const> = {
   { model = "sagemaker", scope = "sagemaker", prefix = "SageMaker." },
   { model = "resourcegroupstaggingapi", scope = "tagging",
     prefix = "ResourceGroupsTaggingAPI_20170126." },
   { model = "service-quotas", scope = "servicequotas", prefix = "ServiceQuotasV20190624." },
}

local values <const> = { "null", "{}", "[]", "[null]", "[{}]", '""', '"e"', '"chat"', '"llama"',
   '"sagemaker"', "-1", "0", "1", "1e999", "2147483648", "true", '"' .. ("x"):rep(5000) .. '"',
   '"\\u0000"', '"arn:aws:sagemaker:eu-west-1:111122223333:endpoint/e"', '[{"VariantName":"v"}]',
   '[{"VariantName":"AllTraffic","DesiredInstanceCount":0}]', '{"CopyCount":0}', '"00"',
   '[{"Key":"a"}]', ("["):rep(200) .. ("]"):rep(200) }

-- A generator that repeats itself: Lua's own is seeded anew for each run.
local function chooser(seed)
   return function(list)
      seed = (seed * 6364136223846793005 + 1442695040888963407)
      return list[(seed >> 33) % #list + 1]
   end
end

local function names_of(shape)
   local names = {}
   for i, member in ipairs(shape and shape.members or {}) do names[i] = member.name end
   return names
end

describe("bad input", function()
   local fixture

   before_each(function()
      fixture = sagemaker.new { seed_fleet = { { name = "e" },
         { name = "chat", managed = { min = 0, max = 2 }, components = { { name = "llama" } } } } }
   end)

   local function send(service, operation, body)
      return emulator.send(fixture, emulator.message(fixture, operation, body, {
         service = service.scope, headers = { ["X-Amz-Target"] = service.prefix .. operation } }))
   end

   for _, service in ipairs(services) do
      it("never meets a mistake of the emulator's in " .. service.model, function()
         local model, choose = core.model(service.model), chooser(42)
         for _, operation in ipairs(model:operations()) do
            local names = names_of(model:shape(operation, "input"))
            for _ = 1, 60 do
               local members = {}
               for _, name in ipairs(names) do
                  if choose { true, false } then
                     members[#members + 1] = ('"%s":%s'):format(name, choose(values))
                  end
               end
               local body = "{" .. table.concat(members, ",") .. "}"
               local answer = send(service, operation, body)
               assert.is_true(answer.status == 200 or answer.status == 400,
                  ("%s %s: %s"):format(operation, body:sub(1, 300), answer.body))
            end
         end
      end)
   end

   it("is no body at all, or one that is not JSON", function()
      for body, code in pairs { ["{"] = "SerializationException", ["[]"] = "SerializationException",
         ["7"] = "SerializationException", [""] = "ValidationException",
         ["\xFF\xFE"] = "SerializationException" } do
         local answer = send(services[1], "DescribeEndpoint", body)
         assert.same({ 400, code }, { answer.status, answer.code })
      end
   end)

   it("leaves what is there as it was", function()
      for _, change in ipairs {
         { { VariantName = "AllTraffic", DesiredInstanceCount = 3 }, { VariantName = "no" } },
         { { VariantName = "AllTraffic", DesiredInstanceCount = 5000 } },
         { { VariantName = "AllTraffic", DesiredInstanceCount = 3 },
           { VariantName = "AllTraffic", DesiredWeight = 2 } },
      } do
         assert.is_nil((sagemaker.call(fixture, "UpdateEndpointWeightsAndCapacities",
            { EndpointName = "e", DesiredWeightsAndCapacities = change })))
      end
      local found = sagemaker.describe(fixture, "e")
      assert.same({ "InService", 1, 1 }, { found.EndpointStatus,
         found.ProductionVariants[1].DesiredInstanceCount,
         found.ProductionVariants[1].DesiredWeight })
   end)
end)
