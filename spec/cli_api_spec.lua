-- moontide api, as a program: what it accepts, prints and ends with. That it prints what the AWS
-- CLI prints, clients/api_compare.py checks.
local core = require "moontide.core"
local emulator = require "moontide.emulator"
local program = require "support.program"

local DIMENSION <const> = "sagemaker:variant:DesiredInstanceCount"

local server

setup(function() server = assert(emulator.start { credentials = "AKID:secret" }) end)
teardown(function()
   server:close()
   program.clean()
end)

local function api(...)
   return program.run({ "api", "--endpoint-url", server.url, ... }, { env = {
      AWS_ACCESS_KEY_ID = "AKID", AWS_SECRET_ACCESS_KEY = "secret", AWS_REGION = "eu-west-1",
      TZ = "UTC" } })
end

local function register(name, ...)
   return api("register-scalable-target", "--service-namespace", "sagemaker",
      "--scalable-dimension", DIMENSION, "--resource-id", "endpoint/" .. name .. "/variant/v",
      "--min-capacity", "1", ...)
end

local function list(...)
   return api("describe-scalable-targets", "--service-namespace", "sagemaker", ...)
end

describe("moontide api", function()
   setup(function()
      for i = 1, 5 do assert.equal(0, register("e" .. i, "--max-capacity", "4").code) end
   end)

   it("prints the answer as JSON in the model's order", function()
      local result = list("--max-items", "1")
      assert.equal("", result.err)
      assert.matches('^{\n    "ScalableTargets": %[\n        {\n            "ServiceNamespace":'
         .. ' "sagemaker",\n            "ResourceId": "endpoint/e1/variant/v",', result.out)
      assert.matches('"CreationTime": "20%d%d%-[%d%-T:.]+%+00:00"', result.out)
   end)

   it("gathers pages, and goes on from a token with nothing lost or twice", function()
      local seen, token = {}, nil
      repeat
         local more = token and { "--starting-token", token } or {}
         local result = list("--page-size", "2", "--max-items", "3", table.unpack(more))
         local answer = core.json_decode(result.out)
         for _, target in ipairs(answer.ScalableTargets) do seen[#seen + 1] = target.ResourceId end
         token = answer.NextToken
      until not token
      assert.equal("endpoint/e1/variant/v endpoint/e2/variant/v endpoint/e3/variant/v "
         .. "endpoint/e4/variant/v endpoint/e5/variant/v", table.concat(seen, " "))
   end)

   it("reads values from files and JSON from --cli-input-json, options first", function()
      local path = program.write('{"DynamicScalingInSuspended": true}')
      assert.equal(0, register("file", "--max-capacity", "3", "--suspended-state",
         "file://" .. path, "--region", "us-east-1").code)
      local whole = program.write(('{"ServiceNamespace": "sagemaker", "MinCapacity": 1, '
         .. '"MaxCapacity": 7, "ScalableDimension": "%s", "ResourceId": "endpoint/json/variant/v"}')
         :format(DIMENSION))
      assert.equal(0, api("register-scalable-target", "--max-capacity", "9", "--cli-input-json",
         "file://" .. whole, "--region", "us-east-1").code)
      assert.equal("True\t3\nFalse\t9\n", list("--output", "text", "--region", "us-east-1",
         "--query",
         "ScalableTargets[].[SuspendedState.DynamicScalingInSuspended,MaxCapacity]").out)
   end)

   it("fills in what its own skeleton asks for", function()
      local result = api("put-scheduled-action", "--generate-cli-skeleton")
      local skeleton = core.json_decode(result.out)
      assert.equal("", skeleton.ResourceId)
      assert.same({ MinCapacity = 0, MaxCapacity = 0 }, skeleton.ScalableTargetAction)
   end)

   it("tells of the service's refusals as the AWS CLI does", function()
      local result = api("deregister-scalable-target", "--service-namespace", "sagemaker",
         "--scalable-dimension", DIMENSION, "--resource-id", "endpoint/none/variant/v")
      assert.equal(1, result.code)
      assert.equal("", result.out)
      assert.matches("^\nAn error occurred %(ObjectNotFoundException%) when calling the "
         .. "DeregisterScalableTarget operation: No scalable target found", result.err)
   end)

   it("explains itself", function()
      local result = api("put-scheduled-action", "help")
      assert.equal(0, result.code)
      assert.matches("--scalable-target-action STRUCTURE", result.out, 1, true)
      assert.matches("MinCapacity=integer,MaxCapacity=integer", result.out, 1, true)
      assert.matches("\n  describe%-alarms\n", api("cloudwatch", "help").out)
   end)
end)

describe("moontide api and the outside world", function()
   it("takes the format from the profile, the environment, the command line", function()
      local config = program.write "[default]\noutput = text\n[profile x]\noutput = nonsense\n"
      local function shown(environment, ...)
         environment.AWS_CONFIG_FILE = config
         return program.run({ "api", "untag-resource", "--resource-arn",
            "arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/0a",
            "--tag-keys", "a", "--generate-cli-skeleton", "output", "--query", "['a', 'b']", ... },
            { env = environment })
      end
      assert.equal("a\tb\n", shown({}).out)
      assert.equal("- a\n- b\n", shown({ AWS_DEFAULT_OUTPUT = "yaml" }).out)
      assert.equal('[\n    "a",\n    "b"\n]\n', shown({}, "--output", "json").out)
      local refused = shown({}, "--profile", "x")
      assert.equal(64, refused.code)
      assert.matches(("output is 'nonsense' (from %s:4)"):format(config), refused.err, 1, true)
   end)
end)

describe("moontide api, wrongly used", function()
   local function refuses(name, code, why, ...)
      local arguments = table.pack(...)
      it(name, function()
         local result = api(table.unpack(arguments, 1, arguments.n))
         assert.equal("", result.out)
         assert.matches(why, result.err, 1, true)
         assert.equal(code, result.code)
      end)
   end

   refuses("without an operation", 64, "which operation?")
   refuses("an unknown operation", 64, "did you mean 'describe-scalable-targets'?",
      "describe-scalable-target")
   refuses("an unknown service", 64, "did you mean 'sagemaker'?", "sagemker", "list-endpoints")
   refuses("a service's unknown operation", 64,
      "sagemaker has no operation 'list-endpoint', did you mean 'list-endpoints'?",
      "sagemaker", "list-endpoint")
   refuses("an unknown option", 64,
      "unknown option '--service-namspace', did you mean '--service-namespace'?",
      "describe-scalable-targets", "--service-namspace", "ecs")
   refuses("an option of another program", 64, "servers are always verified",
      "describe-scalable-targets", "--no-verify-ssl")
   refuses("an option without its value", 64, "--resource-ids needs a value",
      "describe-scalable-targets", "--resource-ids", "--service-namespace", "ecs")
   refuses("a stray word", 64, "unexpected 'ecs'",
      "describe-scalable-targets", "--service-namespace", "ecs", "ecs")
   refuses("required options missing", 64,
      "the following arguments are required: --service-namespace, --resource-id",
      "register-scalable-target", "--scalable-dimension", DIMENSION)
   refuses("no number", 64, "--min-capacity: a whole number expected, not '1.5'",
      "register-scalable-target", "--service-namespace", "ecs", "--resource-id", "r",
      "--scalable-dimension", DIMENSION, "--min-capacity", "1.5")
   refuses("no JSON", 64, "--suspended-state: invalid JSON",
      "register-scalable-target", "--service-namespace", "ecs", "--resource-id", "r",
      "--scalable-dimension", DIMENSION, "--suspended-state", "{DynamicScalingInSuspended: 1}")
   refuses("no shorthand", 64, "--suspended-state: Expected: '=', received: 'EOF'",
      "register-scalable-target", "--service-namespace", "ecs", "--resource-id", "r",
      "--scalable-dimension", DIMENSION, "--suspended-state", "DynamicScalingInSuspended")
   refuses("an unknown member", 3, "--suspended-state: Dynamic",
      "register-scalable-target", "--service-namespace", "ecs", "--resource-id", "r",
      "--scalable-dimension", DIMENSION, "--suspended-state", "DynamicScalingIn=true")
   refuses("a value out of the enumeration", 3, "--service-namespace: ",
      "describe-scalable-targets", "--service-namespace", "ecss")
   refuses("a required member missing in JSON", 3, "--service-namespace: ",
      "describe-scalable-targets", "--cli-input-json", "{}")
   refuses("input that is no object", 64, "--cli-input-json: an object expected, not a list",
      "describe-scalable-targets", "--cli-input-json", "[]")
   refuses("a file that is not there", 64, "--cli-input-json: cannot read /no/such: No such file",
      "describe-scalable-targets", "--cli-input-json", "file:///no/such")
   refuses("paging twice", 64, "excludes --max-items", "describe-scalable-targets",
      "--service-namespace", "ecs", "--no-paginate", "--max-items", "2")
   refuses("an unknown format", 64, "--output must be one of json, text, table",
      "describe-scalable-targets", "--service-namespace", "ecs", "--output", "jsno")
   refuses("a query that is none", 64, "--query: unexpected ']'",
      "describe-scalable-targets", "--service-namespace", "ecs", "--query", "a[]]")
   refuses("a query of an unknown function", 64, "did you mean 'length'?",
      "describe-scalable-targets", "--service-namespace", "ecs", "--query", "lenght(@)")
   refuses("a query that fails", 1, "--query: sum(): argument 1 has to be number[]",
      "describe-scalable-targets", "--service-namespace", "ecs", "--query", "sum(@)")
end)
