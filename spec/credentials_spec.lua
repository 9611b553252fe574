-- Credentials as a user sets them up: real files in a home of its own, real variables, the program
-- in a process of its own, services on this machine.
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"
local program = require "support.program"
local server = require "support.identity_server"

local ROLE = "arn:aws:iam::123456789012:role/"
-- {"exp":4000000000,"sub":"pod"}
local WEB_TOKEN = "x.eyJleHAiOjQwMDAwMDAwMDAsInN1YiI6InBvZCJ9.x"
local KEY = [[-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIPt/u8InPLpQeQLJTvVX+sNDzni8vMDMt3Liu+nMBigfoAoGCCqGSM49
AwEHoUQDQgAEILkGG7rNOnxiIJlMgimY1UPP8eDMFP0DAY6WGjngP4bvTAiUCQ/I
ffut2379uP+OBCm2ovGpBOJRgrl1RspUOQ==
-----END EC PRIVATE KEY-----
]]
local PRINT = [[
local credentials = require("moontide").credentials.resolve()
print(credentials.access_key_id, credentials.account_id, tostring(credentials))
]]

local home

local function put(...) return home:put(...) end

local function run(...) return home:run(...) end

local function doctor(env)
   local result = run({ "doctor", "--json" }, env)
   local ok, document = pcall(json.decode, result.out)
   assert(ok, result.out .. result.err)
   document.code = result.code
   return document
end

local function print_credentials(env, more)
   local result = run({ "run", "-" }, env, { stdin = (more or "") .. PRINT })
   return result.out:match "^(%S+)\t(%S+)\t" or result.err, result
end

local function stamp(seconds) return os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + seconds) end

