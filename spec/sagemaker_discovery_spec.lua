-- Discovery of variants and inference components, against an emulator with a fleet.
local emulator = require "moontide.emulator"
local moontide = require "moontide"
local sagemaker = require "moontide.sagemaker"
local served = require "support.served"

local fleet = { quotas = { ["ml.m5.xlarge"] = 100000 }, endpoints = {} }
for i = 1, 250 do
   fleet.endpoints[i] = { name = ("Ranker-%03d"):format(i), count = i % 4 + 1,
      tags = { team = i % 2 == 0 and "even" or "odd", env = i <= 5 and "prod" or "test" } }
end
table.move({
   { name = "search", config = "search-v2", tags = { team = "search" }, variants = {
      { name = "blue", instance_type = "ml.g5.xlarge", count = 3, weight = 0.75 },
      { name = "green", instance_type = "ml.t2.medium", weight = 0.25 } } },
   { name = "transcribe", async = true, count = 0 },
   { name = "rare", variants = { { name = "v", serverless = { memory = 2048,
      max_concurrency = 20, provisioned_concurrency = 4 } } } },
   { name = "chat", managed = { min = 0, max = 4 }, instance_type = "ml.g5.2xlarge",
      components = { { name = "llama", copies = 2, tags = { team = "chat" } },
         { name = "mistral", model = "mistral-7b" } } },
   { name = "making", status = "Creating", count = 2 },
   { name = "broken", status = "Failed" },
   { name = "far", regions = { "us-west-2" } },
}, 1, 7, 251, fleet.endpoints)

