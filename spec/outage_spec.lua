-- A Region that is down, or that refuses, is one message; the others go on, and it ends in time.
local emulator = require "moontide.emulator"
local json = require "moontide.json"
local program = require "support.program"

local DEPLOYMENT <const> = [[
deployment { name = "rankers", regions = { "us-east-1", "eu-west-1" } }
for i = 1, 40 do target("endpoint/r-" .. i .. "/variant/main") { min = 1, max = 8 } end
]]

local state

local function apply(faults, ...)
   local server <close> = assert(emulator.start { faults = faults })
   local words = { "apply", "--yes", "--no-capacity", "--compact", ... }
   words[#words + 1] = program.write(DEPLOYMENT, ".lua")
   return program.run(words, { env = { AWS_ACCESS_KEY_ID = "test", AWS_SECRET_ACCESS_KEY = "test",
      AWS_REGION = "eu-west-1", AWS_ENDPOINT_URL = server.url, XDG_STATE_HOME = state } })
end

local function count(text, pattern)
   return select(2, text:gsub(pattern, ""))
end

describe("a Region", function()
   before_each(function()
      state = os.tmpname()
      os.remove(state)
   end)

   after_each(function()
      program.clean()
      os.execute("rm -rf '" .. state .. "'")
   end)

   it("that is down is one message, ends in time, and leaves the others alone", function()
      local result = apply({ "error:status=500,operation=RegisterScalableTarget,region=eu-west-1" },
         "--max-time", "6s")
      assert.equal(5, result.code, result.err)
      assert.equal(1, count(result.out,
         "\n! 40 targets  %(eu%-west%-1%): create of target failed\n"))
      assert.equal(1, count(result.out, "has not answered for"))
      assert.matches("the time of 6 s allowed for the whole run is over, and "
         .. "application%-autoscaling in eu%-west%-1 at http://%S+ has not answered for %d s; "
         .. "the last failure was: InternalFailure: .- %(request [%x-]+%)", result.out)
      assert.is_true(count(result.out, "\n") < 40 * 2 + 40, result.out) -- of which 80 are the plan
      assert.matches("\nApplied: 40 done, 40 failed %(", result.out)
      assert.matches("moontide: %d+ calls, .*, 40 lost\n$", result.err)
   end)

   it("that forbids is one message, too, and no request id gets lost", function()
      local faults = { "denied:operation=RegisterScalableTarget,region=eu-west-1" }
      local result = apply(faults)
      assert.equal(5, result.code, result.err)
      assert.equal(1, count(result.out, "is not authorized to perform"))
      assert.matches("\n! 40 targets  %(eu%-west%-1%): create of target failed\n", result.out)
      assert.matches("cause: the identity may not do this\n", result.out)
      assert.matches("\n      endpoint/r%-1/variant/main  %(%S+%.lua:2%)  request [%x-]+\n",
         result.out)
      assert.matches("\n      … and 30 more: %-%-json has them all\n", result.out)

      os.execute("rm -rf '" .. state .. "'")
      local ids, document = {}, json.decode(apply(faults, "--json").out)
      for _, target in ipairs(document.targets) do
         if target.state == "failed" then
            assert.equal("eu-west-1", target.region)
            assert.equal("AccessDeniedException", target.error.code)
            assert.is_nil(ids[target.error.request_id])
            ids[assert(target.error.request_id)] = true
         end
      end
      local known = 0
      for _ in pairs(ids) do known = known + 1 end
      assert.equal(40, known)
   end)

   it("that cannot be read is told once, and the others are applied", function()
      local result = apply({ "denied:region=eu-west-1" })
      assert.equal(5, result.code, result.err)
      assert.equal(1, count(result.out .. result.err, "is not authorized to perform"),
         result.out .. result.err)
      assert.matches("\nApplied: 40 done", result.out)
   end)
end)