describe("credentials of a user", function()
   local aws, services

   setup(function()
      aws = assert(emulator.start { credentials = "AKIDSPEC:spec-secret:123456789012" })
   end)
   teardown(function() aws:close() end)
   before_each(function() home = homes.new() end)
   after_each(function()
      home:close()
      if services then services:close() end
      services = nil
   end)

   -- An identity that the emulator has confirmed.
   local function confirm(arn, env)
      env.AWS_ENDPOINT_URL = aws.url
      local document = doctor(env)
      assert.equal(arn, document.identity and document.identity.arn, json.encode(document))
      assert.equal(0, document.code)
      return document
   end

   local function keys(name)
      return ("[%s]\naws_access_key_id = AKIDSPEC\naws_secret_access_key = spec-secret\n"):format(
         name)
   end

   local USER <const> = "arn:aws:iam::123456789012:user/moontide"

   it("come from variables", function()
      local document = confirm(USER,
         { AWS_ACCESS_KEY_ID = "AKIDSPEC", AWS_SECRET_ACCESS_KEY = "spec-secret" })
      assert.equal("environment", document.credentials.source)
      assert.equal("****", document.credentials.access_key_id)
   end)

   it("come from a profile's keys", function()
      put(".aws/credentials", keys "dev")
      local document = confirm(USER, { AWS_PROFILE = "dev" })
      assert.equal(("profile dev (%s/.aws/credentials:2)"):format(home.path),
         document.credentials.source)
   end)

   it("come through three roles, one after the other", function()
      put(".aws/credentials", keys "base")
      put(".aws/config", ([[
[profile c]
role_arn = %sc
source_profile = b
role_session_name = last
duration_seconds = 1200
[profile b]
role_arn = %sb
source_profile = a
external_id = ex+t/=
[profile a]
role_arn = %sa
source_profile = base
]]):format(ROLE, ROLE, ROLE))
      local document = confirm("arn:aws:sts::123456789012:assumed-role/c/last",
         { AWS_PROFILE = "c" })
      assert.equal("123456789012", document.credentials.account_id)
      assert.is_true(document.credentials.is_temporary)
   end)

   it("come for a web identity, of variables or of a profile", function()
      local token = put("token", WEB_TOKEN .. "\n")
      confirm("arn:aws:sts::123456789012:assumed-role/pods/session-1", {
         AWS_WEB_IDENTITY_TOKEN_FILE = token, AWS_ROLE_ARN = ROLE .. "pods",
         AWS_ROLE_SESSION_NAME = "session-1" })
      put(".aws/config", ([[
[default]
web_identity_token_file = %s
role_arn = %spods
role_session_name = session-2
]]):format(token, ROLE))
      confirm("arn:aws:sts::123456789012:assumed-role/pods/session-2", {})
   end)

   it("come from a helper program", function()
      local helper = put("helper.json", json.encode { Version = 1, AccessKeyId = "AKIDSPEC",
         SecretAccessKey = "spec-secret" })
      put(".aws/config", ("[default]\ncredential_process = cat '%s' | cat\n"):format(helper))
      confirm(USER, {})
   end)

   it("come from a container's service, with the token of the moment", function()
      services = server.start(function(request)
         if request:header "authorization" ~= "container-token" then return 403 end
         return 200, server.document("AKIDSPEC", 3600, { SecretAccessKey = "spec-secret" })
      end)
      confirm(USER, { AWS_CONTAINER_CREDENTIALS_FULL_URI = services.url .. "/creds",
         AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE = put("token", "container-token\n") })
      assert.same({ "GET /creds" }, services:requests())
      -- a name that leads to this machine
      confirm(USER, { AWS_CONTAINER_AUTHORIZATION_TOKEN = "container-token",
         AWS_CONTAINER_CREDENTIALS_FULL_URI =
            services.url:gsub("127%.0%.0%.1", "pod.localhost") .. "/creds" })
   end)

   it("come from an instance's metadata, with the account where those know it", function()
      local ROLES <const> = "GET /latest/meta-data/iam/security-credentials"
      local function ask(more)
         if services then services:close() end
         services = server.start(server.instance(function()
            return 200, server.document("AKIDSPEC", 3600, { SecretAccessKey = "spec-secret" })
         end, more))
         local document = confirm(USER, { AWS_EC2_METADATA_DISABLED = "false",
            AWS_EC2_METADATA_SERVICE_ENDPOINT = services.url })
         return document.credentials.account_id
      end
      assert.is_nil(ask())
      assert.same({ "PUT /latest/api/token", ROLES .. "-extended/", ROLES .. "/",
         ROLES .. "/the-role" }, services:requests())
      assert.equal("123456789012", ask { account = "123456789012" })
      assert.same({ "PUT /latest/api/token", ROLES .. "-extended/",
         ROLES .. "-extended/the-role" }, services:requests())
   end)

   local SSO_CONFIG = [[
[default]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = My Role
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.awsapps.com/start
]]
   local SSO_CACHE = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"

   local function sso_cache(expires_in)
      return json.encode { accessToken = "old-token", expiresAt = stamp(expires_in),
         clientId = "id", clientSecret = "client-secret", refreshToken = "refresh-1",
         registrationExpiresAt = stamp(86400), startUrl = "https://corp.awsapps.com/start",
         region = "eu-west-1", extra = "kept" }
   end

   it("come by single sign-on, whose token is renewed and kept", function()
      services = server.start(function(request)
         if request:target() == "/token" then
            local body = json.decode(request:body())
            if body.refreshToken ~= "refresh-1" then return 400, { error = "invalid_grant" } end
            return 200, { accessToken = "new-token", expiresIn = 28800,
               refreshToken = "refresh-2" }
         end
         if request:header "x-amz-sso_bearer_token" ~= "new-token" then return 401 end
         return 200, { roleCredentials = { accessKeyId = "ASIASSO", secretAccessKey = "s",
            sessionToken = "t", expiration = (os.time() + 3600) * 1000 } }
      end)
      put(".aws/config", SSO_CONFIG)
      local path = put(SSO_CACHE, sso_cache(-60))
      local id = print_credentials { AWS_ENDPOINT_URL = services.url }
      assert.equal("ASIASSO", id)
      assert.same({ "POST /token",
         "GET /federation/credentials?role_name=My%20Role&account_id=123456789012" },
         services:requests())
      local kept = json.decode(program.read(path))
      assert.same({ "new-token", "refresh-2", "kept" },
         { kept.accessToken, kept.refreshToken, kept.extra })
      local pipe = io.popen(("stat -c %%a '%s'"):format(path))
      assert.equal("600\n", pipe:read "a")
      pipe:close()
   end)

   it("come by a console login, renewed with a proof of possession", function()
      services = server.start(function(request)
         local proof = request:header "dpop" or ""
         local header, claims = proof:match "^([%w_-]+)%.([%w_-]+)%.[%w_-]+$"
         if not header or #claims < 80 then return 400, { error = "invalid_dpop" } end
         return 200, { expiresIn = 900, refreshToken = "r2", accessToken = {
            accessKeyId = "ASIALOGIN", secretAccessKey = "s", sessionToken = "t" } }
      end)
      put(".aws/config", "[default]\nlogin_session = arn:aws:sts::123456789012:assumed-role/A/a\n")
      local name = "d0742624badecfd2fd379f19eeee22727cfcdfac7a7697795875d772fa7e2260.json"
      local path = put("logins/" .. name, json.encode { clientId = "c",
         refreshToken = "r1", dpopKey = KEY, accessToken = { accessKeyId = "OLD",
            secretAccessKey = "s", sessionToken = "t", accountId = "123456789012",
            expiresAt = stamp(-10) } })
      local id = print_credentials { AWS_ENDPOINT_URL = services.url,
         AWS_LOGIN_CACHE_DIRECTORY = home.path .. "/logins" }
      assert.equal("ASIALOGIN", id)
      assert.equal("r2", json.decode(program.read(path)).refreshToken)
   end)

   it("come with a code of an MFA device that a script is asked for", function()
      put(".aws/credentials", keys "base")
      put(".aws/config", ("[default]\nrole_arn = %sx\nsource_profile = base\n"
         .. "mfa_serial = arn:aws:iam::123456789012:mfa/me\n"):format(ROLE))
      local env = { AWS_ENDPOINT_URL = aws.url }
      local ask = [[require("moontide").configure { mfa = function(device)
         assert(device == "arn:aws:iam::123456789012:mfa/me")
         return "123456"
      end }
      ]]
      local id = print_credentials(env, ask)
      assert.matches("^ASIA", id)
      local _, result = print_credentials(env,
         'require("moontide").configure { mfa = function() error "nobody there" end }\n')
      assert.equal(4, result.code)
      assert.matches("wants a code of the MFA device arn:aws:iam::123456789012:mfa/me: .*nobody",
         result.err)
   end)

   it("come from a function of the script, which may make calls", function()
      local script = ([[
local moontide = require "moontide"
local count = 0
local sts = moontide.client("sts", { credentials = {
   access_key_id = "AKIDSPEC", secret_access_key = "spec-secret" } })
local aas = moontide.client("application-autoscaling", { credentials = function()
   count = count + 1
   local c = sts:assume_role { RoleArn = "%sf", RoleSessionName = "fn" }.Credentials
   return { access_key_id = c.AccessKeyId, secret_access_key = c.SecretAccessKey,
      session_token = c.SessionToken, expires_at = c.Expiration }
end })
moontide.map({ 1, 2, 3, 4, 5 }, function()
   aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
end)
print(count)
local broken = moontide.client("sts", { credentials = function() return { } end })
print(select(2, moontide.try(broken.get_caller_identity, broken)).message)
]]):format(ROLE)
      local result = run({ "run", "-" }, { AWS_ENDPOINT_URL = aws.url }, { stdin = script })
      assert.equal("", result.err)
      assert.matches("^1\nthe credentials function %d+ at .+: it gave no access_key_id\n$",
         result.out)
   end)

   it("are used on while instance metadata are out", function()
      services = server.start(server.instance(function(looks)
         if looks > 1 then return 500 end
         return 200, server.document("AKIDSPEC", 1, { SecretAccessKey = "spec-secret" })
      end))
      local result = run({ "run", "-" }, { AWS_ENDPOINT_URL = aws.url,
         AWS_EC2_METADATA_DISABLED = "false", AWS_EC2_METADATA_SERVICE_ENDPOINT = services.url },
         { stdin = [[
local moontide = require "moontide"
local aas = moontide.client("application-autoscaling")
for _ = 1, 11 do
   aas:describe_scalable_targets { ServiceNamespace = "sagemaker" }
   moontide.sleep(0.2)
end
print "done"
]] })
      assert.equal("done\n", result.out, result.err)
      assert.is_true(#services:requests() > 3)
   end)

   it("are renewed while a run outlives them, and no call fails", function()
      local short = assert(emulator.start { credentials = "AKIDSPEC:spec-secret",
         credential_seconds = 4 })
      put(".aws/credentials", keys "base")
      put(".aws/config", ("[default]\nrole_arn = %sx\nsource_profile = base\n"):format(ROLE))
      local result = run({ "run", "-" }, { AWS_ENDPOINT_URL = short.url }, { stdin = [[
local moontide = require "moontide"
local items = {}
for i = 1, 200 do items[i] = i end
local results = moontide.map(items, function()
   moontide.client("application-autoscaling"):describe_scalable_targets {
      ServiceNamespace = "sagemaker" }
   moontide.sleep(0.2)
end, { limit = 8 })
print(#items, moontide.stats().failed)
]] })
      short:close()
      assert.equal("200\t0\n", result.out, result.err)
   end)
end)
