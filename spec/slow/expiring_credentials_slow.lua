-- A run that outlives its credentials many times over. MOONTIDE_EXPIRING_CALLS, _SECONDS (of the
-- run) and _LIFE (seconds of each set) say how much of it: bench/README.md has 5000, 60 and 5.
local control = require "support.control"
local emulator = require "moontide.emulator"
local homes = require "support.home"
local json = require "moontide.json"

local SCRIPT <const> = [[
local moontide = require "moontide"
local calls, seconds = tonumber(arg[1]), tonumber(arg[2])
moontide.configure { max_rate = calls / seconds }
local items = {}
for i = 1, calls do items[i] = i end
moontide.map(items, function()
   moontide.client("application-autoscaling"):describe_scalable_targets {
      ServiceNamespace = "sagemaker" }
end, { limit = 16 })
local stats = moontide.stats()
print(stats.calls, stats.failed, stats.attempts, ("%.1f"):format(stats.elapsed))
]]

local function setting(name, fallback)
   return tonumber(os.getenv("MOONTIDE_EXPIRING_" .. name)) or fallback
end

describe("credentials that expire during a run", function()
   local home

   before_each(function() home = homes.new() end)
   after_each(function() home:close() end)

   it("are renewed, and no call fails", function()
      local calls, seconds, life = setting("CALLS", 400), setting("SECONDS", 8), setting("LIFE", 2)
      local aws <close> = assert(emulator.start { credential_seconds = life,
         credentials = "AKIDSPEC:spec-secret:123456789012" })
      home:put(".aws/config", [[
[default]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = base
[profile base]
aws_access_key_id = AKIDSPEC
aws_secret_access_key = spec-secret
]])
      local result = home:run({ "run", home:put("script.lua", SCRIPT), "--", calls, seconds },
         { AWS_ENDPOINT_URL = aws.url })
      local done, failed, attempts, elapsed = result.out:match "^(%d+)\t(%d+)\t(%d+)\t(%S+)\n$"
      assert(done, result.out .. result.err)
      local counters = json.decode(control.ask(aws.port, "GET", "counters"))
      local refused = 0
      for _, count in pairs(counters.errors) do refused = refused + count end
      print(("%d calls in %s s, %d sets of credentials of %g s, %d answers refused, %d failed")
         :format(done, elapsed, counters.operations.AssumeRole, life, refused, failed))
      assert.same({ calls, 0 }, { math.tointeger(done), math.tointeger(failed) })
      assert.equal(calls + refused, math.tointeger(attempts))
      assert.is_true(counters.operations.AssumeRole >= seconds // life)
   end)
end)
