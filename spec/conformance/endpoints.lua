-- AWS's cases of endpoints: hosts by region and variant, and URLs that are configured instead.
local conformance = require "support.conformance"
local endpoint = require "moontide.endpoint"
local json = require "moontide.json"

local M = {}

local function is_resolved(case, answer)
   local expected = case.expect.endpoint
   if not expected then return answer.error ~= nil and answer.error.status == "config" end
   local scheme = ((expected.properties or {}).authSchemes or {})[1] or {}
   return answer.url == expected.url
      and answer.signingRegion == (scheme.signingRegion or answer.signingRegion)
      and answer.signingName == (scheme.signingName or answer.signingName)
end

local function run_hosts(name)
   local cases = conformance.load(name)
   if not cases then return nil end
   local service, rows, inputs = name:match("([^/]+)%.json$"), {}, {}
   for i, case in ipairs(cases.testCases) do
      inputs[i] = { service = service, params = case.params or {} }
   end
   for i, answer in ipairs(conformance.run("resolve-endpoint", inputs)) do
      local case = cases.testCases[i]
      rows[i] = { id = case.documentation, passed = is_resolved(case, answer), answer = answer }
   end
   return rows
end

local function add_pairs(lines, list, indent)
   for key, value in pairs(list) do
      if type(value) == "table" then
         lines[#lines + 1] = key .. " ="
         add_pairs(lines, value, "  ")
      else
         lines[#lines + 1] = ("%s%s = %s"):format(indent, key, value)
      end
   end
end

---The profiles and services of the suite as a shared file.
local function config_of(suite)
   local lines = {}
   for name, keys in pairs(suite.profiles) do
      lines[#lines + 1] = ("[profile %s]"):format(name)
      add_pairs(lines, keys, "")
   end
   for name, services in pairs(suite.services) do
      lines[#lines + 1] = ("[services %s]"):format(name)
      add_pairs(lines, services, "")
   end
   return table.concat(lines, "\n") .. "\n"
end

local function run_urls(name)
   local cases = conformance.load(name)
   if not cases then return nil end
   local rows, inputs = {}, {}
   for _, suite in ipairs(cases.testSuites) do
      local config = config_of(suite)
      for _, test in ipairs(suite.endpointUrlTests) do
         local env = { AWS_CONFIG_FILE = "/config", AWS_SHARED_CREDENTIALS_FILE = "/none" }
         for key, value in pairs(suite.environments[test.environment]) do env[key] = value end
         inputs[#inputs + 1] = { env = env, fs = { ["/config"] = config }, profile = test.profile,
            service = test.service, client = suite.client_configs[test.client_config] }
         rows[#inputs] = { id = test.name, expected = test.output.endpointUrl }
      end
   end
   for i, answer in ipairs(conformance.run("endpoint-url", inputs)) do
      local row = rows[i]
      local own = assert(endpoint.resolve { service = inputs[i].service,
         region = "fake-region-10" }).url -- the Region of all their profiles
      local url = answer.endpointUrl ~= json.null and answer.endpointUrl or own
      row.answer, row.passed = answer, not answer.error and url == row.expected
   end
   return rows
end

M.files = {
   { name = "endpoint-tests/application-autoscaling.json", run = run_hosts },
   { name = "endpoint-tests/sagemaker.json", run = run_hosts },
   { name = "endpoint-tests/sts.json", run = run_hosts },
   { name = "configured-endpoint-urls.json", run = run_urls },
}

return M
