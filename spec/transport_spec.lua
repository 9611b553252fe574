-- How requests travel, as a user sets it up: User-Agent, proxies, authorities, and endpoints that
-- cannot be.
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"
local program = require "support.program"
local server = require "support.identity_server"
local services = require "support.secretive_services"

local KEYS <const> = { AWS_ACCESS_KEY_ID = "AKIDSPEC", AWS_SECRET_ACCESS_KEY = "s" }
local CALL <const> = [[
local client = require("moontide").client("application-autoscaling")
client:describe_scalable_targets { ServiceNamespace = "sagemaker" }
print "done"
]]

local home

local function run(env, arguments)
   local all = { AWS_MAX_ATTEMPTS = "1" }
   for name, value in pairs(env) do all[name] = value end
   return home:run(arguments or { "run", "-" }, all, { stdin = CALL })
end

local function with(base, more)
   local all = {}
   for name, value in pairs(base) do all[name] = value end
   for name, value in pairs(more) do all[name] = value end
   return all
end

before_each(function() home = homes.new() end)
after_each(function() home:close() end)

describe("requests", function()
   local log, aws

   -- Answers like an account without targets; remembers the named headers of each request.
   before_each(function()
      log = program.write ""
      aws = server.start(function(request)
         local file <close> = assert(io.open(log, "a"))
         local seen = { target = request:header "x-amz-target" or "-" }
         for _, name in ipairs { "user-agent", "x-amzn-trace-id", "amz-sdk-request",
            "amz-sdk-invocation-id" } do
            seen[name] = request:header(name)
         end
         file:write(json.encode(seen), "\n")
         return services.answer(request)
      end)
   end)
   after_each(function() aws:close() end)

   local function seen()
      local list = {}
      for line in program.read(log):gmatch "[^\n]+" do list[#list + 1] = json.decode(line) end
      return list
   end

   local function call(env)
      local result = run(with({ AWS_ENDPOINT_URL = aws.url }, env))
      assert.equal("done\n", result.out, result.err)
      local list = seen()
      return list[#list], list
   end

   it("say who sends them, from where, and what for", function()
      local sent = call(with(KEYS, { AWS_EXECUTION_ENV = "AWS_ECS_FARGATE",
         AWS_SDK_UA_APP_ID = "my fleet", AWS_RETRY_MODE = "adaptive" }))
      local agent = sent["user-agent"]
      assert.matches("^moontide/%S+ ua/2%.1 os/%l+#%S+ md/arch#%S+ lang/c#11 "
         .. "exec%-env/AWS_ECS_FARGATE m/F,N,g cfg/retry%-mode#adaptive app/my%-fleet$", agent)
      assert.matches("^%x+%-%x+%-4%x+%-%x+%-%x+$", sent["amz-sdk-invocation-id"])
      assert.matches("^attempt=1; max=1$", sent["amz-sdk-request"])
      assert.is_nil(sent["x-amzn-trace-id"])
   end)

   it("of an application whose name stands in the profile", function()
      home:put(".aws/config", "[default]\nsdk_ua_app_id = fleet\n")
      assert.matches(" app/fleet$", call(KEYS)["user-agent"])
   end)

   it("lead on what Lambda traces", function()
      local id <const> = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=5b;Sampled=1"
      assert.equal(id, call(with(KEYS, { AWS_LAMBDA_FUNCTION_NAME = "f", _X_AMZN_TRACE_ID = id }))
         ["x-amzn-trace-id"])
      assert.is_nil(call(with(KEYS, { _X_AMZN_TRACE_ID = id }))["x-amzn-trace-id"])
   end)

   it("say how their credentials came by, those of STS too", function()
      home:put(".aws/credentials", "[base]\naws_access_key_id = A\naws_secret_access_key = s\n")
      home:put("token", "x.eyJleHAiOjQwMDAwMDAwMDAsInN1YiI6InBvZCJ9.x")
      home:put(".aws/config", ([[
[profile role]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = base
[profile named]
role_arn = arn:aws:iam::123456789012:role/x
credential_source = Environment
[profile helper]
credential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}'
[profile web]
role_arn = arn:aws:iam::123456789012:role/x
web_identity_token_file = %s/token
]]):format(home.path))
      local ways = {
         base = "N,n", role = "N,n,o,i", named = "N,g,p,i", helper = "N,v,w", web = "N,q,k" }
      for profile, letters in pairs(ways) do
         local env = with(profile == "named" and KEYS or {}, { AWS_PROFILE = profile })
         -- keys of the environment go before a profile that is not named on the command line
         local result = run(with(env, { AWS_ENDPOINT_URL = aws.url }),
            { "run", "--profile", profile, "-" })
         assert.equal("done\n", result.out, result.err)
         local list = seen()
         assert.matches((" m/%s cfg"):format(letters), list[#list]["user-agent"], 1, true)
         for _, sent in ipairs(list) do assert.matches("^moontide/", sent["user-agent"]) end
      end
      local container = call { AWS_CONTAINER_CREDENTIALS_FULL_URI = aws.url .. "/container" }
      assert.matches(" m/N,z cfg", container["user-agent"], 1, true)
   end)
end)

describe("a proxy", function()
   local proxy

   before_each(function()
      proxy = server.start(function(request)
         if request:method() == "CONNECT" then return 403 end
         return services.answer(request)
      end)
   end)
   after_each(function() proxy:close() end)

   local FAR <const> = "http://far.test:8080" -- which nothing but a proxy could resolve

   local function asked(env)
      local before = #proxy:requests()
      local result = run(with(with(KEYS, { AWS_ENDPOINT_URL = FAR }), env))
      local list = proxy:requests()
      return list[before + 1], result
   end

   it("is taken for http, by either spelling of its variable", function()
      assert.equal("POST http://far.test:8080/", (asked { http_proxy = proxy.url }))
      assert.equal("POST http://far.test:8080/", (asked { HTTP_PROXY = proxy.url }))
      assert.equal("POST http://far.test:8080/",
         (asked { http_proxy = proxy.url, HTTP_PROXY = "http://127.0.0.1:1" }))
   end)

   it("is taken for https, by a tunnel that is not a service's answer", function()
      for _, name in ipairs { "https_proxy", "HTTPS_PROXY" } do
         local result = run(with(KEYS, { [name] = proxy.url }))
         assert.equal(1, result.code)
         assert.matches("the proxy does not lead to application%-autoscaling%.eu%-west%-1"
            .. "%.amazonaws%.com:443: .*; check https_proxy", result.err)
      end
   end)

   it("is gone round for whom no_proxy names, in every form", function()
      local local_aws <close> = server.start(services.answer)
      local port = local_aws.url:match "%d+$"
      for _, list in ipairs { "127.0.0.1", "*", "127.0.0.0/8", "x.test,127.0.0.1:" .. port } do
         for _, name in ipairs { "no_proxy", "NO_PROXY" } do
            local result = run(with(KEYS, { AWS_ENDPOINT_URL = local_aws.url, [name] = list,
               http_proxy = "http://127.0.0.1:1" }))
            assert.equal("done\n", result.out, list .. result.err)
         end
      end
      for _, list in ipairs { "", "far.tes", "10.0.0.0/8", "far.test:80", ".b.far.test" } do
         assert.equal("POST http://far.test:8080/",
            (asked { http_proxy = proxy.url, no_proxy = list }))
      end
      for _, list in ipairs { "far.test", ".far.test", "*.test", "test", "far.test:8080" } do
         local sent, result = asked { http_proxy = proxy.url, no_proxy = list }
         assert.is_nil(sent)
         assert.matches("cannot find the address of far.test", result.err, 1, true)
      end
   end)

   it("is never taken for instance metadata and containers", function()
      local machine <close> = server.start(services.answer)
      local env = { AWS_ENDPOINT_URL = FAR, http_proxy = proxy.url,
         AWS_CONTAINER_CREDENTIALS_FULL_URI = machine.url .. "/container" }
      assert.equal("done\n", run(env).out)
      env.AWS_CONTAINER_CREDENTIALS_FULL_URI = nil
      env.AWS_EC2_METADATA_DISABLED = "false"
      env.AWS_EC2_METADATA_SERVICE_ENDPOINT = machine.url
      assert.equal("done\n", run(env).out)
      assert.same({ "POST http://far.test:8080/", "POST http://far.test:8080/" },
         proxy:requests())
      assert.is_true(#machine:requests() >= 4)
   end)

   it("that cannot be is refused before anything is sent, without its password", function()
      local result = run(with(KEYS, { https_proxy = "http://me:hunter2@/x" }))
      assert.equal(1, result.code)
      assert.matches("https_proxy is not [http://][user:password@]host[:port]", result.err, 1,
         true)
      assert.is_nil(result.err:find "hunter2")
   end)
end)

describe("authorities", function()
   it("of one's own count by whatever name tools have for them", function()
      local bundle = home.path .. "/ca.pem"
      local aws <close> = assert(emulator.start { tls = true, ca_file = bundle })
      local env = { AWS_ENDPOINT_URL = aws.url, AWS_ACCESS_KEY_ID = aws.access_key_id,
         AWS_SECRET_ACCESS_KEY = aws.secret_access_key }
      assert.matches("is not trusted", run(env).err)
      for _, name in ipairs { "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE" } do
         assert.equal("done\n", run(with(env, { [name] = bundle })).out, name)
      end
      home:put(".aws/config", "[default]\nca_bundle = " .. bundle .. "\n")
      assert.equal("done\n", run(with(env, { SSL_CERT_FILE = "/nowhere" })).out)
      local missing = run(with(env, { AWS_CA_BUNDLE = "/nowhere/ca.pem" }))
      assert.equal(1, missing.code)
      assert.matches("/nowhere/ca.pem cannot be read", missing.err)
   end)

   it("in a directory count, too", function()
      local bundle = home:put("authorities/own.pem", "")
      local aws <close> = assert(emulator.start { tls = true, ca_file = bundle })
      local directory = home.path .. "/authorities"
      assert(os.execute(("openssl rehash '%s' 2>/dev/null"):format(directory)))
      local result = run { AWS_ENDPOINT_URL = aws.url, AWS_CA_BUNDLE = directory,
         AWS_ACCESS_KEY_ID = aws.access_key_id, AWS_SECRET_ACCESS_KEY = aws.secret_access_key }
      assert.equal("done\n", result.out, result.err)
   end)
end)

describe("settings that cannot be", function()
   it("end the program with where they come from, before anything is sent", function()
      local config = home:put(".aws/config", "[profile f]\nuse_fips_endpoint = true\n"
         .. "endpoint_url = http://127.0.0.1:1\n[profile d]\nuse_dualstack_endpoint = true\n")
      local rows = {
         { { AWS_PROFILE = "f" }, "FIPS.*" .. config:gsub("%p", "%%%0") .. ":2.*:3" },
         { { AWS_PROFILE = "d", AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING = "http://127.0.0.1:1" },
            "dual%-stack.*:5.*AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING" },
         { { AWS_USE_FIPS_ENDPOINT = "yes" }, "'yes' %(from AWS_USE_FIPS_ENDPOINT%)" },
         { { AWS_ENDPOINT_URL = "localhost:4566" }, "localhost:4566.*AWS_ENDPOINT_URL" },
         { { AWS_ENDPOINT_URL = "ftp://localhost" }, "AWS_ENDPOINT_URL" },
         { { AWS_REGION = "eu-west-1.evil.example/x" }, "region" },
         { { AWS_RETRY_MODE = "often" }, "retry_mode is 'often' %(from AWS_RETRY_MODE%)" },
         { { AWS_MAX_ATTEMPTS = "0" }, "max_attempts is '0'" },
         { { AWS_DEFAULTS_MODE = "fast" }, "defaults_mode is 'fast' %(from AWS_DEFAULTS_MODE%)" },
         { { BOTOCORE_TCP_KEEPALIVE = "1" }, "tcp_keepalive is '1'" },
      }
      for _, row in ipairs(rows) do
         local result = run(with(KEYS, row[1]))
         assert.equal(1, result.code, result.err)
         assert.matches(row[2], result.err)
      end
   end)
end)
