-- Waiters on an engine whose clock only polling moves.
local context = require "moontide.context"
local core = require "moontide.core"
local error_of = require "support.error_of"
local fake_engine = require "support.fake_engine"
local service = require "moontide.service"

describe("wait", function()
   local engine, before, answers

   -- Gives the answers one by one, then the last one again and again; texts are states.
   local function replay(make)
      local calls = 0
      return function(input)
         calls = calls + 1
         local answer = answers[math.min(calls, #answers)]
         if getmetatable(answer) == core.error_mt then return nil, answer end
         return type(answer) == "string" and make(answer) or answer, nil, input
      end
   end

   before_each(function()
      engine = fake_engine.new {
         operations = {
            DescribeEndpoint = replay(function(state)
               return { EndpointName = "ranker", EndpointConfigName = "ranker-2",
                  EndpointStatus = state,
                  FailureReason = state == "Failed" and "no capacity" or nil }
            end),
            DescribeInferenceComponent = replay(function(state)
               return { InferenceComponentName = "c", InferenceComponentStatus = state }
            end),
            DescribeScalableTargets = replay(),
            DescribeAlarms = replay(),
         },
      }
      before = context.replace_engine(engine)
   end)
   after_each(function() context.replace_engine(before) end)

   local function client(name) return service.client(name, { region = "eu-west-1" }) end

   local function endpoint(options, name)
      local sagemaker = client "sagemaker"
      return sagemaker:wait(name or "EndpointInService", { EndpointName = "ranker" }, options)
   end

   local function refusal(code, message)
      return core.error { status = "service", code = code, message = message, http = 400 }
   end

   it("asks at once, then every interval, until the state is there", function()
      answers = { "Creating", "Creating", "InService" }
      assert.equal("ranker-2", endpoint().EndpointConfigName)
      assert.equal(3, #answers)
      assert.equal(63, engine.now) -- three calls of 1 s, two pauses of 30 s
      answers = { "InService" }
      engine.now = 0
      endpoint { interval = 5 }
      assert.equal(1, engine.now)
   end)

   it("raises at once what will not change, with the reason and the configuration", function()
      answers = { "Updating", "Failed" }
      local err = error_of(function() return (endpoint()) end) -- no tail call: a line of its own
      assert.same({ "WaiterFailed", "service", "Failed", "no capacity", false },
         { err.code, err.status, err.state, err.reason, err.retryable })
      assert.equal("EndpointInService: it is Failed and will not be InService "
         .. "(EndpointName ranker, "
         .. "EndpointConfigName ranker-2): no capacity", err.message)
      assert.equal("DescribeEndpoint", err.operation)
      assert.equal("Failed", err.output.EndpointStatus)
      assert.matches("waiters_spec%.lua:%d+$", err.script)
   end)

   it("raises when the time is over, with the state it saw last", function()
      answers = { "Creating" }
      local err = error_of(endpoint, { timeout = 100, interval = 40 })
      assert.same({ "WaiterTimeout", "timeout", "Creating" }, { err.code, err.status, err.state })
      assert.matches("after 100 s it is still Creating", err.message)
      assert.equal(104, engine.now) -- pauses of 40, 40 and 20, four calls
   end)

   it("knows an endpoint that is not there from other refusals", function()
      answers = { refusal("ValidationException", 'Could not find endpoint "arn:aws:…/ranker".') }
      assert.same("absent", error_of(endpoint).state)
      assert.same({}, endpoint(nil, "EndpointDeleted"))
      for _, err in ipairs { refusal("ValidationException", "1 validation error"),
         refusal("AccessDeniedException", "Could not find endpoint") } do
         answers = { err }
         assert.equal(err, error_of(endpoint))
         assert.equal(err, error_of(endpoint, nil, "EndpointDeleted"))
      end
   end)

   it("waits until an endpoint is gone", function()
      answers = { "Deleting", "Deleting",
         refusal("ValidationException", "Could not find endpoint") }
      assert.same({}, endpoint(nil, "EndpointDeleted"))
      answers = { "InService" }
      assert.equal("WaiterFailed", error_of(endpoint, nil, "EndpointDeleted").code)
   end)

   it("waits for an inference component", function()
      answers = { "Creating", "InService" }
      local sagemaker = client "sagemaker"
      local output = sagemaker:wait("InferenceComponentInService", { InferenceComponentName = "c" })
      assert.equal("InService", output.InferenceComponentStatus)
      assert.equal(17, engine.now)
   end)

   it("waits until every target that is asked for is visible", function()
      local one = { ResourceId = "endpoint/a/variant/v" }
      local two = { ResourceId = "endpoint/b/variant/v" }
      answers = { { ScalableTargets = {} }, { ScalableTargets = { one } },
         { ScalableTargets = { two, one } } }
      local aas = client "application-autoscaling"
      local input = { ServiceNamespace = "sagemaker",
         ResourceIds = { one.ResourceId, two.ResourceId } }
      assert.equal(2, #aas:wait("ScalableTargetVisible", input).ScalableTargets)
      answers = { { ScalableTargets = {} } }
      assert.equal("absent", error_of(aas.wait, aas, "ScalableTargetVisible", input).state)
      assert.error_matches(function()
         aas:wait("ScalableTargetVisible", { ServiceNamespace = "sagemaker" })
      end, "needs ResourceIds")
   end)

   it("waits until all alarms are in a state", function()
      local function alarms(a, b)
         return { MetricAlarms = { { AlarmName = "a", StateValue = a } },
            CompositeAlarms = { { AlarmName = "b", StateValue = b } } }
      end
      answers = { alarms("INSUFFICIENT_DATA", "OK"), alarms("OK", "ALARM"), alarms("OK", "OK") }
      local cloudwatch = client "cloudwatch"
      local input = { AlarmNames = { "a", "b" } }
      assert.same(alarms("OK", "OK"), cloudwatch:wait("AlarmInState", input, { state = "OK" }))
      assert.equal(23, engine.now)
      answers = { { MetricAlarms = { { AlarmName = "a", StateValue = "OK" } } } }
      assert.equal("absent",
         error_of(cloudwatch.wait, cloudwatch, "AlarmInState", input, { state = "OK" }).state)
      assert.error_matches(function() cloudwatch:wait("AlarmInState", input) end,
         "needs the option state %(ALARM, INSUFFICIENT_DATA, OK%)")
   end)

   it("suggests the waiter and the option that was meant", function()
      local err = error_of(endpoint, nil, "EndpointInServise")
      assert.equal("UnknownWaiter", err.code)
      assert.matches("did you mean 'EndpointInService'", err.message)
      assert.error_matches(function() endpoint { timout = 1 } end, "did you mean 'timeout'")
      assert.error_matches(function() endpoint { state = "OK" } end, "unknown option 'state'")
      for _, value in ipairs { 0, -1, "x", 0 / 0 } do
         assert.error_matches(function() endpoint { interval = value } end, "interval must be")
      end
      assert.equal("UnknownWaiter",
         error_of(function() client("other"):wait("EndpointInService", {}) end).code)
   end)

   it("ends when the program is asked to", function()
      answers = { "Creating" }
      local operation = engine.operations.DescribeEndpoint
      engine.operations.DescribeEndpoint = function(input)
         if engine.submitted == 3 then engine:interrupt() end
         return operation(input)
      end
      assert.equal("cancelled", error_of(endpoint).status)
   end)
end)
