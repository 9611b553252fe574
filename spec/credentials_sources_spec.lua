-- Ways to credentials that lead through others: roles of a source that is no profile, single
-- sign-on of both kinds. The emulator confirms what comes out.
local control = require "support.control"
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"
local server = require "support.identity_server"

local WHO <const> = [[
local moontide = require "moontide"
print(moontide.client("sts"):get_caller_identity().Arn)
]]
local KEYS <const> = { SecretAccessKey = "spec-secret" }
local START_URL <const> = "https://corp.awsapps.com/start"

local function sha1(text)
   local pipe <close> = assert(io.popen(("printf %%s '%s' | sha1sum"):format(text)))
   return pipe:read "a":match "^%x+"
end

describe("credentials through others", function()
   local aws, home, services

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

   local function run(env, script, arguments)
      local all = { AWS_ENDPOINT_URL = aws.url }
      for name, value in pairs(env or {}) do all[name] = value end
      return home:run(arguments or { "run", "-" }, all, { stdin = script or WHO })
   end

   local function role(source)
      home:put(".aws/config", ("[profile r]\nrole_arn = arn:aws:iam::123456789012:role/r\n"
         .. "role_session_name = spec\ncredential_source = %s\n"):format(source))
      return "r"
   end
   local SESSION <const> = "arn:aws:sts::123456789012:assumed-role/r/spec\n"

   it("are a role's with keys of variables", function()
      local keys = { AWS_ACCESS_KEY_ID = "AKIDSPEC", AWS_SECRET_ACCESS_KEY = "spec-secret" }
      -- by AWS_PROFILE alone the variables would come first
      local named = { "run", "--profile", role "Environment", "-" }
      local result = run(keys, WHO, named)
      assert.equal(SESSION, result.out, result.err)
      assert.matches("AWS_ACCESS_KEY_ID", run({}, WHO, named).err)
   end)

   it("are a role's with those of a container", function()
      services = server.start(function() return 200, server.document("AKIDSPEC", 3600, KEYS) end)
      local result = run { AWS_PROFILE = role "EcsContainer",
         AWS_CONTAINER_CREDENTIALS_FULL_URI = services.url .. "/c" }
      assert.equal(SESSION, result.out, result.err)
      assert.same({ "GET /c" }, services:requests())
   end)

   it("are a role's with those of an instance", function()
      services = server.start(server.instance(function()
         return 200, server.document("AKIDSPEC", 3600, KEYS)
      end))
      local result = run { AWS_PROFILE = role "Ec2InstanceMetadata",
         AWS_EC2_METADATA_DISABLED = "false", AWS_EC2_METADATA_SERVICE_ENDPOINT = services.url }
      assert.equal(SESSION, result.out, result.err)
   end)

   -- A portal that knows tokens, and renews the one that is old.
   local function portal(good)
      services = server.start(function(request)
         if request:target() == "/token" then
            return 200, { accessToken = "new", expiresIn = 28800 }
         end
         if request:header "x-amz-sso_bearer_token" ~= good then
            return 401, { message = "Session token not found or invalid" }
         end
         return 200, { roleCredentials = { accessKeyId = "AKIDSPEC",
            secretAccessKey = "spec-secret", sessionToken = "",
            expiration = (os.time() + 3600) * 1000 } }
      end)
      return { AWS_ENDPOINT_URL_SSO = services.url, AWS_ENDPOINT_URL_SSO_OIDC = services.url }
   end

   local function cache(key, expires_in, format)
      home:put((".aws/sso/cache/%s.json"):format(sha1(key)), json.encode { accessToken = "old",
         expiresAt = os.date("!" .. format, os.time() + expires_in), clientId = "id",
         clientSecret = "cs", refreshToken = "r", registrationExpiresAt = "2040-01-01T00:00:00Z",
         startUrl = START_URL, region = "eu-west-1" })
   end

   local OLD <const> = "[default]\nsso_start_url = " .. START_URL .. "\nsso_region = eu-west-1\n"
      .. "sso_account_id = 123456789012\nsso_role_name = r\n"
   local NEW <const> = "[default]\nsso_session = corp\nsso_account_id = 123456789012\n"
      .. "sso_role_name = r\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = "
      .. START_URL .. "\n"
   local USER <const> = "arn:aws:iam::123456789012:user/moontide\n"
   local ASKED <const> =
      "GET /federation/credentials?role_name=r&account_id=123456789012"

   it("are those of a single sign-on without a session", function()
      home:put(".aws/config", OLD)
      cache(START_URL, 600, "%Y-%m-%dT%H:%M:%SUTC") -- as it was written before 2021
      local result = run(portal "old")
      assert.equal(USER, result.out, result.err)
      assert.same({ ASKED }, services:requests()) -- such a token cannot be renewed
   end)

   it("are those of a session whose token is renewed once, ahead of its end", function()
      home:put(".aws/config", NEW)
      cache("corp", 200, "%Y-%m-%dT%H:%M:%SZ")
      local result = run(portal "new", [[
local moontide = require "moontide"
local found = moontide.map({ 1, 2, 3, 4 }, function()
   return moontide.client("sts"):get_caller_identity().Arn
end)
print(found[4])
]])
      assert.equal(USER, result.out, result.err)
      assert.same({ "POST /token", ASKED }, services:requests())
   end)

   it("are none where the session has been ended elsewhere", function()
      home:put(".aws/config", NEW)
      cache("corp", 7200, "%Y-%m-%dT%H:%M:%SZ")
      local before = json.decode(control.ask(aws.port, "GET", "counters")).calls
      local result = run(portal "another")
      assert.equal(4, result.code)
      assert.matches('"aws sso login', result.err)
      assert.same({ ASKED }, services:requests())
      assert.equal(before, json.decode(control.ask(aws.port, "GET", "counters")).calls)
   end)

   it("are read from the variables again when their time is over", function()
      local past = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - 5)
      local env = { AWS_ACCESS_KEY_ID = "AKIDSPEC", AWS_SECRET_ACCESS_KEY = "spec-secret",
         AWS_CREDENTIAL_EXPIRATION = past }
      local result = run(env)
      assert.equal(4, result.code)
      assert.matches("expired", result.err)
      env.AWS_CREDENTIAL_EXPIRATION = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() + 3600)
      assert.equal(USER, run(env).out)
   end)
end)
