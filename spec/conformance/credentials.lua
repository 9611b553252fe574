-- AWS's cases of credentials: chains of profiles, services that give them out, whole scenarios.
-- Error texts are ours; that there is an error, and that nothing is asked for beyond what was
-- recorded, is theirs.
local conformance = require "support.conformance"
local json = require "moontide.json"

local M = {}

local function is_chain(test, answer)
   local expected = test.output.ProfileChain
   if not expected then return conformance.is_refused(answer) end
   return conformance.is_same(answer.ProfileChain, expected)
end

local function is_url(test, answer)
   if not test.result.Ok then return conformance.is_refused(answer) end
   return answer.url == test.result.Ok
end

-- Scenarios ------------------------------------------------------------------------------------

local function is_of_tokens(scenario) return scenario.group == "default-token-provider-chain" end

local function scenario_input(s)
   -- a scenario of one attempt is met with the same answer at each of ours
   return { env = s.env, fs = s.fs, http = s.http, now = s.settings.now,
      provider = s.group == "profile-provider" and "profile" or nil,
      repeats = s.settings.max_attempts == 1 }
end

local function is_resolved(scenario, answer)
   local expected = scenario.result.Ok
   if not expected then return answer.error ~= nil and answer.error.status ~= "usage" end
   if is_of_tokens(scenario) then return answer.token == expected.token end
   answer.saved = nil
   return conformance.is_same(answer, expected)
end

-- A case of the login provider as a scenario: its cache as files, its call as a request --------

local CACHE <const> = "/home/.aws/login/cache/"

local function login_input(case)
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

local function is_kept(outcome, answer)
   for file, content in pairs(outcome) do
      local saved = file ~= "result" and (answer.saved or {})[CACHE .. file]
      if file ~= "result" and not (saved and conformance.is_same(json.decode(saved), content)) then
         return false
      end
   end
   return true
end

local function is_outcome(outcome, answer)
   if outcome.result == "cacheContents" then return is_kept(outcome, answer) end
   if outcome.result ~= "credentials" then return conformance.is_refused(answer) end
   return answer.access_key_id == outcome.accessKeyId
      and answer.secret_access_key == outcome.secretAccessKey
      and answer.session_token == outcome.sessionToken
      and answer.account_id == outcome.accountId
end

local function is_logged_in(case, answer)
   for _, outcome in ipairs(case.outcomes) do
      if not is_outcome(outcome, answer) then return false end
   end
   return true
end

M.files = {
   { name = "assume-role-tests.json", op = "resolve-profile-chain", list = "tests", id = "docs",
     input = function(test) return test.input end, passes = is_chain },
   { name = "ecs-tests.json", op = "container-url", list = "tests", id = "docs", passes = is_url },
   { name = "imds-endpoint-tests.json", op = "imds-url", list = "tests", id = "docs",
     passes = is_url },
   { name = "credential-chain-scenarios.json", list = "scenarios", id = "name",
     op = function(s) return is_of_tokens(s) and "resolve-token" or "resolve-credentials" end,
     input = scenario_input, passes = is_resolved },
   { name = "login-provider-test-cases.json", op = "resolve-credentials", id = "documentation",
     input = login_input, passes = is_logged_in },
}

return M
