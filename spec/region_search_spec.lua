-- The Region of an EC2 instance, which its metadata tell: only where that is wanted, and only when
-- nothing else names one.
local control = require "support.control"
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"
local server = require "support.identity_server"

local SCRIPT = [[
local moontide = require "moontide"
moontide.map({ 1, 2, 3 }, function()
   moontide.client("application-autoscaling"):describe_scalable_targets {
      ServiceNamespace = "sagemaker" }
end)
print(moontide.client("sts"):region())
]]
local TOKEN <const>, REGION <const> = "PUT /latest/api/token",
   "GET /latest/meta-data/placement/region"

describe("the region of an instance", function()
   local aws, home, metadata

   setup(function()
      aws = assert(emulator.start { credentials = "AKIDSPEC:spec-secret:123456789012" })
   end)
   teardown(function() aws:close() end)
   before_each(function() home = homes.new() end)
   after_each(function()
      home:close()
      if metadata then metadata:close() end
      metadata = nil
   end)

   -- env without the region that a home has
   local function run(env, arguments)
      local all = { AWS_REGION = "", AWS_ENDPOINT_URL = aws.url, AWS_ACCESS_KEY_ID = "AKIDSPEC",
         AWS_SECRET_ACCESS_KEY = "spec-secret", AWS_EC2_METADATA_DISABLED = "false",
         AWS_EC2_METADATA_SERVICE_ENDPOINT = metadata and metadata.url or "http://127.0.0.1:1",
         MOONTIDE_REGION_FROM_IMDS = "true" }
      for name, value in pairs(env or {}) do all[name] = value end
      return home:run(arguments or { "run", "-" }, all, { stdin = SCRIPT })
   end

   local function start(region)
      metadata = server.start(server.instance(function() return 404 end, { region = region }))
   end

   local function calls() return json.decode(control.ask(aws.port, "GET", "counters")).calls end

   it("is asked for once, for all clients", function()
      start "eu-north-1\n"
      local result = run()
      assert.equal("eu-north-1\n", result.out, result.err)
      assert.same({ TOKEN, REGION }, metadata:requests())
   end)

   it("is not asked for where one is known, or nobody has said so", function()
      start "eu-north-1"
      assert.equal("eu-west-1\n", run({ AWS_REGION = "eu-west-1" }).out)
      assert.equal("eu-west-2\n", run({ AWS_DEFAULT_REGION = "eu-west-2" }).out)
      assert.equal("eu-west-3\n", run(nil, { "run", "--region", "eu-west-3", "-" }).out)
      home:put(".aws/config", "[default]\nregion = us-east-1\n")
      assert.equal("us-east-1\n", run().out)
      home:put(".aws/config", "")
      assert.equal("", run(nil, { "doctor", "--offline" }).err)
      for _, off in ipairs { "", "false" } do
         assert.matches("no region: pass one", run({ MOONTIDE_REGION_FROM_IMDS = off }).err)
      end
      assert.same({}, metadata:requests())
      assert.matches("can be true or false", run({ MOONTIDE_REGION_FROM_IMDS = "1" }).err)
   end)

   it("is no part of a host before it has proven to be a name", function()
      local before = calls()
      for _, region in ipairs { "evil.example/", "a b", "", ("x"):rep(64), "-a" } do
         start(region)
         local result = run { AWS_ENDPOINT_URL = "" }
         assert.matches("says that the region is '.*', which cannot be one", result.err)
         assert.equal(1, result.code)
         metadata:close()
      end
      assert.equal(before, calls())
   end)

   it("may not be there", function()
      local result = run()
      assert.matches("MOONTIDE_REGION_FROM_IMDS finds none: nothing answers at http://127",
         result.err)
      assert.equal(1, result.code)
      assert.matches("switched off by AWS_EC2_METADATA_DISABLED",
         run({ AWS_EC2_METADATA_DISABLED = "true" }).err)
      start(nil)
      assert.matches("the instance metadata service answered 404", run().err)
   end)

   it("is shown with where it is from", function()
      start "eu-north-1"
      local result = run(nil, { "doctor", "--json" })
      local document = json.decode(result.out)
      local region
      for _, entry in ipairs(document.settings) do
         if entry.name == "region" then region = entry end
      end
      assert.same({ "eu-north-1", "instance metadata" }, { region.value, region.origin })
      assert.equal("123456789012", document.identity.account)
   end)
end)
