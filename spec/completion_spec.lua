-- What completion offers; that shells show it, clients/completion_test.sh checks.
local completion = require "moontide.cli.completion"
local environment = require "support.environment"
local program = require "support.program"

local function offered(line)
   local words = {}
   for word in line:gmatch "%S+" do words[#words + 1] = word end
   local current = line:find("%s$") and "" or table.remove(words) or ""
   local found = completion.candidates(words, current)
   local list = {}
   for i, candidate in ipairs(found.list) do list[i] = candidate[1] end
   return table.concat(list, " "), found.files
end

describe("completion", function()
   local function offers(line, expected, files)
      it(("of '%s'"):format(line), function()
         local list, names = offered(line)
         assert.equal(expected, list)
         assert.equal(files, names)
      end)
   end

   offers("va", "validate", "file")
   offers("run ", "", "file")
   offers("run --tr", "--trace-http")
   offers("run --trace-http ", "", "file")
   offers("run --color a", "always auto")
   offers("run --color=a", "--color=always --color=auto")
   offers("--region eu-west-1 va", "validate", "file")
   offers("help vers", "version")
   offers("completion ", "bash fish zsh")
   offers("types ", "", "directory")
   offers("fleet.lua ", "", "file")
   offers("api put-sca", "put-scaling-policy")
   offers("api --region x put-sca", "put-scaling-policy")
   offers("api sagem", "sagemaker")
   offers("api sagemaker describe-endpoint", "describe-endpoint describe-endpoint-config")
   offers("api application-autoscaling tag", "tag-resource")
   offers("api describe-scaling-activities --include-not", "--include-not-scaled-activities")
   offers("api describe-scalable-targets --ne", "")
   offers("api describe-scalable-targets --output ya", "yaml yaml-stream")
   offers("api --output ya", "yaml yaml-stream")
   offers("api put-scaling-policy --policy-type T", "TargetTrackingScaling")
   offers("api describe-scalable-targets --service-namespace ec", "ec2 ecs")
   offers("api describe-scalable-targets --no-ver", "")

   it("offers no more values behind an option's only one", function()
      assert.equal("", (offered "api put-scaling-policy --policy-type StepScaling T"))
   end)

   it("knows the profiles", function()
      local config = program.write "[profile stage]\n[profile 'q']\n[default]\n"
      local keys = program.write "[keys]\naws_access_key_id = x\n"
      environment.set("AWS_CONFIG_FILE", config)
      environment.set("AWS_SHARED_CREDENTIALS_FILE", keys)
      assert.equal("default keys q stage", (offered "run --profile "))
      environment.set("AWS_CONFIG_FILE", "/no/such/file")
      environment.set("AWS_SHARED_CREDENTIALS_FILE", "/no/such/file")
      assert.equal("", (offered "run --profile "))
      program.clean()
   end)

   it("says what it is for", function()
      local result = program.run { "completion", "bsh" }
      assert.equal(64, result.code)
      assert.matches("did you mean 'bash'?", result.err, 1, true)
   end)
end)
