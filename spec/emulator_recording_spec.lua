-- What was exchanged, as text, and answers from it.
local core = require "moontide.core"
local emulator = require "support.emulator"
local emulators = require "moontide.emulator"
local files = require "moontide.files"
local recording = require "moontide.emulator.recording"
local service = require "moontide.service"
local task = require "moontide.task"

local path

before_each(function() path = os.tmpname() end)
after_each(function() os.remove(path) end)

local function options_of(handle)
   return { region = "eu-west-1", endpoint_url = handle.url, credentials = {
      access_key_id = handle.access_key_id, secret_access_key = handle.secret_access_key } }
end

describe("a recording", function()
   it("holds what was asked and answered, and no secrets", function()
      local fixture = emulator.new { record = path, credentials = {
         access_key_id = "AKIDSECRET", secret_access_key = "top-secret" } }
      local overrides = { credentials = { access_key_id = "AKIDSECRET",
         secret_access_key = "top-secret" } }
      emulator.register(fixture, "a", nil, overrides)
      emulator.register(fixture, "a", { MinCapacity = 9 }, overrides)
      overrides.headers = { ["X-Amz-Security-Token"] = "token!" }
      emulator.register(fixture, "a", nil, overrides)
      local text = assert(files.read(path))
      for _, secret in ipairs { "AKIDSECRET", "top%-secret", "token!", "Signature=%x" } do
         assert.not_matches(secret, text)
      end
      local exchanges = recording.parse(text)
      assert.equal(3, #exchanges)
      assert.equal("(hidden)", exchanges[3].headers["x-amz-security-token"])
      assert.same({ "POST", "/", 200 },
         { exchanges[1].method, exchanges[1].target, exchanges[1].status })
      assert.equal(400, exchanges[2].status)
      assert.equal("ValidationException", core.json_decode(exchanges[2].answer_body).__type)
      assert.equal("AnyScaleFrontendService.RegisterScalableTarget",
         exchanges[1].headers["x-amz-target"])
      assert.matches("/eu%-west%-1/application%-autoscaling/", exchanges[1].headers.authorization)
   end)

   it("hides what has no readable signature", function()
      local fixture = emulator.new { record = path }
      emulator.send(fixture, emulator.message(fixture, "DescribeScalableTargets", "password=1",
         { unsigned = true }))
      assert.not_matches("password", files.read(path))
   end)

   it("is read in pieces that make sense, whatever is in it", function()
      assert.same({}, recording.parse "")
      assert.same({}, recording.parse "nonsense\n# exchange\n> x\n")
      assert.same({}, recording.parse "# exchange 1, x\nnot a request\n")
      local list = recording.parse(
         "# exchange 1, x\n> POST http://h:1/a?b\n> A: b\nbody\n< HTTP 500\n< C: d\nline\nline\n\n"
         .. "# exchange 2, x\n> POST https://h\n! reset\n")
      assert.same({ "/a?b", "body", 500, "line\nline", "d" }, { list[1].target, list[1].body,
         list[1].status, list[1].answer_body, list[1].answer_headers.c })
      assert.same({ "/", nil }, { list[2].target, list[2].status })
   end)
end)

describe("a replay", function()
   local function count(client)
      return #client:describe_scalable_targets({ ServiceNamespace = "sagemaker" }).ScalableTargets
   end

   local function call_all(client)
      client:register_scalable_target(emulator.target "a")
      local first = count(client)
      client:register_scalable_target(emulator.target "b")
      local second = count(client)
      local _, err = task.try(client.deregister_scalable_target, client, {
         ServiceNamespace = "sagemaker", ResourceId = "endpoint/no/variant/v",
         ScalableDimension = emulator.dimension })
      return { first, second, err.code, err.message }
   end

   local function run(options)
      local handle <close> = assert(emulators.start(options))
      local client <close> = service.client("application-autoscaling", options_of(handle))
      return call_all(client), client
   end

   it("gives the same answers in the same order", function()
      local recorded = run { record = path }
      assert.same({ 1, 2 }, { recorded[1], recorded[2] })
      assert.same(recorded, run { replay = path })
   end)

   it("takes the trace of a run", function()
      local handle <close> = assert(emulators.start {})
      local engine = assert(core.engine { trace = path })
      local client = assert(engine:client { service = "application-autoscaling",
         region = "eu-west-1", endpoint_url = handle.url,
         credentials = options_of(handle).credentials })
      assert(client:submit("RegisterScalableTarget", emulator.target "a"))
      while engine:pending() > 0 do
         engine:poll(1)
         engine:next()
      end
      engine:close()
      local again <close> = assert(emulators.start { replay = path })
      local other <close> = service.client("application-autoscaling", options_of(again))
      local output = other:register_scalable_target(emulator.target "a")
      assert.matches("^arn:aws:application%-autoscaling:eu%-west%-1:", output.ScalableTargetARN)
   end)

   it("says what it has no answer to, and what it cannot replay", function()
      run { record = path }
      local handle <close> = assert(emulators.start { replay = path })
      local client <close> = service.client("application-autoscaling", options_of(handle))
      local _, err = task.try(client.register_scalable_target, client, emulator.target "other")
      assert.equal("NotRecorded", err.code)
      assert.matches("RegisterScalableTarget", err.message)
      local _, missing = emulators.start { replay = path .. ".none" }
      assert.matches("cannot be replayed: No such file", missing.message)
      local empty <close> = assert(io.open(path, "w")) -- luacheck: ignore 211
      _, missing = emulators.start { replay = path }
      assert.matches("there is no exchange in it", missing.message)
      _, missing = emulators.start { record = path .. "/none" }
      assert.matches("cannot be written", missing.message)
   end)
end)