describe("discovery", function()
   local server, before

   setup(function()
      server = assert(emulator.start { seed_fleet = fleet, endpoint_seconds = 600 })
   end)
   teardown(function() server:close() end)
   before_each(function() before = served.enter(server, "eu-west-1") end)
   after_each(function() served.leave(before) end)

   local function ids(given)
      local list = {}
      for variant in sagemaker.variants(given) do list[#list + 1] = variant.resource_id end
      return list
   end

   local function one(given)
      local list = sagemaker.variants(given):list()
      assert.equal(1, #list)
      return list[1]
   end

   describe("of variants", function()
      it("finds all of them, in order of their endpoints' names", function()
         local list = ids {}
         assert.equal(257, #list)
         assert.equal("endpoint/broken/variant/AllTraffic", list[1])
         assert.equal("endpoint/Ranker-001/variant/AllTraffic", list[4])
         assert.equal(257, #sagemaker.variants():list())
      end)

      it("says what is known of a real-time variant", function()
         local blue = one { endpoint = "search", variant = "blue" }
         assert.same({ endpoint = "search", variant = "blue", namespace = "sagemaker",
            resource_id = "endpoint/search/variant/blue",
            dimension = "sagemaker:variant:DesiredInstanceCount", kind = "real-time",
            status = "InService", config = "search-v2", instance_type = "ml.g5.xlarge",
            is_burstable = false, desired = 3, current = 3, weight = 0.75, region = "eu-west-1",
            endpoint_arn = "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/search" }, blue)
         assert.equal("endpoint/search/variant/blue", tostring(blue))
         assert.is_true(one { endpoint = "search", variant = "green" }.is_burstable)
      end)

      it("tells the kinds apart", function()
         local transcribe, rare, chat = one { endpoint = "transcribe" }, one { endpoint = "rare" },
            one { endpoint = "chat" }
         assert.same({ "async", 0 }, { transcribe.kind, transcribe.desired })
         assert.same({ "serverless", 4, "sagemaker:variant:DesiredProvisionedConcurrency" },
            { rare.kind, rare.desired, rare.dimension })
         assert.same({ memory = 2048, max_concurrency = 20, provisioned_concurrency = 4 },
            rare.serverless)
         assert.is_nil(rare.instance_type)
         assert.same({ "component-host", { status = "ENABLED", min = 0, max = 4 } },
            { chat.kind, chat.managed_scaling })
      end)

      it("knows endpoints that are being made, or have failed", function()
         local making = one { endpoint = "making" }
         assert.same({ "Creating", 2, 0, "ml.m5.xlarge" },
            { making.status, making.desired, making.current, making.instance_type })
         local broken = one { status = "Failed" }
         assert.equal("broken", broken.endpoint)
         assert.matches("fleet", broken.failure_reason)
      end)

      it("filters", function()
         assert.equal(9, #ids { endpoint = "Ranker-00*" })
         assert.same({ "endpoint/Ranker-050/variant/AllTraffic",
            "endpoint/Ranker-150/variant/AllTraffic", "endpoint/Ranker-250/variant/AllTraffic" },
            ids { endpoint = "*50",
            variant = "All*", instance_type = "ml.m5.*", kind = "real-time",
            tags = { team = "even", env = "test" }, status = { "InService", "Updating" },
            limit = 3 })
         assert.equal(10, #ids { endpoint = { "*-01?", "none-*" } })
         assert.same({ "endpoint/search/variant/green" }, ids { instance_type = "ml.t*" })
         assert.same({}, ids { endpoint = "nothing-*" })
         assert.same({}, ids { tags = { team = "nobody" } })
         assert.equal(5, #ids { tags = { env = "prod", team = true } })
         assert.equal(126, #ids { tags = { team = { "even", "search" } },
            variant = { "AllTraffic", "b[kl]ue" } })
      end)

      it("describes only what is named, and says what is not there", function()
         local calls = moontide.stats().calls
         assert.same({ "endpoint/rare/variant/v", "endpoint/chat/variant/AllTraffic" },
            ids { endpoint = { "rare", "chat" } })
         assert.equal(calls + 4, moontide.stats().calls)
         local _, err = moontide.try(function()
            sagemaker.variants { endpoint = { "rare", "gone", "lost" } }:list()
         end)
         assert.same({ "NotFound", 3 }, { err.code, err.exit_code })
         assert.equal("in eu-west-1 there is no endpoint gone, lost", err.message)
      end)

      it("goes over several Regions", function()
         assert.same({ "far" }, { one { endpoint = "far*", regions = { "eu-west-1", "us-west-2" } }
            .endpoint })
         local far = one { endpoint = "far", region = "us-west-2" }
         assert.equal("us-west-2", far.region)
      end)

      it("asks for no more than is used", function()
         local count = 0
         for _ in sagemaker.variants { endpoint = "Ranker-*" } do
            count = count + 1
            if count == 3 then break end
         end
         local calls = moontide.stats().calls
         assert.is_true(calls <= 1 + 2 * 100, calls)
      end)

      it("reads tags when they are asked for, for many at once", function()
         local list = sagemaker.variants { endpoint = "Ranker-0*" }:list()
         local calls = moontide.stats().calls
         assert.same({ team = "odd", env = "prod" }, list[1].endpoint_tags)
         assert.same({ team = "even", env = "test" }, list[98].endpoint_tags)
         assert.equal(calls + 1, moontide.stats().calls)
         assert.same({}, one { endpoint = "rare" }.endpoint_tags)
      end)

      it("lives without a configuration that was deleted", function()
         local client = moontide.client("sagemaker", { region = "us-east-2" })
         client:create_endpoint_config { EndpointConfigName = "gone", ProductionVariants = {
            { VariantName = "v", ModelName = "m", InstanceType = "ml.m5.xlarge",
              InitialInstanceCount = 1 } } }
         client:create_endpoint { EndpointName = "orphan", EndpointConfigName = "gone" }
         local found = one { endpoint = "orphan", region = "us-east-2" }
         assert.equal("ml.m5.xlarge", found.instance_type)
         client:delete_endpoint_config { EndpointConfigName = "gone" }
         -- While it is made, only the configuration would say what variants it has.
         assert.same({}, ids { endpoint = "orphan", region = "us-east-2" })
      end)

      it("blames the caller for options that do not exist", function()
         local _, err = pcall(function() sagemaker.variants { endpint = "a" } end)
         assert.matches("^%S*sagemaker_discovery_spec.lua:%d+: variants: unknown option 'endpint', "
            .. "did you mean 'endpoint'%?$", err)
         assert.error_matches(function() sagemaker.variants { endpoint = 7 } end,
            "endpoint must be a text or a list of texts, not 7")
         assert.error_matches(function() sagemaker.variants { region = "a", regions = { "b" } } end,
            "exclude each other")
         assert.error_matches(function() sagemaker.variants { tags = { team = 7 } } end,
            "team is 7")
      end)
   end)

   describe("of inference components", function()
      local function names(given)
         local list = {}
         for component in sagemaker.inference_components(given) do
            list[#list + 1] = component.name
         end
         return list
      end

      it("says what is known of them", function()
         local llama = sagemaker.inference_components { name = "ll*" }:list()[1]
         assert.same({ name = "llama", endpoint = "chat", variant = "AllTraffic",
            namespace = "sagemaker", kind = "inference-component",
            resource_id = "inference-component/llama", region = "eu-west-1",
            dimension = "sagemaker:inference-component:DesiredCopyCount", status = "InService",
            desired = 2, current = 2, model = "llama",
            arn = "arn:aws:sagemaker:eu-west-1:123456789012:inference-component/llama" }, llama)
         assert.same({ team = "chat" }, llama.component_tags)
      end)

      it("filters", function()
         assert.same({ "llama", "mistral" }, names {})
         assert.same({ "mistral" }, names { name = "mistral", endpoint = "chat",
            variant = "AllTraffic", status = "InService" })
         assert.same({ "llama" }, names { tags = { team = "chat" }, endpoint = "c*" })
         assert.same({}, names { endpoint = "search" })
         assert.same({}, names { status = { "Failed" } })
         assert.error_matches(function() names { nam = "a" } end, "did you mean 'name'")
      end)
   end)

   it("works in tasks and out of them", function()
      moontide.run(function()
         assert.equal(9, #ids { endpoint = "Ranker-00*" })
         local both = moontide.map({ "eu-west-1", "us-west-2" }, function(region)
            return #ids { endpoint = "Ranker-0*", region = region }
         end)
         assert.same({ 99, 99 }, both)
      end)
   end)
end)
