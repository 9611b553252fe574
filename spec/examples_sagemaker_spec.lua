-- The SageMaker examples, each run as a user would, against the examples' fleet.
local context = require "moontide.context"
local emulator = require "moontide.emulator"
local moontide = require "moontide"
local program = require "support.program"

local FOLDER <const> = "scripts/examples/"

describe("the example", function()
   local server, before

   before_each(function()
      server = assert(emulator.start { seed_fleet = FOLDER .. "fleet.lua", keep_targets = true,
         endpoint_seconds = 0 })
      before = context.replace_engine(nil)
   end)
   after_each(function()
      local engine = context.replace_engine(before)
      if engine then engine:close() end
      server:close()
      program.clean()
   end)

   local function run(verb, script, ...)
      local result = program.run({ verb, "--endpoint-url", server.url, "--region", "eu-west-1",
         FOLDER .. script, ... }, { env = { AWS_ACCESS_KEY_ID = server.access_key_id,
         AWS_SECRET_ACCESS_KEY = server.secret_access_key } })
      assert.equal("", result.err)
      return result.out, result.code
   end

   local function client(service)
      return moontide.client(service, { region = "eu-west-1", endpoint_url = server.url,
         credentials = { access_key_id = server.access_key_id,
            secret_access_key = server.secret_access_key } })
   end

   local function register(endpoint, min, max, variant)
      client("application-autoscaling"):register_scalable_target { ServiceNamespace = "sagemaker",
         ResourceId = ("endpoint/%s/variant/%s"):format(endpoint, variant or "AllTraffic"),
         ScalableDimension = "sagemaker:variant:DesiredInstanceCount", MinCapacity = min,
         MaxCapacity = max }
   end

   it("list_variants.lua shows what there is, and how it is scaled", function()
      register("ranker-001", 1, 4)
      local out = run("run", "list_variants.lua")
      assert.matches("endpoint/ranker%-001/variant/AllTraffic +real%-time +ml.m5.xlarge +2  1 to 4",
         out)
      assert.matches("endpoint/demo/%S+ +real%-time +ml.t2.medium %(!%) +1  %-", out)
      assert.matches("inference%-component/llama +inference%-component +llama +1  %-", out)
      local _, lines = run("run", "list_variants.lua", "--", "ranker-*"):gsub("\n", "")
      assert.equal(13, lines)
   end)

   it("find_orphans.lua finds targets without endpoints, and removes them", function()
      register("ranker-001", 1, 4)
      register("ranker-002", 1, 4)
      client("sagemaker"):delete_endpoint { EndpointName = "ranker-002" }
      assert.equal("endpoint/ranker-002/variant/AllTraffic (DesiredInstanceCount)\n"
         .. "1 of 2 targets have nothing to scale\n", (run("run", "find_orphans.lua")))
      assert.matches("1 deregistered", (run("run", "find_orphans.lua", "--", "--remove")))
      assert.equal("0 of 1 targets have nothing to scale\n", (run("run", "find_orphans.lua")))
   end)

   it("limits_from_metrics.lua computes limits from invocations", function()
      local now = os.time()
      local function put(minutes_ago, value)
         client("cloudwatch"):put_metric_data { Namespace = "AWS/SageMaker", MetricData = { {
            MetricName = "Invocations", Value = value, Timestamp = now - minutes_ago * 60,
            Dimensions = { { Name = "EndpointName", Value = "ranker-001" },
               { Name = "VariantName", Value = "AllTraffic" } } } } }
      end
      put(10, 900)
      put(5, 6000)
      local out = run("run", "limits_from_metrics.lua", "--", "20", "ranker-00[12]")
      assert.matches("target value 600 invocations", out)
      assert.matches("ranker%-001/variant/AllTraffic: min 2, max 12 %(900 to 6000 a minute, now 2 "
         .. "instances%)", out)
      assert.matches("ranker%-002/variant/AllTraffic: no calls in two weeks", out)
   end)

   it("rest_at_zero.lua gives what can rest all it takes to wake", function()
      local out = run("run", "rest_at_zero.lua", "--", "3")
      local _, lines = out:gsub("rests at 0, grows to 3, wakes by", "")
      assert.equal(3, lines)
      local policies = client("application-autoscaling"):describe_scaling_policies {
         ServiceNamespace = "sagemaker" }.ScalingPolicies
      assert.equal(6, #policies)
      assert.equal(out, (run("run", "rest_at_zero.lua", "--", "3")))
   end)

   it("check_quotas.lua adds up what targets may grow to", function()
      local out, code = run("run", "check_quotas.lua")
      assert.same({ "18 variants, 0 instance types above their quota\n", 0 }, { out, code })
      register("search", 1, 12, "blue")
      out, code = run("run", "check_quotas.lua")
      assert.equal(1, code)
      assert.equal("ml.g5.xlarge: the targets may grow to 13 instances, the account may have 10 "
         .. "(now 4)\n18 variants, 1 instance types above their quota\n", out)
   end)

   it("rankers.lua is a deployment of what is discovered", function()
      local out, code = run("plan", "rankers.lua")
      assert.equal(0, code)
      assert.matches("%+ endpoint/ranker%-012/variant/AllTraffic", out)
      assert.matches("Plan: 12 to register", out)
   end)
end)
