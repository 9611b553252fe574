-- What is kept in a file, and an emulator that begins with it.
local core = require "moontide.core"
local emulator = require "support.emulator"
local emulators = require "moontide.emulator"
local files = require "moontide.files"
local request = require "moontide.emulator.request"
local service = require "moontide.service"
local state = require "moontide.emulator.state"
local task = require "moontide.task"

local path

before_each(function()
   path = os.tmpname()
   os.remove(path)
end)
after_each(function() os.remove(path) end)

local function write(text)
   local file <close> = assert(io.open(path, "wb"))
   file:write(text)
end

-- All that can be listed of a deployment.
local function everything(fixture)
   local listed = {}
   for _, operation in ipairs { "DescribeScalableTargets", "DescribeScalingPolicies",
      "DescribeScheduledActions", "DescribeScalingActivities" } do
      listed[operation] = assert(emulator.call(fixture, operation,
         { ServiceNamespace = "sagemaker" }))
   end
   return listed
end

local function deploy(fixture)
   for i = 1, 5 do assert(emulator.register(fixture, "e" .. i, { Tags = { n = tostring(i) } })) end
   fixture.time = fixture.time + 60
   local id = { ServiceNamespace = "sagemaker", ScalableDimension = emulator.dimension,
      ResourceId = "endpoint/e2/variant/blue" }
   local function with(more)
      for key, value in pairs(id) do more[key] = value end
      return more
   end
   assert(emulator.call(fixture, "PutScalingPolicy", with { PolicyName = "track",
      PolicyType = "TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration = {
         TargetValue = 70, PredefinedMetricSpecification = {
            PredefinedMetricType = "SageMakerVariantInvocationsPerInstance" } } }))
   assert(emulator.call(fixture, "PutScheduledAction", with { ScheduledActionName = "soon",
      Schedule = "rate(1 minute)", ScalableTargetAction = { MinCapacity = 2 } }))
   assert(emulator.call(fixture, "DeregisterScalableTarget", emulator.target "e5"))
   fixture.time = fixture.time + 150.5
end

describe("a state file", function()
   it("brings everything back, ids, times and what happened by itself included", function()
      local first = emulator.new { state = path }
      deploy(first)
      local before = everything(first)
      local second = emulator.new { state = path }
      second.time = second.time + first.emulator.clock.now() - second.emulator.clock.now()
      assert.same(before, everything(second))
      assert.equal(4, #before.DescribeScalableTargets.ScalableTargets)
   end)

   it("holds no reads and nothing that was refused", function()
      local fixture = emulator.new { state = path }
      emulator.describe(fixture)
      emulator.register(fixture, "bad", { MinCapacity = 9 })
      local _, entries = state.open(path)
      assert.same({}, entries)
   end)

   it("keeps a clock that only moves when it is told to", function()
      local first = emulator.new { state = path }
      local function now(fixture)
         local answer = fixture.emulator:handle(request.from_table { method = "GET",
            target = "/_moontide/clock", headers = {}, body = "" })
         return core.json_decode(answer.body).now
      end
      first.emulator:handle(request.from_table { method = "POST", headers = {}, body = "",
         target = "/_moontide/advance?seconds=7200" })
      local at = now(first)
      assert.equal(at, now(emulator.new { state = path }))
   end)

   it("is forgotten by a reset", function()
      local first = emulator.new { state = path }
      assert(emulator.register(first, "a"))
      first.emulator:handle(request.from_table { method = "POST", target = "/_moontide/reset",
         headers = {}, body = "" })
      assert(emulator.register(first, "b"))
      assert.equal(1, #emulator.describe(emulator.new { state = path }).ScalableTargets)
   end)

   it("may end in half a line", function()
      assert(emulator.register(emulator.new { state = path }, "a"))
      local whole = files.read(path)
      for _, tail in ipairs { '{"at":1', "{", "\0\0" } do
         write(whole .. tail)
         assert.equal(1, #emulator.describe(emulator.new { state = path }).ScalableTargets)
         assert.equal(whole, files.read(path))
      end
   end)

   it("is told from other files, and from damage", function()
      local function problem()
         local ok, err = pcall(state.open, path)
         assert.is_false(ok)
         return err.message
      end
      write "precious\n"
      assert.matches("it is no state file %(it begins with \"precious\"%)", problem())
      assert.equal("precious\n", files.read(path))
      write "moontide emulator state 1\n{\"at\":1}\nnonsense\n"
      assert.matches("line 3 is damaged", problem())
      assert.has_error(function() state.open(path .. "/none") end)
   end)

   it("outlives a kill at any moment", function()
      local function client_of(handle)
         return service.client("application-autoscaling", { region = "eu-west-1",
            endpoint_url = handle.url, max_attempts = 1, credentials = {
            access_key_id = handle.access_key_id, secret_access_key = handle.secret_access_key } })
      end
      local answered = {}
      for round = 1, 5 do
         local handle = assert(emulators.start { state = path })
         local client <close> = client_of(handle)
         task.run(function()
            local killer = task.spawn(function()
               task.sleep(0.005 * round)
               os.execute("kill -9 " .. handle.worker:pid())
            end)
            for i = 1, 90 do
               local name = ("r%d-%d"):format(round, i)
               if not task.try(client.register_scalable_target, client, emulator.target(name)) then
                  break
               end
               answered["endpoint/" .. name .. "/variant/blue"] = true
            end
            killer:join()
         end)
         handle:close()
      end
      local handle <close> = assert(emulators.start { state = path })
      local client <close> = client_of(handle)
      for target in client:each("DescribeScalableTargets", { ServiceNamespace = "sagemaker" }) do
         answered[target.ResourceId] = nil
      end
      assert.same({}, answered)
   end)
end)

describe("a dump", function()
   it("shows what there is, by account, Region and kind", function()
      local fixture = emulator.new()
      deploy(fixture)
      local answer = fixture.emulator:handle(request.from_table { method = "GET", body = "",
         target = "/_moontide/dump", headers = {} })
      local region = core.json_decode(answer.body)["111122223333"]["eu-west-1"]
      assert.equal(4, #region["scalable-targets/sagemaker"])
      assert.equal("track", region["scaling policies/sagemaker"][1].item.PolicyName)
   end)
end)

describe("a clock that is wrong", function()
   it("shows in signatures and in the date of answers", function()
      local handle <close> = assert(emulators.start { clock_skew = 900 })
      local client <close> = service.client("application-autoscaling", { region = "eu-west-1",
         endpoint_url = handle.url, max_attempts = 1, credentials = {
         access_key_id = handle.access_key_id, secret_access_key = handle.secret_access_key } })
      local _, err = task.try(client.describe_scalable_targets, client,
         { ServiceNamespace = "sagemaker" })
      assert.equal("InvalidSignatureException", err.code)
      assert.matches("Signature expired", err.message)
   end)
end)
