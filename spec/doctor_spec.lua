-- moontide doctor as a user reads it: every setting with its origin, whatever else is broken.
local emulator = require "moontide.emulator"
local json = require "moontide.json"
local program = require "support.program"

local home

local function put(path, text)
   local full = home .. "/" .. path
   assert(os.execute(("mkdir -p '%s'"):format(full:match "^(.*)/")))
   local file = assert(io.open(full, "wb"))
   file:write(text)
   file:close()
   return full
end

local function run(arguments, env)
   local all = { HOME = home }
   for name, value in pairs(env or {}) do all[name] = value end
   table.insert(arguments, 1, "doctor")
   return program.run(arguments, { env = all })
end

local function document(arguments, env)
   table.insert(arguments, "--json")
   local result = run(arguments, env)
   local ok, decoded = pcall(json.decode, result.out)
   assert(ok, result.out .. result.err)
   return decoded, result
end

local function entry(list, name)
   for _, found in ipairs(list) do
      if (found.name or found.service) == name then return found end
   end
end

describe("doctor", function()
   before_each(function()
      home = os.tmpname()
      os.remove(home)
   end)
   after_each(function()
      os.execute(("rm -rf '%s'"):format(home))
      program.clean()
   end)

   it("knows all settings of AWS's tools, set or not", function()
      local found = document { "--offline" }
      local ones = 0
      for _, setting in ipairs(found.settings) do
         ones = ones + 1
         assert.equal("string", type(setting.group), setting.name)
         assert.equal(setting.value == nil, setting.origin == nil, setting.name)
      end
      assert.equal(74, ones) -- those of the core and the one that each service has
      assert.same({ value = "default", origin = "default" },
         { value = entry(found.settings, "profile").value,
            origin = entry(found.settings, "profile").origin })
      assert.equal("not there", entry(found.settings, "config_file").note)
   end)

   it("says of each setting where it comes from and what it overrode", function()
      local config = put(".aws/config", [[
[profile dev]
region = eu-west-2
services = local
sso_session = corp
auth_scheme_preference = sigv4a
[services local]
sagemaker =
  endpoint_url = http://localhost:4566
[sso-session corp]
sso_region = eu-central-1
]])
      local found = document({ "--offline", "--profile", "dev", "--region", "ap-south-1" }, {
         AWS_REGION = "us-east-2", AWS_DEFAULT_REGION = "us-west-1",
         AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING = "http://127.0.0.1:9",
         HTTPS_PROXY = "http://me:proxy-secret@proxy:3128" })
      assert.same({ name = "region", group = "endpoints", value = "ap-south-1",
         origin = "--region", overridden = {
            { value = "us-east-2", origin = "AWS_REGION" },
            { value = "us-west-1", origin = "AWS_DEFAULT_REGION" },
            { value = "eu-west-2", origin = config .. ":2" } } },
         entry(found.settings, "region"))
      assert.equal("--profile", entry(found.settings, "profile").origin)
      assert.equal("http://****@proxy:3128", entry(found.settings, "https_proxy").value)
      assert.equal(config .. ":10", entry(found.settings, "sso_region").origin)
      assert.truthy(entry(found.settings, "auth_scheme_preference").unused)
      local function origin(service) return entry(found.endpoints, service).origin end
      assert.equal("AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING",
         origin "application-autoscaling")
      assert.equal(config .. ":8", origin "sagemaker")
      assert.equal("AWS's own", origin "sts")
      assert.same({ config .. ":8", "http://localhost:4566" },
         { entry(found.settings, "sagemaker.endpoint_url").origin,
            entry(found.settings, "sagemaker.endpoint_url").value })
      assert.same({ "https://portal.sso.eu-central-1.amazonaws.com", "eu-central-1" },
         { entry(found.endpoints, "sso").url, entry(found.endpoints, "sso").region })
   end)

   it("points at keys that nobody reads and somebody may have meant", function()
      local path = put(".aws/config", "[default]\nregionn = eu-west-1\nmy_own_note = x\n"
         .. "output = json\n")
      local found = document { "--offline" }
      assert.same({ { name = "regionn", where = path .. ":2", suggestion = "region" } },
         found.misspelt)
      assert.matches("\nPerhaps misspelt.-\n  regionn  .-:2  did you mean region%?\n",
         run({ "--offline" }).out)
   end)

   it("goes on where files are broken, names each place, and ends with 4", function()
      local config = put(".aws/config", "[default]\nregion = eu-west-1\nnonsense\n")
      local credentials = put(".aws/credentials", "[dev\n")
      local found, result = document({}, { AWS_PROFILE = "dev",
         AWS_ENDPOINT_URL_STS = "http://127.0.0.1:9", AWS_REGION = "eu-west-3" })
      assert.equal(4, result.code)
      assert.same({ config .. ":3", credentials .. ":1" },
         { found.problems[1].where, found.problems[2].where })
      assert.is_nil(found.problems[3])
      assert.equal("AWS_PROFILE", entry(found.settings, "profile").origin)
      assert.equal("http://127.0.0.1:9", entry(found.endpoints, "sts").url)
      local text = run({}, { AWS_REGION = "eu-west-3" })
      assert.equal(4, text.code)
      assert.matches("Problems\n  " .. config:gsub("%p", "%%%0") .. ":3: expected \"name = value\"",
         text.out)
      assert.matches("not asked for: see below", text.out)
      assert.matches("region +eu%-west%-3 +AWS_REGION", text.out)
   end)

   it("goes on where a setting cannot be", function()
      local found, result = document({ "--offline" }, { AWS_USE_FIPS_ENDPOINT = "yes",
         AWS_REGION = "eu-west-1", AWS_CA_BUNDLE = home .. "/none.pem" })
      assert.equal(1, result.code)
      assert.matches("the CA bundle .*/none.pem cannot be read", found.problems[1].message)
      assert.matches("use_fips_endpoint is 'yes' %(from AWS_USE_FIPS_ENDPOINT%)",
         found.problems[2].message)
      assert.equal("yes", entry(found.settings, "use_fips_endpoint").value)
      assert.truthy(entry(found.endpoints, "sts").error)
   end)

   it("says for people only what is set, and all when asked", function()
      local env = { AWS_REGION = "eu-west-1", AWS_ACCESS_KEY_ID = "AKIAEXAMPLE1234",
         AWS_SECRET_ACCESS_KEY = "the-secret", AWS_NEW_RETRIES_2026 = "true" }
      local short, all = run({ "--offline" }, env).out, run({ "--offline", "--all" }, env).out
      assert.matches("aws_access_key_id +%*%*%*%*1234 +AWS_ACCESS_KEY_ID", short)
      assert.matches("aws_secret_access_key +%*%*%*%* +AWS_SECRET_ACCESS_KEY", short)
      assert.matches("no effect here\n  new_retries_2026 +true +AWS_NEW_RETRIES_2026 +the retry",
         short)
      assert.is_nil(short:find "the%-secret")
      assert.is_nil(short:find "retry_mode")
      assert.matches("retry_mode +moontide +default", all)
      assert.matches("boto_config +%- +not set", all)
   end)

   it("confirms an identity and names the emulator where that answers", function()
      local aws <close> = assert(emulator.start { credentials = "AKIDSPEC9999:spec-secret" })
      local found, result = document({}, { AWS_ENDPOINT_URL = aws.url, AWS_REGION = "eu-west-1",
         AWS_ACCESS_KEY_ID = "AKIDSPEC9999", AWS_SECRET_ACCESS_KEY = "spec-secret" })
      assert.equal(0, result.code, result.out)
      assert.equal("****9999", found.credentials.access_key_id)
      assert.matches("^arn:aws:iam::", found.identity.arn)
      assert.equal("AWS_ENDPOINT_URL", entry(found.endpoints, "sts").origin)
      found = document { "--emulator" }
      assert.equal("--emulator", entry(found.endpoints, "sts").origin)
      assert.truthy(found.identity.arn)
   end)
end)
