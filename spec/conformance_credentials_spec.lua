-- Credentials by the cases that AWS's own SDKs are held to. Error texts are ours; that there is an
-- error, and that nothing is asked for beyond what was recorded, is theirs.
local conformance = require "support.conformance"
local json = require "moontide.json"

local function inputs(tests, map)
   local list = {}
   for i, test in ipairs(tests) do list[i] = map(test) end
   return list
end

-- Every scenario of a group that one operation answers.
local function run_scenarios(scenarios, op)
   local answers = conformance.run(op, inputs(scenarios, function(s)
      -- a scenario of one attempt is met with the same answer at each of ours
      return { env = s.env, fs = s.fs, http = s.http, now = s.settings.now,
         provider = s.group == "profile-provider" and "profile" or nil,
         repeats = s.settings.max_attempts == 1 }
   end))
   return answers
end

local function split(scenarios)
   local credentials, tokens = {}, {}
   for _, s in ipairs(scenarios) do
      table.insert(s.group == "default-token-provider-chain" and tokens or credentials, s)
   end
   return credentials, tokens
end

describe("AWS's cases of credentials", function()
   it("resolve profiles to chains", function()
      local tests = conformance.load "assume-role-tests.json"
      if not tests then return pending "no shared cases" end
      tests = tests.tests or tests
      local answers = conformance.run("resolve-profile-chain",
         inputs(tests, function(test) return test.input end))
      for i, test in ipairs(tests) do
         if test.output.ProfileChain then
            assert.same(test.output.ProfileChain, answers[i].ProfileChain, test.docs)
         else
            assert.equal("credentials", answers[i].error and answers[i].error.status, test.docs)
         end
      end
      assert.equal(28, #answers)
   end)

   for op, file in pairs { ["container-url"] = "ecs-tests.json",
      ["imds-url"] = "imds-endpoint-tests.json" } do
      it("find the URL: " .. op, function()
         local cases = conformance.load(file)
         if not cases then return pending "no shared cases" end
         local answers = conformance.run(op, cases.tests)
         for i, test in ipairs(cases.tests) do
            if test.result.Ok then
               assert.equal(test.result.Ok, answers[i].url, test.docs)
            else
               assert.equal("credentials", answers[i].error and answers[i].error.status, test.docs)
            end
         end
      end)
   end

   it("find credentials in whole scenarios", function()
      local cases = conformance.load "credential-chain-scenarios.json"
      if not cases then return pending "no shared cases" end
      local credentials, tokens = split(cases.scenarios)
      local answers = run_scenarios(credentials, "resolve-credentials")
      for i, scenario in ipairs(credentials) do
         local answer, expected = answers[i], scenario.result.Ok
         if expected then
            answer.saved = nil
            assert.same(expected, answer, scenario.name .. ": " .. json.encode(answer))
         else
            assert.truthy(answer.error, scenario.name)
            assert.not_equal("usage", answer.error.status,
               scenario.name .. ": " .. answer.error.message)
         end
      end
      local found = run_scenarios(tokens, "resolve-token")
      for i, scenario in ipairs(tokens) do
         local expected = scenario.result.Ok
         assert.equal(expected and expected.token, found[i].token, scenario.name)
      end
      assert.equal(38, #answers + #found)
   end)
end)

-- A case of the login provider as a scenario: its cache as files, its call as a request.
local CACHE = "/home/.aws/login/cache/"

local function login_scenario(case)
   local files = { ["/home/.aws/config"] = case.configContents }
   for name, content in pairs(case.cacheContents) do files[CACHE .. name] = json.encode(content) end
   local http = {}
   for i, call in ipairs(case.mockApiCalls or {}) do
      local output = call.response and json.encode(call.response.tokenOutput)
      http[i] = {
         request = { method = "POST", uri = "https://us-east-1.signin.aws.amazon.com/v1/token",
            body = "" },
         response = { status = call.responseCode or 200, body = output or "{}" },
      }
   end
   return { env = { HOME = "/home", AWS_PROFILE = "signin", AWS_REGION = "us-east-1" },
      fs = files, http = http, now = 1763510400 } -- 2025-11-19T00:00:00Z
end

describe("AWS's cases of the login provider", function()
   it("give, renew and keep credentials", function()
      local cases = conformance.load "login-provider-test-cases.json"
      if not cases then return pending "no shared cases" end
      local answers = conformance.run("resolve-credentials", inputs(cases, login_scenario))
      for i, case in ipairs(cases) do
         local answer, name = answers[i], case.documentation
         for _, outcome in ipairs(case.outcomes) do
            if outcome.result == "credentials" then
               assert.equal(outcome.accessKeyId, answer.access_key_id, name .. json.encode(answer))
               assert.equal(outcome.secretAccessKey, answer.secret_access_key, name)
               assert.equal(outcome.sessionToken, answer.session_token, name)
               assert.equal(outcome.accountId, answer.account_id, name)
            elseif outcome.result == "cacheContents" then
               for file, content in pairs(outcome) do
                  if file ~= "result" then
                     assert.same(content, json.decode(answer.saved[CACHE .. file]), name)
                  end
               end
            else
               assert.equal("credentials", answer.error and answer.error.status, name)
            end
         end
      end
      assert.equal(8, #answers)
   end)
end)
